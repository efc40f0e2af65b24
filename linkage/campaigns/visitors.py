"""Accounts that were only visited by a group are left out of it.

Whoever steals a key works through it for a while, from its own addresses and with its own prompts; the account has a
life before and after that has nothing of this. A farm's account lives on what the farm shares from its first day to
its last. So a member that used what is private to its group within a small part of its own life is a visitor: it was
used, and is nobody's accomplice. It stops being true for a farm that buys accounts with a past and for keys stolen
on their first day.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import used_identifiers
from linkage.communities.stage import Groups
from linkage.ledger.snapshot import Snapshot

LEAST_LIFE_SECONDS = 2 * 86_400
"""Shortest life of which a part can be told."""
VISIT_SHARE = 0.2
"""Largest part of its life that a visitor spends on what the group shares."""
MOST_VISITORS = 1 / 3
"""Largest part of a group that can be visitors; beyond, the group itself comes and goes."""
OWN_KINDS = ("ip", "device", "payment", "template", "artifact")
"""Kinds whose times are those of requests; others are known from an account's own record, for all its life."""


def visitors(snapshot: Snapshot, labels: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return which members of groups were only visited: bool[n_accounts]."""
    out = np.zeros(labels.size, dtype=np.bool_)
    private = used_identifiers(snapshot, labels).filter(pl.col("private") & pl.col("kind").is_in(OWN_KINDS))
    label = pl.DataFrame({"account": np.arange(labels.size, dtype=np.uint32), "group": labels})
    life = snapshot.accounts.with_row_index("account").select(
        pl.col("account").cast(pl.UInt32), (pl.col("last_seen") - pl.col("first_seen")).alias("life")
    )
    visits = (
        snapshot.uses.lazy()
        .join(label.lazy().filter(pl.col("group") >= 0), on="account")
        .join(private.lazy().select("group", "identifier"), on=["group", "identifier"])
        .group_by("account", "group")
        .agg((pl.col("last_seen").max() - pl.col("first_seen").min()).alias("visit"))
        .join(life.lazy(), on="account")
        .filter((pl.col("life") >= LEAST_LIFE_SECONDS) & (pl.col("visit") < VISIT_SHARE * pl.col("life")))
        .select("account", "group")
        .collect()
    )
    inside = labels >= 0
    n_groups = int(labels.max(initial=-1)) + 1
    size = np.bincount(labels[inside], minlength=n_groups)
    visited = visits["group"].to_numpy()
    few = np.bincount(visited, minlength=n_groups) <= MOST_VISITORS * size
    out[visits["account"].to_numpy()[few[visited]]] = True
    return out


def without_visitors(snapshot: Snapshot, groups: Groups) -> Groups:
    """Return the groups without the accounts that they only visited; those are near their group, and in none."""
    visited = visitors(snapshot, groups.labels)
    return replace(
        groups,
        labels=np.where(visited, np.int32(-1), groups.labels),
        fit_nats=np.where(visited[:, None], np.float32(0.0), groups.fit_nats),
        fits=replace(groups.fits, is_member=groups.fits.is_member & ~visited[groups.fits.account]),
    )
