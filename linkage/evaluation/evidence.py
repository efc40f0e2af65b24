"""Whether the evidence against a campaign is there: what would be said of its pools if linkage found them all."""

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage import campaigns, communities
from linkage.detection import Grounds
from linkage.evaluation.truth import Truth
from linkage.ledger.snapshot import Snapshot
from linkage.settings import Settings


def asserted_if_known(snapshot: Snapshot, grounds: Grounds, truth: Truth, settings: Settings) -> pl.DataFrame:
    """Return `account_id, campaign_id` of what would be asserted if every true pool were a group, and nobody else.

    Pools are joined and judged as those that linkage finds, on the same grounds; campaigns have names of their own.
    """
    affinity = communities.affinity_of(grounds.net)
    groups = communities.given(true_pools(snapshot, truth), grounds.timing, grounds.behaviour, affinity)
    verdicts = campaigns.run(snapshot, grounds.timing, groups, grounds.null_statistic, {}, settings.campaigns)
    # The last place answers for accounts in no group, whose label is -1.
    stands = np.append(verdicts.outcomes.asserted(), False)
    inside = np.flatnonzero(stands[verdicts.labels])
    return pl.DataFrame(
        {
            "account_id": snapshot.accounts["account_id"].gather(inside),
            "campaign_id": pl.Series(verdicts.ids, dtype=pl.String).gather(verdicts.labels[inside]),
        }
    )


def true_pools(snapshot: Snapshot, truth: Truth) -> npt.NDArray[np.int32]:
    """Return the true pool of each farm account that was seen, numbered by name; -1 for others: int32[n_accounts]."""
    farms = truth.accounts.filter("is_farm").select(
        "account_id", pool=pl.concat_str("campaign_id", "pool_id", separator="/")
    )
    named = snapshot.accounts.select("account_id", "n_requests").join(
        farms, on="account_id", how="left", maintain_order="left"
    )
    number = pl.col("pool").rank("dense").cast(pl.Int32) - 1
    seen = named.select(pool=pl.when(pl.col("n_requests") > 0).then("pool"))
    return seen.select(number.fill_null(-1)).to_series().to_numpy()
