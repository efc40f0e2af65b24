"""Pairs of accounts that are both tied to the same third account. Pairs are numbers a · n_accounts + b with a < b."""

import numba
import numpy as np
import numpy.typing as npt

from linkage.links.rows import pair_ends, pointers

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

REACH = 16
"""Each of an account's ties is paired with so many after it, so the cost is linear in the ties."""


def _ties(pairs: Longs, n_accounts: int) -> tuple[Longs, Ints]:
    """Return whom each account is tied to, ascending, as compressed rows."""
    a, b = pair_ends(pairs, n_accounts)
    source, target = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((target, source))
    return pointers(source, n_accounts), target[order]


@numba.njit(cache=True, nogil=True)
def _paired(ptr: Longs, tied: Ints, reach: int) -> Longs:
    n = ptr.size - 1
    pairs = np.empty(tied.size * reach, dtype=np.int64)
    used = 0
    for third in range(n):
        for i in range(ptr[third], ptr[third + 1]):
            for j in range(i + 1, min(i + 1 + reach, ptr[third + 1])):
                pairs[used] = np.int64(tied[i]) * n + tied[j]
                used += 1
    return pairs[:used]


@numba.njit(cache=True, nogil=True)
def _have_thirds(pairs: Longs, ptr: Longs, tied: Ints, at_least: int) -> npt.NDArray[np.bool_]:
    n = ptr.size - 1
    out = np.zeros(pairs.size, dtype=np.bool_)
    for p in range(pairs.size):
        few, many, common = pairs[p] // n, pairs[p] % n, 0
        if ptr[few + 1] - ptr[few] > ptr[many + 1] - ptr[many]:
            few, many = many, few
        # Looked up one by one: a hub's ties are not walked again for each of those tied to it.
        sought = tied[ptr[many] : ptr[many + 1]]
        for i in range(ptr[few], ptr[few + 1]):
            at = np.searchsorted(sought, tied[i])
            if at < sought.size and sought[at] == tied[i]:
                common += 1
                if common == at_least:
                    break
        out[p] = common >= at_least
    return out


def pairs_by_thirds(pairs: Longs, n_accounts: int) -> Longs:
    """Return pairs of accounts tied to a common third, the tied ones among them, ascending.

    Not all of them where an account has more than `REACH` ties. Cost: linear in the ties.
    """
    return np.unique(_paired(*_ties(pairs, n_accounts), REACH))


def with_thirds(pairs: Longs, n_accounts: int, at_least: int) -> Longs:
    """Return those of the tied pairs that have at least so many thirds tied to both."""
    return pairs[_have_thirds(pairs, *_ties(pairs, n_accounts), at_least)]
