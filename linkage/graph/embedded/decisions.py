"""What people said of campaigns, accounts and identifiers, in a small SQLite file beside the runs.

Runs come and go, decisions stay. The journal is written ahead (WAL), so that readers never wait for a writer;
each call opens the file anew, which costs less than a millisecond and is safe for threads and processes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from linkage.errors import DiskFull, GraphCorrupt
from linkage.graph.interface import Decision

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS decisions (
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
            GraphCorrupt: the file is no decisions file.
            DiskFull: no space is left.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
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
        with self._open() as connection:
            connection.execute(_TABLE)
            return tuple(Decision(*row) for row in connection.execute(statement, values))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10.0)) as connection, connection:
                yield connection
        except sqlite3.DatabaseError as error:
            if "full" in str(error):
                raise DiskFull(f"No space is left for {self._path}; free some and decide again.") from error
            raise GraphCorrupt(f"{self._path} cannot be read; put a backup of it in its place.") from error
