"""Kernels: rows of (account, identifier) become sorted pairs, by counting sorts. Linear in rows."""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

NEVER_BEFORE = np.iinfo(np.int64).max
"""A `first_seen` that is not known; every known one is less."""
NEVER_AFTER = np.iinfo(np.int64).min
"""A `last_seen` that is not known; every known one is greater."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct pairs of account and identifier, as columns of one length."""

    account: npt.NDArray[np.uint32]
    identifier: npt.NDArray[np.uint32]
    count: npt.NDArray[np.int64]
    first_seen: npt.NDArray[np.int64]
    """`NEVER_BEFORE` where not known."""
    last_seen: npt.NDArray[np.int64]
    """`NEVER_AFTER` where not known."""


def distinct(rows: Pairs, n_accounts: int, n_identifiers: int) -> Pairs:
    """Return one pair per (identifier, account) of `rows`, in that order, with counts added up."""
    by_account = stable_order(rows.account, n_accounts)
    order = by_account[stable_order(rows.identifier[by_account], n_identifiers)]
    return Pairs(*_runs(order, rows.account, rows.identifier, rows.count, rows.first_seen, rows.last_seen))


@numba.njit(cache=True, nogil=True)
def stable_order(keys: npt.NDArray[np.uint32], n_keys: int) -> npt.NDArray[np.uint32]:
    """Return the stable sorting permutation of `keys`, each below `n_keys`: uint32[n]. O(n + n_keys)."""
    start = np.zeros(n_keys + 1, np.int64)
    for key in keys:
        start[key + 1] += 1
    for key in range(n_keys):
        start[key + 1] += start[key]
    order = np.empty(keys.size, np.uint32)
    for row in range(keys.size):
        key = keys[row]
        order[start[key]] = row
        start[key] += 1
    return order


@numba.njit(cache=True, nogil=True)
def _runs(
    order: npt.NDArray[np.uint32],
    account: npt.NDArray[np.uint32],
    identifier: npt.NDArray[np.uint32],
    count: npt.NDArray[np.int64],
    first_seen: npt.NDArray[np.int64],
    last_seen: npt.NDArray[np.int64],
) -> tuple[
    npt.NDArray[np.uint32],
    npt.NDArray[np.uint32],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
]:
    out = (
        np.empty(order.size, np.uint32),
        np.empty(order.size, np.uint32),
        np.empty(order.size, np.int64),
        np.empty(order.size, np.int64),
        np.empty(order.size, np.int64),
    )
    n = -1
    for row in order:
        if n < 0 or out[0][n] != account[row] or out[1][n] != identifier[row]:
            n += 1
            out[0][n], out[1][n], out[2][n] = account[row], identifier[row], count[row]
            out[3][n], out[4][n] = first_seen[row], last_seen[row]
        else:
            out[2][n] += count[row]
            out[3][n] = min(out[3][n], first_seen[row])
            out[4][n] = max(out[4][n], last_seen[row])
    n += 1
    return out[0][:n].copy(), out[1][:n].copy(), out[2][:n].copy(), out[3][:n].copy(), out[4][:n].copy()


@numba.njit(cache=True, nogil=True)
def earliest(keys: npt.NDArray[np.uint32], moments: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> None:
    """Lower `found[key]` to the least moment of each key, in place."""
    for row in range(keys.size):
        found[keys[row]] = min(found[keys[row]], moments[row])


@numba.njit(cache=True, nogil=True)
def latest(keys: npt.NDArray[np.uint32], moments: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> None:
    """Raise `found[key]` to the greatest moment of each key, in place."""
    for row in range(keys.size):
        found[keys[row]] = max(found[keys[row]], moments[row])
