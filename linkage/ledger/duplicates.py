"""Events that came before: found against the ledger and within a load, and not stored again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from linkage.ledger.events import EVENT
from linkage.ledger.manifest import PartEntry
from linkage.ledger.parts import Stage, Staged, scan

EVENTS = {EVENT: pl.UInt64(), "at": pl.Int64(), "source": pl.UInt32()}
"""Columns of the events that a load reads; `source` is the number of the file."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Which events of a load are there more than once."""

    events: pl.Series
    by_source: dict[int, int]
    """Rows whose event the ledger, or an earlier row of the load, has already; by number of the file."""
    older: tuple[PartEntry, ...]
    """Parts of the ledger that may hold the same rows."""


def find_duplicates(ledger: Path, entered: Sequence[PartEntry], events: pl.DataFrame) -> Duplicates:
    """Return the duplicates among `events` (of `EVENTS`, in the order read).

    Only parts that overlap in time are looked at: the same row has the same time. A row that has another is
    found when a snapshot is built.
    """
    if events.height == 0:
        return Duplicates(events[EVENT], {}, ())
    first, last = events.select(pl.col("at").min(), pl.col("at").max().alias("last")).row(0)
    older = tuple(
        part
        for part in entered
        if part.first_at is not None and part.last_at is not None and part.first_at <= last and first <= part.last_at
    )
    rows = scan(ledger, older)
    before = pl.Series(EVENT, [], pl.UInt64)
    if rows is not None:
        mine = events.lazy().select(EVENT).unique()
        before = rows.select(EVENT).join(mine, on=EVENT, how="semi").unique().collect(engine="streaming")[EVENT]
    again = ~events[EVENT].is_first_distinct()
    repeated = pl.concat([before, events[EVENT].filter(again)]).unique()
    told = events.filter(again | events[EVENT].is_in(before.implode()))
    counts = dict(told.group_by("source").len().iter_rows())
    return Duplicates(repeated, counts, older)


def without_duplicates(
    ledger: Path, stage: Stage, staged: Sequence[Staged], duplicates: Duplicates
) -> tuple[Staged, ...]:
    """Return the parts to enter, without rows that are in the ledger, or in an earlier part, to the last column.

    Rows of one event that differ are kept: which of them counts is the snapshot's to say, whatever came first.
    """
    if duplicates.events.len() == 0:
        return tuple(staged)
    repeated = pl.col(EVENT).is_in(duplicates.events.implode()).fill_null(False)
    older = scan(ledger, duplicates.older)
    seen = None if older is None else older.filter(repeated).collect(engine="streaming")
    kept = []
    for part in staged:
        if part.folder != "activity":
            kept.append(part)
            continue
        rows = pl.read_parquet(part.file)
        again = rows.filter(repeated).unique(keep="first", maintain_order=True)
        if seen is not None:
            again = again.join(seen, on=rows.columns, how="anti", nulls_equal=True, maintain_order="left")
        seen = again if seen is None else pl.concat([seen, again])
        fresh = pl.concat([rows.filter(~repeated), again])
        if fresh.height == rows.height:
            kept.append(part)
        elif fresh.height:
            kept.append(stage.rewrite(part.folder, fresh))
    return tuple(kept)
