"""What bans tell of a group: who was suspended together, who one after another, and who came after them."""

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once
from linkage.campaigns.signals.openness import openness
from linkage.campaigns.signals.shape import rising

Longs = npt.NDArray[np.int64]

BURST_SECONDS = 12 * 3600
BURST_ACCOUNTS = 3
BURST_SHARE = 0.05
MISSED = (0.1, 0.2)
"""Shares of a group that one burst misses up to which it took a company as a whole, with strangers left beside it, and
from which it took accounts."""
OPENLY_ONE = (0.4, 0.8)
"""Openness from which a group may be a company, and from which it looks like one."""
SUCCESSION_SECONDS = 48 * 3600
"""A fresh pool stands ready within a day of a ban, or two."""


@once
def joint_suspension(group: GroupEvidence) -> Array:
    """Return the share of members suspended in bursts, in [0, 1]: three and a twentieth at least, in half a day.

    Pools of one party are banned on different days, and some of their accounts are missed. Where one burst took
    nearly everybody it was a company, by its name or its card, and may have been a mistake: that says nothing. A
    mistake takes a part of a company as well, or all who sign up again: of what is openly one it says half.
    """
    missed = 1.0 - group.per_group(busiest_half_day(group), "n") / group.size
    no_mistake = rising(missed, *MISSED) * (1.0 - 0.5 * rising(openness(group), *OPENLY_ONE))
    return _in_bursts(group) / group.size * no_mistake


@once
def scattered_suspension(group: GroupEvidence) -> Array:
    """Return the share of members suspended outside bursts, in [0, 1], beyond one of them, or what is usual outside.

    A company can be banned as a whole, by mistake; that its people are banned one after another is no mistake.
    """
    suspended = ~np.isnan(group.features.suspended_at)
    outside = group.labels < 0
    usual = suspended[outside].mean() if outside.any() else 0.0
    return np.maximum(_apart(group) - np.maximum(1.0, usual * group.size), 0.0) / group.size


@once
def succession(group: GroupEvidence) -> Array:
    """Return the share of members that began within two days after a burst of suspensions of others, in [0, 1].

    Beyond one of them, or as many as begin in those days outside of groups.
    """
    started = group.features.started_at
    bursts = _bursts(group).select("group", "at", until=pl.col("at") + SUCCESSION_SECONDS)
    others = np.sort(started[(group.labels < 0) & ~np.isnan(started)])
    meanwhile = np.searchsorted(others, bursts["until"], "right") - np.searchsorted(others, bursts["at"], "right")
    usual = bursts.select("group", pl.Series("share", meanwhile / max(others.size, 1)))
    expected = group.per_group(usual.group_by("group").agg(pl.col("share").sum()), "share") * group.size
    return np.maximum(_began_after(group) - np.maximum(1.0, expected), 0.0) / group.size


def suspended_in_bursts(group: GroupEvidence) -> Array:
    """Return the share of members suspended in bursts, in [0, 1], whatever it says."""
    return _in_bursts(group) / group.size


def suspended_apart(group: GroupEvidence) -> Array:
    """Return the share of members suspended outside bursts, in [0, 1], usual or not."""
    return _apart(group) / group.size


def began_after_bursts(group: GroupEvidence) -> Array:
    """Return the share of members that began within two days after a burst of suspensions, in [0, 1], usual or not."""
    return _began_after(group) / group.size


def busiest_half_day(group: GroupEvidence) -> pl.DataFrame:
    """Return `group, at, n`: when the half day began in which most of a group were suspended, and how many."""
    label, at = _suspensions(group)
    bounds = np.searchsorted(label, np.arange(group.n_groups + 1))
    first, n = _busiest(bounds, at)
    struck = np.flatnonzero(n)
    return pl.DataFrame({"group": struck.astype(np.int32), "at": at[first[struck]], "n": n[struck]})


@once
def _in_bursts(group: GroupEvidence) -> Array:
    """Return how many members were suspended in bursts: float64[n_groups]."""
    return group.per_group(_bursts(group).group_by("group").agg(pl.col("n").sum()), "n")


def _apart(group: GroupEvidence) -> Array:
    """Return how many members were suspended outside bursts: float64[n_groups]."""
    suspended = ~np.isnan(group.features.suspended_at)
    return group.share_of_members(suspended) * group.size - _in_bursts(group)


@once
def _began_after(group: GroupEvidence) -> Array:
    """Return how many members began within two days after a burst of suspensions: float64[n_groups]."""
    bursts = _bursts(group).select("group", "at", until=pl.col("at") + SUCCESSION_SECONDS)
    members = np.flatnonzero(group.labels >= 0)
    started = group.features.started_at[members]
    after = (
        pl.DataFrame({"account": members, "group": group.labels[members], "started": started})
        .join(bursts, on="group")
        .filter((pl.col("started") > pl.col("at")) & (pl.col("started") <= pl.col("until")))
        .group_by("group")
        .agg(pl.col("account").n_unique().alias("n"))
    )
    return group.per_group(after, "n")


def _bursts(group: GroupEvidence) -> pl.DataFrame:
    """Return `group, n, at`: each time many of a group were suspended within half a day, and when the first was."""
    label, at = _suspensions(group)
    return (
        pl.DataFrame({"group": label, "at": _began(label, at)})
        .group_by("group", "at")
        .agg(pl.len().alias("n"))
        .join(group.sizes(), on="group")
        .filter((pl.col("n") >= BURST_ACCOUNTS) & (pl.col("n") >= BURST_SHARE * pl.col("size")))
        .select("group", "n", "at")
        .sort("group", "at")
    )


def _suspensions(group: GroupEvidence) -> tuple[npt.NDArray[np.int32], Longs]:
    """Return the group and the moment of each member's suspension, by group and moment."""
    suspended = group.features.suspended_at
    known = np.flatnonzero((group.labels >= 0) & ~np.isnan(suspended))
    known = known[np.lexsort((suspended[known], group.labels[known]))]
    return group.labels[known], suspended[known].astype(np.int64)


@numba.njit(cache=True, nogil=True)
def _began(group: npt.NDArray[np.int32], at: Longs) -> Longs:
    """Return when the burst of each suspension began: the first one that no burst holds begins the next half day."""
    began = at.copy()
    for row in range(1, at.size):
        if group[row] == group[row - 1] and at[row] < began[row - 1] + BURST_SECONDS:
            began[row] = began[row - 1]
    return began


@numba.njit(cache=True, nogil=True)
def _busiest(bounds: Longs, at: Longs) -> tuple[Longs, Longs]:
    """Return, for each group, the row that begins its busiest half day, the first of equals, and how many it has."""
    first = bounds[:-1].copy()
    n = np.zeros(first.size, dtype=np.int64)
    for g in range(first.size):
        end = bounds[g]
        for row in range(bounds[g], bounds[g + 1]):
            while end < bounds[g + 1] and at[end] < at[row] + BURST_SECONDS:
                end += 1
            if end - row > n[g]:
                first[g], n[g] = row, end - row
    return first, n
