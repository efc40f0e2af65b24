"""What people said of campaigns, accounts and identifiers, in a small SQLite file beside the runs.

Runs come and go, decisions stay. The journal is written ahead (WAL), so that readers never wait for a writer;
each call opens the file anew, which costs less than a millisecond and is safe for threads and processes. The file is
made aside and linked into place, because SQLite does not wait for others when it changes the journal.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from linkage.errors import DiskFull, GraphBusy, GraphCorrupt, WorkspaceError
from linkage.graph.interface import Decision

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

    def __init__(self, path: Path) -> None:
        """Remember where the decisions are; nothing is opened yet."""
        self._path = path

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
                (decision.subject, decision.id, decision.verdict, decision.note, decision.author, decision.at),
            )

    def all(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first: by `at`, then in the order written. Raises GraphCorrupt."""
        return self._read(f"{_SELECT} ORDER BY at, number", ())

    def about(self, subject: str, subject_id: str) -> tuple[Decision, ...]:
        """Return the decisions on one subject, oldest first. Raises GraphCorrupt."""
        return self._read(f"{_SELECT} WHERE subject = ? AND id = ? ORDER BY at, number", (subject, subject_id))

    def reviewed_campaigns(self) -> list[str]:
        """Return the ids of campaigns that were confirmed, rejected or allowed, sorted. Raises GraphCorrupt."""
        found = self._read(f"{_SELECT} WHERE subject = ? AND verdict <> ?", ("campaign", "note"))
        return sorted({decision.id for decision in found})

    def _read(self, statement: str, values: tuple[str, ...]) -> tuple[Decision, ...]:
        if not self._path.exists():
            return ()
        with self._open(self._path) as connection:
            return tuple(Decision(*row) for row in connection.execute(statement, values))

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
        try:
            with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as connection, connection:
                yield connection
        except sqlite3.DatabaseError as error:
            if "full" in str(error):
                raise DiskFull(f"No space is left for {path}; free some and decide again.") from error
            if "locked" in str(error):
                raise GraphBusy(f"Others are writing to {path}; try again in a moment.") from error
            if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
                raise WorkspaceError(
                    f"{path} cannot be read or written ({error}); check its disk and rights."
                ) from error
            raise GraphCorrupt(f"{path} cannot be read; put a backup of it in its place.") from error
