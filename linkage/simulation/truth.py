"""What really is so: which account belongs to whom, and what was planted as evidence. No loader reads it."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from linkage.simulation.classes import ARCHETYPE_NAMES, HONEST_NAMES, RUNG_NAMES
from linkage.simulation.draft import OVERLAYS, Draft
from linkage.simulation.names import Names
from linkage.simulation.places import address_text, addresses_at

TABLES = ("accounts", "campaigns", "pools", "evidence")
MAX_NET = 64
"""Nets up to this size are evidence address by address; wider ones are nobody's own."""


def clear_truth(folder: Path) -> None:
    """Make the folder of the truth without that of a world before.

    Done first, it tells a world whose writing was broken off from tables of somebody else's, and from the world before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        (folder / f"{name}.parquet").unlink(missing_ok=True)


def write_truth(folder: Path, draft: Draft, names: Names, volumes: pl.DataFrame, seen: pl.DataFrame) -> None:
    """Write `TABLES` into a folder that is there.

    Args:
        volumes: each account's requests and times.
        seen: `account_id`, `kind`, `key` of farm accounts in the activity that was written.
    """
    accounts = truth_of_accounts(draft, names)
    accounts.sort("account_id").write_parquet(folder / "accounts.parquet")
    _pools(draft).write_parquet(folder / "pools.parquet")
    _campaigns(accounts, volumes).write_parquet(folder / "campaigns.parquet")
    shared = _planted(draft, names).join(_shared(accounts, seen), on=["campaign_id", "kind", "key"], how="semi")
    shared.sort("campaign_id", "pool_id", "kind", "key").write_parquet(folder / "evidence.parquet")


def truth_of_accounts(draft: Draft, names: Names) -> pl.DataFrame:
    """Return one row per account, in the order of the draft."""
    a = draft.accounts.frozen()
    bits = a["overlays"].astype(np.int64)
    texts = {v: [name for i, name in enumerate(OVERLAYS) if v >> i & 1] for v in np.unique(bits).tolist()}
    return pl.DataFrame(
        {
            "account_id": names.accounts,
            "party_id": names.of("party", a["party"]),
            "campaign_id": _numbered("campaign", a["campaign"]),
            "pool_id": _numbered("pool", a["pool"]),
            "is_farm": a["campaign"] >= 0,
            "honest_class": _label(HONEST_NAMES, a["honest_class"]),
            "archetype": _label(ARCHETYPE_NAMES, a["archetype"]),
            "rung": _label(RUNG_NAMES, a["rung"]),
            "overlays": pl.Series([texts[v] for v in bits.tolist()], dtype=pl.List(pl.String)),
        }
    )


def _label(names: tuple[str, ...], codes: Any) -> pl.Series:
    index = pl.Series(codes.astype(np.int64))
    return pl.Series(names).gather(index.set(index < 0, None).cast(pl.UInt32))


def _numbered(what: str, numbers: Any) -> pl.Series:
    index = pl.Series(numbers.astype(np.int64))
    frame = pl.DataFrame({"n": index.set(index < 0, None)})
    return frame.select(pl.format(what + "-{}", pl.col("n").cast(pl.String).str.zfill(4))).to_series()


def _pools(draft: Draft) -> pl.DataFrame:
    campaign = np.array([p["campaign"] for p in draft.pools], np.int64)
    before = np.array([p["successor_of"] for p in draft.pools], np.int64)
    return pl.DataFrame(
        {
            "pool_id": _numbered("pool", np.arange(len(draft.pools))),
            "campaign_id": _numbered("campaign", campaign),
            "successor_of": _numbered("pool", before),
        }
    )


def _campaigns(accounts: pl.DataFrame, volumes: pl.DataFrame) -> pl.DataFrame:
    return (
        accounts.filter("is_farm")
        .join(volumes, on="account_id", how="left")
        .group_by("campaign_id")
        .agg(
            pl.col("archetype").first(),
            pl.len().cast(pl.Int64).alias("n_accounts"),
            pl.col("n_requests").sum(),
            pl.col("first_at").min(),
            pl.col("last_at").max(),
            pl.lit(None, pl.String).alias("successor_of"),
        )
        .sort("campaign_id")
    )


def _shared(accounts: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Return what two or more accounts of a campaign were really seen with."""
    users = seen.join(accounts.select("account_id", "campaign_id"), on="account_id")
    return users.group_by("campaign_id", "kind", "key").agg(n=pl.col("account_id").n_unique()).filter(pl.col("n") > 1)


def _planted(draft: Draft, names: Names) -> pl.DataFrame:
    nets = draft.nets.frozen()
    blocks = []
    for campaign, pool, kind, noted in draft.evidence:
        values = noted
        if kind == "ip":
            values = np.concatenate(
                [
                    addresses_at(
                        {k: c[np.full(int(nets["size"][v]), v)] for k, c in nets.items()}, np.arange(nets["size"][v])
                    )
                    for v in noted.tolist()
                    if nets["size"][v] <= MAX_NET
                ]
                or [np.zeros(0, np.int64)]
            )
            keys = address_text(values, np.zeros(len(values), np.int64))
        else:
            keys = names.of(kind, values)
        blocks.append(
            pl.DataFrame(
                {
                    "campaign_id": _numbered("campaign", np.full(len(values), campaign)),
                    "pool_id": _numbered("pool", np.full(len(values), pool)),
                    "kind": pl.Series([kind], dtype=pl.String).new_from_index(0, len(values)),
                    "key": keys.cast(pl.String),
                }
            )
        )
    empty = pl.DataFrame(schema=dict.fromkeys(("campaign_id", "pool_id", "kind", "key"), pl.String))
    return pl.concat([empty, *blocks]).unique()
