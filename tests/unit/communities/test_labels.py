"""Names of groups."""

import numpy as np

from linkage.communities import canonical
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
