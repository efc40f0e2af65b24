"""Pools that are suspended within the same half day."""

from linkage.campaigns.pools import successions
from tests.hand_made_ledger import DAY, HOUR, T0
from tests.unit.campaigns.groups import evidence_of

Row = dict[str, object]


def pool(group: int, n_suspended: int, at: int, n: int = 6) -> list[Row]:
    born = {"created_at": T0 - 60 * DAY}
    fallen = {**born, "status": "suspended", "status_at": at}
    return [{"group": group, "about": fallen if x < n_suspended else born} for x in range(n)]


def codes(*pools: list[Row]) -> list[tuple[int, int, str]]:
    group = evidence_of([row for part in pools for row in part])
    return [(joint.older, joint.newer, joint.code) for joint in successions(group)]


def test_pools_that_fall_within_twelve_hours_fall_together_and_are_named_once():
    assert codes(pool(0, 6, T0), pool(1, 6, T0 + 11 * HOUR)) == [(0, 1, "suspended_together")]


def test_pools_that_fall_a_day_apart_do_not():
    assert codes(pool(0, 6, T0), pool(1, 6, T0 + DAY)) == []


def test_two_suspensions_are_no_burst():
    assert codes(pool(0, 2, T0), pool(1, 6, T0)) == []
