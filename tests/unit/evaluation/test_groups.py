"""Linkage apart from the verdict."""

import polars as pl
import pytest

from linkage.evaluation.groups import best_match, half_found, linkage, owners
from tests.unit.evaluation.hand_made import members, truth

ACCOUNTS = truth().accounts


def pairs(**groups: str) -> pl.DataFrame:
    return members(**groups).rename({"campaign_id": "group"})


def test_an_office_put_together_is_right_linkage_and_a_stranger_in_it_is_not():
    assert linkage(ACCOUNTS, pairs(x="o0 o1 o2 s0"), pairs(x="o0 o1 o2 s0")).precision == 3 / 4


def test_recall_counts_farm_accounts_in_groups_that_are_mostly_their_partys():
    groups = pairs(x="a0 a1 a4", y="o0 o1 b0", z="b1 b2")
    assert linkage(ACCOUNTS, groups, groups).recall == 5 / 10


def test_the_best_match_of_a_pool_weighs_what_is_missing_and_what_is_too_much():
    matched = best_match(ACCOUNTS, pairs(x="a0 a1", y="a2 s0 s1"), "pool_id")
    assert matched["true"].to_list() == ["p1", "p2", "p3"]
    assert matched["f1"].to_list() == [2 * 2 / (4 + 2), 0, 0]
    assert matched["group"].to_list() == ["x", None, None]


def test_two_pools_in_one_group_match_the_campaign_better_than_either_pool():
    groups = pairs(x="a0 a1 a2 a3 a4 a5")
    found = linkage(ACCOUNTS, groups, groups)
    assert found.campaign_f1 == (1 + 0) / 2
    assert found.pool_f1 == pytest.approx((2 * 4 / 10 + 2 * 2 / 8 + 0) / 3)


@pytest.mark.parametrize(("group", "half"), [("a0 a1 a2", True), ("a0 a1", False), ("a0 a1 a2 s0", False)])
def test_half_of_a_campaign_in_a_pure_group_is_found(group: str, half: bool):
    assert half_found(ACCOUNTS, pairs(x=group), "campaign_id")["half_found"].to_list() == [half, False]


def test_the_owner_of_a_found_campaign_is_the_true_one_of_half_of_its_accounts():
    assert owners(members(x="a0 a1 o0", y="b0 o1 o2", z="b1 a2"), ACCOUNTS) == {"x": "c1", "z": "c2"}
