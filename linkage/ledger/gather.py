"""Where the tables of the ledger hold identifiers: each kind's rows, out of all three tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.identifiers.kinds import KINDS
from linkage.ledger.uses import ROW, KindUses, count_uses, network_uses
from linkage.records.batch import IDENTIFIER_COLUMNS

ACTIVITY_COLUMNS: Final = {
    kind: [column for column, of in IDENTIFIER_COLUMNS["activity"].items() if of == kind] for kind in KINDS
}
"""The columns of activity rows that hold a kind."""
ACCOUNT_COLUMNS: Final = {kind: column for column, kind in IDENTIFIER_COLUMNS["accounts"].items()}
"""The column of accounts rows that holds a kind."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables of the ledger, with accounts numbered."""

    ids: pl.Series
    """Every account id, sorted."""
    accounts: pl.DataFrame
    """One row per account of `accounts` rows."""
    activity: pl.LazyFrame
    """Each event once; scanning it twice gives the same order."""
    base: pl.DataFrame
    """`account`, `at`, `requests` of each row of `activity`, in its order."""
    observations: Mapping[str, pl.LazyFrame]
    """By kind."""

    def account(self) -> pl.Expr:
        """Return the expression that numbers the accounts of a frame with `account_id`."""
        return number(self.ids)


def number(ids: pl.Series) -> pl.Expr:
    """Return the expression that turns `account_id` into its row in `ids`."""
    return pl.col("account_id").cast(pl.Enum(ids)).to_physical().cast(pl.UInt32).alias("account")


def uses_of(facts: Facts) -> Iterator[KindUses]:
    """Yield the uses of every kind, in the order of the registry."""
    addresses: KindUses | None = None
    for kind in KINDS:
        if kind == "network":
            assert addresses is not None
            yield network_uses(addresses, facts.ids.len())
            continue
        frames = [
            *_observed(facts, kind),
            *_active(facts, kind),
            *_declared(facts, kind),
        ]
        uses = count_uses(kind, [pl.DataFrame(schema=ROW), *frames], facts.ids.len())
        addresses = uses if kind == "ip" else addresses
        yield uses


def _observed(facts: Facts, kind: str) -> Iterator[pl.DataFrame]:
    if kind in facts.observations:
        yield (
            facts.observations[kind]
            .filter(pl.col("value").is_not_null())
            .select(
                facts.account(), pl.col("value").alias("key"), pl.col("count").fill_null(1), "first_seen", "last_seen"
            )
            .collect(engine="streaming")
        )


def _active(facts: Facts, kind: str) -> Iterator[pl.DataFrame]:
    for column in ACTIVITY_COLUMNS[kind] if facts.base.height else ():
        keys = facts.activity.select(pl.col(column).alias("key")).collect(engine="streaming")["key"]
        present = keys.is_not_null()
        rows = facts.base.filter(present).select("account", count="requests", first_seen="at", last_seen="at")
        yield rows.with_columns(keys.filter(present)).select(list(ROW))


def twice_told(facts: Facts, kind: str) -> npt.NDArray[np.int64]:
    """Return how often a request of each account tells a kind a second time: int64[n_accounts].

    A request has a template, and another in its system prompt.
    """
    columns = ACTIVITY_COLUMNS[kind]
    out = np.zeros(facts.ids.len(), np.int64)
    if len(columns) < 2:
        return out
    beyond = pl.sum_horizontal(pl.col(column).is_not_null() for column in columns) - 1
    n_times = facts.activity.select(beyond.clip(0).alias("n")).collect(engine="streaming")["n"]
    rows = facts.base.select("account", again=pl.col("requests") * n_times.cast(pl.Int64)).filter(pl.col("again") > 0)
    np.add.at(out, rows["account"].to_numpy(), rows["again"].to_numpy())
    return out


def _declared(facts: Facts, kind: str) -> Iterator[pl.DataFrame]:
    if kind in ACCOUNT_COLUMNS:
        key = pl.col(ACCOUNT_COLUMNS[kind])
        never = pl.lit(None, pl.Int64)
        rows = facts.accounts.lazy().filter(key.is_not_null())
        yield rows.select(
            facts.account(), key.alias("key"), count=pl.lit(1, pl.Int64), first_seen=never, last_seen=never
        ).collect()
