"""Who used which identifier how often: rows of any table, counted into pairs of integer ids."""

from dataclasses import dataclass

import polars as pl

from linkage.ledger.networks import networks_of

PAIR = ("count", "first_seen", "last_seen")


@dataclass(frozen=True, slots=True)
class KindUses:
    """All uses of one kind."""

    kind: str
    keys: pl.Series
    """Normal forms or keyed hashes, sorted, distinct: row number is the identifier's id within its kind."""
    pairs: pl.DataFrame
    """`account` u32, `identifier` u32, `count`, `first_seen`, `last_seen`; one row per pair, in no order."""


def count_uses(kind: str, rows: list[pl.DataFrame]) -> KindUses:
    """Return the uses of one kind from frames of `account`, `key`, `count`, `first_seen`, `last_seen`.

    O(rows) by hashing, beside one sort of the distinct keys.
    """
    raw = pl.concat(rows).lazy()
    keys = raw.select("key").unique().collect(engine="streaming")["key"].sort()
    ids = pl.LazyFrame({"key": keys}).with_row_index("identifier")
    pairs = _grouped(raw.join(ids, on="key", how="inner"))
    return KindUses(kind, keys, pairs)


def network_uses(addresses: KindUses) -> KindUses:
    """Return the uses of networks that follow from the uses of addresses."""
    networks = networks_of(addresses.keys)
    keys = networks.drop_nulls().unique().sort()
    ids = pl.DataFrame({"network": keys}).with_row_index("of_network")
    codes = pl.DataFrame({"network": networks}).with_row_index("identifier").join(ids, on="network", how="inner")
    renamed = addresses.pairs.lazy().join(codes.lazy().select("identifier", "of_network"), on="identifier", how="inner")
    pairs = _grouped(renamed.drop("identifier").rename({"of_network": "identifier"}))
    return KindUses("network", keys, pairs)


def _grouped(rows: pl.LazyFrame) -> pl.DataFrame:
    return (
        rows.group_by("account", "identifier")
        .agg(pl.col("count").sum(), pl.col("first_seen").min(), pl.col("last_seen").max())
        .collect(engine="streaming")
    )
