"""A database in one file, and back: dump, load and check, while no server runs."""

import tempfile
from pathlib import Path

from linkage.errors import UnreadableFile, UsageError
from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.assembly import installation
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.lanes import DEFAULT_LANE
from linkage.graph.neo4j.server.locks import locked
from linkage.graph.neo4j.server.offline import check_files, offline, run_tool, succeeded
from linkage.graph.neo4j.server.replacing import replacing


def dump(home: Path, file: Path, *, lane: str = DEFAULT_LANE, cache: Path | None = None) -> Path:
    """Return the file that now holds the whole database of a stopped server; written whole or not at all.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: there is no database in it.
        DiskFull, GraphUnavailable: it could not be written.
    """
    installed = installation(lane, cache)
    target = file.expanduser().absolute()
    with offline(home) as place:
        if not (place.path / "data" / "databases" / store.DATABASE).is_dir():
            raise UsageError(f"There is no database in {place.path} to back up.")
        store.settle(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            answer = run_tool(installed, place, ("database", "dump", store.DATABASE, f"--to-path={folder}"))
            succeeded(answer, "The backup", place)
            (Path(folder) / f"{store.DATABASE}.dump").replace(target)
    return target


def restore(home: Path, file: Path, *, lane: str = DEFAULT_LANE, cache: Path | None = None) -> None:
    """Put a dumped database in place of the one in a stopped server's home, once it has passed its check.

    The one before is kept, as after an import, until `forget_previous` or `bring_back`.

    Raises:
        GraphBusy: a server runs in that home.
        UnreadableFile: there is no such file.
        DiskFull, GraphUnavailable, GraphCorrupt: loading or checking failed; the database is the one before.
    """
    if not file.is_file():
        raise UnreadableFile(f"There is no file {file} to restore from.")
    with replacing(home, lane=lane, cache=cache) as new, file.open("rb") as stream:
        words = ("database", "load", store.DATABASE, "--from-stdin", "--overwrite-destination=true")
        succeeded(run_tool(new.installed, new.aside, words, stdin=stream), "The restoring", new.place)


def check(home: Path, *, lane: str = DEFAULT_LANE, cache: Path | None = None) -> None:
    """Check that the database's files agree with each other.

    Raises:
        GraphBusy: a server runs in that home.
        GraphCorrupt: they do not; the message names the report.
    """
    installed = installation(lane, cache)
    with offline(home) as place:
        store.settle(place)
        check_files(installed, place, store.DATABASE, place)


def bring_back(home: Path) -> bool:
    """Put the database that an import or a restoring replaced back in place; return whether there was one.

    Raises:
        GraphBusy: a server runs in that home.
    """
    with offline(home) as place:
        return store.bring_back(place)


def forget_previous(home: Path) -> None:
    """Delete the database that an import or a restoring replaced; a server may run."""
    place = Home(home.expanduser().absolute())
    with locked(place.path / "lock"):
        store.forget_previous(place)
