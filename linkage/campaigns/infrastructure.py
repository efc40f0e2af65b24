"""What campaigns rely on: identifiers that many members use and few others, and who else relies on the same.

Two parties can rent the same proxies. They stay two campaigns, and each is told of the other beside the address.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import Array
from linkage.identifiers.kinds import PUBLISHED_KINDS

LEAST_MEMBERS: Final = 2
LEAST_LIFT: Final = 3.0
MOST_OTHERS: Final = 10
"""Other campaigns that are named beside an identifier: all of a thousand that rely on one would be a million names."""


def relied_on(used: pl.DataFrame, labels: npt.NDArray[np.int32], ids: Sequence[str], score: Array) -> pl.DataFrame:
    """Return the table `relies_on` of `linkage.findings`, in its order.

    All of them are named, however many: who blocks what a campaign relies on must miss none. A row is of an identifier
    that two members use at least, so there are at most half as many as members have uses.

    Args:
        used: what each campaign uses, as in `GroupEvidence.used`.
        labels: int32[n_accounts], the campaign of each account, -1 for none.
        ids: the id of each.
        score: float64[n_groups], by which the others are named, highest first, then by id.
    """
    n_members = np.bincount(labels[labels >= 0], minlength=len(ids)).astype(np.float64)
    size = pl.DataFrame({"group": np.arange(len(ids), dtype=np.int32), "size": n_members})
    inside = pl.col("n_inside") / pl.col("size")
    outside = (pl.col("n_outside") + 0.5) / (labels.size - pl.col("size") + 1)
    order = np.lexsort((np.array(ids, dtype=np.str_), -score)).astype(np.int32)
    named = pl.DataFrame({"group": order, "campaign_id": pl.Series([ids[g] for g in order], dtype=pl.String)})
    rows = (
        used.filter((pl.col("n_inside") >= LEAST_MEMBERS) & pl.col("kind").is_in(PUBLISHED_KINDS))
        .join(size, on="group")
        .with_columns((inside / outside).round(4).alias("lift"))
        .filter(pl.col("lift") >= LEAST_LIFT)
        .join(named.with_row_index("rank"), on="group")
    )
    return (
        _with_others(rows)
        .rename({"n_inside": "n_accounts", "n_outside": "n_accounts_outside"})
        .sort(["campaign_id", "n_accounts", "kind", "key"], descending=[False, True, False, False])
    )


def _with_others(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `n_campaigns_outside` and `also_by`."""
    everyone = (
        rows.sort("rank")
        .group_by("identifier")
        # One more than are named, since the campaign itself may be one of them.
        .agg((pl.len() - 1).alias("n_campaigns_outside"), pl.col("campaign_id").head(MOST_OTHERS + 1).alias("other"))
    )
    others = (
        rows.join(everyone.filter(pl.col("n_campaigns_outside") > 0), on="identifier")
        .explode("other")
        .filter(pl.col("other") != pl.col("campaign_id"))
        .group_by("campaign_id", "identifier", maintain_order=True)
        .agg(pl.col("n_campaigns_outside").first(), pl.col("other").head(MOST_OTHERS).alias("also_by"))
    )
    return rows.join(others, on=["campaign_id", "identifier"], how="left").with_columns(
        pl.col("n_campaigns_outside").fill_null(0), pl.col("also_by").fill_null([])
    )
