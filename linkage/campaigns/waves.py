"""How far a group starts work in waves: what a scheduler does to accounts that should know nothing of one another.

The starts of a group (first requests after an hour of silence) are counted by the hour, and held against what its own
days and its own hours of the day explain: a shift, a lesson or a nightly job at its usual hour is no wave. Hours in
which everybody else starts as well, after an outage or a release, are expected to be larger by as much.

The share of starts in waves is how far the counts stray from what is expected, less how far Poisson counts would stray
(their mean deviation), by twice the number of starts. It does not grow with the group as a chi-square does, so that
the small common moments of a large company stay small. It stops being true for events that only a group's own people
heard of, such as a hackathon's two days.

Source: the mean deviation of Poisson counts, E|X − λ| = 2 λ^(⌊λ⌋+1) e^(−λ) / ⌊λ⌋!, is Crow (1958), Biometrika 45.
"""

from math import exp, lgamma, log
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.communities.affinity import grouping_of
from linkage.links.onsets import onsets

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

LEAST_STARTS: Final = 30
"""With fewer starts, chance alone strays by a tenth."""
_USUAL: Final = 10.0
"""Starts of others in an hour below which nothing is said of a surge."""


def starts_in_waves(activity: pl.DataFrame, labels: npt.NDArray[np.int32], n_groups: int) -> Array:
    """Return the share of each group's starts that came in waves: float64[n_groups], in [0, 1]; nan for too few.

    Args:
        activity: `account, at` sorted by them; epoch seconds.
        labels: int32[n_accounts] the group of each account, -1 for none.
        n_groups: how many groups there are.
    """
    if activity.height == 0 or n_groups == 0:
        return np.full(n_groups, np.nan)
    found = onsets(activity["account"].to_numpy(), activity["at"].to_numpy(), labels.size)
    hours = found.times // 3600
    hours -= hours.min() // 24 * 24
    n_days = int(hours.max()) // 24 + 1
    outside = np.repeat(labels < 0, np.diff(found.ptr))
    others = np.bincount(hours[outside], minlength=24 * n_days).astype(np.float64)
    groups = grouping_of(labels, min_members=0)
    return _shares(groups.ptr, groups.member, found.ptr, hours, _surge(others.reshape(n_days, 24)))


def _surge(counts: Array) -> Array:
    """Return by what factor more or less than day and hour explain everybody starts: float64[n_days, 24]."""
    explained = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1.0)
    return np.asarray((counts + _USUAL) / (explained + _USUAL))


@numba.njit(cache=True, nogil=True)
def _mean_deviation(mean: float) -> float:
    """Return E|X − λ| of a Poisson count."""
    if mean <= 0.0:
        return 0.0
    below = np.floor(mean)
    return 2.0 * exp((below + 1.0) * log(mean) - mean - lgamma(below + 1.0))


@numba.njit(cache=True, nogil=True)
def _shares(group_ptr: Longs, group_member: Ints, ptr: Longs, hours: Longs, surge: Array) -> Array:
    out = np.full(group_ptr.size - 1, np.nan)
    counts = np.zeros(surge.shape)
    for g in range(group_ptr.size - 1):
        counts[:] = 0.0
        for m in group_member[group_ptr[g] : group_ptr[g + 1]]:
            for hour in hours[ptr[m] : ptr[m + 1]]:
                counts[hour // 24, hour % 24] += 1.0
        n = counts.sum()
        if n < LEAST_STARTS:
            continue
        by_hour = counts.sum(axis=0) / n
        strayed = 0.0
        for d in range(len(counts)):
            today = counts[d].sum()
            if today == 0.0:
                continue
            weights = by_hour * surge[d]
            weights *= today / weights.sum()
            for h in range(24):
                strayed += abs(counts[d, h] - weights[h]) - _mean_deviation(weights[h])
        out[g] = min(max(strayed / (2.0 * n), 0.0), 1.0)
    return out
