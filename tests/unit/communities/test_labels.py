"""Names of groups."""

import numpy as np

from linkage.communities import canonical
from linkage.communities.affinity import grouping_of
from linkage.communities.labels import by_smallest


def test_groups_are_numbered_by_their_smallest_account():
    assert canonical(np.array([9, 4, 9, 7, 4])).tolist() == [0, 1, 0, 2, 1]


def test_naming_twice_is_naming_once():
    once = canonical(np.array([3, 3, 1, 8, 1]))
    assert canonical(once).tolist() == once.tolist()


def test_no_accounts_have_no_groups():
    assert canonical(np.array([], dtype=np.int64)).tolist() == []


def test_small_labels_are_numbered_as_any_are():
    label = np.array([3, 3, 1, 8, 1, 0])
    assert by_smallest(label).tolist() == canonical(label).tolist() == [0, 0, 1, 2, 1, 3]
    assert by_smallest(np.array([], dtype=np.int64)).tolist() == []
    assert canonical(np.array([10**15, -1, 10**15])).tolist() == [0, 1, 0]


def test_members_are_listed_by_group_without_those_of_none_and_each_has_its_group_as_its_home():
    labels = np.array([2, -1, 1, 2, 0], dtype=np.int32)
    every, several = grouping_of(labels, min_members=0), grouping_of(labels)
    assert [every.members(g).tolist() for g in range(every.n_groups)] == [[4], [2], [0, 3]]
    assert every.homes(5).tolist() == labels.tolist()
    assert several.homes(5).tolist() == [0, -1, -1, 0, -1]
