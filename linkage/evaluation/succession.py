"""Whether a pool that takes another's place is found as the same campaign: in one run, and from run to run."""

from collections.abc import Sequence

import polars as pl

from linkage.evaluation.counts import Count
from linkage.evaluation.truth import Truth


def succession(truth: Truth, members: pl.DataFrame) -> float | None:
    """Return the part of successor pools whose commonest found campaign is also that of the pool before.

    Only pairs count of which both pools have a flagged account; None without such a pair.
    """
    return succession_of([members], truth).rate


def succession_of(said: Sequence[pl.DataFrame], truth: Truth) -> Count:
    """Return of how many successor pools, told run by run, the campaign has the id that the pool before was known by.

    A pool's campaign is the commonest of its flagged accounts. Each pair counts once, at the first run at which the
    successor is flagged and the pool before is or was: the id is that of the latest earlier run in which the pool
    before was flagged, or of the same run if there is none. So an id that the party loses with the pool does not count.

    Args:
        said: `account_id, campaign_id` of what each run asserted, in order.
        truth: who runs each account.
    """
    waiting = dict(truth.pools.drop_nulls("successor_of").select("pool_id", "successor_of").iter_rows())
    known: dict[str, str] = {}
    total = Count(0, 0)
    for members in said:
        now = _commonest(members, truth)
        before = now | known
        for pool, older in list(waiting.items()):
            if pool in now and older in before:
                del waiting[pool]
                total += Count(1, int(now[pool] == before[older]))
        known |= now
    return total


def _commonest(members: pl.DataFrame, truth: Truth) -> dict[str, str]:
    """Return the commonest found campaign of each pool of which an account is flagged."""
    top = (
        members.join(truth.accounts.select("account_id", "pool_id"), on="account_id")
        .drop_nulls("pool_id")
        .group_by("pool_id", "campaign_id")
        .len("n")
        .sort(["n", "campaign_id"], descending=[True, False])
        .unique("pool_id", keep="first", maintain_order=True)
    )
    return dict(top.select("pool_id", "campaign_id").iter_rows())
