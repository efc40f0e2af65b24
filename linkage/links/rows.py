"""Compressed rows: pointers and transposition in linear time."""

from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Rows(NamedTuple):
    """Compressed rows: the entries of row i are column[ptr[i]:ptr[i + 1]], each with its value."""

    ptr: Longs
    column: Ints
    value: Floats


def pair_numbers(a: Ints, b: Ints, n: int) -> Longs:
    """Return each pair (a, b) of n things as one number, a · n + b; they sort as pairs do."""
    return np.asarray(a.astype(np.int64) * n + b)


def pair_ends(pairs: Longs, n: int) -> tuple[Ints, Ints]:
    """Return the pairs (a, b) that numbers of `pair_numbers` stand for."""
    return (pairs // n).astype(np.int32), (pairs % n).astype(np.int32)


def union_of_sorted(first: Longs, second: Longs) -> Longs:
    """Return what is in either of two ascending arrays, each once, ascending. O(both)."""
    both = np.concatenate([first, second])
    both.sort(kind="stable")  # merges runs that are sorted already
    distinct = np.ones(both.size, dtype=np.bool_)
    distinct[1:] = both[1:] != both[:-1]
    return both[distinct]


@numba.njit(nogil=True, cache=True)
def places_in_both(first: Longs, second: Longs) -> tuple[Longs, Longs]:
    """Return where each number of either of two ascending arrays is in the one and in the other, ascending. O(both).

    -1 stands for nowhere. No number may be twice in one array.
    """
    in_first = np.full(first.size + second.size, -1, dtype=np.int64)
    in_second = np.full(first.size + second.size, -1, dtype=np.int64)
    i = j = n = 0
    while i < first.size or j < second.size:
        ours = j == second.size or (i < first.size and first[i] <= second[j])
        theirs = i == first.size or (j < second.size and second[j] <= first[i])
        if ours:
            in_first[n] = i
            i += 1
        if theirs:
            in_second[n] = j
            j += 1
        n += 1
    return in_first[:n], in_second[:n]


def among_sorted(wanted: Longs, ascending: Longs) -> npt.NDArray[np.bool_]:
    """Return which numbers an ascending array has: bool[n_wanted]."""
    at = np.searchsorted(ascending, wanted)
    return np.asarray(ascending[np.minimum(at, ascending.size - 1)] == wanted) if ascending.size else at < 0


def pointers(row: npt.NDArray[np.integer], n_rows: int) -> Longs:
    """Return where each row starts among entries sorted by row: int64[n_rows + 1]."""
    return starts(np.bincount(row, minlength=n_rows))


def starts(counts: npt.NDArray[np.integer]) -> Longs:
    """Return where each row starts, and at last the end, from how many entries each has: int64[n_rows + 1]."""
    ptr = np.zeros(counts.size + 1, dtype=np.int64)
    np.cumsum(counts, out=ptr[1:])
    return ptr


@numba.njit(nogil=True, cache=True)
def grown(array: npt.NDArray[Any], room: int) -> npt.NDArray[Any]:
    """Return a copy of the array with room for so many rows in all."""
    wider = np.empty((room, *array.shape[1:]), dtype=array.dtype)
    wider[: len(array)] = array
    return wider


@numba.njit(nogil=True, cache=True)
def transpose(ptr: Longs, column: Ints, value: Floats, n_columns: int) -> tuple[Longs, Ints, Floats]:
    """Return the transposed rows (ptr, column, value); columns ascend within each. O(entries)."""
    n_rows = len(ptr) - 1
    out_ptr = np.zeros(n_columns + 1, dtype=np.int64)
    for k in range(len(column)):
        out_ptr[column[k] + 1] += 1
    for j in range(n_columns):
        out_ptr[j + 1] += out_ptr[j]
    cursor = out_ptr[:-1].copy()
    out_column = np.empty(len(column), dtype=np.int32)
    out_value = np.empty(len(column), dtype=np.float32)
    for row in range(n_rows):
        for k in range(ptr[row], ptr[row + 1]):
            at = cursor[column[k]]
            cursor[column[k]] = at + 1
            out_column[at] = row
            out_value[at] = value[k]
    return out_ptr, out_column, out_value


@numba.njit(nogil=True, cache=True)
def positions_after(ptr: Longs, column: Ints, transposed_ptr: Longs) -> Longs:
    """Return, for each entry (row, column), the place in the transposed column just after it: int64[n_entries]."""
    cursor = transposed_ptr[:-1].copy()
    out = np.empty(len(column), dtype=np.int64)
    for row in range(len(ptr) - 1):
        for k in range(ptr[row], ptr[row + 1]):
            cursor[column[k]] += 1
            out[k] = cursor[column[k]]
    return out


@numba.njit(nogil=True, cache=True)
def drop_repeats(ptr: Longs, column: Ints, value: Floats) -> tuple[Longs, Ints, Floats]:
    """Return the rows with each repeated column kept once, at its largest value; columns must ascend."""
    out_ptr = np.zeros_like(ptr)
    out_column = np.empty_like(column)
    out_value = np.empty_like(value)
    n = 0
    for row in range(len(ptr) - 1):
        start = n
        for k in range(ptr[row], ptr[row + 1]):
            if n > start and out_column[n - 1] == column[k]:
                out_value[n - 1] = max(out_value[n - 1], value[k])
            else:
                out_column[n] = column[k]
                out_value[n] = value[k]
                n += 1
        out_ptr[row + 1] = n
    return out_ptr, out_column[:n].copy(), out_value[:n].copy()
