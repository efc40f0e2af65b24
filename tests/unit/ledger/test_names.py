"""What a snapshot is asked of a column of names."""

import polars as pl

from linkage.ledger.snapshot import commonest


def test_the_commonest_names_are_ranked_the_first_of_two_as_common_before_the_other_and_no_name_is_none():
    names = pl.Series("name", ["c", "a", None, "b", "c", "d", "b"], dtype=pl.Enum(["a", "b", "c", "d", "unused"]))

    assert commonest(names, 2).tolist() == [1, -1, -2, 0, 1, -1, 0]
    assert commonest(names, 9).tolist() == [1, 2, -2, 0, 1, 3, 0]
    assert commonest(pl.Series("name", [None, None], dtype=pl.Enum([])), 2).tolist() == [-2, -2]
