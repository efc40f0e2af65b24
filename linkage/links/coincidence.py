"""Kernels of `timing`: how many onsets of two accounts coincide, and how many would by chance."""

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


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
    return float(k * np.log(k / rate) - (k - rate))


@numba.njit(cache=True, nogil=True)
def pairs_nats(
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
    for p in range(a.size):
        i, j = a[p], b[p]
        out[p] = _pair_nats(times[ptr[i] : ptr[i + 1]], times[ptr[j] : ptr[j + 1]], shifts, window, day, max_per_day)
    return out


@numba.njit(cache=True, nogil=True)
def candidates(
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
