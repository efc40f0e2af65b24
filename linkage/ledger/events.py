"""Activity with each event counted once, and as the table that a snapshot holds."""

from typing import Final

import polars as pl

from linkage.ledger.snapshot import ACTIVITY

EVENT: Final = "event"
"""Column of stored activity rows: 64-bit hash of `event_id`, null where the record had none."""


def once(activity: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of `activity`, of those with one event only the least.

    The least by all columns, so that it does not matter which file came first.
    """
    names = activity.collect_schema().names()
    key = next((name for name in (EVENT, "event_id") if name in names), None)
    if key is None:
        return activity
    seen = activity.select(key).drop_nulls().collect(engine="streaming")[key].sort()
    again = seen.filter(seen == seen.shift(1)).unique()
    if again.len() == 0:
        return activity
    repeated = pl.col(key).is_in(again.implode())
    kept = (
        activity.filter(repeated)
        .collect(engine="streaming")
        .sort(names, nulls_last=False)
        .unique(key, keep="first", maintain_order=True)
    )
    return pl.concat([activity.filter(~repeated | pl.col(key).is_null()), kept.lazy()])


def activity_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the columns of `ACTIVITY` in the order of that table.

    Sorted by (account, at); rows that agree in both stand in the order of their other columns.
    """
    rows = rows.select(list(ACTIVITY)).sort("account", "at")
    same_as_next = (
        (pl.col("account") == pl.col("account").shift(-1)) & (pl.col("at") == pl.col("at").shift(-1))
    ).fill_null(False)
    tied = rows.select(same_as_next | same_as_next.shift(1, fill_value=False)).to_series()
    if not tied.any():
        return rows
    # Ties are few: sorting only them by every column is ten times cheaper than sorting all rows so.
    ordered = rows.filter(tied).sort(list(ACTIVITY), nulls_last=False).with_columns(place=tied.arg_true())
    untied = rows.with_columns(place=pl.int_range(pl.len(), dtype=pl.UInt32)).filter(~tied)
    return pl.concat([untied, ordered]).sort("place").drop("place")
