"""The manifest: which sources and parts make up the ledger. What is not in it does not count.

A source is known by its content and the table that was read from it. Its first reading goes by the digest of its
content, so that versions of linkage that know of one reading alone never count it again; a later one by the digest and
its table. `readings` says as what each was read; of a source that is not there, loaded by a version before it
(2026-11-29), the parts of its load say so where they are of one table and were never pruned, and else it is known as
every table.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Final

from linkage.errors import WorkspaceError
from linkage.ledger.durable import on_disk
from linkage.ledger.readable import connected, is_there
from linkage.records.batch import SCHEMAS

_SCHEMA: Final = """
CREATE TABLE sources (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, load INTEGER NOT NULL, n_bytes INTEGER NOT NULL,
    n_rows INTEGER NOT NULL, n_rejected INTEGER NOT NULL, n_duplicate INTEGER NOT NULL
) STRICT;
CREATE TABLE parts (
    path TEXT PRIMARY KEY, load INTEGER NOT NULL, folder TEXT NOT NULL, n_rows INTEGER NOT NULL,
    n_bytes INTEGER NOT NULL, digest TEXT NOT NULL, first_at INTEGER, last_at INTEGER
) STRICT;
PRAGMA user_version = 1;
"""
_VERSION: Final = 1
_READINGS: Final = """
CREATE TABLE IF NOT EXISTS readings (digest TEXT PRIMARY KEY, read_as TEXT NOT NULL) STRICT
"""
"""`digest` is that of `sources`."""
_PRUNES: Final = """
CREATE TABLE IF NOT EXISTS prunes (number INTEGER PRIMARY KEY, before INTEGER NOT NULL, load INTEGER NOT NULL) STRICT
"""
_PRUNED_VERSION: Final = 2
"""Of a manifest whose ledger was pruned; versions of linkage that know of no pruning must not read it."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A file that was loaded."""

    digest: str
    """Hex SHA-256 of its content."""
    name: str
    load: int
    n_bytes: int
    n_rows: int
    n_rejected: int
    n_duplicate: int
    table: str | None = None
    """As what it was read; null where that is not known."""


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A Parquet file of the ledger."""

    path: str
    """Below the ledger's folder."""
    load: int
    folder: str
    """`accounts`, `activity`, `templates/…` or `observations/<kind>`."""
    n_rows: int
    n_bytes: int
    digest: str
    """Hex SHA-256 of its content."""
    first_at: int | None
    """Earliest and latest moment of rows with an event, epoch seconds; null where there is none."""
    last_at: int | None


@dataclass(frozen=True, slots=True)
class PruneEntry:
    """A prune that removed something."""

    number: int
    """From 1."""
    before: int
    """Epoch seconds; what was last seen before that moment is gone."""
    load: int
    """The last load that it met."""


def known_as(readings: Sequence[SourceEntry], table: str | None) -> SourceEntry | None:
    """Return the first reading of one content as a table, if any: as any where none is named, or none is known."""
    return next((each for each in readings if table is None or each.table in (table, None)), None)


class Manifest:
    """An open manifest."""

    def __init__(self, connection: sqlite3.Connection, ledger: Path) -> None:
        self._connection = connection
        self._ledger = ledger
        self._tables: dict[int, frozenset[str]] | None = None

    def known(self, digests: Iterable[str]) -> dict[str, SourceEntry]:
        """Return those of the sources that were loaded before, as whatever table, by digest."""
        read = {digest: known_as(self.readings(digest), None) for digest in digests}
        return {digest: entry for digest, entry in read.items() if entry is not None}

    def readings(self, digest: str) -> tuple[SourceEntry, ...]:
        """Return all that was loaded of one content, an entry for each table that was read from it."""
        with on_disk(self._ledger):
            rows = self._connection.execute(
                "SELECT * FROM sources WHERE digest >= ? AND digest < ? ORDER BY digest", (digest, f"{digest}!")
            ).fetchall()
            return tuple(replace(SourceEntry(*row), digest=digest, table=self._read_as(row[0], row[2])) for row in rows)

    def _read_as(self, key: str, load: int) -> str | None:
        if self._knows_readings():
            row = self._connection.execute("SELECT read_as FROM readings WHERE digest = ?", (key,)).fetchone()
            if row is not None:
                return str(row[0])
        if any(prune.load >= load for prune in self.prunes()):
            return None  # What is gone may have been of another table.
        tables = self._tables_of(load)
        return next(iter(tables)) if len(tables) == 1 else None

    def _tables_of(self, load: int) -> frozenset[str]:
        if self._tables is None:  # Once for all loads: parts have no index by load, and there may be tens of thousands.
            found: defaultdict[int, set[str]] = defaultdict(set)
            for load_of, folder in self._connection.execute("SELECT DISTINCT load, folder FROM parts"):
                found[load_of].add(folder.partition("/")[0])
            self._tables = {each: frozenset(tables.intersection(SCHEMAS)) for each, tables in found.items()}
        return self._tables.get(load, frozenset())

    def _knows_readings(self) -> bool:
        found = self._connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'readings'")
        return found.fetchone() is not None

    def loads_of(self, names: Iterable[str]) -> frozenset[int]:
        """Return the loads that had a source of one of these names."""
        with on_disk(self._ledger):
            rows = self._connection.execute("SELECT DISTINCT name, load FROM sources").fetchall()
        wanted = set(names)
        return frozenset(load for name, load in rows if name in wanted)

    def parts(self) -> tuple[PartEntry, ...]:
        """Return all parts, by path."""
        with on_disk(self._ledger):
            rows = self._connection.execute("SELECT * FROM parts ORDER BY path").fetchall()
        return tuple(PartEntry(*row) for row in rows)

    def source_digests(self) -> tuple[str, ...]:
        """Return the digests of all sources, sorted; one that was read as several tables once for each, with it."""
        with on_disk(self._ledger):
            rows = self._connection.execute("SELECT digest, load FROM sources ORDER BY digest").fetchall()
            again = {key.partition(" ")[0] for key, _ in rows if " " in key}
            contents = [(key.partition(" ")[0], key, load) for key, load in rows]
            # Whichever table was read first, the same readings go by the same digests.
            told = [f"{of} {self._read_as(key, load)}" if of in again else of for of, key, load in contents]
        return tuple(sorted(told))

    def prunes(self) -> tuple[PruneEntry, ...]:
        """Return all prunes, oldest first."""
        with on_disk(self._ledger):
            if self._connection.execute("PRAGMA user_version").fetchone()[0] < _PRUNED_VERSION:
                return ()
            rows = self._connection.execute("SELECT * FROM prunes ORDER BY number").fetchall()
        return tuple(PruneEntry(*row) for row in rows)

    def pruned_before(self, source: SourceEntry) -> int | None:
        """Return the moment before which rows of a source were pruned, epoch seconds, or None."""
        return max((prune.before for prune in self.prunes() if prune.load >= source.load), default=None)

    def next_load(self) -> int:
        """Return the number that the next load will have, from 1."""
        with on_disk(self._ledger):
            row = self._connection.execute("SELECT coalesce(max(load), 0) + 1 FROM sources").fetchone()
        return int(row[0])

    def enter(self, sources: Sequence[SourceEntry], parts: Sequence[PartEntry]) -> None:
        """Enter what a load brought, all of it or nothing; afterwards it survives a power cut."""
        with on_disk(self._ledger), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(_READINGS)
            for source in sources:
                digest, *facts, table = astuple(source)
                key = f"{digest} {table}" if self.readings(digest) else digest
                self._connection.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)", (key, *facts))
                if table is not None:
                    self._connection.execute("INSERT INTO readings VALUES (?, ?)", (key, table))
            self._connection.executemany("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, parts))
        self._tables = None

    def enter_prune(self, prune: PruneEntry, removed: Sequence[PartEntry], parts: Sequence[PartEntry]) -> None:
        """Enter what a prune left, `parts` in place of `removed`, all of it or nothing; it survives a power cut."""
        with on_disk(self._ledger), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(_PRUNES)
            self._connection.execute(f"PRAGMA user_version = {_PRUNED_VERSION}")
            self._connection.execute("INSERT INTO prunes VALUES (?, ?, ?)", astuple(prune))
            self._connection.executemany("DELETE FROM parts WHERE path = ?", [(part.path,) for part in removed])
            self._connection.executemany("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, parts))


@contextmanager
def open_manifest(ledger: Path, *, create: bool = False) -> Iterator[Manifest]:
    """Open the manifest in the folder `ledger`; with `create` (and the lock held) make it on first use.

    One that nobody may write can be read.

    Raises:
        WorkspaceError: it is missing though parts are there, may not be read, is damaged, or of another version.
    """
    path = ledger / "manifest.sqlite"
    if not is_there(path):
        if any(ledger.glob("*/**/*.parquet")):
            raise WorkspaceError(
                f"{path} is missing; restore it from a backup, or load the files into a new workspace."
            )
        if not create:
            raise WorkspaceError(f"Nothing was loaded into {ledger.parent} yet; load files first.")
    with on_disk(ledger):
        connection = connected(path, write=create)
    try:
        with on_disk(ledger):
            _prepare(connection, path)
        yield Manifest(connection, ledger)
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        # Also after a kill before the first commit: the file is there and empty.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
    elif version not in (_VERSION, _PRUNED_VERSION):
        raise WorkspaceError(f"{path} was written by another version of linkage; use that one.")
    connection.execute("PRAGMA synchronous = FULL")
