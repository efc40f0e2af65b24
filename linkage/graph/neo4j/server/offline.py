"""The server's own offline tools, which work on a database's files while no server runs in the home."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linkage.errors import GraphBusy
from linkage.graph.neo4j.server.assembly import Installation, installation
from linkage.graph.neo4j.server.command import admin_command, environment
from linkage.graph.neo4j.server.failure import failure, unusable
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.lanes import DEFAULT_LANE
from linkage.graph.neo4j.server.locks import locked
from linkage.graph.neo4j.server.process import is_running


@dataclass(frozen=True, slots=True)
class Answer:
    """What an offline tool said."""

    returncode: int
    output: str


def run_tool(
    installed: Installation, home: Home, arguments: Sequence[str], heap_mb: int = 512, java_options: Sequence[str] = ()
) -> Answer:
    """Return what one of the offline tools said, whatever its outcome; the caller holds the home's lock."""
    answer = subprocess.run(  # noqa: S603 - arguments are ours
        [*admin_command(installed, home.path, heap_mb, java_options), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=environment(home.path),
    )
    return Answer(answer.returncode, answer.stdout + answer.stderr)


def admin(home: Path, *arguments: str, lane: str = DEFAULT_LANE, cache: Path | None = None, heap_mb: int = 512) -> str:
    """Return what one of the offline tools printed, such as `admin(home, "database", "check", "neo4j")`.

    Raises:
        GraphBusy: a server runs in that home.
        GraphUnavailable: the tool failed; the message has its last complaint.
        ToolMissing: Java is missing, or Maven is and the server was never assembled.
    """
    place = Home(home.expanduser().absolute())
    installed = installation(lane, cache)
    try:
        place.make()
        with locked(place.path / "lock"):
            ensure_stopped(place)
            answer = run_tool(installed, place, arguments, heap_mb)
            log = place.path / "logs" / "admin.log"
            log.write_text(answer.output, "utf-8")
    except OSError as error:
        raise unusable(place.path, error) from error
    if answer.returncode != 0:
        raise failure(answer.output, log, f"`{' '.join(arguments[:2])}` failed")
    return answer.output


def ensure_stopped(home: Home) -> None:
    """Check that no server runs in the home; the caller holds its lock.

    Raises:
        GraphBusy: one does.
    """
    record = home.record()
    if record is not None and record.process is not None and is_running(record.process):
        raise GraphBusy(f"A server runs in {home.path}; stop it before working on its files.")
