"""The server's own offline tools: import, dump, load and check of a database while no server runs in the home."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from linkage.errors import GraphBusy
from linkage.graph.neo4j.server.assembly import assemble
from linkage.graph.neo4j.server.command import admin_command, environment
from linkage.graph.neo4j.server.failure import failure
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.java import find_java
from linkage.graph.neo4j.server.lanes import DEFAULT_LANE, lane_named
from linkage.graph.neo4j.server.locks import locked
from linkage.graph.neo4j.server.process import is_running


@dataclass(frozen=True, slots=True)
class Answer:
    """What an offline tool said."""

    returncode: int
    output: str


def run_tool(
    home: Home, *arguments: str, lane: str = DEFAULT_LANE, cache: Path | None = None, heap_mb: int = 512
) -> Answer:
    """Return what one of the offline tools said, whatever its outcome; the caller holds the home's lock."""
    chosen = lane_named(lane)
    java = find_java(chosen)
    command = admin_command(java, chosen, assemble(chosen, java, cache), home.path, heap_mb)
    answer = subprocess.run(  # noqa: S603 - arguments are ours
        [*command, *arguments], capture_output=True, text=True, check=False, env=environment(home.path)
    )
    return Answer(answer.returncode, answer.stdout + answer.stderr)


def admin(home: Path, *arguments: str, lane: str = DEFAULT_LANE, cache: Path | None = None, heap_mb: int = 512) -> str:
    """Return what one of the offline tools printed, such as `admin(home, "database", "check", "neo4j")`.

    Raises:
        GraphBusy: a server runs in that home.
        GraphUnavailable: the tool failed; the message has its last complaint.
    """
    place = Home(home.expanduser().absolute())
    place.make()
    with locked(place.path / "lock"):
        record = place.record()
        if record is not None and record.process is not None and is_running(record.process):
            raise GraphBusy(f"A server runs in {place.path}; stop it before working on its files.")
        answer = run_tool(place, *arguments, lane=lane, cache=cache, heap_mb=heap_mb)
    if answer.returncode != 0:
        log = place.path / "logs" / "admin.log"
        log.write_text(answer.output, "utf-8")
        raise failure(answer.output, log)
    return answer.output
