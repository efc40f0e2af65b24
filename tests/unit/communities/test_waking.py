"""How an account wakes with a whole group: what tells, what is explained otherwise, and where it counts."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from linkage.communities.affinity import Fits, Grouping
from linkage.communities.ground import NET, TIME
from linkage.communities.timing import TIME_MAX_NATS
from linkage.communities.waking import (
    BINS_PER_DAY,
    BINS_PER_HOUR,
    CHOICE_NATS,
    DAY_PART,
    FOLLOWED,
    LEAST_NATS,
    NEAR,
    SHIFTS,
    Waking,
    waking_of,
    with_waking,
)
from linkage.links.coincidence import MAX_PER_DAY
from linkage.links.incidence import COLUMNS
from linkage.links.onsets import Onsets

DAY = 86_400
START = 20_000 * DAY
DAYS = 28
CREW = 20
TEMPLATE = COLUMNS.index("template")
Moments = list[npt.NDArray[np.int64]]


def onsets_of(moments: Moments) -> Onsets:
    ptr = np.zeros(len(moments) + 1, dtype=np.int64)
    np.cumsum([m.size for m in moments], out=ptr[1:])
    return Onsets(ptr, START + np.concatenate([np.sort(m) for m in moments]))


def people(n: int, rng: np.random.Generator, per_day: float = 1.5) -> Moments:
    """People who start at any time between eight and twenty."""
    return [np.unique(rng.integers(0, DAYS, k) * DAY + rng.integers(8 * 3600, 20 * 3600, k)) for k in
            rng.poisson(per_day * DAYS, n)]  # fmt: skip


def dealt(n: int, rng: np.random.Generator) -> Moments:
    """Accounts to which one scheduler deals work: three moments a day, which change, a third of them each."""
    batches = [(day * DAY + rng.integers(8 * 3600, 20 * 3600, 3)) for day in range(DAYS)]
    every = np.concatenate(batches)
    return [np.sort(rng.choice(every, every.size // 3, replace=False) + rng.integers(0, 400, every.size // 3))
            for _ in range(n)]  # fmt: skip


def tied(accounts: range, members: int, column: int = TEMPLATE) -> tuple[Fits, Grouping]:
    """One group of the first accounts, which every account fits by one column."""
    n = len(accounts)
    nats = np.zeros((n, len(COLUMNS)), dtype=np.float32)
    nats[:, column] = 3.0
    account = np.array(accounts, dtype=np.int32)
    fits = Fits(np.zeros(n, dtype=np.int32), account, nats, np.zeros(n, dtype=np.float32), account < members)
    return fits, Grouping(np.array([0, members]), np.arange(members, dtype=np.int32))


def nats_of(moments: Moments, members: int = CREW, column: int = TEMPLATE) -> npt.NDArray[np.float32]:
    fits, groups = tied(range(len(moments)), members, column)
    return with_waking(fits, groups, waking_of(onsets_of(moments))).nats[:, TIME]


def test_who_is_dealt_work_with_a_group_wakes_with_it_and_people_of_the_same_hours_do_not() -> None:
    rng = np.random.default_rng(1)
    nats = nats_of(dealt(CREW + 10, rng) + people(300, rng))
    assert (nats[: CREW + 10] > LEAST_NATS).all()
    assert np.mean(nats[CREW + 10 :] > 0) < 0.02


def test_a_member_is_judged_without_its_own_onsets() -> None:
    rng = np.random.default_rng(2)
    nats = nats_of(dealt(CREW - 1, rng) + people(200, rng))
    assert nats[CREW - 1] == 0, "the last member is a person"
    assert (nats[: CREW - 1] > 0).all()


def test_addresses_alone_make_waking_no_evidence() -> None:
    rng = np.random.default_rng(3)
    moments = dealt(CREW + 5, rng) + people(100, rng)
    assert (nats_of(moments, column=NET) == 0).all()
    assert (nats_of(moments)[:CREW] > 0).all()


def test_a_moment_at_which_the_whole_world_wakes_tells_nothing_of_a_group() -> None:
    rng = np.random.default_rng(4)
    outages = rng.integers(3, DAYS, 12) * DAY + rng.integers(0, DAY, 12)
    all_of_them = [np.concatenate([person, outages + rng.integers(0, 300, 12)]) for person in people(300, rng)]
    few = [*all_of_them[: CREW + 10], *people(300, rng)]
    assert np.mean(nats_of(all_of_them)[CREW:] > 0) < 0.02
    assert np.mean(nats_of(few)[CREW : CREW + 10] > 0) > 0.9, "where only they wake then, it is evidence"


def test_two_days_in_common_are_not_enough() -> None:
    rng = np.random.default_rng(5)
    event = [np.sort(rng.integers(10, 12, 12) * DAY + rng.integers(9 * 3600, 18 * 3600, 12)) for _ in range(120)]
    assert np.mean(nats_of(event + people(300, rng))[CREW:120] > 0) < 0.05


def test_a_group_of_four_is_too_small() -> None:
    rng = np.random.default_rng(6)
    moments = dealt(12, rng) + people(50, rng)
    assert (nats_of(moments, members=4) == 0).all()
    assert (nats_of(moments, members=6)[:6] > 0).any()


def test_nobody_wakes_with_a_group_that_never_wakes() -> None:
    """Accounts without activity are grouped by what they share, and others who do work are near them."""
    rng = np.random.default_rng(5)
    silent = [np.zeros(0, dtype=np.int64)] * CREW
    assert not nats_of([*silent, *people(20, rng)]).any()


def test_the_nats_are_those_of_the_formula() -> None:
    rng = np.random.default_rng(7)
    moments = dealt(12, rng) + people(60, rng)
    found = onsets_of(moments)
    fits, groups = tied(range(40), 15)
    waking = waking_of(found)
    assert waking is not None
    expected = [formula(waking, range(15), a) for a in range(40)]
    got = with_waking(fits, groups, waking).nats[:, TIME]
    wanted = [min(nats - CHOICE_NATS, TIME_MAX_NATS) if nats >= LEAST_NATS else 0.0 for nats in expected]
    assert got == pytest.approx(wanted, abs=1e-4)
    assert 5 < np.count_nonzero(got) < 40


def formula(waking: Waking, members: range, a: int) -> float:
    """The evidence, written as the definition reads."""
    bins = [waking.bins[waking.ptr[i] : waking.ptr[i + 1]] for i in range(waking.ptr.size - 1)]
    others = np.concatenate([bins[m] for m in members if m != a])
    everyone = np.concatenate([bins[m] for m in members])
    span = max(int(everyone.max() - everyone.min()) + 1, BINS_PER_DAY)
    least = 0.05 + 0.1 * (2 * NEAR + 1) * everyone.size / span
    ratios: list[float] = []
    spoken: dict[int, int] = {}
    for b in bins[a]:
        there = np.count_nonzero(abs(others - b) <= NEAR)
        moved = [b + s for s in SHIFTS if 0 <= b + s < waking.surge.size]
        shifted = sum(np.count_nonzero(abs(others - x) <= NEAR) for x in moved) / max(len(moved), 1)
        hour = np.mean(everyone % BINS_PER_DAY // BINS_PER_HOUR == b % BINS_PER_DAY // BINS_PER_HOUR)
        today = np.count_nonzero(others // BINS_PER_DAY == b // BINS_PER_DAY)
        spread = DAY_PART * today * hour * (2 * NEAR + 1) / BINS_PER_HOUR
        expected = max(shifted, spread) + everyone.size * float(waking.surge[b])
        ratio = (there + least) / (expected + least)
        if ratio > 1:
            spoken[b // BINS_PER_DAY] = spoken.get(b // BINS_PER_DAY, 0) + 1
            if spoken[b // BINS_PER_DAY] > MAX_PER_DAY:
                ratio = 1.0
        ratios.append(ratio)
    return max(0.0, *(float(np.log(1 - share + share * np.array(ratios)).sum()) for share in FOLLOWED))


def test_groups_are_judged_apart_and_in_any_order() -> None:
    rng = np.random.default_rng(8)
    moments = dealt(12, rng) + dealt(12, rng) + people(60, rng)
    waking = waking_of(onsets_of(moments))
    account = np.tile(np.arange(24, dtype=np.int32), 2)
    group = np.repeat(np.array([0, 1], dtype=np.int32), 24)
    nats = np.zeros((48, len(COLUMNS)), dtype=np.float32)
    nats[:, TEMPLATE] = 3.0
    is_member = (account < 12) == (group == 0)
    fits = Fits(group, account, nats, np.zeros(48, dtype=np.float32), is_member)
    both = with_waking(fits, Grouping(np.array([0, 12, 24]), np.arange(24, dtype=np.int32)), waking)
    first = group == 0
    alone = replace(fits, group=group[first], account=account[first], nats=nats[first], is_member=is_member[first])
    one = with_waking(alone, Grouping(np.array([0, 12]), np.arange(12, dtype=np.int32)), waking)
    assert (both.nats[first] == one.nats).all()
    assert (both.nats[is_member, TIME] > 0).all()
    assert np.mean(both.nats[~is_member, TIME] > 0) < 0.1


def test_a_ledger_without_activity_has_no_waking() -> None:
    assert waking_of(Onsets(np.zeros(4, dtype=np.int64), np.zeros(0, dtype=np.int64))) is None
    fits, groups = tied(range(3), 2)
    assert with_waking(fits, groups, None) is fits
