"""Who used which identifier how often: rows of any table, counted into pairs of integer ids."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from linkage.identifiers.kinds import KINDS
from linkage.identifiers.network import network_of
from linkage.identifiers.pseudonyms import PSEUDONYM
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
    """Normal forms, sorted; of a sensitive kind normal forms or hashes in the order of `by_users`.

    Row number is the identifier's id within its kind.
    """
    pairs: Pairs
    """One per identifier and account, sorted so."""


def count_uses(kind: str, frames: Sequence[pl.DataFrame], n_accounts: int) -> KindUses:
    """Return the uses of one kind from frames of `ROW`. Linear in rows, beside sorts of the distinct keys."""
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
    pairs = distinct(raw, n_accounts, distinct_keys.len())
    # A ledger that an earlier version pruned holds pairs whose dates it kept and whose counts it took away.
    pairs = replace(pairs, count=np.maximum(pairs.count, 1))
    uses = KindUses(kind, distinct_keys, pairs)
    hashed = distinct_keys.len() > 0 and re.match(PSEUDONYM, distinct_keys[0]) is not None
    return by_users(uses, n_accounts) if hashed or KINDS[kind].sensitive else uses


def by_users(uses: KindUses, n_accounts: int) -> KindUses:
    """Return the uses with identifiers in the order of who uses them: first user, users, last user, how often and when.

    In the order of keyed hashes the ids, and what chance makes of them, would be other ones in each workspace.
    Identifiers that agree in all of it can hardly be told apart by anybody.
    """
    pairs, n = uses.pairs, uses.keys.len()
    if n == 0:
        return uses
    first = np.searchsorted(pairs.identifier, np.arange(n))
    n_users = np.diff(first, append=pairs.identifier.size)
    often = np.add.reduceat(pairs.count, first)
    seen = pairs.last_seen[first], pairs.first_seen[first], pairs.count[first]
    order = np.lexsort((*seen, often, pairs.account[first + n_users - 1], n_users, pairs.account[first]))
    rank = np.empty(n, np.uint32)
    rank[order] = np.arange(n, dtype=np.uint32)
    rows = replace(pairs, identifier=rank[pairs.identifier])
    return KindUses(uses.kind, uses.keys.gather(order), distinct(rows, n_accounts, n))


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
