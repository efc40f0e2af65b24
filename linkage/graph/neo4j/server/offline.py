"""The server's own offline tools, which work on a database's files while no server runs in the home."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from linkage.errors import GraphBusy, GraphCorrupt, UsageError
from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.assembly import Installation, installation
from linkage.graph.neo4j.server.command import admin_command, environment
from linkage.graph.neo4j.server.configuration import tool_configuration
from linkage.graph.neo4j.server.failure import failure, unusable
from linkage.graph.neo4j.server.home import DATABASE, Home
from linkage.graph.neo4j.server.locks import locked
from linkage.graph.neo4j.server.process import is_running, process_of
from linkage.graph.neo4j.server.room import ended_when_full

TOOL_HEAP_MB: Final = 512


@dataclass(frozen=True, slots=True)
class Answer:
    """What an offline tool said."""

    returncode: int
    output: str


def run_tool(
    installed: Installation,
    home: Home,
    arguments: Sequence[str],
    *,
    heap_mb: int = TOOL_HEAP_MB,
    java_options: Sequence[str] = (),
    stdin: BinaryIO | None = None,
    on_line: Callable[[str], None] | None = None,
    fills: Path | None = None,
) -> Answer:
    """Return what one of the offline tools said, whatever its outcome; the caller holds the home's lock.

    `on_line` is given each line as it is printed. A tool is ended when the disk of what it `fills`, else of the home,
    stays full.
    """
    configuration = home.conf / "neo4j.conf"
    if not configuration.exists():
        configuration.write_text(tool_configuration(home.path), "utf-8")
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 - arguments are ours
        [*admin_command(installed, home.path, heap_mb, java_options), *arguments],
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(home.path),
        cwd=home.path,  # the tools leave reports where they stand
    ) as tool:
        assert tool.stdout is not None
        # When this process is killed the tool is not, and nobody else may work on the files until it is gone.
        home.write_tool(process_of(tool.pid))
        with ended_when_full(tool, fills or home.path) as was_full:
            for line in tool.stdout:
                lines.append(line)
                if on_line is not None:
                    on_line(line)
    if was_full.is_set():
        lines.append("No space left on device\n")
    home.write_tool(None)
    return Answer(tool.returncode, "".join(lines))


@contextmanager
def offline(home: Path, *, make: bool = False) -> Iterator[Home]:
    """Hold a home, in which no server runs and what a killed process left is settled, for the block.

    Raises:
        GraphBusy: a server runs in it.
        UsageError: the folder is not a server's home, or is not there and is not to be made.
        DiskFull, GraphUnavailable: its files cannot be written.
    """
    place = Home(home.expanduser().absolute())
    if not make and not place.path.is_dir():
        raise UsageError(f"There is no database in {place.path}; name its server's folder with --home.")
    try:
        place.make()
        with locked(place.lock):
            record = place.record()
            if record is not None and record.process is not None and is_running(record.process):
                raise GraphBusy(
                    f"A server runs in {place.path}; stop it with `linkage neo4j stop` before working on its files."
                )
            store.settle(place)
            yield place
    except OSError as error:
        raise unusable(place.path, error) from error


def succeeded(answer: Answer, what: str, home: Home) -> str:
    """Return what a tool printed, which is kept in the home's `logs/admin.log`.

    Raises:
        DiskFull, GraphUnavailable: it failed; the message has its last complaint.
    """
    log = home.path / "logs" / "admin.log"
    log.write_text(answer.output, "utf-8")
    if answer.returncode != 0:
        raise failure(answer.output, log, f"{what} failed")
    return answer.output


def admin(
    home: Path, *arguments: str, lane: str | None = None, cache: Path | None = None, heap_mb: int = TOOL_HEAP_MB
) -> str:
    """Return what one of the offline tools printed, such as `admin(home, "database", "info", "neo4j")`.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: there is no such home.
        GraphUnavailable: the tool failed; the message has its last complaint.
        ToolMissing: Java is missing, or Maven is and the server was never assembled.
    """
    with offline(home) as place:
        installed = installation(place.lane(lane), cache)
        answer = run_tool(installed, place, arguments, heap_mb=heap_mb)
        return succeeded(answer, f"`{' '.join(arguments[:2])}`", place)


def check_files(installed: Installation, home: Home, logs: Home) -> None:
    """Check that the files of a home's database agree with each other; the caller holds the lock.

    Raises:
        GraphCorrupt: they do not; the message names the report.
        DiskFull, GraphUnavailable: it could not be told.
    """
    report = f"--report-path={logs.path / 'logs'}"
    answer = run_tool(installed, home, ("database", "check", DATABASE, report))
    log = logs.path / "logs" / "check.log"
    log.write_text(answer.output, "utf-8")
    if "Inconsistencies found" in answer.output:
        raise GraphCorrupt(f"The database's files contradict each other; see {log}, and restore a backup.")
    if answer.returncode != 0:
        raise failure(answer.output, log, "The check failed")
