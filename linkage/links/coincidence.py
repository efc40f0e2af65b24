"""Kernels of `timing`: how many onsets of two accounts coincide, and how many would by chance."""

import numba
import numpy as np
import numpy.typing as npt

from linkage.links.rows import grown

# compiled with rows.py, SHA-256 bd269fbb9c68

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

DAY_SECONDS = 86_400
WINDOW_SECONDS = 600
"""How far two onsets that coincide may be apart."""
SHIFT_DAYS = np.array([-14, -7, -3, -2, -1, 1, 2, 3, 7, 14], dtype=np.int64)
MAX_PER_DAY = 2
MIN_COINCIDENCES = 4
"""Fewest coincidences of a pair that is tried."""
LEAST_RATE = 0.05


@numba.njit(cache=True, nogil=True)
def deviance_nats(k: int, rate: float) -> float:
    """Return the Poisson deviance of k where `rate` are to be expected: k ln(k/rate) − (k − rate), 0 for no more."""
    return float(k * np.log(k / rate) - (k - rate)) if k > rate else 0.0


@numba.njit(cache=True, nogil=True)
def plain_rate(n_a: int, n_b: int, span: float) -> float:
    """Return how many coincidences to expect of so many onsets of two accounts, strewn over `span` seconds."""
    return max(LEAST_RATE, n_a * n_b * 2.0 * WINDOW_SECONDS / span)


@numba.njit(cache=True, nogil=True)
def _coincidences(a: Longs, b: Longs, shift: int) -> int:
    """Count onsets of a with one of b (shifted) in the window, at most `MAX_PER_DAY` a day."""
    k = 0
    j = 0
    this_day = -1
    today = 0
    for i in range(a.size):
        t = a[i]
        while j < b.size and b[j] + shift < t - WINDOW_SECONDS:
            j += 1
        if j < b.size and b[j] + shift <= t + WINDOW_SECONDS:
            d = t // DAY_SECONDS
            if d != this_day:
                this_day = d
                today = 0
            if today < MAX_PER_DAY:
                k += 1
                today += 1
    return k


@numba.njit(cache=True, nogil=True)
def _profile_rate(a: Longs, b: Longs) -> float:
    """Expected coincidences when each account keeps its days and its hours of the day, but not the moments."""
    hours_a = np.zeros(24)
    hours_b = np.zeros(24)
    for t in a:
        hours_a[(t % DAY_SECONDS) // 3600] += 1.0
    for t in b:
        hours_b[(t % DAY_SECONDS) // 3600] += 1.0
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
        da = a[i] // DAY_SECONDS
        db = b[j] // DAY_SECONDS
        if da < db:
            i += 1
        elif db < da:
            j += 1
        else:
            n_a = 0
            n_b = 0
            while i < a.size and a[i] // DAY_SECONDS == da:
                n_a += 1
                i += 1
            while j < b.size and b[j] // DAY_SECONDS == da:
                n_b += 1
                j += 1
            days += n_a * n_b
    return days * overlap * min(1.0, 2.0 * WINDOW_SECONDS / 3600.0)


@numba.njit(cache=True, nogil=True)
def _pair_nats(a: Longs, b: Longs) -> float:
    if a.size < 3 or b.size < 3:
        return 0.0
    k = _coincidences(a, b, 0)
    if k < 3:
        return 0.0
    start = max(a[0], b[0])
    end = min(a[-1], b[-1])
    common = (end - start) / DAY_SECONDS + 1.0
    total = 0.0
    weight = 0.0
    for s in SHIFT_DAYS:
        # A shift loses the days that no longer overlap: weigh it by what remains.
        left = max(0.0, common - abs(s))
        if left <= 0.0:
            continue
        total += _coincidences(a, b, s * DAY_SECONDS)
        weight += left / common
    shifted = total / weight if weight >= 2.0 else 0.0
    span = max(a[-1], b[-1]) - min(a[0], b[0]) + DAY_SECONDS
    return deviance_nats(k, max(plain_rate(a.size, b.size, float(span)), _profile_rate(a, b), shifted))


@numba.njit(cache=True, nogil=True)
def pairs_nats(ptr: Longs, times: Longs, a: Ints, b: Ints) -> npt.NDArray[np.float32]:
    out = np.zeros(a.size, dtype=np.float32)
    for p in range(a.size):
        i, j = a[p], b[p]
        out[p] = _pair_nats(times[ptr[i] : ptr[i + 1]], times[ptr[j] : ptr[j + 1]])
    return out


@numba.njit(cache=True, nogil=True)
def candidates(
    ptr: Longs,
    times: Longs,
    sorted_times: Longs,
    sorted_account: Ints,
    floor_nats: float,
    first: int,
    step: int,
) -> tuple[Ints, Ints]:
    n = ptr.size - 1
    n_sorted = sorted_times.size
    span = float(sorted_times[-1] - sorted_times[0] + DAY_SECONDS) if n_sorted else 1.0
    count = np.zeros(n, dtype=np.int32)
    touched = np.empty(n, dtype=np.int32)
    last = np.full(n, -1, dtype=np.int64)
    found_a = np.empty(1024, dtype=np.int32)
    found_b = np.empty(1024, dtype=np.int32)
    used = 0
    for a in range(first, n, step):
        n_a = ptr[a + 1] - ptr[a]
        if n_a < MIN_COINCIDENCES:
            continue
        n_touched = 0
        for p in range(ptr[a], ptr[a + 1]):
            t = times[p]
            lo = np.searchsorted(sorted_times, t - WINDOW_SECONDS)
            while lo < n_sorted and sorted_times[lo] <= t + WINDOW_SECONDS:
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
            if k < MIN_COINCIDENCES:
                continue
            if deviance_nats(k, plain_rate(n_a, ptr[b + 1] - ptr[b], span)) < floor_nats:
                continue
            if used == found_a.size:
                found_a, found_b = grown(found_a, 2 * used), grown(found_b, 2 * used)
            found_a[used] = a
            found_b[used] = b
            used += 1
    return found_a[:used].copy(), found_b[:used].copy()
