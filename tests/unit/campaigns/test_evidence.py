"""What is measured of groups is measured once, and never taken for something else."""

from collections.abc import Callable

import numpy as np

from linkage.campaigns.evidence import Array, GroupEvidence, once
from tests.unit.campaigns.groups import evidence_of


def measure_of(module: str, value: float, seen: list[float]) -> Callable[[GroupEvidence], Array]:
    def measure(group: GroupEvidence) -> Array:
        seen.append(value)
        return np.full(group.n_groups, value)

    measure.__module__ = module
    return once(measure)


def test_measures_of_one_name_in_two_modules_are_told_apart_and_each_is_taken_once():
    group, seen = evidence_of([{"group": 0}]), list[float]()
    one, other = measure_of("bans", 1.0, seen), measure_of("replay", 2.0, seen)
    assert [measure(group).tolist() for measure in (one, other, one, other)] == [[1.0], [2.0], [1.0], [2.0]]
    assert seen == [1.0, 2.0]
