"""Pairs that wake together, found without trying all pairs."""

import os

import numpy as np
import pytest

from linkage.links.bursts import burst_pairs
from linkage.links.onsets import Onsets, onsets
from linkage.links.thirds import pairs_by_thirds, with_thirds
from linkage.links.timing import (
    ALONE_NATS,
    burst_ties,
    coincident_pairs,
    pair_timing_nats,
    timing_links,
)
from tests.linked import links_of

DAY, HOUR = 86_400, 3600
N_STRANGERS, FARM, N_FARMS = 1500, 8, 10
SEED = 7


def onsets_of(accounts: list[list[int]]) -> Onsets:
    owner = np.repeat(np.arange(len(accounts)), [len(times) for times in accounts]).astype(np.uint32)
    return onsets(owner, np.array([t for times in accounts for t in sorted(times)], dtype=np.int64), len(accounts))


def stranger(rng: np.random.Generator) -> list[int]:
    days = np.flatnonzero(rng.random(28) < rng.uniform(0.2, 0.9))
    return [int(d * DAY + rng.normal(14, 3) * HOUR) for d in days]


def farm_of(rng: np.random.Generator, size: int = FARM, n_waves: int = 18) -> list[list[int]]:
    """Accounts that take part in three quarters of the waves of a scheduler, within eight minutes of each other."""
    waves = np.sort(rng.choice(27 * 8, n_waves, replace=False)) * 3 * HOUR + rng.integers(0, HOUR, n_waves)
    return [[int(t + rng.integers(0, 480)) for t in waves if rng.random() < 0.75] for _ in range(size)]


@pytest.fixture(scope="module")
def found() -> Onsets:
    """Strangers, and after them farms of `FARM` accounts."""
    rng = np.random.default_rng(5)
    farms = [account for _ in range(N_FARMS) for account in farm_of(rng)]
    return onsets_of([stranger(rng) for _ in range(N_STRANGERS)] + farms)


def tied_pairs(pairs: np.ndarray, n: int) -> set[tuple[int, int]]:
    return {(int(pair // n), int(pair % n)) for pair in pairs}


def test_runs_of_bins_find_nearly_all_that_trying_every_pair_finds(found: Onsets) -> None:
    n = found.n_accounts
    a, b = coincident_pairs(found, ALONE_NATS)
    stand = pair_timing_nats(found, a, b) >= ALONE_NATS
    wanted = set(zip(a[stand].tolist(), b[stand].tolist(), strict=True))
    tied = tied_pairs(burst_ties(found, ALONE_NATS, SEED), n)
    assert len(wanted) > 200
    assert tied <= wanted
    assert len(tied) >= 0.97 * len(wanted)


def test_pairs_are_canonical_and_a_small_part_of_all(found: Onsets) -> None:
    a, b = burst_pairs(found, ALONE_NATS, SEED)
    assert (a < b).all()
    keys = a.astype(np.int64) * found.n_accounts + b
    assert (np.diff(keys) > 0).all()
    assert keys.size < 0.01 * found.n_accounts**2 / 2


def test_the_number_of_threads_changes_nothing(found: Onsets, monkeypatch: pytest.MonkeyPatch) -> None:
    many = burst_ties(found, ALONE_NATS, SEED)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert np.array_equal(burst_ties(found, ALONE_NATS, SEED), many)


def test_office_hours_nightly_jobs_and_a_release_tie_nobody() -> None:
    rng = np.random.default_rng(6)
    release = 12 * DAY + 17 * HOUR
    accounts = []
    for i in range(400):
        nightly = [d * DAY + 3 * HOUR + int(rng.integers(0, 60)) for d in range(28) if rng.random() < 0.8]
        office = [d * DAY + 9 * HOUR + int(rng.integers(-1800, 1800)) for d in range(28)]
        accounts.append([*(nightly if i % 2 else office), release + int(rng.integers(0, 300))])
    assert burst_ties(onsets_of(accounts), ALONE_NATS, SEED).size == 0


def test_what_is_too_little_alone_stands_where_two_thirds_are_tied_to_both() -> None:
    rng = np.random.default_rng(7)
    found = onsets_of([*farm_of(rng, size=6), *farm_of(rng, size=2), *(stranger(rng) for _ in range(300))])
    farm = {(a, b) for a in range(6) for b in range(a + 1, 6)}
    assert farm | {(6, 7)} <= tied_pairs(burst_ties(found, ALONE_NATS, SEED), found.n_accounts)
    assert tied_pairs(burst_ties(found, 1000.0, SEED), found.n_accounts) == farm


def test_beyond_all_pairs_linked_pairs_are_tried_at_half_and_others_by_their_bursts(found: Onsets) -> None:
    n = found.n_accounts
    a, b = np.triu_indices(200, 1)
    nats = pair_timing_nats(found, a.astype(np.int32), b.astype(np.int32))
    weak = int(np.argmax(np.where(nats < 6.0, nats, 0)))
    pair = (int(a[weak]), int(b[weak]))
    assert 3.0 <= nats[weak] < 6.0
    links = timing_links(found, links_of(n, {pair: 5.0}), SEED, all_pairs_accounts=0)
    got = set(zip(links.a.tolist(), links.b.tolist(), strict=True))
    assert got == {pair} | tied_pairs(burst_ties(found, 6.0, SEED), n)
    assert len(got) > 200


def test_times_that_lie_sixty_years_apart_need_no_more_bins() -> None:
    rng = np.random.default_rng(8)
    late = [[t + 60 * 365 * DAY for t in account] for account in farm_of(rng, size=4)]
    tied = burst_ties(onsets_of([*late, *(stranger(rng) for _ in range(50))]), ALONE_NATS, SEED)
    assert {(a, b) for a in range(4) for b in range(a + 1, 4)} <= tied_pairs(tied, 54)


@pytest.mark.parametrize("accounts", [[], [[], []], [[0, 2 * HOUR], [0]]])
def test_without_onsets_enough_there_are_no_pairs(accounts: list[list[int]]) -> None:
    assert burst_ties(onsets_of(accounts), ALONE_NATS, SEED).size == 0


def test_a_third_that_is_tied_to_both_makes_a_pair() -> None:
    tied = np.array([0 * 5 + 1, 1 * 5 + 2, 2 * 5 + 3])
    assert tied_pairs(pairs_by_thirds(tied, 5), 5) == {(0, 2), (1, 3)}


def test_a_pair_counts_the_thirds_that_both_are_tied_to() -> None:
    clique = np.array([a * 6 + b for a in range(4) for b in range(a + 1, 4)])
    with_a_tail = np.append(clique, 3 * 6 + 4)
    assert np.array_equal(with_thirds(with_a_tail, 6, 2), clique)
    assert with_thirds(with_a_tail, 6, 3).size == 0
