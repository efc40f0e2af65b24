"""Pool p2 takes the place of p1 (see `hand_made`): under one id or another, in one run or in several."""

import pytest

from linkage.evaluation.counts import Count
from linkage.evaluation.succession import succession, succession_of
from tests.unit.evaluation.hand_made import members, truth


def test_succession_is_kept_when_both_pools_have_one_id():
    assert succession(truth(), members(x="a0 a1 a4")) == 1
    assert succession(truth(), members(x="a0 a1", y="a4")) == 0
    assert succession(truth(), members(x="a0 a1")) is None


def test_a_pool_is_of_the_campaign_that_most_of_it_is_in():
    assert succession(truth(), members(x="a0 a1 a5", y="a2 a4")) == 1
    assert succession(truth(), members(x="a0 a1", y="a2 a4 a5")) == 0


@pytest.mark.parametrize(
    ("runs", "counted"),
    [
        (["x=a0 a1", "x=a0 a1 a4"], Count(1, 1)),
        (["x=a0 a1", "y=a0 a1 a4"], Count(1, 0)),
        (["x=a0 a1", "", "x=a4"], Count(1, 1)),
        (["x=a4", "x=a4 a0"], Count(1, 1)),
        (["x=a0 a1 a4", "y=a0 a1 a4"], Count(1, 1)),
        (["x=a0 a1", "z=a4 a5", "x=a0 a1 a4 a5"], Count(1, 0)),
        (["x=a0 a1", "y=a0 a1", "y=a0 a4"], Count(1, 1)),
        (["x=a0", ""], Count(0, 0)),
        ([], Count(0, 0)),
    ],
    ids=[
        "joins a known campaign",
        "the known id is lost as it joins",
        "the pool before is no longer flagged",
        "the pool before comes to light later",
        "only the first run of both counts",
        "an id of its own at first is not kept",
        "the latest id of the pool before counts",
        "no successor",
        "no run",
    ],
)
def test_from_run_to_run_a_successor_must_have_the_id_that_the_pool_before_was_known_by(
    runs: list[str], counted: Count
):
    said = [members(**dict([run.split("=")] if run else [])) for run in runs]
    assert succession_of(said, truth()) == counted
