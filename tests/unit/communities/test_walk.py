"""Fits against the formula that they stand for, use by use; and on threads against one."""

import os

import numpy as np
import pytest

from linkage.communities import affinity_of
from linkage.communities.affinity import Affinity, Fits, Grouping
from linkage.communities.dealing import dealt
from linkage.communities.expansion import merged_labels, reassign
from linkage.communities.fitting import FitCache
from linkage.communities.ground import CONTEXT, CONTEXT_MAX_NATS, FAMILY_NATS, PSEUDO_ACCOUNTS, TYING
from linkage.communities.outsiders import COMMON_DEGREE, RARE_DEGREE
from linkage.identifiers.kinds import KINDS
from linkage.links.incidence import COLUMNS
from tests.linked import Use, incidence_of, links_of
from tests.unit.communities.fits import assert_same

N = 1500
KINDS_USED = ("ip", "network", "device", "payment", "template", "email_domain", "client")
GROUPS = Grouping(np.array([0, 12, 20, 23]), np.arange(23, dtype=np.int32))


@pytest.fixture(scope="module")
def world() -> Affinity:
    """Three groups that share a little with many: identifiers of two to more than `COMMON_DEGREE` users each."""
    rng = np.random.default_rng(5)
    uses: set[tuple[int, str, int]] = set()
    for kind in KINDS_USED:
        for key in range(12):
            users = rng.choice(N, int(rng.choice([2, 5, RARE_DEGREE + 5, 120, COMMON_DEGREE + 200])), replace=False)
            uses |= {(int(a), kind, key) for a in users}
        for first, last in zip(GROUPS.ptr[:-1], GROUPS.ptr[1:], strict=True):
            for key in rng.choice(12, 3):
                uses |= {(int(a), kind, int(key)) for a in range(first, last) if rng.random() < 0.6}
    rows: list[Use] = [(a, kind, key, round(float(rng.uniform(0.01, 0.3)), 3)) for a, kind, key in sorted(uses)]
    return affinity_of(incidence_of(N, rows), bounded=False)


def uses_of(affinity: Affinity, a: int) -> dict[int, float]:
    net = affinity.incidence
    row = slice(net.account_ptr[a], net.account_ptr[a + 1])
    return dict(zip(net.account_identifier[row].tolist(), net.account_share[row].tolist(), strict=True))


def mixture(affinity: Affinity, members: list[dict[int, float]], inside: dict[int, float]) -> dict[int, float]:
    """The part of each kind's uses that is the group's own, in six rounds of EM from one half."""
    kind_of = affinity.incidence.kind_of
    mix = dict.fromkeys(range(len(affinity.incidence.kind_names)), 0.5)
    for _ in range(6):
        own, every = dict.fromkeys(mix, 0.0), dict.fromkeys(mix, 0.0)
        for member in members:
            for i, share in member.items():
                k = int(kind_of[i])
                every[k] += share
                if sum(i in other for other in members) > 1:
                    outside = float(affinity.total_share[i]) - inside[i] + PSEUDO_ACCOUNTS
                    ratio = mix[k] * (inside[i] - share) / (len(members) - 1) / (outside / N)
                    own[k] += share * ratio / (ratio + 1 - mix[k])
        mix |= {k: min(0.95, own[k] / every[k]) for k in mix if every[k] > 0}
    return mix


def plainly(affinity: Affinity, members: list[dict[int, float]], outsider: dict[int, float]) -> dict[str, float]:
    """The fit of an outsider by column, use by use, as `affinity` states it; without what counts company once."""
    net = affinity.incidence
    inside: dict[int, float] = {}
    for member in members:
        for i, share in member.items():
            inside[i] = inside.get(i, 0.0) + share
    mix = mixture(affinity, members, inside)
    by_kind = dict.fromkeys(net.kind_names, 0.0)
    for i, share in outsider.items():
        k = int(net.kind_of[i])
        outside = float(affinity.total_share[i]) - inside.get(i, 0.0) - share + PSEUDO_ACCOUNTS
        ratio = inside.get(i, 0.0) / len(members) / (outside / N)
        by_kind[net.kind_names[k]] += share * np.log(mix[k] * ratio + 1 - mix[k])
    columns: dict[str, float] = {}
    for name, nats in by_kind.items():
        family = KINDS[name].family
        if family == "context":
            columns[family] = columns.get(family, 0.0) + nats
        elif nats and (columns.get(family, 0.0) == 0 or nats > columns[family]):
            columns[family] = nats
    columns["context"] = float(np.clip(columns["context"], -CONTEXT_MAX_NATS, CONTEXT_MAX_NATS))
    return columns


def families_of_company(affinity: Affinity, members: list[dict[int, float]], outsider: dict[int, float]) -> set[str]:
    """The families in which an outsider shares something with one member alone."""
    net = affinity.incidence
    alone = {i for i in outsider if sum(i in member for member in members) == 1}
    return {KINDS[net.kind_names[net.kind_of[i]]].family for i in alone} - {"context"}


def test_an_outsiders_fit_is_what_each_of_its_uses_says(world: Affinity):
    fits = world.fits(GROUPS, kept=np.ones(N, dtype=np.bool_))
    compared = 0
    for g in range(GROUPS.n_groups):
        members = [uses_of(world, int(a)) for a in GROUPS.members(g)]
        for row in np.flatnonzero((fits.group == g) & ~fits.is_member):
            outsider = uses_of(world, int(fits.account[row]))
            if len(families_of_company(world, members, outsider)) > 1:
                continue
            expected = plainly(world, members, outsider)
            nats = [expected.get(name, 0.0) for name in COLUMNS]
            assert fits.nats[row] == pytest.approx(nats, abs=2e-4)
            compared += 1
    assert compared > 100


def test_sharers_are_the_members_with_the_habit_that_most_of_them_share_with_an_account(world: Affinity):
    net = world.incidence
    tying = [KINDS[name].family in {COLUMNS[column] for column in TYING} for name in net.kind_names]
    fits = world.fits(GROUPS, kept=np.ones(N, dtype=np.bool_))
    several = 0
    for g in range(GROUPS.n_groups):
        members = {int(a): uses_of(world, int(a)) for a in GROUPS.members(g)}
        sums = {i: sum(member.get(i, 0.0) for member in members.values()) for i in range(net.n_identifiers)}
        mix = mixture(world, list(members.values()), sums)
        for row in np.flatnonzero(fits.group == g):
            account = int(fits.account[row])
            shared = [0.0]
            for i, share in uses_of(world, account).items():
                inside = sums[i] - members.get(account, {}).get(i, 0.0)
                if not tying[net.kind_of[i]] or share < 0.5 or not inside or not mix[int(net.kind_of[i])]:
                    continue
                others = len(members) - (account in members)
                outside = float(world.total_share[i]) - inside - share + PSEUDO_ACCOUNTS
                if inside / others > outside / N:
                    shared.append(inside)
            assert fits.sharers[row] == pytest.approx(max(shared), abs=1e-4)
            several += max(shared) > 1
    assert several > 20


def test_who_shares_nothing_but_addresses_has_no_fit_unless_it_is_kept(world: Affinity):
    every = world.fits(GROUPS, kept=np.ones(N, dtype=np.bool_))
    tied = every.is_member | (every.nats[:, TYING] >= FAMILY_NATS).any(axis=1)
    assert 0 < tied.sum() < tied.size
    assert_same(world.fits(GROUPS), rows_of(every, tied))
    neighbour = every.account[~tied][0]
    one = np.zeros(N, dtype=np.bool_)
    one[neighbour] = True
    assert_same(world.fits(GROUPS, kept=one), rows_of(every, tied | (every.account == neighbour)))


def test_an_outsider_is_bounded_as_a_member_that_uses_the_same_would_be() -> None:
    with_prompt, outsiders = range(9), range(100, 130)
    members = Grouping(np.array([0, 12]), np.arange(12, dtype=np.int32))
    uses: list[Use] = [(a, "device", 1, 1.0) for a in range(12)]
    uses += [(a, "template", 1, 1.0) for a in (*with_prompt, *outsiders)]
    uses += [(a, "template", 1000 + a, 1.0) for a in range(N) if a not in with_prompt and a not in outsiders]
    fits = affinity_of(incidence_of(N, uses)).fits(members)
    prompt = fits.nats[:, COLUMNS.index("template")]
    of_members, of_outsiders = prompt[np.isin(fits.account, with_prompt)], prompt[~fits.is_member]
    assert of_outsiders.size == len(outsiders)
    assert of_outsiders == pytest.approx([of_members.mean()] * len(outsiders), abs=0.2)


def test_two_threads_find_what_one_finds(world: Affinity, monkeypatch: pytest.MonkeyPatch):
    def fits() -> Fits:
        return dealt(GROUPS, lambda some, _: world.fits(some))

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    alone = fits()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert_same(fits(), alone)


def test_a_round_sees_in_contenders_what_it_would_see_in_all_that_are_near(world: Affinity):
    timing = links_of(N, {(0, 700): 3.0, (13, 900): 3.0})
    cache = FitCache(world, None, timing)
    near, contending = cache.fits(GROUPS), cache.contenders(GROUPS)
    assert contending.group.size < near.group.size
    assert {700, 900} & set(near.account.tolist()) <= set(contending.account.tolist())
    assert (reassign(contending, GROUPS, N) == reassign(near, GROUPS, N)).all()
    assert (merged_labels(contending, GROUPS, N) == merged_labels(near, GROUPS, N)).all()


def test_a_kind_that_says_nothing_does_not_outvote_one_of_its_family_that_speaks_against():
    shared: list[Use] = [(a, kind, 0, 1.0) for a in range(6) for kind in ("device", "email", "phone")]
    # It shares the device, has another address for mail, and no telephone is known of it.
    rows: list[Use] = [*shared, (6, "device", 0, 1.0), (6, "email", 1, 1.0)]
    sharers = Grouping(np.array([0, 6]), np.arange(6, dtype=np.int32))
    fits = affinity_of(incidence_of(N, rows), bounded=False).fits(sharers)
    assert fits.nats[fits.account == 6, COLUMNS.index("contact")].tolist() == [pytest.approx(np.log(0.05), abs=0.01)]


def test_context_says_no_more_than_it_may(world: Affinity):
    fits = world.fits(GROUPS)
    assert np.abs(fits.nats[:, CONTEXT]).max() <= CONTEXT_MAX_NATS


def rows_of(fits: Fits, rows: np.ndarray) -> Fits:
    return Fits(fits.group[rows], fits.account[rows], fits.nats[rows], fits.sharers[rows], fits.is_member[rows])
