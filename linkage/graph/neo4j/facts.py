"""Accounts and identifiers that another program put into Neo4j in our model, as sources for the ledger.

What linkage published carries `run` (accounts), `share` (uses) or `accounts` (identifiers); what does not is another
program's: a Kafka connector, somebody's own Cypher. It is read in READ mode, in columns that the server puts together,
several times faster than row by row, and held in memory as Parquet: raw values never touch a disk.

Values are taken as they are found: moments may be the database's own, texts or numbers, ids may be numbers; what they
mean, and what is bad, is the ledger's to judge, as in any file. A sensitive value is raw, and will be hashed, unless
its identifier is one that linkage wrote and it has the form of our pseudonyms. Where it stops being exact: what another
program changes on an account or a use once linkage has published it is not told from ours; it is not read, and the next
run that is published overwrites it.
"""

import io
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import polars as pl

from linkage.graph.neo4j.database import Database
from linkage.graph.statements import Statement, statement
from linkage.identifiers.pseudonyms import PSEUDONYM
from linkage.ledger import PresentState
from linkage.records import Source
from linkage.settings import GraphSettings

Tell = Callable[[int], None]
"""Is told how many rows were read."""

_ACCOUNTS_AT_ONCE: Final = 1_000
_SOURCE_ROWS: Final = 1_000_000
_TABLES: Final = ("accounts", "observations", "pseudonyms")


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What other programs put into one database."""

    sources: tuple[Source, ...]
    present: PresentState
    n_accounts: int
    n_uses: int


def read_facts(settings: GraphSettings, sensitive: Collection[str], tell: Tell = lambda n_rows: None) -> GraphFacts:
    """Return what other programs put into the database.

    Args:
        settings: How to reach it.
        sensitive: Kinds whose values the ledger holds as pseudonyms.
        tell: Is told how far it is.

    Raises:
        GraphUnavailable: the server does not answer, or refuses.
    """
    database = Database(settings)
    try:
        store = database.read(lambda transaction: transaction.run(statement("facts/store")))[0][0]
        names = {table: f"neo4j {store[:12]} {table}" for table in _TABLES}
        sources = list(_accounts(database, names["accounts"]))
        n_accounts = sum(n_rows for _, n_rows in sources)
        tell(n_accounts)
        for each in _uses(database, names, sensitive):
            sources.append(each)
            tell(sum(n_rows for _, n_rows in sources))
    finally:
        database.close()
    present = PresentState(frozenset(names.values()), frozenset({names["pseudonyms"]}))
    n_uses = sum(n_rows for _, n_rows in sources) - n_accounts
    return GraphFacts(tuple(source for source, _ in sources), present, n_accounts, n_uses)


def _accounts(database: Database, name: str) -> Iterator[tuple[Source, int]]:
    for frame in _gathered(_frames(database, statement("facts/accounts"))):
        yield _source(name, frame), frame.height


def _uses(database: Database, names: dict[str, str], sensitive: Collection[str]) -> Iterator[tuple[Source, int]]:
    hidden = pl.col("kind").is_in(sorted(sensitive)).fill_null(False)
    settled = pl.col("is_ours") & hidden & pl.col("value").str.contains(PSEUDONYM).fill_null(False)
    for frame in _gathered(_frames(database, statement("facts/uses"))):
        for table, wanted in (("observations", ~settled), ("pseudonyms", settled)):
            rows = frame.filter(wanted).drop("is_ours")
            if rows.height:
                yield _source(names[table], rows), rows.height


def _frames(database: Database, query: Statement) -> Iterator[pl.DataFrame]:
    """Yield what each row of the statement holds: a column per value that it returns."""
    for rows in database.stream(query, 4, some=_ACCOUNTS_AT_ONCE):
        for row in rows:
            yield pl.DataFrame([column(name, values) for name, values in zip(query.returns, row, strict=True)])


def _gathered(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield the frames together, about as many rows at once as one source is to have."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(one.height for one in waiting) >= _SOURCE_ROWS:
            yield _together(waiting)
            waiting = []
    if any(frame.height for frame in waiting):
        yield _together(waiting)


def _together(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames, how="vertical_relaxed")


def column(name: str, values: Sequence[Any]) -> pl.Series:
    """Return values of the database as one column: numbers where all are whole, else texts."""
    if name == "is_ours":
        return pl.Series(name, values, pl.Boolean)
    for kind in (pl.Int64, pl.String) if name in _NUMBERS else (pl.String,):
        try:
            return pl.Series(name, values, kind, strict=True)
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            continue
    return pl.Series(name, [_text(value) for value in values], pl.String)


_NUMBERS: Final = frozenset({"count", "first_seen", "last_seen", "created_at", "status_at"})
_ZONE: Final = re.compile(r"\[[^\]]*\]$")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    moment = getattr(value, "iso_format", None)
    return _ZONE.sub("", str(moment())) if callable(moment) else str(value)


def _source(name: str, rows: pl.DataFrame) -> Source:
    held = _memory()
    buffer = io.BytesIO()
    rows.write_parquet(buffer, compression="zstd", compression_level=1)
    held.write(buffer.getbuffer())
    held.flush()
    return Source(name, Path(f"/proc/self/fd/{held.fileno()}") if _IN_MEMORY else Path(held.name), held.tell(), held)


_IN_MEMORY: Final = hasattr(os, "memfd_create")


def _memory() -> IO[bytes]:
    """Return a file that is gone with this process: in memory where the system can, else for this user alone."""
    if _IN_MEMORY:
        return os.fdopen(os.memfd_create("linkage"), "w+b")
    return tempfile.NamedTemporaryFile(prefix="linkage-graph-")
