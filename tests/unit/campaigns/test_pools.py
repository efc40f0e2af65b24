"""When pools of one party become one campaign, on groups that are made by hand."""

import numpy as np
import polars as pl
import pytest

from linkage.campaigns.pools import common_prompts, join_pools, suspension_bursts
from tests.hand_made_ledger import DAY, T0
from tests.unit.campaigns.groups import evidence_of, near_nothing

PLAN: dict[str, object] = {"created_at": T0 - 60 * DAY}
FALLEN = {**PLAN, "status": "suspended", "status_at": T0 + 2 * DAY}
RISEN = {"created_at": T0 + 5 * DAY}


def pool(group: int, n: int, about: dict[str, object], shared: dict[str, list[str]]) -> list[dict[str, object]]:
    rows = []
    for x in range(n):
        own = {"ip": [f"10.0.{group}.{x}"], "device": [f"dev-{group}-{x // 2}"]}
        rows.append({"group": group, "about": about, "uses": {kind: [*own.get(kind, []), *shared.get(kind, [])]
                                                              for kind in {*own, *shared}}})  # fmt: skip
    return rows


def joined(*pools: list[dict[str, object]], asserted: tuple[bool, ...] = ()) -> tuple[bool, set[str]]:
    """Whether all become one campaign, and why; of the pools the first is a campaign by itself, unless it is said."""
    evidence = evidence_of([row for part in pools for row in part])
    stands = np.array(asserted or [True] + [False] * (evidence.n_groups - 1))
    campaign, joints = join_pools(evidence, near_nothing(), stands)
    return len(set(campaign.tolist())) == 1, {joint.code for joint in joints}


def test_succession_and_a_private_prompt_join_two_pools():
    shared = {"template": ["tpl"]}
    assert joined(pool(0, 6, FALLEN, shared), pool(1, 6, RISEN, shared)) == (True, {"succession", "shared_template"})


def test_a_prompt_and_a_device_that_only_two_pools_have_join_them_without_succession():
    shared = {"template": ["tpl"], "device": ["spare"]}
    assert joined(pool(0, 6, PLAN, shared), pool(1, 6, PLAN, shared)) == (True, {"shared_template", "shared_device"})


def test_a_device_that_one_member_of_either_pool_has_joins_nothing():
    older, newer = pool(0, 6, FALLEN, {}), pool(1, 6, RISEN, {})
    for member in (older[0], newer[0]):
        member["uses"] = {**member["uses"], "device": ["sold on"]}
    assert joined(older, newer) == (False, set())
    for member in (older[0], newer[0]):
        member["uses"] = {**member["uses"], "artifact": ["carried", "along"]}
    assert joined(older, newer) == (False, set()), "whatever else one has"
    newer[1]["uses"] = older[1]["uses"] = {**older[0]["uses"], "artifact": []}
    assert joined(older, newer) == (True, {"succession", "shared_device"})


@pytest.mark.parametrize(("n_sharing", "together"), [(4, False), (5, True)])
def test_of_hundreds_a_hundredth_must_have_a_device_in_common(n_sharing: int, together: bool):
    older, newer = pool(0, 450, PLAN, {}), pool(1, 450, PLAN, {})
    for member in older[:n_sharing] + newer[:n_sharing]:
        member["uses"] = {**member["uses"], "device": ["spare", "another"]}
    assert joined(older, newer) == (together, {"shared_device"} if together else set())


@pytest.mark.parametrize("shared", [{}, {"ip": ["203.0.113.1", "203.0.113.2"]}])
def test_succession_alone_or_with_addresses_joins_nothing(shared: dict[str, list[str]]):
    assert joined(pool(0, 6, FALLEN, shared), pool(1, 6, RISEN, shared)) == (False, set())


def test_one_shared_prompt_alone_joins_only_pools_that_are_campaigns_both():
    shared = {"template": ["tpl"]}
    pools = pool(0, 6, PLAN, shared), pool(1, 6, PLAN, shared)
    assert joined(*pools, asserted=(True, False)) == (False, set())
    assert joined(*pools, asserted=(True, True)) == (True, {"shared_template"})


def test_a_prompt_joins_a_dozen_campaigns_of_which_it_is_a_habit_whatever_pools_hardly_use_it():
    shared = {"template": ["tpl"]}
    a_dozen = [pool(g, 5, PLAN, shared) for g in range(12)]
    others = [pool(g, 1, PLAN, shared) + pool(g, 20, PLAN, {"template": [f"own-{g}"]}) for g in range(12, 16)]
    evidence = evidence_of([row for part in a_dozen + others for row in part])
    campaign, _ = join_pools(evidence, near_nothing(), np.ones(evidence.n_groups, dtype=np.bool_))
    assert np.bincount(campaign).tolist() == [12, 1, 1, 1, 1]


def test_a_prompt_that_strangers_use_as_well_joins_nothing():
    shared = {"template": ["tpl"]}
    strangers = [{"group": -1, "about": PLAN, "uses": shared} for _ in range(4)]
    assert joined(pool(0, 6, FALLEN, shared), pool(1, 6, RISEN, shared), strangers)[0] is False


def test_pools_born_long_after_the_suspension_do_not_succeed():
    shared = {"template": ["tpl"]}
    late = {"created_at": T0 + 40 * DAY}
    assert joined(pool(0, 6, FALLEN, shared), pool(1, 6, late, shared))[0] is False


def test_companies_with_names_are_never_joined():
    shared = {"template": ["tpl"], "device": ["spare"], "payment": ["card"]}
    one = pool(0, 6, {**FALLEN, "organisation_id": "one"}, shared)
    two = pool(1, 6, {**RISEN, "organisation_id": "two"}, shared)
    assert joined(one, two) == (False, set())
    assert joined(pool(0, 6, FALLEN, shared), two)[0] is False


def test_members_who_fit_both_pools_and_a_prompt_join_them():
    rows = pool(0, 6, PLAN, {"template": ["tpl"]}) + pool(1, 6, PLAN, {"template": ["tpl"]})
    near = pl.DataFrame(
        {"account": [0, 1, 2], "group": [1, 1, 1], "nats": [5.0, 5.0, 5.0], "template_nats": [0.0, 0.0, 0.0]},
        schema=near_nothing().schema,
    )
    campaign, joints = join_pools(evidence_of(rows), near, np.array([True, False]))
    assert campaign.tolist() == [0, 0]
    assert {joint.code for joint in joints} == {"shared_template", "members_fit_both"}


def prompted(
    n_a: int, n_b: int, *, asserted: bool, size: int = 6, nats: float = 4.0, others: int = 0
) -> tuple[list[int], set[str]]:
    """Two pools of which so many members of each fit the other by its prompts, by so many nats."""
    rows = pool(0, size, PLAN, {}) + pool(1, size, PLAN, {}) + [{"group": -1, "about": PLAN} for _ in range(others)]
    visiting = [*range(n_a), *range(size, size + n_b)]
    near = pl.DataFrame(
        {
            "account": visiting,
            "group": [1] * n_a + [0] * n_b,
            "nats": [0.0] * len(visiting),
            "template_nats": [nats] * len(visiting),
        },
        schema=near_nothing().schema,
    )
    campaign, joints = join_pools(evidence_of(rows), near, np.array([asserted, False]))
    return campaign.tolist(), {joint.code for joint in joints}


def test_a_campaign_takes_in_the_pool_whose_members_mostly_fit_its_prompts_and_the_other_way_round():
    assert prompted(5, 4, asserted=True) == ([0, 0], {"common_prompts"})
    assert prompted(5, 1, asserted=True) == ([0, 1], set())


def test_a_fit_by_prompts_is_counted_and_no_prompt_is_said_to_be_rare():
    """Nobody here has a prompt of which anybody could count the users: the fit is all that is known."""
    near = pl.DataFrame(
        {"account": [*range(11)], "group": [1] * 6 + [0] * 5, "nats": [0.0] * 11, "template_nats": [4.0] * 11},
        schema=near_nothing().schema,
    )
    (joint,) = common_prompts(evidence_of(pool(0, 6, PLAN, {}) + pool(1, 6, PLAN, {})), near)
    assert joint.text.startswith("6 of 6 and 5 of 6 members fit the other pool by their prompts taken together")
    assert "hardly" not in joint.text


def test_pools_of_which_none_is_a_campaign_are_not_joined_whatever_they_share():
    assert prompted(6, 6, asserted=False) == ([0, 1], set())
    shared = {"template": ["tpl"], "device": ["runner-1", "runner-2"], "artifact": ["blob"]}
    pools = pool(0, 6, FALLEN, shared), pool(1, 6, RISEN, shared)
    assert joined(*pools, asserted=(False, False)) == (False, set())
    assert joined(*pools, asserted=(False, True))[0] is True


def test_a_prompt_by_which_many_more_than_the_two_pools_fit_joins_none():
    """Of 512 accounts at most 48, four times the pools, may fit as well: that is ln(512 / 48) = 2.4 nats."""
    assert prompted(6, 6, asserted=True, nats=2.2, others=500)[0] == [0, 1]
    assert prompted(6, 6, asserted=True, nats=2.2, others=100)[0] == [0, 0]


def test_prompts_alone_join_no_pool_of_less_than_five():
    assert prompted(4, 4, asserted=True, size=4) == ([0, 1], set())


def test_a_burst_is_three_suspensions_or_more_within_half_a_day():
    apart = [
        {"group": 0, "about": {**FALLEN, "status_at": T0 + x * DAY}, "uses": {"ip": [f"1.1.1.{x}"]}} for x in range(5)
    ]
    assert suspension_bursts(evidence_of(apart)).is_empty()
    assert suspension_bursts(evidence_of(pool(0, 4, FALLEN, {}))).rows() == [(0, T0 + 2 * DAY, 4)]
