"""Onsets, and when they coincide beyond chance."""

import numpy as np
import pytest

from linkage.links import united
from linkage.links.incidence import COLUMNS, Links
from linkage.links.onsets import Onsets, onsets
from linkage.links.timing import ALONE_NATS, coincident_pairs, pair_timing_nats, timing_links
from tests.linked import links_of

DAY, HOUR = 86_400, 3600


def onsets_of(*accounts: list[int]) -> Onsets:
    owner = np.repeat(np.arange(len(accounts)), [len(times) for times in accounts]).astype(np.uint32)
    return onsets(owner, np.array([t for times in accounts for t in sorted(times)], dtype=np.int64), len(accounts))


def nats(found: Onsets, a: int = 0, b: int = 1) -> float:
    return float(pair_timing_nats(found, np.array([a], np.int32), np.array([b], np.int32))[0])


def office_worker(rng: np.random.Generator) -> list[int]:
    return [int(d * DAY + 9 * HOUR + rng.integers(-1800, 1800)) for d in range(28)]


def scheduled(rng: np.random.Generator, starts: np.ndarray) -> list[int]:
    return [int(t + rng.integers(0, 120)) for t in starts]


def test_an_onset_is_the_first_request_after_an_hour_of_silence():
    found = onsets_of([0, 1800, 3600, 7200, 7300], [], [7400])
    assert found.times.tolist() == [0, 7200, 7400]
    assert found.ptr.tolist() == [0, 2, 2, 3]


def test_times_stated_to_the_hour_tell_no_silence_of_an_hour_and_no_common_moment():
    stated = [h * HOUR for h in (0, 1, 2, 5, 9)]
    found = onsets_of(stated, stated)
    assert found.times.size == 2 * 3, "an hour after an hour may be a second after a second"
    assert (found.times // HOUR).tolist() == [0, 5, 9, 0, 5, 9]
    assert not set(found.times[:3]) & set(found.times[3:])
    assert onsets_of(stated, stated).times.tolist() == found.times.tolist()


def test_people_who_work_for_hours_wake_together_no_more_where_times_are_stated_to_the_hour():
    """Each active hour counted as a waking would give three times as many pairs."""
    rng = np.random.default_rng(3)
    lives = []
    for _ in range(60):
        starts = rng.integers(0, 28, 20) * 24 + rng.integers(8, 20, 20)
        hours = [start + h for start, n in zip(starts, rng.integers(1, 5, 20), strict=True) for h in range(n)]
        lives.append((np.unique(hours) * HOUR).tolist())
    found = onsets_of(*lives)
    pairs = np.array([nats(found, a, b) for a in range(60) for b in range(a)])
    assert np.mean(pairs >= 3.0) < 0.005


def test_office_workers_with_the_same_hours_share_next_to_nothing_in_time_and_never_what_links():
    rng = np.random.default_rng(1)
    evidence = [nats(onsets_of(office_worker(rng), office_worker(rng))) for _ in range(40)]
    assert np.median(evidence) < 0.5
    assert max(evidence) < ALONE_NATS


def test_two_accounts_of_one_scheduler_share_much():
    rng = np.random.default_rng(2)
    starts = np.arange(28) * DAY + rng.integers(0, DAY, 28)
    assert nats(onsets_of(scheduled(rng, starts), scheduled(rng, starts))) > 20.0


def test_a_nightly_job_at_the_same_minute_each_day_proves_nothing():
    nightly = [d * DAY + 3 * HOUR for d in range(28)]
    assert nats(onsets_of(nightly, [t + 30 for t in nightly])) < 1.0


def test_one_day_gives_at_most_two_coincidences():
    burst = [h * HOUR * 2 for h in range(10)]
    assert nats(onsets_of(burst, [t + 5 for t in burst])) == 0.0


def test_in_two_days_and_a_half_a_shift_by_whole_days_says_nothing_of_what_is_usual():
    """Only shifts of a day (three fifths left) and of two (one fifth) overlap: 1.6 of ten, and two are asked for.

    So four coincidences are held against the two accounts' hours: eight pairs on one day, of which .7 / 2 in one hour,
    and a third of that within ten minutes.
    """
    twice_a_day = [day * DAY + hour * HOUR for day in (0, 1) for hour in (0, 12)]
    usual = 8 * (0.7 / 2) / 3
    found = Onsets(np.array([0, 4, 8]), np.array([*twice_a_day, *(t + 5 for t in twice_a_day)]))
    assert nats(found) == pytest.approx(4 * np.log(4 / usual) - (4 - usual))


def test_the_sieve_keeps_every_pair_that_time_alone_would_link():
    rng = np.random.default_rng(3)
    starts = np.arange(28) * DAY + rng.integers(0, DAY, 28)
    found = onsets_of(*(scheduled(rng, starts) for _ in range(3)), *(office_worker(rng) for _ in range(10)))
    a, b = coincident_pairs(found, 8.0)
    assert {(0, 1), (0, 2), (1, 2)} <= set(zip(a.tolist(), b.tolist(), strict=True))
    links = timing_links(found, links_of(13, {}), seed=7)
    assert {(0, 1), (0, 2), (1, 2)} <= set(zip(links.a.tolist(), links.b.tolist(), strict=True))
    assert np.flatnonzero(links.bits.any(axis=0)).tolist() == [COLUMNS.index("time")]
    assert (links.weight_bits >= links.threshold_bits - 1e-4).all()


def test_the_sieve_keeps_every_pair_of_a_ledger_of_two_days():
    """A ledger that ends when its accounts do leaves no room beside their own days: there its rate is theirs."""
    rng = np.random.default_rng(0)
    reached = 0
    for _ in range(1000):
        joint = np.concatenate([rng.integers(HOUR, DAY - HOUR, 2), rng.integers(DAY + HOUR, 2 * DAY - HOUR, 2)])
        both = [
            np.sort(np.concatenate([joint + rng.integers(-200, 200, 4), rng.integers(0, 2 * DAY, rng.integers(8))]))
            for _ in range(2)
        ]
        found = Onsets(np.cumsum([0, both[0].size, both[1].size]), np.concatenate(both))
        if nats(found) >= 4.0:
            reached += 1
            assert coincident_pairs(found, 4.0)[0].size == 1
    assert reached > 100


def test_without_activity_there_are_no_timing_links():
    assert timing_links(onsets_of([], []), links_of(2, {}), seed=7).a.size == 0


def timed(n: int, edges: dict[tuple[int, int], float]) -> Links:
    links = links_of(n, edges)
    links.bits[:, COLUMNS.index("time")] = links.bits[:, 0]
    links.bits[:, 0] = 0
    return links


def test_links_of_two_origins_have_the_pairs_of_either_and_the_bits_of_both():
    both = united(links_of(4, {(0, 1): 3.0, (1, 2): 2.0}), timed(4, {(0, 1): 5.0, (0, 3): 4.0}))
    weights = {(a, b): w for a, b, w in zip(both.a.tolist(), both.b.tolist(), both.weight_bits.tolist(), strict=True)}
    assert weights == pytest.approx({(0, 1): 8.0, (0, 3): 4.0, (1, 2): 2.0})
    assert both.bits.sum(axis=1) == pytest.approx(both.weight_bits)


def test_links_united_with_themselves_are_themselves():
    links = links_of(4, {(0, 1): 3.0, (1, 2): 2.0})
    again = united(links, links)
    assert (again.a.tolist(), again.b.tolist(), again.bits.tolist()) == (
        links.a.tolist(),
        links.b.tolist(),
        links.bits.tolist(),
    )
