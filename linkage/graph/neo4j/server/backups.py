"""A database in one file, and back: dump and load, while no server runs; and the one before, back in its place."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from linkage.errors import DiskFull, UnreadableFile, UsageError, WorkspaceError
from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.assembly import installation
from linkage.graph.neo4j.server.home import DATABASE, Home
from linkage.graph.neo4j.server.offline import offline, run_tool, succeeded
from linkage.graph.neo4j.server.replacing import Doing, replacing

T = TypeVar("T")


def dump(home: Path, file: Path, *, force: bool = False, cache: Path | None = None, doing: Doing = nullcontext) -> Path:
    """Return the file that now holds the whole database of a stopped server, for this user alone; whole or not at all.

    Args:
        home: The server's folder.
        file: What is written.
        force: Whether a file that is there is replaced.
        cache: Where assembled servers are kept; None takes the usual place.
        doing: Is told that the work begins.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: there is no database in it, or the file is there already, or a folder.
        WorkspaceError: the file cannot be written.
        DiskFull, GraphUnavailable: the tool failed.
    """
    target = Path(os.path.realpath(file.expanduser()))
    with offline(home) as place:
        if not place.has_database:
            raise UsageError(f"There is no database in {home} to back up; name its server's folder with --home.")
        if target.is_dir():
            raise UsageError(f"{target} is a folder; name a file, such as {target / 'neo4j.dump'}.")
        if target.exists() and not (force and target.is_file()):
            raise UsageError(f"{target} is there already; name another file, or say --force to replace it.")
        installed = installation(place.lane(None), cache)
        with doing(), _beside(target, place) as folder:
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


def restore(
    home: Path, file: Path, *, lane: str | None = None, cache: Path | None = None, doing: Doing = nullcontext
) -> None:
    """Put a dumped database in place of the one in a stopped server's home, once it has passed its check.

    The one before is kept for `bring_back`, until `forget_previous` or the next one.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: the home is of another lane, or is none.
        UnreadableFile: there is no such file, or it is no dump, or a damaged one.
        DiskFull, GraphUnavailable, GraphCorrupt: loading or checking failed; the database is the one before.
    """
    try:
        stream = file.expanduser().open("rb")
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read ({error.strerror}); name a file of `neo4j backup`.") from None
    with stream, replacing(home, lane=lane, cache=cache, keep=True, doing=doing) as new:
        words = ("database", "load", DATABASE, "--from-stdin", "--overwrite-destination=true")
        succeeded(run_tool(new.installed, new.aside, words, stdin=stream), "The restoring", new.place)


def bring_back(home: Path) -> store.Which:
    """Let the database of a stopped server change places with the one that a restoring replaced; return which it is.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: there is none before it.
    """
    return _with_previous(home, store.bring_back)


def forget_previous(home: Path) -> None:
    """Delete the database that `bring_back` would bring; raises as that."""
    _with_previous(home, store.forget_previous)


def _with_previous(home: Path, work: Callable[[Home], T | None]) -> T:
    with offline(home) as place:
        if not (answer := work(place)):
            raise UsageError(f"There is no database in {home} that a restore replaced.")
        return answer
