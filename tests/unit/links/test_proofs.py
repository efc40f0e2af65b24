"""Which identifiers are near-proof."""

import numpy as np

from linkage.links.proofs import belief, believed, linked_pairs, near_proof
from tests.linked import incidence_of


def test_only_kinds_that_mean_one_party_are_near_proof():
    net = incidence_of(2, [(0, kind, 1, 1.0) for kind in ("ip", "device", "payment", "template", "artifact", "client")])
    assert near_proof(net).tolist() == [False, True, True, False, True, False]


def test_few_users_are_believed_for_the_kind_s_meaning_alone():
    degree = np.array([2, 3, 4, 5, 30])
    assert belief(degree, np.zeros(5, dtype=np.int64), 6.0).tolist() == [True, True, True, False, False]


def test_many_users_are_believed_when_a_quarter_of_their_pairs_are_linked_without_it():
    degree = np.full(2, 100)
    assert belief(degree, np.array([1240, 1230]), 6.0).tolist() == [True, False]


def test_an_artifact_is_believed_for_longer():
    degree = np.array([20, 20])
    assert belief(degree, np.zeros(2, dtype=np.int64), np.array([400.0, 6.0])).tolist() == [True, False]


def test_pairs_are_counted_for_every_identifier_that_both_use():
    net = incidence_of(
        3, [(0, "ip", 1, 0.5), (0, "ip", 2, 0.5), (1, "ip", 1, 0.5), (1, "ip", 2, 0.5), (2, "ip", 2, 1.0)]
    )
    a, b = np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    assert linked_pairs(net.account_ptr, net.account_identifier, a, b, net.n_identifiers).tolist() == [1, 2]


def test_a_hub_above_the_cap_is_never_believed():
    net = incidence_of(4, [(account, "device", 1, 1.0) for account in range(4)])
    none = np.empty(0, dtype=np.int32)
    assert believed(net, 4, none, none).tolist() == [True]
    assert believed(net, 3, none, none).tolist() == [False]
