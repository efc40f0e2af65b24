"""Linkage apart from the verdict: are the right accounts together?

`pairs` is a table `account_id, group`: which accounts a system put together, whatever it thinks of them.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

PURITY: Final = 0.95
"""Part of a group's accounts that are of one true group, from which it counts as pure."""


@dataclass(frozen=True, slots=True)
class Linkage:
    """How well groups agree with parties; each in [0, 1], None where there is nothing to count."""

    precision: float | None
    """Of grouped accounts, those of the party that most of their group belongs to."""
    recall: float | None
    """Of accounts of true pools, those in a group that is mostly their own party's."""
    pool_f1: float | None
    """Mean over true pools of the best F1 of any group against the pool."""
    campaign_f1: float | None
    """Mean over true campaigns of the best F1 of any group against the campaign."""


def linkage(accounts: pl.DataFrame, pairs: pl.DataFrame, campaigns: pl.DataFrame) -> Linkage:
    """Return how well groups agree with parties.

    Args:
        accounts: the truth's accounts.
        pairs: `account_id, group` at the level of pools.
        campaigns: `account_id, group` at the level of campaigns.
    """
    grouped = pairs.join(accounts, on="account_id", how="inner")
    own = grouped.join(majority(grouped), on="group").with_columns(own=pl.col("party_id") == pl.col("majority"))
    n_farm = int(accounts["is_farm"].sum())
    right = own.filter(pl.col("is_farm") & pl.col("own"))["account_id"].n_unique()
    return Linkage(
        precision=float(own["own"].mean()) if own.height else None,  # type: ignore[arg-type]
        recall=right / n_farm if n_farm else None,
        pool_f1=_mean(best_match(accounts, pairs, "pool_id")["f1"]),
        campaign_f1=_mean(best_match(accounts, campaigns, "campaign_id")["f1"]),
    )


def _mean(values: pl.Series) -> float | None:
    mean = values.mean()
    return float(mean) if isinstance(mean, float) else None


def majority(grouped: pl.DataFrame) -> pl.DataFrame:
    """Return `group, majority`: the party with most accounts in each group, the first by name of equals."""
    return (
        grouped.group_by("group", "party_id")
        .len("n")
        .sort(["n", "party_id"], descending=[True, False])
        .group_by("group")
        .agg(majority=pl.col("party_id").first())
    )


def best_match(accounts: pl.DataFrame, pairs: pl.DataFrame, true: str) -> pl.DataFrame:
    """Return, for each true group, the group that matches it best: `true, n, group, common, size, f1`, by true.

    F1 is 2 · common / (n + size); 0 and a null group where none of its accounts is grouped.

    Args:
        accounts: the truth's accounts.
        pairs: `account_id, group`.
        true: the column that names true groups; accounts where it is null are in none.
    """
    n = accounts.filter(pl.col(true).is_not_null()).group_by(true).len("n")
    return (
        n.join(cells(accounts, pairs, true), on=true, how="left")
        .with_columns(f1=(2 * pl.col("common") / (pl.col("n") + pl.col("size"))).fill_null(0.0))
        .sort([true, "f1", "group"], descending=[False, True, False])
        .group_by(true, maintain_order=True)
        .first()
        .rename({true: "true"})
    )


def cells(accounts: pl.DataFrame, pairs: pl.DataFrame, true: str) -> pl.DataFrame:
    """Return `<true>, group, common, size`: accounts that each true group and each group have in common."""
    sizes = pairs.group_by("group").agg(size=pl.col("account_id").n_unique())
    return (
        pairs.join(accounts.filter(pl.col(true).is_not_null()).select("account_id", true), on="account_id")
        .group_by(true, "group")
        .agg(common=pl.col("account_id").n_unique())
        .join(sizes, on="group")
    )


def half_of(members: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return `campaign_id, true, common, size`: the true campaign of which half or more of a found one's accounts are.

    By found campaign; where two have half each, both, by name.

    Args:
        members: `account_id, campaign_id` of found campaigns.
        accounts: the truth's accounts.
    """
    return (
        members.join(accounts.select("account_id", true="campaign_id"), on="account_id", how="left")
        .with_columns(size=pl.len().over("campaign_id"))
        .drop_nulls("true")
        .group_by("campaign_id", "true", "size")
        .len("common")
        .filter(pl.col("common") * 2 >= pl.col("size"))
        .select("campaign_id", "true", "common", "size")
        .sort("campaign_id", "true")
    )


def owners(members: pl.DataFrame, accounts: pl.DataFrame) -> dict[str, str]:
    """Return the true campaign of each found one that has one by `half_of`; of two with half each the last by name."""
    return dict(half_of(members, accounts).select("campaign_id", "true").iter_rows())


def half_found(accounts: pl.DataFrame, pairs: pl.DataFrame, true: str) -> pl.DataFrame:
    """Return `true, n, half_found` by true: whether one group of `PURITY` holds half of the true group or more."""
    n = accounts.filter(pl.col(true).is_not_null()).group_by(true).len("n")
    pure = cells(accounts, pairs, true).filter(pl.col("common") >= PURITY * pl.col("size"))
    best = pure.group_by(true).agg(best=pl.col("common").max())
    return (
        n.join(best, on=true, how="left")
        .select(pl.col(true).alias("true"), "n", half_found=pl.col("best").fill_null(0) * 2 >= pl.col("n"))
        .sort("true")
    )
