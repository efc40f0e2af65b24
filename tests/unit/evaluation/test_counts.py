"""Bounds of rates and of means over worlds."""

import pytest

from linkage.evaluation.counts import Count, interval, pooled


def test_bounds_are_those_of_clopper_and_pearson():
    count = Count(100, 5)
    assert count.rate == 0.05
    assert (count.lower, count.upper) == pytest.approx((0.01643, 0.11284), abs=1e-5)


def test_no_hit_still_has_an_upper_bound_of_about_four_parts_of_n():
    assert Count(1000, 0).lower == 0
    assert Count(1000, 0).upper == pytest.approx(1 - 0.025 ** (1 / 1000))


def test_all_hit_has_upper_bound_one_and_nothing_has_no_rate():
    assert Count(7, 7).upper == 1
    assert Count(0, 0).rate is None
    assert (Count(0, 0).lower, Count(0, 0).upper) == (0, 1)


def test_counts_of_worlds_add_up_by_name():
    worlds = [{"vpn": Count(10, 1)}, {"vpn": Count(5, 0), "lab": Count(2, 2)}]
    assert pooled(worlds) == {"lab": Count(2, 2), "vpn": Count(15, 1)}


def test_a_mean_leaves_out_worlds_that_have_no_value_and_lies_inside_its_interval():
    found = interval([0.2, None, 0.4, 0.9])
    assert found is not None
    assert (found.n, found.mean, found.least, found.most) == (3, pytest.approx(0.5), 0.2, 0.9)
    assert found.least <= found.low < found.mean < found.high <= found.most
    assert interval([0.2, None, 0.4, 0.9]) == found
    assert interval([None]) is None


def test_the_interval_of_a_mean_leaves_out_a_fortieth_of_the_draws_on_each_side():
    """Of eight draws of a coin none shows heads in .004 and one at most in .035, so the fortieth part ends at one."""
    found = interval([0.0] * 4 + [1.0] * 4)
    assert found is not None
    assert (found.low, found.high) == (1 / 8, 7 / 8)
