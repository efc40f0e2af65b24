"""A process that is known by its id and the moment it started, so that another with the same id is never touched."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Process:
    """One process on this machine; ids are used again, the pair of id and start is not."""

    pid: int
    started: str
    """When it started, as the system says it; compared, never read."""


_ONCE_TOLD: Final = 'read -r told && exec "$@" </dev/null'
"""What a shell does that becomes a program once a line comes in, and ends when none can come any more."""


def spawn(
    command: Sequence[str], environment: Mapping[str, str], log: Path, noted: Callable[[Process], object]
) -> Process:
    """Start a program in a session of its own, its output appended to `log`; it outlives this process.

    It runs only once `noted` has returned: whenever this process is killed, no program runs that was not noted down.
    """
    gate, opener = os.pipe()
    try:
        pid = os.posix_spawn(
            "/bin/sh",
            ["/bin/sh", "-c", _ONCE_TOLD, "sh", *command],
            environment,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, gate, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
        process = process_of(pid)
        noted(process)
        os.write(opener, b"\n")
    finally:
        os.close(gate)
        os.close(opener)
    return process


def process_of(pid: int) -> Process:
    """Return the process that has this id now."""
    return Process(pid, _look(pid)[0])


def is_running(process: Process) -> bool:
    """Return whether that very process is alive."""
    started, is_zombie = _look(process.pid)
    if process.started == "" or started != process.started:
        return False
    if is_zombie:
        with suppress(ChildProcessError):  # a child of ours only in the process that started it
            return os.waitpid(process.pid, os.WNOHANG) == (0, 0)
    return not is_zombie


def end(process: Process, patience_seconds: float, *, kill_seconds: float = 30.0) -> bool:
    """End a process: SIGTERM, then SIGKILL when it is still there after `patience_seconds`.

    Returns whether it ended by itself; also true when it was not running. It may still be there after `kill_seconds`
    when the system itself is stuck.
    """
    if _signalled(process, signal.SIGTERM, patience_seconds):
        return True
    _signalled(process, signal.SIGKILL, kill_seconds)
    return False


def _signalled(process: Process, number: signal.Signals, seconds: float) -> bool:
    """Send a signal to that very process, and return whether it was gone within `seconds`."""
    deadline = time.monotonic() + seconds
    if is_running(process):
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)
    while is_running(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _look(pid: int) -> tuple[str, bool]:
    """Return when the process with that id started, and whether it is a zombie; ("", False) when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ("", False) if Path("/proc/self/stat").exists() else _look_by_ps(pid)
    boot = ""
    with suppress(OSError):  # some sandboxes do not tell; then the start alone has to do
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    # The command's name, in parentheses, may hold anything; what follows the last one is fields 3 to 52.
    fields = stat.rpartition(")")[2].split()
    # A first thread can be gone while others still hold the files: then more than one is counted.
    return f"{boot}:{fields[19]}", fields[0] in "ZX" and int(fields[17]) <= 1


def _look_by_ps(pid: int) -> tuple[str, bool]:
    answer = subprocess.run(  # noqa: S603
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return started.strip(), state.startswith("Z")
