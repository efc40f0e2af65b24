"""Accounts that wake together: coincident onsets as evidence, in bits.

An onset is the first request after an hour of silence. A scheduler that drives many accounts makes
their onsets fall together, day after day, at moments that no calendar explains. For a pair, k onsets
within ± 10 minutes are held against λ, the largest of three expectations: the two accounts' own rates,
their hour-of-day profiles, and the mean over whole-day shifts, which leaves office hours, nightly
jobs and time zones in place and removes only what is joint. The evidence is the Poisson deviance
k ln(k/λ) − (k − λ). Where it stops being true: jobs of strangers that a common outside event starts
(a model release, an outage that ends) coincide once; so one day may give at most two coincidences.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from linkage.cores import n_cores
from linkage.links.bursts import burst_pairs
from linkage.links.coincidence import candidates, pairs_nats
from linkage.links.incidence import COLUMNS, Links
from linkage.links.onsets import Onsets
from linkage.links.rows import pair_ends, pair_numbers, union_of_sorted
from linkage.links.thirds import pairs_by_thirds, with_thirds

ALONE_NATS = 8.0
LEAST_ALONE_NATS = 6.0
ALL_PAIRS_ACCOUNTS = 50_000
THIRDS = 2
CLOSING_ROUNDS = 4

Longs = npt.NDArray[np.int64]


def pair_timing_nats(found: Onsets, a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Return the timing evidence of each pair in nats: float32[n_pairs], 0 where chance explains it.

    The order of a and b within a pair matters only in which onsets are counted; evidence is that of a's.
    Cost: linear in the onsets of both, eleven times.
    """
    n_threads = n_cores()

    def walk(part: int) -> npt.NDArray[np.float32]:
        mine = slice(part, None, n_threads)
        return pairs_nats(found.ptr, found.times, a[mine], b[mine])

    out = np.zeros(a.size, dtype=np.float32)
    with ThreadPoolExecutor(n_threads) as pool:
        for part, nats in enumerate(pool.map(walk, range(n_threads))):
            out[part::n_threads] = nats
    return out


def coincident_pairs(found: Onsets, floor_nats: float) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return all pairs a < b whose onsets coincide more than their plain rates explain.

    A sieve for `pair_timing_nats`: it only compares with the uniform rate, so it keeps every pair of
    `MIN_COINCIDENCES` or more that can reach `floor_nats`. Cost: the square of the onsets per window; meant for up to
    some 50,000 accounts.
    """
    order = np.argsort(found.times, kind="stable")
    owner = np.repeat(np.arange(found.n_accounts, dtype=np.int32), np.diff(found.ptr))
    n_threads = n_cores()
    args = (found.ptr, found.times, found.times[order], owner[order], floor_nats)
    with ThreadPoolExecutor(n_threads) as pool:
        parts = list(pool.map(lambda first: candidates(*args, first, n_threads), range(n_threads)))
    a = np.concatenate([part[0] for part in parts])
    b = np.concatenate([part[1] for part in parts])
    canonical = np.lexsort((b, a))
    return a[canonical], b[canonical]


def burst_ties(found: Onsets, alone_nats: float, seed: int) -> Longs:
    """Return the pairs, a · n_accounts + b with a < b, that time ties in a ledger too large to try all: ascending.

    A pair stands from `alone_nats`, and from 8 nats (`ALONE_NATS`), as in a ledger of 20,000, when as much ties both
    to two thirds: strangers who meet by accident have no such friends in common, however many there are. Pairs that a
    third gives are tried too, for what runs of bins missed; of a group of thousands that is a part. Linear in the ties,
    of which a group has more per account the larger it is.
    """
    n = found.n_accounts
    least = min(alone_nats, ALONE_NATS)
    pairs = pair_numbers(*burst_pairs(found, least, seed), n)
    tried = near = strong = np.zeros(0, dtype=np.int64)
    for _ in range(CLOSING_ROUNDS):
        nats = pair_timing_nats(found, *pair_ends(pairs, n))
        near = np.union1d(near, pairs[nats >= least])
        strong = np.union1d(strong, pairs[nats >= alone_nats])
        tied = np.union1d(strong, with_thirds(near, n, THIRDS))
        pairs = np.setdiff1d(pairs_by_thirds(tied, n), np.union1d(tried, near), assume_unique=True)
        tried = np.union1d(tried, pairs)
    return tied


def timing_links(found: Onsets, linked: Links, seed: int, all_pairs_accounts: int = ALL_PAIRS_ACCOUNTS) -> Links:
    """Return the pairs whose onsets coincide beyond chance, with bits in the time column only.

    Up to `all_pairs_accounts` every pair is tried, and a pair stands alone from 8 + 2 ln(N / 20,000) nats (6 or more),
    as the number of pairs grows with the square. Beyond that pairs in `linked` are tried, where half of it will do,
    since another family speaks for them, and those that have rare bursts in common (`burst_ties`).
    """
    n = found.n_accounts
    alone = max(ALONE_NATS + 2.0 * np.log(max(n, 1) / 20_000), LEAST_ALONE_NATS)
    if found.times.size > 0 and n <= all_pairs_accounts:
        a, b = coincident_pairs(found, alone)
        least = alone
    else:
        pairs = union_of_sorted(pair_numbers(linked.a, linked.b, n), burst_ties(found, alone, seed))
        a, b = pair_ends(pairs, n)
        least = min(0.5 * alone, ALONE_NATS)
    nats = pair_timing_nats(found, a, b)
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
