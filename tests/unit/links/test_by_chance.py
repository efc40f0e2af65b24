"""A ledger whose uses were shuffled, linked by the rule of the real one."""

import numpy as np

from linkage.links import by_chance, run
from linkage.links.stage import REPEATED
from linkage.settings import LinkSettings
from tests.linked import Use, incidence_of, random_uses

N = 1500
SETTINGS = LinkSettings()


def crowd() -> list[Use]:
    kinds = {"ip": (900, 3), "template": (200, 2), "device": (1400, 1)}
    return random_uses(np.random.default_rng(3), N, kinds)


def farm(first: int, size: int) -> list[Use]:
    """Accounts that share two addresses and a prompt by threes, and a device in pairs."""
    return [
        (account, kind, key, share)
        for account in range(first, first + size)
        for kind, key, share in (
            ("ip", -1 - account // 3, 0.5), ("template", -1 - account // 3, 1.0), ("device", -1 - account // 2, 1.0),
        )
    ]  # fmt: skip


def test_who_shares_two_families_in_truth_does_so_hardly_ever_by_chance():
    net = incidence_of(N, crowd() + farm(0, 300))
    real = run(net, SETTINGS, seed=7)
    _, chance = by_chance(net, SETTINGS, real, seed=8)
    inside = int(((real.a < 300) & (real.b < 300)).sum())
    assert inside >= 150
    assert chance.a.size <= 0.05 * real.a.size


def test_the_threshold_and_the_rule_are_those_of_the_real_ledger():
    net = incidence_of(N, crowd() + farm(0, 300))
    real = run(net, SETTINGS, seed=7)
    shuffled, chance = by_chance(net, SETTINGS, real, seed=8)
    assert (chance.threshold_bits, chance.rule, chance.null_rate) == (real.threshold_bits, real.rule, 1.0)
    assert (chance.weight_bits >= np.float32(real.threshold_bits)).all()
    assert shuffled.n_accounts == net.n_accounts
    assert (shuffled.degrees() <= net.degrees()).all()


def test_nothing_is_near_proof_by_chance():
    """Each device has two users, before and after: shuffled, sharing one proves nothing."""
    uses = [(account, "device", account // 2, 1.0) for account in range(N)] + crowd()
    net = incidence_of(N, uses)
    real = run(net, SETTINGS, seed=7)
    assert real.proof.sum() >= 0.9 * N / 2
    _, chance = by_chance(net, SETTINGS, real, seed=8)
    assert not chance.proof.any()
    assert chance.evidence is not None
    assert not chance.evidence.proof.any()


def test_identifiers_that_say_nothing_in_truth_say_nothing_by_chance():
    net = incidence_of(N, random_uses(np.random.default_rng(5), N, {"ip": (300, 6)}))
    real = run(net, SETTINGS, seed=7)
    assert real.rule == REPEATED
    _, chance = by_chance(net, SETTINGS, real, seed=8)
    assert real.evidence is not None and chance.evidence is not None
    assert chance.evidence.rarity.tobytes() == real.evidence.rarity.tobytes()


def test_the_same_seed_gives_the_same_chance_for_any_number_of_threads():
    net = incidence_of(N, crowd() + farm(0, 300))
    real = run(net, SETTINGS, seed=7)
    one, two = (by_chance(net, SETTINGS, real, 8, n_threads=threads)[1] for threads in (1, 2))
    assert one.a.size
    for name in ("a", "b", "bits"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    ledgers = [by_chance(net, SETTINGS, real, seed)[0].identifier_account.tobytes() for seed in (8, 8, 9)]
    assert ledgers[0] == ledgers[1] != ledgers[2]
