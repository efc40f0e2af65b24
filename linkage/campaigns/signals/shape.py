"""What signals are made of: the part of a group that has something, and how such parts are put together."""

from typing import TypeVar

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once

Column = TypeVar("Column", Array, pl.Expr)


def any_of(*parts: Array) -> Array:
    """Return parts in [0, 1] combined: what is left when each takes its share of what the others leave."""
    return np.asarray(1.0 - np.prod([1.0 - part for part in parts], axis=0))


def rising(column: Column, least: float, most: float) -> Column:
    """Return how far a column is on its way from `least` to `most`, in [0, 1]."""
    return ((column - least) / (most - least)).clip(0.0, 1.0)


@once
def top_share(group: GroupEvidence, kind: str, column: str) -> Array:
    """Return the largest part of a group that one shared identifier of a kind has, in members or in traffic."""
    table = (
        group.used.filter((pl.col("kind") == kind) & (pl.col("n_inside") >= 2))
        .group_by("group")
        .agg(pl.col(column).max().cast(pl.Float64).alias("top"))
    )
    return np.minimum(group.per_group(table, "top") / group.size, 1.0)


def share_using(group: GroupEvidence, identifiers: pl.DataFrame) -> Array:
    """Return the share of members that use any of some identifiers, `group, identifier`, of their group, in [0, 1]."""
    using = np.zeros(group.labels.size, dtype=np.bool_)
    using[group.uses_inside(identifiers).select("account").collect()["account"].to_numpy()] = True
    return group.share_of_members(using)
