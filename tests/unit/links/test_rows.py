"""Compressed rows."""

import numpy as np
import scipy.sparse as sp

from linkage.links.rows import (
    among_sorted,
    drop_repeats,
    places_in_both,
    pointers,
    positions_after,
    transpose,
    union_of_sorted,
)


def test_transposing_agrees_with_scipy_and_twice_is_not_at_all():
    matrix = sp.random(30, 20, density=0.2, random_state=4, format="csr", dtype=np.float32)
    matrix.sort_indices()
    ptr, column, value = matrix.indptr.astype(np.int64), matrix.indices, matrix.data
    turned = transpose(ptr, column, value, 20)
    other = matrix.tocsc()
    assert turned[0].tolist() == other.indptr.tolist()
    assert turned[1].tolist() == other.indices.tolist()
    assert turned[2].tolist() == other.data.tolist()
    back = transpose(*turned, 30)
    assert [array.tolist() for array in back] == [ptr.tolist(), column.tolist(), value.tolist()]


def test_the_place_after_a_use_starts_the_later_users():
    ptr = np.array([0, 2, 3, 5], dtype=np.int64)
    column = np.array([0, 1, 0, 0, 1], dtype=np.int32)
    turned_ptr, users, _ = transpose(ptr, column, np.ones(5, dtype=np.float32), 2)
    after = positions_after(ptr, column, turned_ptr)
    later = [users[after[k] : turned_ptr[column[k] + 1]].tolist() for k in range(5)]
    assert later == [[1, 2], [2], [2], [], []]


def test_a_repeated_column_is_kept_once_at_its_largest_value():
    ptr = np.array([0, 3, 4], dtype=np.int64)
    column = np.array([1, 1, 2, 2], dtype=np.int32)
    value = np.array([0.2, 0.7, 0.1, 0.4], dtype=np.float32)
    out = drop_repeats(ptr, column, value)
    assert [out[0].tolist(), out[1].tolist()] == [[0, 2, 3], [1, 2, 2]]
    assert out[2].tolist() == value[[1, 2, 3]].tolist()


def test_rows_without_entries_are_empty():
    assert pointers(np.array([1, 1, 3], dtype=np.int32), 5).tolist() == [0, 0, 2, 2, 3, 3]


def test_each_number_of_two_ascending_arrays_is_placed_in_both():
    one, other = np.array([1, 4, 9], dtype=np.int64), np.array([0, 4, 10, 11], dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    of = [[places.tolist() for places in places_in_both(*pair)] for pair in ((one, other), (none, one), (one, none))]
    assert of[0] == [[-1, 0, 1, 2, -1, -1], [0, -1, 1, -1, 2, 3]]
    assert of[1] == [[-1, -1, -1], [0, 1, 2]]
    assert of[2] == [[0, 1, 2], [-1, -1, -1]]
    assert [places.tolist() for places in places_in_both(none, none)] == [[], []]


def test_the_union_of_ascending_arrays_has_each_number_once():
    one, other = np.array([1, 4, 4, 9], dtype=np.int64), np.array([0, 4, 10], dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    assert union_of_sorted(one, other).tolist() == [0, 1, 4, 9, 10]
    assert union_of_sorted(none, other).tolist() == [0, 4, 10]
    assert union_of_sorted(none, none).tolist() == []


def test_numbers_are_looked_up_in_an_ascending_array():
    wanted = np.array([0, 4, 11, 9], dtype=np.int64)
    assert among_sorted(wanted, np.array([1, 4, 9], dtype=np.int64)).tolist() == [False, True, False, True]
    assert among_sorted(wanted, np.zeros(0, dtype=np.int64)).tolist() == [False] * 4
