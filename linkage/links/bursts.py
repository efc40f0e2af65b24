"""Pairs that may wake together, found without trying all pairs.

Onsets fall into bins of ten minutes, twice, half a bin apart. In a random order of bins, the same for all, an account's
bins are a sequence, and two accounts of one scheduler have runs of it in common: of k common bins some k · J^(t−1)
end a common run of t, where J is the share of common bins in those of either. A run is as long as it must be for fewer
than `STRANGERS` others to have it by chance: bins in which many wake (full hours, a release) count for little, and runs
grow with the ledger. Accounts with the same run are tried, each with the one before it, so never more pairs than
onsets; several orders find what one misses. It stops being true where a pair has few of many bins in common.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numba
import numpy as np
import numpy.typing as npt

from linkage.cores import n_cores
from linkage.links.coincidence import DAY_SECONDS, MIN_COINCIDENCES, WINDOW_SECONDS, deviance_nats, plain_rate
from linkage.links.mixing import mixed
from linkage.links.onsets import Onsets
from linkage.links.rows import grown, pair_ends, pair_numbers

# compiled with coincidence.py, SHA-256 30eaf0ef3bfb
# compiled with mixing.py, SHA-256 af7dab10a149
# compiled with rows.py, SHA-256 bd269fbb9c68

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

BIN_SECONDS = 600
PHASES = 2
STRANGERS = 0.5
WORK = 80_000_000
"""Onsets walked and, at `TRIAL` onsets each, pairs tried: a small ledger is walked in more orders than a large one."""
TRIAL = 4
MIN_ORDERS, MAX_ORDERS = 2, 32
"""Orders per phase, at least and at most."""
MAX_BINS = 2**21 - 2
"""A bin's number has 21 bits, of which three fit into a word; after 39 years numbers begin anew."""
_BIN = np.uint64(2**21 - 1)
_BITS = np.uint64(21)
_SEEN_BITS = 18
_GOLDEN, _STEP = 0x9E3779B97F4A7C15, 0xD1342543DE82EF95


@numba.njit(cache=True, nogil=True)
def _hashes(numbers: Longs, key: np.uint64) -> Hashes:
    out = np.empty(numbers.size, dtype=np.uint64)
    for i in range(numbers.size):
        out[i] = mixed(np.uint64(numbers[i]) + key)
    return out


@numba.njit(cache=True, nogil=True)
def _telling(ptr: Longs, times: Longs, origin: int) -> npt.NDArray[np.bool_]:
    """Return which onsets may tell of another: bool[n_onsets]. O(onsets).

    Those of accounts with too few do not, nor those at a time of day that the account keeps on three days in ten:
    whole-day shifts take their evidence away, and all nightly jobs of a ledger would be tried with each other.
    """
    slots = DAY_SECONDS // BIN_SECONDS
    often = np.zeros(slots, dtype=np.int64)
    out = np.zeros(times.size, dtype=np.bool_)
    for a in range(ptr.size - 1):
        first, after = ptr[a], ptr[a + 1]
        if after - first < MIN_COINCIDENCES:
            continue
        for p in range(first, after):
            often[(times[p] - origin) // BIN_SECONDS % slots] += 1
        most = max(3.0, 0.3 * ((times[after - 1] - times[first]) / DAY_SECONDS + 1.0))
        for p in range(first, after):
            out[p] = often[(times[p] - origin) // BIN_SECONDS % slots] <= most
        for p in range(first, after):
            often[(times[p] - origin) // BIN_SECONDS % slots] = 0
    return out


@numba.njit(cache=True, nogil=True)
def _by_bin(ptr: Longs, times: Longs, telling: npt.NDArray[np.bool_], origin: int, n_bins: int) -> tuple[Longs, Ints]:
    """Return the accounts with a telling onset in each bin, ascending: (ptr, account). O(onsets)."""
    bin_ptr = np.zeros(n_bins + 1, dtype=np.int64)
    for p in range(times.size):
        if telling[p]:
            bin_ptr[((times[p] - origin) // BIN_SECONDS) % n_bins + 1] += 1
    for b in range(n_bins):
        bin_ptr[b + 1] += bin_ptr[b]
    cursor = bin_ptr[:-1].copy()
    account = np.empty(bin_ptr[-1], dtype=np.int32)
    for a in range(ptr.size - 1):
        for p in range(ptr[a], ptr[a + 1]):
            if telling[p]:
                b = ((times[p] - origin) // BIN_SECONDS) % n_bins
                account[cursor[b]] = a
                cursor[b] += 1
    return bin_ptr, account


@numba.njit(cache=True, nogil=True)
def _may_reach(ptr: Longs, times: Longs, a: int, b: int, span: float, floor_nats: float) -> bool:
    """Return whether the onsets of a coincide with those of b more than their plain rates explain."""
    first, after, j, end = ptr[a], ptr[a + 1], ptr[b], ptr[b + 1]
    rate = plain_rate(after - first, end - j, span)
    if deviance_nats(min(after - first, end - j), rate) < floor_nats:
        return False
    k = 0
    for i in range(first, after):
        t = times[i]
        while j < end and times[j] < t - WINDOW_SECONDS:
            j += 1
        if j == end:
            break
        if times[j] <= t + WINDOW_SECONDS:
            k += 1
    return k >= MIN_COINCIDENCES and deviance_nats(k, rate) >= floor_nats


@numba.njit(cache=True, nogil=True)
def _walk(
    ptr: Longs,
    times: Longs,
    bin_ptr: Longs,
    bin_account: Ints,
    rarity: npt.NDArray[np.float64],
    enough: float,
    span: float,
    floor_nats: float,
    order: Longs,
) -> tuple[Ints, Ints, int]:
    """Return pairs a < b with a common run of bins in this order that pass the sieve, and how many were tried.

    A pair may come twice.
    A run ends in the bin that is walked and goes back over at most three more; `rarity` is in nats per bin.
    O(onsets), and as many words as there are accounts.
    """
    n = ptr.size - 1
    latest = np.zeros(n, dtype=np.uint64)
    size = 2
    while size < 2 * np.diff(bin_ptr).max():
        size *= 2
    mask = np.uint64(size - 1)
    tag = np.zeros(size, dtype=np.uint64)
    holder = np.zeros(size, dtype=np.int32)
    seen = np.zeros(1 << _SEEN_BITS, dtype=np.uint64)
    found_a = np.empty(1024, dtype=np.int32)
    found_b = np.empty(1024, dtype=np.int32)
    used = tried = 0
    for step in range(order.size):
        here = order[step]
        mark = np.uint64(step + 1) << np.uint64(42)
        for x in range(bin_ptr[here], bin_ptr[here + 1]):
            a = bin_account[x]
            before = latest[a]
            latest[a] = (before << _BITS) | np.uint64(here + 1)
            total = rarity[here]
            run = np.uint64(0)
            while total < enough and before != 0:
                previous = before & _BIN
                total += rarity[np.int64(previous) - 1]
                run = (run << _BITS) | previous
                before >>= _BITS
            if total < enough:
                continue
            hashed = mixed(run)
            wanted = mark | (hashed >> np.uint64(22))
            slot = hashed & mask
            while tag[slot] != wanted and tag[slot] >= mark:
                slot = (slot + np.uint64(1)) & mask
            other = holder[slot]
            holder[slot] = a
            if tag[slot] != wanted:
                tag[slot] = wanted
                continue
            pair = np.uint64(other) * np.uint64(n) + np.uint64(a)
            cell = mixed(pair) >> np.uint64(64 - _SEEN_BITS)
            if other == a or seen[cell] == pair:
                continue
            seen[cell] = pair
            tried += 1
            if _may_reach(ptr, times, other, a, span, floor_nats):
                if used == found_a.size:
                    found_a, found_b = grown(found_a, 2 * used), grown(found_b, 2 * used)
                found_a[used] = other
                found_b[used] = a
                used += 1
    return found_a[:used].copy(), found_b[:used].copy(), tried


def burst_pairs(found: Onsets, floor_nats: float, seed: int) -> tuple[Ints, Ints]:
    """Return pairs a < b of accounts whose onsets have a rare run of bins in common, in canonical order.

    A sieve for `timing.pair_timing_nats` like `timing.coincident_pairs`, and a part of what that returns. Linear in
    the onsets; holds a word per account and thread, and half a word per onset.
    """
    counts = np.diff(found.ptr)
    n_active = int((counts >= MIN_COINCIDENCES).sum())
    if n_active < 2:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    first, last = int(found.times.min()), int(found.times.max())
    n_bins = min((last - first) // BIN_SECONDS + 2, MAX_BINS)
    span = float(last - first + DAY_SECONDS)
    enough = float(np.log(n_active / STRANGERS))
    keys = np.zeros(0, dtype=np.int64)
    for phase in range(PHASES):
        origin = first - phase * BIN_SECONDS // PHASES
        telling = _telling(found.ptr, found.times, origin)
        bin_ptr, account = _by_bin(found.ptr, found.times, telling, origin, n_bins)
        n_waking = np.diff(bin_ptr)
        rarity = -np.log(np.maximum(n_waking, 1) / n_active)
        bins = np.flatnonzero(n_waking)
        walk = partial(_walk, found.ptr, found.times, bin_ptr, account, rarity, enough, span, floor_nats)
        walked = [walk(_order(bins, seed, phase))]
        spent = found.times.size + TRIAL * walked[0][2]
        n_orders = min(max(WORK // (PHASES * spent), MIN_ORDERS), MAX_ORDERS)
        orders = (_order(bins, seed, phase + k * PHASES) for k in range(1, n_orders))
        with ThreadPoolExecutor(n_cores()) as pool:
            walked.extend(pool.map(walk, orders))
        keys = np.unique(np.concatenate([keys, *(pair_numbers(a, b, found.n_accounts) for a, b, _ in walked)]))
    return pair_ends(keys, found.n_accounts)


def _order(bins: Longs, seed: int, which: int) -> Longs:
    """Return the bins in one order, the same for a seed everywhere: int64[n_bins]."""
    key = np.uint64((seed * _GOLDEN + which * _STEP) % 2**64)
    return bins[np.argsort(_hashes(bins, key), kind="stable")]
