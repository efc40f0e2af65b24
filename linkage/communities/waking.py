"""How an account wakes with a whole group: timing evidence that no single pair shows.

A scheduler that deals work to many accounts leaves each pair a few coincident onsets, and one account many with the
group. So every onset of an account is held against the group's onsets around it: a ratio of how many there are to how
many were to be expected, which is the larger of two means: over whole-day shifts, which leaves office hours and nightly
jobs in place; and a part of what the group does on that day, spread over its hours of the day, since days in common (an
event, an exam) are shared by strangers too. To it comes the group's part of a surge, in which the whole world wakes: a
release, or the end of an outage. For a share π of onsets that follow the group::

    waking(a, C) = max_π Σ_onsets ln(1 − π + π · ratio)

Choosing π, and overlapping windows, are worth `CHOICE_NATS`. Where it stops being true: strangers who start together
by an outside event that only they heard of; so it counts only where more than addresses ties an account to a group.
"""

from dataclasses import dataclass, replace
from typing import Final

import numba
import numpy as np

from linkage.communities.affinity import Fits, Grouping
from linkage.communities.ground import FAMILY_NATS, TIME, TYING
from linkage.communities.mixture import Doubles, Flags, Floats, Ints, Longs
from linkage.communities.timing import TIME_MAX_NATS
from linkage.links.coincidence import DAY_SECONDS, MAX_PER_DAY, SHIFT_DAYS
from linkage.links.onsets import Onsets

BIN_SECONDS: Final = 300
BINS_PER_HOUR: Final = 12
BINS_PER_DAY: Final = 288
NEAR: Final = 2
"""Bins to either side of an onset in which another counts as near: ten to fifteen minutes."""
SHIFTS: Final = SHIFT_DAYS * BINS_PER_DAY
FOLLOWED: Final = np.array([0.15, 0.3, 0.5, 0.75, 0.95])
"""Shares of an account's onsets that may follow the group's."""
DAY_PART: Final = 0.3
"""Part of what a day in common explains: two strange days of two onsets each must not reach `LEAST_NATS`."""
LEAST_MEMBERS: Final = 5
LEAST_ONSETS: Final = 3
LEAST_NATS: Final = 5.0
"""What one account in 150 reaches by chance."""
CHOICE_NATS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Waking:
    """When accounts wake, in bins of five minutes."""

    ptr: Longs
    bins: Ints
    """Onsets of account i are bins[ptr[i]:ptr[i + 1]], ascending."""
    surge: Floats
    """[n_bins] part of all onsets that is around a bin, beyond what is there at that time on other days."""


def waking_of(found: Onsets) -> Waking | None:
    """Return what groups are held against; None where no account wakes."""
    if found.times.size == 0:
        return None
    start = int(found.times.min()) // DAY_SECONDS * DAY_SECONDS
    bins = ((found.times - start) // BIN_SECONDS).astype(np.int32)
    n_bins = (int(bins.max()) // BINS_PER_DAY + 1) * BINS_PER_DAY
    near = np.convolve(np.bincount(bins, minlength=n_bins), np.ones(2 * NEAR + 1), "same")
    total = np.zeros(n_bins)
    counted = np.zeros(n_bins)
    for shift in SHIFTS:
        low, high = max(0, -shift), min(n_bins, n_bins - shift)
        if high > low:
            total[low:high] += near[low + shift : high + shift]
            counted[low:high] += 1
    usual = total / np.maximum(counted, 1)
    return Waking(found.ptr, bins, (np.maximum(near - usual, 0.0) / bins.size).astype(np.float32))


@numba.njit(cache=True, nogil=True)
def _near_own(bins: Ints, centre: int) -> int:
    """Count an account's own onsets around a bin."""
    return int(np.searchsorted(bins, centre + NEAR, "right") - np.searchsorted(bins, centre - NEAR))


@numba.njit(cache=True, nogil=True)
def _scatter(bins: Ints, near: Ints, per_day: Ints, per_hour: Longs, step: int) -> None:
    for b in bins:
        for x in range(max(b - NEAR, 0), min(b + NEAR + 1, near.size)):
            near[x] += step
        per_day[b // BINS_PER_DAY] += step
        per_hour[b % BINS_PER_DAY // BINS_PER_HOUR] += step


@numba.njit(cache=True, nogil=True)
def _account_nats(
    bins: Ints, is_member: bool, near: Ints, per_day: Ints, per_hour: Longs, total: int, least: float, surge: Floats,
    shifts: Longs, followed: Doubles, max_per_day: int,
) -> float:  # fmt: skip
    ratio = np.ones(bins.size)
    day = -1
    today = 0
    own_today = 0
    for i in range(bins.size):
        b = bins[i]
        if b // BINS_PER_DAY != day:
            day = b // BINS_PER_DAY
            today = 0
            own_today = 0
            if is_member:
                for x in bins:
                    own_today += x // BINS_PER_DAY == day
        there = float(near[b])
        if is_member:
            there -= _near_own(bins, b)
        shifted = 0.0
        counted = 0
        for shift in shifts:
            x = b + shift
            if 0 <= x < near.size:
                counted += 1
                shifted += near[x]
                if is_member:
                    shifted -= _near_own(bins, x)
        hour = per_hour[b % BINS_PER_DAY // BINS_PER_HOUR] / total
        spread = (per_day[day] - own_today) * hour * (2 * NEAR + 1) / BINS_PER_HOUR
        expected = max(shifted / max(counted, 1), DAY_PART * spread) + total * surge[b]
        r = (there + least) / (expected + least)
        if r > 1.0:
            today += 1
            if today > max_per_day:
                r = 1.0
        ratio[i] = r
    best = 0.0
    for share in followed:
        nats = 0.0
        for r in ratio:
            nats += np.log(1.0 - share + share * r)
        best = max(best, nats)
    return best


@numba.njit(cache=True, nogil=True)
def _waking_nats(
    group_ptr: Longs, group_member: Ints, row_ptr: Longs, account: Ints, is_member: Flags, wanted: Flags,
    ptr: Longs, bins: Ints, surge: Floats, shifts: Longs, followed: Doubles,
    max_per_day: int,
) -> Floats:  # fmt: skip
    out = np.zeros(account.size, dtype=np.float32)
    near = np.zeros(surge.size, dtype=np.int32)
    per_day = np.zeros(surge.size // BINS_PER_DAY, dtype=np.int32)
    per_hour = np.zeros(24, dtype=np.int64)
    for g in range(group_ptr.size - 1):
        members = group_member[group_ptr[g] : group_ptr[g + 1]]
        if members.size < LEAST_MEMBERS or not wanted[row_ptr[g] : row_ptr[g + 1]].any():
            continue
        first = surge.size
        last = 0
        total = 0
        for m in members:
            of_member = bins[ptr[m] : ptr[m + 1]]
            if of_member.size:
                first = min(first, of_member[0])
                last = max(last, of_member[-1])
                total += of_member.size
            _scatter(of_member, near, per_day, per_hour, 1)
        if total == 0:  # nobody can wake with a group that does not wake
            continue
        # What is hardly ever met is not met by chance alone: a tenth of the group's mean rate, and a twentieth.
        least = 0.05 + 0.1 * (2 * NEAR + 1) * total / max(last - first + 1, BINS_PER_DAY)
        for row in range(row_ptr[g], row_ptr[g + 1]):
            a = account[row]
            if wanted[row] and ptr[a + 1] - ptr[a] >= LEAST_ONSETS:
                out[row] = _account_nats(
                    bins[ptr[a] : ptr[a + 1]], is_member[row], near, per_day, per_hour, total, least, surge,
                    shifts, followed, max_per_day,
                )  # fmt: skip
        for m in members:
            _scatter(bins[ptr[m] : ptr[m + 1]], near, per_day, per_hour, -1)
    return out


def with_waking(fits: Fits, groups: Grouping, waking: Waking | None) -> Fits:
    """Return the fits with the time column filled by how accounts wake with the groups, in nats up to `TIME_MAX_NATS`.

    Only where something else than addresses and context ties an account to the group, and only from `LEAST_NATS`.
    Cost: linear in the onsets of the accounts that are near a group.
    """
    if waking is None or fits.group.size == 0:
        return fits
    wanted = np.asarray((fits.nats[:, TYING] >= FAMILY_NATS).any(axis=1))
    row_ptr = np.searchsorted(fits.group, np.arange(groups.n_groups + 1))
    nats = _waking_nats(
        groups.ptr, groups.member, row_ptr, fits.account, fits.is_member, wanted,
        waking.ptr, waking.bins, waking.surge, SHIFTS, FOLLOWED, MAX_PER_DAY,
    )  # fmt: skip
    filled = fits.nats.copy()
    filled[:, TIME] = np.where(nats >= LEAST_NATS, np.minimum(nats - CHOICE_NATS, TIME_MAX_NATS), 0.0)
    return replace(fits, nats=filled)
