"""How much an account can say by all that it uses of a kind."""

import numpy as np
import pytest

from linkage.communities.habits import MOST_HABITS, MOST_PROMPTS, saturated, with_habits
from tests.linked import Use, incidence_of

N = 500


def habits(uses: list[Use], account: int) -> list[float]:
    """Return the weights of an account's uses, in the order of its identifiers."""
    net = with_habits(incidence_of(N, uses))
    return net.account_share[net.account_ptr[account] : net.account_ptr[account + 1]].tolist()


def test_a_twentieth_of_the_traffic_shows_most_of_a_habit_and_a_thousandth_hardly_any():
    habit = saturated(np.array([1.0, 0.05, 0.001], dtype=np.float32))
    assert habit == pytest.approx([1.0, 0.63, 0.02], abs=0.005)


@pytest.mark.parametrize("kind", ["ip", "device", "client"])
def test_who_moves_over_a_hundred_addresses_or_machines_says_no_more_than_who_has_three(kind: str):
    found = habits([(a, kind, i, 0.01) for a in (0, 1) for i in range(100)], 0)
    assert sum(found) == pytest.approx(MOST_HABITS, abs=1e-4)
    assert found == pytest.approx([MOST_HABITS / 100] * 100)


def test_who_uses_little_of_a_kind_says_all_of_it_however_much_it_uses_of_another():
    few: list[Use] = [(0, "device", 900, 0.5), (0, "device", 901, 0.5)]
    found = habits(few + [(0, "ip", i, 0.01) for i in range(100)], 0)
    whole = [weight for weight in found if weight > 0.5]
    assert whole == pytest.approx(saturated(np.array([0.5, 0.5], dtype=np.float32)).tolist())


def test_a_rare_prompt_stays_whole_beside_forty_prompts_of_the_world():
    rare: list[Use] = [(a, "template", 0, 0.1) for a in range(5)]
    world: list[Use] = [(a, "template", i, 0.0225) for a in range(100) for i in range(1, 41)]
    found = habits(rare + world, 0)
    assert found[0] == pytest.approx(float(saturated(np.array([0.1], dtype=np.float32))[0]))
    assert max(found[1:]) < 0.4 * saturated(np.array([0.0225], dtype=np.float32))[0]


@pytest.mark.parametrize(("kind", "most"), [("template", MOST_PROMPTS), ("ip", MOST_HABITS), ("network", MOST_HABITS)])
def test_prompts_and_addresses_of_one_account_alone_take_nothing_from_those_that_are_shared(kind: str, most: float):
    shared: list[Use] = [(a, kind, i, 0.2) for a in range(3) for i in (0, 1)]
    own: list[Use] = [(0, kind, i, 0.04) for i in range(10, 20)]
    found = habits(shared + own, 0)
    assert found[:2] == pytest.approx(saturated(np.array([0.2, 0.2], dtype=np.float32)).tolist())
    assert sum(found[2:]) == pytest.approx(most, abs=1e-4)


def test_machines_of_one_account_alone_are_of_the_bundle():
    shared: list[Use] = [(a, "device", 0, 0.2) for a in range(3)]
    thrown_away: list[Use] = [(0, "device", i, 0.02) for i in range(10, 50)]
    found = habits(shared + thrown_away, 0)
    assert sum(found) == pytest.approx(MOST_HABITS, abs=1e-4)
    assert found[0] < 0.3


def test_equally_rare_prompts_weigh_alike_whatever_they_are_called():
    uses: list[Use] = [(a, "template", i, 0.05) for a in (0, 1) for i in range(20)]
    found = habits(uses, 0)
    assert found == pytest.approx([found[0]] * 20)
    assert found[0] == pytest.approx(MOST_PROMPTS / 20, rel=1e-4)


def test_rows_by_identifier_hold_the_same_weights():
    uses: list[Use] = [(a, kind, i, 0.02) for a in range(7) for kind in ("ip", "template") for i in range(a, 50)]
    net = with_habits(incidence_of(N, uses))
    user = np.repeat(np.arange(N), np.diff(net.account_ptr))
    used = np.repeat(np.arange(net.n_identifiers), np.diff(net.identifier_ptr))
    by_account = dict(zip(zip(user, net.account_identifier, strict=True), net.account_share, strict=True))
    by_identifier = dict(zip(zip(net.identifier_account, used, strict=True), net.identifier_share, strict=True))
    assert by_account == by_identifier
