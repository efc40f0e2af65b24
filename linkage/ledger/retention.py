"""The rule of pruning: what is a sign of life of an account, and which observations are recent."""

from collections.abc import Iterable
from typing import Final

import polars as pl

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


def is_recent(before: int) -> pl.Expr:
    """Return whether an observation was last seen at `before` (epoch seconds) or later, or has no date."""
    return (before <= _SEEN) | _SEEN.is_null()
