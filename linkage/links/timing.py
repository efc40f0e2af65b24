"""Accounts that wake together: coincident onsets as evidence, in bits.

An onset is the first request after an hour of silence. A scheduler that drives many accounts makes
their onsets fall together, day after day, at moments that no calendar explains. For a pair, k onsets
within ± 10 minutes are held against λ, the largest of three expectations: the two accounts' own rates,
their hour-of-day profiles, and the mean over whole-day shifts, which leaves office hours, nightly
jobs and time zones in place and removes only what is joint. The evidence is the Poisson deviance
k ln(k/λ) − (k − λ). Where it stops being true: jobs of strangers that a common outside event starts
(a model release, an outage that ends) coincide once; so one day may give at most two coincidences.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from linkage.links.incidence import COLUMNS, Links

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

SILENCE_SECONDS = 3600
WINDOW_SECONDS = 600
DAY_SECONDS = 86_400
SHIFT_DAYS = np.array([-14, -7, -3, -2, -1, 1, 2, 3, 7, 14], dtype=np.int64)
MAX_PER_DAY = 2


@dataclass(frozen=True, slots=True)
class Onsets:
    """When accounts wake: the onsets of account i are times[ptr[i]:ptr[i + 1]], ascending epoch seconds."""

    ptr: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]

    @property
    def n_accounts(self) -> int:
        """Return the number of accounts."""
        return self.ptr.size - 1


@numba.njit(cache=True, nogil=True)
def _is_onset(
    account: npt.NDArray[np.uint32],
    at: Longs,
    silence: int,
) -> npt.NDArray[np.bool_]:
    n = account.size
    keep = np.zeros(n, dtype=np.bool_)
    for i in range(n):
        keep[i] = i == 0 or account[i] != account[i - 1] or at[i] - at[i - 1] >= silence
    return keep


def onsets(account: npt.NDArray[np.uint32], at: npt.NDArray[np.int64], n_accounts: int) -> Onsets:
    """Return the onsets of each account.

    Args:
        account: uint32[n_rows], and
        at: int64[n_rows] epoch seconds, sorted together by (account, at).
        n_accounts: how many accounts there are, with or without activity.
    """
    keep = _is_onset(account, at, SILENCE_SECONDS)
    counts = np.bincount(account[keep], minlength=n_accounts)
    ptr = np.zeros(n_accounts + 1, dtype=np.int64)
    np.cumsum(counts, out=ptr[1:])
    return Onsets(ptr, at[keep])


@numba.njit(cache=True, nogil=True)
def _coincidences(
    a: Longs,
    b: Longs,
    shift: int,
    window: int,
    day: int,
    max_per_day: int,
) -> int:
    """Count onsets of a with one of b (shifted) in the window, at most max_per_day a day."""
    k = 0
    j = 0
    this_day = -1
    today = 0
    for i in range(a.size):
        t = a[i]
        while j < b.size and b[j] + shift < t - window:
            j += 1
        if j < b.size and b[j] + shift <= t + window:
            d = t // day
            if d != this_day:
                this_day = d
                today = 0
            if today < max_per_day:
                k += 1
                today += 1
    return k


@numba.njit(cache=True, nogil=True)
def _profile_rate(
    a: Longs,
    b: Longs,
    window: int,
) -> float:
    """Expected coincidences when each account keeps its days and its hours of the day, but not the moments."""
    day = 86_400
    hours_a = np.zeros(24)
    hours_b = np.zeros(24)
    for t in a:
        hours_a[(t % day) // 3600] += 1.0
    for t in b:
        hours_b[(t % day) // 3600] += 1.0
    overlap = 0.0
    for h in range(24):
        # An onset of b may sit in the neighbouring hour: half of the mass within the window does.
        smooth = 0.7 * hours_b[h] + 0.15 * (hours_b[(h + 1) % 24] + hours_b[(h + 23) % 24])
        overlap += hours_a[h] * smooth
    overlap /= max(1, a.size) * max(1, b.size)
    days = 0.0
    i = 0
    j = 0
    while i < a.size and j < b.size:
        da = a[i] // day
        db = b[j] // day
        if da < db:
            i += 1
        elif db < da:
            j += 1
        else:
            n_a = 0
            n_b = 0
            while i < a.size and a[i] // day == da:
                n_a += 1
                i += 1
            while j < b.size and b[j] // day == da:
                n_b += 1
                j += 1
            days += n_a * n_b
    return days * overlap * min(1.0, 2.0 * window / 3600.0)


@numba.njit(cache=True, nogil=True)
def _pair_nats(
    a: Longs,
    b: Longs,
    shifts: Longs,
    window: int,
    day: int,
    max_per_day: int,
) -> float:
    if a.size < 3 or b.size < 3:
        return 0.0
    k = _coincidences(a, b, 0, window, day, max_per_day)
    if k < 3:
        return 0.0
    start = max(a[0], b[0])
    end = min(a[-1], b[-1])
    common = (end - start) / day + 1.0
    total = 0.0
    weight = 0.0
    for s in shifts:
        # A shift loses the days that no longer overlap: weigh it by what remains.
        left = max(0.0, common - abs(s))
        if left <= 0.0:
            continue
        total += _coincidences(a, b, s * day, window, day, max_per_day)
        weight += left / common
    shifted = total / weight if weight >= 2.0 else 0.0
    span = max(a[-1], b[-1]) - min(a[0], b[0]) + day
    uniform = a.size * b.size * 2.0 * window / span
    rate = max(uniform, _profile_rate(a, b, window), shifted, 0.05)
    if k <= rate:
        return 0.0
    return k * np.log(k / rate) - (k - rate)


@numba.njit(cache=True, nogil=True, parallel=True)
def _pairs_nats(
    ptr: Longs,
    times: Longs,
    a: Ints,
    b: Ints,
    shifts: Longs,
    window: int,
    day: int,
    max_per_day: int,
) -> npt.NDArray[np.float32]:
    out = np.zeros(a.size, dtype=np.float32)
    for p in numba.prange(a.size):
        i, j = a[p], b[p]
        out[p] = _pair_nats(times[ptr[i] : ptr[i + 1]], times[ptr[j] : ptr[j + 1]], shifts, window, day, max_per_day)
    return out


def pair_timing_nats(found: Onsets, a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Return the timing evidence of each pair in nats: float32[n_pairs], 0 where chance explains it.

    The order of a and b within a pair matters only in which onsets are counted; evidence is that of a's.
    Cost: linear in the onsets of both, eleven times.
    """
    return _pairs_nats(found.ptr, found.times, a, b, SHIFT_DAYS, WINDOW_SECONDS, DAY_SECONDS, MAX_PER_DAY)  # type: ignore[no-any-return]


@numba.njit(cache=True, nogil=True)
def _candidates(
    ptr: Longs,
    times: Longs,
    sorted_times: Longs,
    sorted_account: Ints,
    window: int,
    min_k: int,
    floor_nats: float,
    first: int,
    step: int,
) -> tuple[Ints, Ints]:
    n = ptr.size - 1
    n_sorted = sorted_times.size
    span = float(max(1, sorted_times[-1] - sorted_times[0])) if n_sorted else 1.0
    count = np.zeros(n, dtype=np.int32)
    touched = np.empty(n, dtype=np.int32)
    last = np.full(n, -1, dtype=np.int64)
    cap = 1024
    found_a = np.empty(cap, dtype=np.int32)
    found_b = np.empty(cap, dtype=np.int32)
    used = 0
    for a in range(first, n, step):
        n_a = ptr[a + 1] - ptr[a]
        if n_a < min_k:
            continue
        n_touched = 0
        for p in range(ptr[a], ptr[a + 1]):
            t = times[p]
            lo = np.searchsorted(sorted_times, t - window)
            while lo < n_sorted and sorted_times[lo] <= t + window:
                b = sorted_account[lo]
                if b > a and last[b] != p:
                    last[b] = p
                    if count[b] == 0:
                        touched[n_touched] = b
                        n_touched += 1
                    count[b] += 1
                lo += 1
        for x in range(n_touched):
            b = touched[x]
            k = count[b]
            count[b] = 0
            if k < min_k:
                continue
            rate = max(0.05, n_a * (ptr[b + 1] - ptr[b]) * 2.0 * window / span)
            if k <= rate or k * np.log(k / rate) - (k - rate) < floor_nats:
                continue
            if used == cap:
                cap *= 2
                grown_a = np.empty(cap, dtype=np.int32)
                grown_b = np.empty(cap, dtype=np.int32)
                grown_a[:used] = found_a[:used]
                grown_b[:used] = found_b[:used]
                found_a, found_b = grown_a, grown_b
            found_a[used] = a
            found_b[used] = b
            used += 1
    return found_a[:used].copy(), found_b[:used].copy()


def coincident_pairs(
    found: Onsets, floor_nats: float, min_coincidences: int = 4
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return all pairs a < b whose onsets coincide more than their plain rates explain.

    A sieve for `pair_timing_nats`: it only compares with the uniform rate, so it keeps every pair that can
    reach `floor_nats`. Cost: the square of the onsets per window; meant for up to some 50,000 accounts.
    """
    order = np.argsort(found.times, kind="stable")
    owner = np.repeat(np.arange(found.n_accounts, dtype=np.int32), np.diff(found.ptr))
    n_threads = len(os.sched_getaffinity(0))
    args = (found.ptr, found.times, found.times[order], owner[order], WINDOW_SECONDS, min_coincidences, floor_nats)
    with ThreadPoolExecutor(n_threads) as pool:
        parts = list(pool.map(lambda first: _candidates(*args, first, n_threads), range(n_threads)))
    a = np.concatenate([part[0] for part in parts])
    b = np.concatenate([part[1] for part in parts])
    canonical = np.lexsort((b, a))
    return a[canonical], b[canonical]


ALONE_NATS = 8.0
ALL_PAIRS_ACCOUNTS = 50_000


def timing_links(found: Onsets, linked: Links) -> Links:
    """Return the pairs whose onsets coincide beyond chance, with bits in the time column only.

    Up to 50,000 accounts every pair is tried, and a pair stands alone from 8 + 2 ln(N / 20,000) nats, since
    the number of pairs grows with the square. Beyond that only pairs in `linked` are tried, and half of it
    will do, since another family speaks for them.
    """
    n = found.n_accounts
    alone = ALONE_NATS + 2.0 * np.log(max(n, 1000) / 20_000)
    if found.times.size > 0 and n <= ALL_PAIRS_ACCOUNTS:
        a, b = coincident_pairs(found, alone)
        least = alone
    else:
        a, b = linked.a, linked.b
        least = 0.5 * alone
    nats = pair_timing_nats(found, a, b) if a.size else np.zeros(0, dtype=np.float32)
    keep = nats >= least
    bits = np.zeros((int(keep.sum()), len(COLUMNS)), dtype=np.float32)
    bits[:, COLUMNS.index("time")] = nats[keep] * np.float32(1 / np.log(2))
    return Links(
        n_accounts=n,
        a=a[keep],
        b=b[keep],
        bits=bits,
        weight_bits=bits.sum(axis=1, dtype=np.float32),
        threshold_bits=float(least / np.log(2)),
        null_rate=0.0,
        proof=np.zeros(int(keep.sum()), dtype=np.bool_),
        rule="timing",
    )
