"""What chance would link."""

import numpy as np

from linkage.links.null import shuffled, threshold
from tests.linked import incidence_of, random_uses


def test_the_threshold_is_the_least_at_which_chance_makes_few_enough_links():
    real = np.array([2.0, 2.5, 3.0, 4.0, 5.0], dtype=np.float32)
    chance = np.array([2.0, 2.9], dtype=np.float32)
    assert threshold(real, chance, 0.3, 2.0) == (2.0625, 0.25)
    assert threshold(real, chance, 0.01, 2.0) == (2.9375, 0.0)
    assert threshold(real, chance, 0.5, 2.0) == (2.0, 0.4)


def test_without_chance_links_the_floor_is_the_threshold():
    none = np.empty(0, dtype=np.float32)
    assert threshold(np.array([3.0], dtype=np.float32), none, 0.01, 2.0) == (2.0, 0.0)
    assert threshold(none, none, 0.01, 2.0) == (2.0, 0.0)


def test_a_ledger_that_is_all_chance_gets_a_threshold_above_it():
    chance = np.array([2.0, 7.0], dtype=np.float32)
    at, rate = threshold(chance, chance, 0.01, 2.0)
    assert at > 7.0
    assert rate == 0.0


def test_shuffling_keeps_how_many_use_an_identifier_and_how_many_each_account_uses():
    """Twelve identifiers of thirty accounts each: one deal gives some account the same one twice, as a rule."""
    net = incidence_of(90, random_uses(np.random.default_rng(1), 90, {"ip": (12, 4), "device": (200, 2)}))
    mixed = shuffled(net, 1000, seed=5)
    assert mixed.degrees().tolist() == net.degrees().tolist()
    assert mixed.account_ptr.tolist() == net.account_ptr.tolist()
    assert mixed.identifier_account.tolist() != net.identifier_account.tolist()


def test_what_no_deal_can_part_is_one_use():
    """Of the only identifier that moves two accounts have all uses, whatever the order."""
    net = incidence_of(2, [(0, "ip", 0, 1.0), (1, "ip", 0, 1.0)])
    assert shuffled(net, 1000, seed=5).identifier_account.tolist() == [0, 1]


def test_shuffling_moves_nothing_between_kinds_and_leaves_hubs_alone():
    uses = [(account, "ip", 0, 0.5) for account in range(50)]
    uses += [(account, "ip", 1 + account % 20, 0.5) for account in range(50)]
    uses += [(account, "device", account % 10, 1.0) for account in range(50)]
    net = incidence_of(50, uses)
    mixed = shuffled(net, 40, seed=5)
    hub = slice(net.identifier_ptr[0], net.identifier_ptr[1])
    assert mixed.identifier_account[hub].tolist() == net.identifier_account[hub].tolist()
    of_kind = mixed.kind_of[mixed.account_identifier]
    assert set(mixed.account_share[of_kind == net.kind_names.index("device")].tolist()) == {1.0}
    assert set(mixed.account_share[of_kind == net.kind_names.index("ip")].tolist()) == {0.5}


def test_a_shuffled_account_keeps_its_share():
    shares = [(account + 1) / 64 for account in range(40)]
    mixed = shuffled(incidence_of(40, [(a, "ip", a % 8, share) for a, share in enumerate(shares)]), 1000, seed=5)
    assert mixed.account_identifier.tolist() != [account % 8 for account in range(40)]
    assert mixed.account_share.tolist() == shares


def test_the_same_seed_shuffles_alike():
    net = incidence_of(100, random_uses(np.random.default_rng(1), 100, {"ip": (60, 3)}))
    assert shuffled(net, 1000, 3).identifier_account.tobytes() == shuffled(net, 1000, 3).identifier_account.tobytes()
