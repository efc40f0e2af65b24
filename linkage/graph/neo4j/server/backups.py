"""A database in one file, and back: dump and load, while no server runs; and the one before, back in its place."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from linkage.errors import DiskFull, UnreadableFile, UsageError, WorkspaceError
from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.assembly import installation
from linkage.graph.neo4j.server.home import DATABASE, Home
from linkage.graph.neo4j.server.offline import offline, run_tool, succeeded
from linkage.graph.neo4j.server.replacing import replacing


def dump(home: Path, file: Path, *, force: bool = False, cache: Path | None = None) -> Path:
    """Return the file that now holds the whole database of a stopped server, for this user alone; whole or not at all.

    Args:
        home: The server's folder.
        file: What is written.
        force: Whether a file that is there is replaced.
        cache: Where assembled servers are kept; None takes the usual place.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: there is no database in it, or the file is there already.
        WorkspaceError: the file cannot be written.
        DiskFull, GraphUnavailable: the tool failed.
    """
    target = Path(os.path.realpath(file.expanduser()))
    with offline(home) as place:
        if not place.has_database:
            raise UsageError(f"There is no database in {home} to back up; name its server's folder with --home.")
        if target.exists() and not (force and target.is_file()):
            raise UsageError(f"{target} is there already; name another file, or say --force to replace it.")
        installed = installation(place.lane(None), cache)
        with _beside(target, place) as folder:
            words = ("database", "dump", DATABASE, f"--to-path={folder}")
            answer = run_tool(installed, place, words, fills=folder)
            succeeded(answer, "The backup", place)
    return target


@contextmanager
def _beside(target: Path, home: Home) -> Iterator[Path]:
    """Yield a folder for the dump of that name, which then becomes `target`."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = store.begin_backup(home, target)
        yield folder
        made = folder / f"{DATABASE}.dump"
        made.chmod(0o600)
        store.sync(made)
        made.replace(target)
        store.sync(target.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk of {target} is full; make room and back up again.") from None
        raise WorkspaceError(f"{target} cannot be written ({error.strerror}); name another file.") from None
    finally:
        store.end_backup(home)


def restore(home: Path, file: Path, *, lane: str | None = None, cache: Path | None = None) -> None:
    """Put a dumped database in place of the one in a stopped server's home, once it has passed its check.

    The one before is kept for `bring_back`, until `forget_previous` or the next one.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: the home is of another lane, or is none.
        UnreadableFile: there is no such file.
        DiskFull, GraphUnavailable, GraphCorrupt: loading or checking failed; the database is the one before.
    """
    try:
        stream = file.expanduser().open("rb")
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read ({error.strerror}); name a file of `neo4j backup`.") from None
    with stream, replacing(home, lane=lane, cache=cache, keep=True) as new:
        words = ("database", "load", DATABASE, "--from-stdin", "--overwrite-destination=true")
        succeeded(run_tool(new.installed, new.aside, words, stdin=stream), "The restoring", new.place)


def bring_back(home: Path) -> None:
    """Let the database of a stopped server change places with the one that a restoring replaced.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: there is none before it.
    """
    _with_previous(home, store.bring_back)


def forget_previous(home: Path) -> None:
    """Delete the database that a restoring replaced; raises as `bring_back`."""
    _with_previous(home, store.forget_previous)


def _with_previous(home: Path, work: Callable[[Home], bool]) -> None:
    with offline(home) as place:
        if not work(place):
            raise UsageError(f"There is no database in {home} that a restore replaced.")
