"""The rule of pruning: what is a sign of life of an account, and which observations are recent.

What several loads say of one account and one identifier goes or stays together. Of a store that tells its present state
the count may lie in the first row, and only a later date in the last.
"""

from collections.abc import Iterable
from typing import Final

import polars as pl

PAIR: Final = ("account_id", "value")
"""What an observation is of, beside its kind."""
_SEEN: Final = pl.coalesce("last_seen", "first_seen")
_SIGN: Final[dict[str, pl.DataType]] = {"account_id": pl.String(), "last": pl.Int64()}


def last_signs(rows: Iterable[tuple[str, pl.LazyFrame]]) -> pl.LazyFrame:
    """Return `account_id` and `last`, its last sign of life in epoch seconds or null, of every account.

    Args:
        rows: of accounts, activity and observations, each with the folder that they are stored in.
    """
    signs = [frame.select("account_id", last=_sign(folder)) for folder, frame in rows]
    return pl.concat([pl.LazyFrame(schema=_SIGN), *signs]).group_by("account_id").agg(pl.col("last").max())


def _sign(folder: str) -> pl.Expr:
    if folder == "accounts":
        return pl.max_horizontal("created_at", "status_at")
    return pl.col("at") if folder == "activity" else _SEEN


def seen_since(rows: pl.LazyFrame, before: int) -> pl.DataFrame:
    """Return `PAIR` of the observations of one kind that are older than `before` and of a pair that was seen since."""
    since = rows.filter(before <= _SEEN).select(PAIR)
    older = rows.filter(before > _SEEN).select(PAIR)
    return older.join(since, on=PAIR, how="semi").unique().collect(engine="streaming")


def recent(rows: pl.LazyFrame, before: int, since: pl.LazyFrame) -> pl.LazyFrame:
    """Return observations that stay: seen at `before` (epoch seconds) or later, undated, or of pairs in `since`."""
    older = rows.filter(before > _SEEN).join(since, on=PAIR, how="semi", maintain_order="left")
    return pl.concat([rows.filter((before <= _SEEN) | _SEEN.is_null()), older])
