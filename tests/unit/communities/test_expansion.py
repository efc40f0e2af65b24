"""Which accounts a group gains, keeps and loses; which groups merge; and what timing and hubs add."""

from itertools import combinations

import numpy as np
import pytest

from linkage.communities import affinity_of, stage
from linkage.communities.affinity import Affinity, Fits, Grouping, grouping_of
from linkage.communities.expansion import expand, merged_labels, numbered, reassign, settled
from linkage.communities.fitting import FitCache
from linkage.communities.membership import eligible, held_by_number, posterior_nats
from linkage.communities.rescue import rescued_seeds
from linkage.communities.stage import with_rescued
from linkage.communities.timing import TIME_MAX_NATS, add_timing
from linkage.links.incidence import COLUMNS, Incidence
from linkage.settings import CommunitySettings
from tests.linked import Use, incidence_of, links_of
from tests.unit.communities.fits import assert_same

N = 400
CREW = list(range(6))


def strangers(first: int = 20) -> list[Use]:
    return [(a, kind, 1000 + a, 1.0) for a in range(first, N) for kind in ("ip", "device", "template")]


def crew(accounts: list[int], name: int = 1) -> list[Use]:
    return [(a, kind, name, 1.0) for a in accounts for kind in ("device", "template")]


def labels_of(*groups: list[int]) -> np.ndarray:
    labels = np.full(N, -1, dtype=np.int32)
    for number, group in enumerate(groups):
        labels[group] = number
    return labels


def groups_of(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == g).tolist()) for g in range(int(labels.max()) + 1)}


def grown(net: Incidence, *seeds: list[int], rounds: int = 3) -> set[frozenset[int]]:
    return groups_of(expand(labels_of(*seeds), FitCache(affinity_of(net), None), None, rounds))


def test_a_group_gains_the_account_that_shares_its_device_and_prompt():
    assert grown(incidence_of(N, crew(CREW) + strangers()), CREW[:4]) == {frozenset(CREW)}


def test_a_group_loses_the_stranger_that_was_put_into_it():
    assert grown(incidence_of(N, crew(CREW) + strangers()), [*CREW, 50]) == {frozenset(CREW)}


def chain(n_accounts: int) -> Affinity:
    """The fits of a ledger with thirty crews of four, each using a little of the next one's."""
    kinds = ("device", "payment", "template")
    uses: list[Use] = [
        (a, kind, a // 4 + ahead, share) for a in range(120) for kind in kinds for ahead, share in ((0, 0.9), (1, 0.1))
    ]
    return affinity_of(incidence_of(n_accounts, uses))


def in_a_chain(n_accounts: int, rounds: int, more: int = 0) -> int:
    """How many accounts of the chain become one with its first two crews."""
    labels = np.where(np.arange(n_accounts) < 8, 0, -1).astype(np.int32)
    grown = expand(labels, FitCache(chain(n_accounts), None), None, rounds, more)
    return max(len(group) for group in groups_of(grown))


def test_growth_goes_on_beyond_its_rounds_while_each_still_moves_a_thousandth_of_all_accounts():
    assert in_a_chain(4000, 1) < in_a_chain(4000, 1, more=3) == in_a_chain(4000, 4)
    assert in_a_chain(40_000, 1) == in_a_chain(40_000, 1, more=3) < in_a_chain(40_000, 4)


def test_the_stage_asks_for_more_rounds_than_are_set(monkeypatch: pytest.MonkeyPatch):
    # The crews would else be seeds of their own, and merge at once.
    monkeypatch.setattr(stage, "rescued_seeds", lambda _: [])
    monkeypatch.setattr(stage, "rewritten_seeds", lambda *_: [])

    def largest(n_accounts: int) -> int:
        links = links_of(n_accounts, dict.fromkeys(combinations(range(8), 2), 12.0))
        return int(max(stage.run(links, None, None, chain(n_accounts), CommunitySettings(expansion_rounds=1)).sizes()))

    # It grows three times, a crew in each round.
    assert largest(40_000) == 8 + 3 * 4 < largest(4000)


def of_one_prompt(n_users: int, n_in_group: int) -> list[int]:
    """Sizes of what becomes of a group of some users of one prompt, in a ledger of 40,000 accounts."""
    n = 40_000
    affinity = affinity_of(incidence_of(n, [(a, "template", 7, 1.0) for a in range(n_users)]), degree_cap=1000)
    labels = np.where(np.arange(n) < n_in_group, 0, -1).astype(np.int32)
    return [len(group) for group in groups_of(expand(labels, FitCache(affinity, None), None, 3))]


def test_a_group_that_has_half_of_a_prompts_users_grows_to_all_of_them_however_many_they_are():
    assert of_one_prompt(2400, 1200) == [2400]
    assert of_one_prompt(2400, 20) == []


def of_many_prompts(*, cards_shared: bool) -> int:
    """How many of 1,200 accounts, of which half are a group, become one that draw from 40 prompts, five each.

    Half of them have cards of three, where any are shared, and the others a card each; the ledger has 40,000 accounts.
    """
    n, n_farm = 40_000, 1200
    rng = np.random.default_rng(3)
    uses: list[Use] = [(a, "template", int(one), 0.2) for a in range(n_farm) for one in rng.permutation(40)[:5]]
    uses += [
        (a, "payment", a // 3 if cards_shared and a // 3 % 2 else 10_000 + a, 1.0) for a in range(n_farm)
    ]  # fmt: skip
    labels = np.where(np.arange(n) < n_farm // 2, 0, -1).astype(np.int32)
    cache = FitCache(affinity_of(incidence_of(n, uses)), None)
    return max((len(group) for group in groups_of(expand(labels, cache, None, 3))), default=0)


def test_a_group_that_cards_hold_gathers_all_who_draw_from_its_prompts_and_a_crowd_does_not():
    assert of_many_prompts(cards_shared=True) == 1200
    assert of_many_prompts(cards_shared=False) <= 600


def test_nobody_stays_by_the_number_of_a_prompts_users_who_works_otherwise_than_they_do():
    n, stranger = 40_000, 7
    uses: list[Use] = [(a, "template", 7, 1.0) for a in range(2400)]
    uses += [(a, "client", a if a == stranger else 1, 1.0) for a in range(2400)]
    labels = np.where(np.arange(n) < 1200, 0, -1).astype(np.int32)
    left = settled(labels, FitCache(affinity_of(incidence_of(n, uses)), None), None)
    assert groups_of(left) == {frozenset(range(1200)) - {stranger}}


def test_groups_that_explain_each_other_merge():
    assert grown(incidence_of(N, crew(CREW) + strangers()), CREW[:3], CREW[3:]) == {frozenset(CREW)}


def test_groups_that_share_nothing_stay_apart():
    other = list(range(10, 16))
    net = incidence_of(N, crew(CREW) + crew(other, name=2) + strangers())
    assert grown(net, CREW, other) == {frozenset(CREW), frozenset(other)}


def test_a_bundle_of_exits_that_a_crowd_has_too_makes_nobody_a_member():
    exits: list[Use] = [(a, "ip", key, 0.25) for a in [*CREW, *range(20, 120)] for key in range(4)]
    others = [use for use in strangers() if not (use[1] == "ip" and use[0] < 120)]
    net = incidence_of(N, crew(CREW) + exits + others)
    assert grown(net, CREW) == {frozenset(CREW)}
    fits = affinity_of(net).fits(grouping_of(labels_of(CREW)))
    outsiders = fits.nats[~fits.is_member, COLUMNS.index("net")]
    assert outsiders.max(initial=0.0) <= np.log(N / 100)


def test_fits_that_were_computed_before_are_the_same_as_new_ones():
    net = incidence_of(N, crew(CREW) + strangers())
    cache = FitCache(affinity_of(net), None)
    groups = grouping_of(labels_of(CREW, [30, 31]))
    cache.fits(grouping_of(labels_of([30, 31])))
    assert_same(cache.fits(groups), affinity_of(net).fits(groups))


def fits_of(nats: dict[str, float], *, member: bool = False, sharers: float = 0.0) -> Fits:
    row = np.zeros((1, len(COLUMNS)), dtype=np.float32)
    for family, value in nats.items():
        row[0, COLUMNS.index(family)] = value
    many = np.array([sharers], np.float32)
    return Fits(np.zeros(1, np.int32), np.array([9], np.int32), row, many, np.array([member]))


@pytest.mark.parametrize(
    ("nats", "may"),
    [
        ({"net": 9.0}, False),
        ({"time": 9.0}, False),
        ({"context": 9.0}, False),
        ({"net": 9.0, "context": 3.0}, False),
        ({"net": 1.0, "time": 1.0}, True),
        ({"net": 9.0, "template": 0.5}, False),
        ({"device": 1.0}, True),
    ],
)
def test_addresses_moments_and_context_alone_make_no_member(nats: dict[str, float], may: bool):
    assert eligible(fits_of(nats)).tolist() == [may]


def test_who_is_near_even_odds_is_a_member_and_who_is_below_is_not():
    groups = grouping_of(labels_of(CREW))
    for edge, home in ((-0.9, 0), (-1.1, -1)):
        stranger = fits_of({"device": float(np.log(N / 6)) + edge})
        member = fits_of({"device": float(np.log(N / 5)) + edge}, member=True)
        assert posterior_nats(stranger, groups.sizes(), N)[0] == pytest.approx(edge, abs=1e-4)
        assert reassign(stranger, groups, N)[9] == reassign(member, groups, N)[9] == home


def test_the_size_of_a_crowd_is_no_evidence_beyond_twenty():
    fit = fits_of({"device": 5.0})
    sizes = [posterior_nats(fit, np.array([size]), N)[0] for size in (5, 20, 300)]
    assert sizes[0] < sizes[1] == sizes[2]


def test_as_many_members_count_as_share_a_habit_and_never_more_than_there_are():
    nats = [
        posterior_nats(fits_of({"template": 5.0}, sharers=n), np.array([300]), N)[0] for n in (3.0, 20.0, 60.0, 900.0)
    ]
    assert nats[0] == nats[1]
    assert nats[2] - nats[1] == pytest.approx(np.log(3), abs=1e-5)
    assert nats[3] - nats[1] == pytest.approx(np.log(15), abs=1e-5)


@pytest.mark.parametrize(
    ("nats", "held"),
    [
        ({"template": 2.5, "context": -1.0}, True),
        ({"template": 1.5, "context": 0.0}, False),
        ({"template": 3.5, "context": -1.0}, False),
    ],
)
def test_number_alone_holds_who_would_else_be_no_member_and_whose_context_speaks_against(
    nats: dict[str, float], held: bool
):
    fit = fits_of(nats, member=True, sharers=300.0)
    assert held_by_number(fit, np.array([301]), N).tolist() == [held]


def test_without_votes_every_group_stays_itself():
    groups = grouping_of(labels_of(CREW, [30, 31]))
    assert merged_labels(fits_of({}), groups, N).tolist() == [0, 1]


def test_groups_are_numbered_by_their_smallest_member_and_loners_dropped():
    assert numbered(np.array([5, 2, 5, 2, 7, -1], dtype=np.int32)).tolist() == [0, 1, 0, 1, -1, -1]


def test_honest_traffic_that_is_mixed_in_hides_little():
    mixed: list[Use] = [(a, kind, 1, 0.1) for a in CREW for kind in ("device", "template")]
    own: list[Use] = [(a, kind, 2000 + a, 0.9) for a in CREW for kind in ("device", "template")]
    assert grown(incidence_of(N, mixed + own + strangers()), CREW[:4]) == {frozenset(CREW)}


def test_what_only_one_member_shares_counts_in_one_family():
    friends: list[Use] = [(a, kind, 50, 0.3) for a in (5, 50, 51) for kind in ("device", "template", "ip")]
    net = incidence_of(N, crew(CREW) + friends + [use for use in strangers() if use[0] not in (50, 51)])
    fits = affinity_of(net).fits(grouping_of(labels_of(CREW)))
    outside = fits.nats[np.isin(fits.account, [50, 51])]
    assert outside.size
    hard = np.delete(outside, COLUMNS.index("context"), axis=1)
    assert ((hard >= 0.7).sum(axis=1) <= 1).all()


def timed(*pairs: tuple[int, int, float]):
    links = links_of(N, {(a, b): bits for a, b, bits in pairs})
    links.bits[:, COLUMNS.index("time")] = links.bits[:, 0]
    links.bits[:, 0] = 0
    return links


def test_timing_counts_an_accounts_two_strongest_ties_to_a_group_and_is_capped():
    groups: Grouping = grouping_of(labels_of(CREW))
    none = Fits(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros((0, len(COLUMNS)), np.float32),
                np.zeros(0, np.float32), np.zeros(0, bool))  # fmt: skip
    fits = add_timing(none, groups, timed((0, 50, 4.0), (1, 50, 3.0), (2, 50, 1.0), (3, 60, 99.0)), N)
    nats = dict(zip(fits.account.tolist(), fits.nats[:, COLUMNS.index("time")].tolist(), strict=True))
    assert nats[50] == pytest.approx(7.0 * np.log(2), abs=1e-4)
    assert nats[60] == TIME_MAX_NATS
    assert set(nats) == {50, 60}
    assert not fits.is_member.any()


def test_without_timing_links_fits_stay_as_they_are():
    fit = fits_of({"net": 2.0})
    assert add_timing(fit, grouping_of(labels_of(CREW)), None, N) is fit


def users_of_one_prompt(n_users: int, n_farm: int, **bounds: int) -> list[list[int]]:
    """Seeds where n_users use one prompt and n_farm of them, in pairs of crews, devices and addresses too."""
    prompt: list[Use] = [(a, "template", 7, 1.0) for a in range(n_users)]
    private: list[Use] = [(a, kind, a % 2, 1.0) for a in range(n_farm) for kind in ("device", "ip")]
    others = [use for use in strangers(n_farm) if not (use[1] == "template" and use[0] < n_users)]
    net = incidence_of(N, prompt + private + others)
    return [seed.tolist() for seed in rescued_seeds(affinity_of(net), **bounds)]


def test_users_of_a_hub_that_share_other_things_are_rescued_and_the_rest_is_not():
    assert users_of_one_prompt(100, 12) == [list(range(12))]
    assert users_of_one_prompt(100, 0) == []


def test_all_users_of_a_prompt_are_a_seed_where_other_things_hold_a_part_of_them():
    assert users_of_one_prompt(20, 6) == [list(range(20))]
    assert users_of_one_prompt(20, 2) == []


def test_the_users_of_a_prompt_are_tried_up_to_a_twentieth_of_all_accounts():
    assert users_of_one_prompt(20, 6, max_users=10) == [list(range(20))]
    assert users_of_one_prompt(21, 6, max_users=10) == []


def test_a_rescued_seed_takes_only_members_that_no_group_of_three_holds():
    labels = labels_of([0, 1, 2], [3, 4])
    out = with_rescued(labels, [np.array([0, 3, 4, 5, 6], dtype=np.int32)])
    assert groups_of(out[:7]) - {frozenset()} == {frozenset({0, 1, 2}), frozenset({3, 4, 5, 6})}
    assert with_rescued(labels, [np.array([0, 1, 5, 6], dtype=np.int32)]).tolist() == labels.tolist()


def test_the_kept_family_of_one_members_company_is_that_of_its_strongest_kind():
    """An address and its network are one family: together they must not outweigh a device."""
    friends: list[Use] = [(5, "device", 50, 0.3), (50, "device", 50, 1.0)]
    friends += [(a, kind, 50, 0.3) for a in (5, 50) for kind in ("ip", "network")]
    friends += [(a, kind, key, 1.0) for a in range(5) for kind, key in (("ip", 900 + a % 2), ("network", 900 + a % 2))]
    net = incidence_of(N, crew(CREW) + friends + [use for use in strangers() if use[0] != 50])
    fits = affinity_of(net, bounded=False).fits(grouping_of(labels_of(CREW)))
    nats = dict(zip(COLUMNS, fits.nats[fits.account == 50][0].tolist(), strict=True))
    assert nats["device"] > 0.7
    assert nats["net"] < nats["device"]
