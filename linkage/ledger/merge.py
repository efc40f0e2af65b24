"""Rows about one account become one row: a later load updates an earlier one, and in one load the later status."""

from typing import Final

import polars as pl

from linkage.records.batch import ACCOUNTS_SCHEMA

LOAD: Final = "load"
"""Column of stored accounts rows: the number of the load that brought them, null where it is not known."""
LOADED: Final[dict[str, pl.DataType]] = {LOAD: pl.Int64(), **ACCOUNTS_SCHEMA}
"""Columns of accounts rows of several loads."""

_STATUS: Final = ("status", "status_at")


def merge_accounts(accounts: pl.LazyFrame) -> pl.DataFrame:
    """Return one row per account of `LOADED` rows, sorted by `account_id`, with the columns of `ACCOUNTS_SCHEMA`.

    Each column takes its latest value that is not null; `status_at` is one that was stated of the status, since it was
    last another. Later is: of a later load; within one load, of a later `status_at`, where a row with one is later than
    a row without. Which of other rows is later nobody knows, as the order of files and rows never matters: suspended
    goes for later than closed, and closed than active, so that no ban is lost; then the greater row. A status of an
    earlier moment than a load before had is none: an old file that comes late would suspend who is reinstated.
    """
    rows = accounts.select(pl.col(name).cast(dtype) for name, dtype in LOADED.items()).collect(engine="streaming")
    repeated = pl.col("account_id").is_duplicated()
    once = rows.filter(~repeated)
    values = [name for name in ACCOUNTS_SCHEMA if name != "account_id"]
    # The names of status sort as they are to.
    by = [LOAD, "status_at", "status", *(name for name in values if name not in ("status_at", "status"))]
    merged = (
        rows.filter(repeated)
        .sort(by, nulls_last=False)
        .with_columns(pl.when(_stale()).then(None).otherwise(pl.col(name)).alias(name) for name in _STATUS)
        .group_by("account_id", maintain_order=True)
        .agg(_since() if name == "status_at" else pl.col(name).drop_nulls().last() for name in values)
    )
    return pl.concat([once.select(list(ACCOUNTS_SCHEMA)), merged.select(list(ACCOUNTS_SCHEMA))]).sort("account_id")


def _stale() -> pl.Expr:
    """Return whether a row says of an account's status less than rows before it did."""
    stated = pl.when(pl.col("status").is_not_null()).then("status_at")
    return (pl.col("status_at") < stated.cum_max().forward_fill().over("account_id")).fill_null(value=False)


def _since() -> pl.Expr:
    """Return the latest moment of an account's rows, in their order, that tells since when it has its status."""
    status = pl.col("status")
    same = (status.is_null() | (status == status.drop_nulls().last())).fill_null(True)
    at_last = same.cast(pl.UInt8).reverse().cum_min().reverse().cast(pl.Boolean)
    return pl.col("status_at").filter(at_last).drop_nulls().last()
