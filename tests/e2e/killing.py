"""Work on a ledger in processes that are killed at any instant, and whether two ledgers are the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from linkage.ledger import Snapshot

FORKING = """
import os, sys
from pathlib import Path
from linkage import ledger, records
from linkage.log import configure
from linkage.settings import LoadSettings
configure()
print("ready", flush=True)
for line in sys.stdin:
    words = line.split()
    child = os.fork()
    if child == 0:
        {work}
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Forks a process for each piece of work after importing once, since importing takes longer than working."""


@contextmanager
def worker(work: str) -> Iterator[subprocess.Popen[str]]:
    """Yield a process that does one statement of Python, given the `words` of each line, in processes of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", FORKING.format(work=work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()


def run(process: subprocess.Popen[str], *words: object, kill_after: float | None = None) -> float:
    """Work in a process of its own, and kill it after some seconds; return the seconds that it lived."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(" ".join(map(str, words)) + "\n")
    child = int(process.stdout.readline())
    started = time.perf_counter()
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert process.stdout.readline() == "ended\n"
    return time.perf_counter() - started


def same(one: Snapshot, other: Snapshot) -> bool:
    """Return whether two snapshots are one ledger's."""
    tables = ("accounts", "identifiers", "uses", "activity")
    return one.digest == other.digest and all(getattr(one, name).equals(getattr(other, name)) for name in tables)
