"""Who used which identifier how often: rows of any table, counted into pairs of integer ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from linkage.identifiers.network import network_of
from linkage.ledger.pairs import NEVER_AFTER, NEVER_BEFORE, Pairs, distinct

ROW: Final[dict[str, pl.DataType]] = {
    "account": pl.UInt32(),
    "key": pl.String(),
    "count": pl.Int64(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
"""Columns of rows to be counted: an account, a normal form, how often, from when to when (or null)."""


@dataclass(frozen=True, slots=True)
class KindUses:
    """All uses of one kind."""

    kind: str
    keys: pl.Series
    """Normal forms or keyed hashes, sorted, distinct: row number is the identifier's id within its kind."""
    pairs: Pairs
    """One per identifier and account, sorted so."""


def count_uses(kind: str, frames: Sequence[pl.DataFrame], n_accounts: int) -> KindUses:
    """Return the uses of one kind from frames of `ROW`. Linear in rows, beside one sort of the distinct keys."""
    rows = pl.concat(frames)
    distinct_keys = rows.lazy().select("key").unique().collect(engine="streaming")["key"].sort()
    ids = pl.LazyFrame({"key": distinct_keys}).with_row_index("identifier")
    coded = (
        rows.lazy()
        .join(ids, on="key", how="inner")
        .select(
            "account",
            "identifier",
            "count",
            pl.col("first_seen").fill_null(NEVER_BEFORE),
            pl.col("last_seen").fill_null(NEVER_AFTER),
        )
        .collect(engine="streaming")
    )
    raw = Pairs(*(coded[name].to_numpy() for name in ("account", "identifier", "count", "first_seen", "last_seen")))
    return KindUses(kind, distinct_keys, distinct(raw, n_accounts, distinct_keys.len()))


def network_uses(addresses: KindUses, n_accounts: int) -> KindUses:
    """Return the uses of networks that follow from the uses of addresses; pseudonymised addresses have none."""
    address = pl.col("address")
    networks = addresses.keys.to_frame("address").select(
        pl.when(address.str.contains("[.:]")).then(network_of(address)).alias("network")
    )["network"]
    keys = networks.drop_nulls().unique().sort()
    code = networks.cast(pl.Enum(keys)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    of_pair = code[addresses.pairs.identifier]
    has_one = of_pair >= 0
    pairs = addresses.pairs
    rows = Pairs(
        pairs.account[has_one],
        of_pair[has_one].astype(np.uint32),
        pairs.count[has_one],
        pairs.first_seen[has_one],
        pairs.last_seen[has_one],
    )
    return KindUses("network", keys, distinct(rows, n_accounts, keys.len()))
