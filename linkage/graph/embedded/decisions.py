"""What people said of campaigns, accounts and identifiers, in a small SQLite file beside the runs.

Runs come and go, decisions stay. The journal is written ahead (WAL), so that readers never wait for a writer;
each call opens the file anew, which costs less than a millisecond and is safe for threads and processes. The file is
made aside and linked into place, because SQLite does not wait for others when it changes the journal.
"""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Final

from linkage.errors import DiskFull, GraphBusy, GraphCorrupt, WorkspaceError
from linkage.graph.decisions import on_campaigns
from linkage.graph.interface import Decision
from linkage.ledger.readable import connected

_PATIENCE_SECONDS: Final = 30.0
_TABLE: Final = """
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL
)
"""
_SELECT: Final = "SELECT subject, id, verdict, note, author, at FROM decisions"


class Decisions:
    """The decisions in one file; the file comes into being with the first."""

    def __init__(self, path: Path, unread: Callable[[str], None] | None = None) -> None:
        """Remember where the decisions are; nothing is opened yet.

        Args:
            path: the file.
            unread: is told once, in a sentence, that this user may not read it, and there seem to be none then; without
                it that is an error.
        """
        self._path = path
        self._unread = unread
        self._said = False

    def add(self, decision: Decision) -> None:
        """Write one down, after all others.

        Raises:
            GraphBusy: others have been writing for 30 seconds.
            GraphCorrupt: the file is no decisions file.
            DiskFull: no space is left.
            WorkspaceError: the disk or the file's rights forbid it.
        """
        if not self._path.exists():
            self._make()
        with self._open(self._path) as connection:
            connection.execute(
                "INSERT INTO decisions (subject, id, verdict, note, author, at) VALUES (?, ?, ?, ?, ?, ?)",
                astuple(decision),
            )

    def all(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first: by `at`, then in the order written.

        Raises:
            GraphCorrupt: the file is no decisions file.
            WorkspaceError: it may not be read, and nobody is told.
        """
        return self._read(f"{_SELECT} ORDER BY at, number", ())

    def about(self, subject: str, subject_id: str) -> tuple[Decision, ...]:
        """Return the decisions on one subject, oldest first. Raises as `all`."""
        return self._read(f"{_SELECT} WHERE subject = ? AND id = ? ORDER BY at, number", (subject, subject_id))

    def on_campaigns(self, *, needed: bool = False) -> dict[str, str]:
        """Return the verdict that stands on each campaign that people judged, by campaign id.

        Args:
            needed: that the file may not be read is an error, whoever would be told: for a filter, which would be wrong
                without it.

        Raises:
            GraphCorrupt: the file is no decisions file.
            WorkspaceError: it may not be read, and is needed or nobody is told.
        """
        statement = f"{_SELECT} WHERE subject = ? ORDER BY at, number"
        return on_campaigns(self._read(statement, ("campaign",), needed=needed))

    def _read(self, statement: str, values: tuple[str, ...], *, needed: bool = False) -> tuple[Decision, ...]:
        if not self._path.exists():
            return ()
        with _told(self._path):
            try:
                connection = connected(self._path)
            except WorkspaceError as error:
                if needed or self._unread is None:
                    raise
                self._leave_out(self._unread, error)
                return ()
            with closing(connection):
                return tuple(Decision(*row) for row in connection.execute(statement, values))

    def _leave_out(self, unread: Callable[[str], None], error: WorkspaceError) -> None:
        if not self._said:
            unread(f"What people decided is left out: {error}")
        self._said = True

    def _make(self) -> None:
        """Make an empty file that only its owner reads, unless another process was quicker."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._path.with_name(f".{self._path.name}.{uuid.uuid4().hex}")
        try:
            os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with self._open(aside) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(_TABLE)
            try:
                self._path.hardlink_to(aside)
            except OSError:  # somebody was quicker, or the file system knows no hard links
                if not self._path.exists():
                    aside.replace(self._path)
        finally:
            aside.unlink(missing_ok=True)

    @contextmanager
    def _open(self, path: Path) -> Iterator[sqlite3.Connection]:
        with _told(path), closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as connection, connection:
            yield connection


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the file at `path` in the block into errors of ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise DiskFull(f"No space is left for {path}; free some and decide again.") from error
        if "locked" in str(error):
            raise GraphBusy(f"Others are writing to {path}; try again in a moment.") from error
        if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
            raise WorkspaceError(f"{path} cannot be read or written ({error}); check its disk and rights.") from error
        raise GraphCorrupt(f"{path} cannot be read; put a backup of it in its place.") from error
