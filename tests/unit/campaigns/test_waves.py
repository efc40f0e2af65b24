"""Starts in waves: what days, hours of the day and the whole world explain is none; a scheduler is."""

import numpy as np
import polars as pl

from linkage.campaigns.waves import LEAST_STARTS, starts_in_waves

HOUR = 3600
DAY = 24 * HOUR
T0 = 20_000 * DAY
N_DAYS = 28
SHIFT = np.arange(9, 18)


def share(at: list[list[float]], others: list[list[float]] = []) -> float:  # noqa: B006 (never changed)
    """The share of starts in waves of one group, beside others that are in none."""
    rows = [(x, T0 + int(moment)) for x, moments in enumerate([*at, *others]) for moment in sorted(moments)]
    activity = pl.DataFrame(rows, schema={"account": pl.UInt32, "at": pl.Int64}, orient="row").sort("account", "at")
    labels = np.array([0] * len(at) + [-1] * len(others), dtype=np.int32)
    return float(starts_in_waves(activity, labels, 1)[0])


def people(n: int, seed: int, per_day: float = 1.5, busy: np.ndarray | None = None) -> list[list[float]]:
    """Moments of people who start on their own in office hours, on days that are busy or not for all of them."""
    rng = np.random.default_rng(seed)
    rate = per_day * (np.ones(N_DAYS) if busy is None else busy)
    return [
        [
            day * DAY + float(rng.choice(SHIFT)) * HOUR + float(rng.integers(HOUR))
            for day in range(N_DAYS)
            for _ in range(rng.poisson(rate[day]))
        ]
        for _ in range(n)
    ]


def scheduled(n: int, seed: int, part: float = 0.3) -> list[list[float]]:
    """Moments of accounts of which a scheduler takes a part at a time, at hours that differ from day to day."""
    rng = np.random.default_rng(seed)
    at: list[list[float]] = [[] for _ in range(n)]
    for day in range(N_DAYS):
        for hour in rng.choice(SHIFT, 3, replace=False):
            for x in np.flatnonzero(rng.random(n) < part):
                at[x].append(day * DAY + float(hour) * HOUR + float(rng.integers(600)))
    return at


def test_people_who_share_office_hours_start_in_no_waves() -> None:
    assert max(share(people(40, seed)) for seed in range(5)) < 0.02


def test_busy_days_and_weekends_are_no_waves() -> None:
    busy = np.tile([1.0, 3.0, 0.5, 2.0, 1.0, 0.1, 0.1], 4)
    assert max(share(people(40, seed, busy=busy)) for seed in range(5)) < 0.02


def test_a_scheduler_that_picks_its_hours_is_seen_and_the_more_the_more_it_takes_at_once() -> None:
    assert share(scheduled(40, 1, part=0.6)) > share(scheduled(40, 1, part=0.2)) > 0.1


def test_a_nightly_job_at_its_usual_hour_is_no_wave() -> None:
    rng = np.random.default_rng(4)
    nightly = [[day * DAY + 3 * HOUR + float(rng.integers(300)) for day in range(N_DAYS)] for _ in range(30)]
    assert share(nightly) < 0.02


def test_honest_traffic_mixed_in_hides_a_part_of_a_wave_and_not_all() -> None:
    mixed = [mine + cover for mine, cover in zip(scheduled(40, 2), people(40, 3), strict=True)]
    assert share(scheduled(40, 2)) > share(mixed) > 0.05


def test_hours_in_which_everybody_starts_are_nobodys_wave() -> None:
    def outages(n: int, seed: int) -> list[list[float]]:
        rng = np.random.default_rng(seed)
        return [
            mine + [day * DAY + 15 * HOUR + float(rng.integers(600)) for day in (3, 9, 17) if rng.random() < 0.9]
            for mine in people(n, seed, per_day=0.5)
        ]

    alone, among_all = share(outages(60, 5), people(400, 6)), share(outages(60, 5), outages(400, 7))
    assert among_all < 0.03 < 0.08 < alone


def test_a_company_is_not_in_waves_for_being_large() -> None:
    rng = np.random.default_rng(8)
    shared_moods = rng.lognormal(0.0, 0.1, (N_DAYS, 24))

    def company(n: int) -> list[list[float]]:
        rate = 1.5 * shared_moods[:, SHIFT] / SHIFT.size
        return [
            [
                day * DAY + float(SHIFT[slot]) * HOUR + float(rng.integers(HOUR))
                for day, slot in np.argwhere(rng.random(rate.shape) < rate)
            ]
            for _ in range(n)
        ]

    assert share(company(1500)) < 0.05


def test_too_few_starts_and_no_activity_say_nothing() -> None:
    assert np.isnan(share([[float(x * DAY)] for x in range(LEAST_STARTS - 1)]))
    nothing = pl.DataFrame(schema={"account": pl.UInt32, "at": pl.Int64})
    assert np.isnan(starts_in_waves(nothing, np.zeros(3, dtype=np.int32), 1)).all()
    assert starts_in_waves(nothing, np.full(3, -1, dtype=np.int32), 0).size == 0


def test_groups_are_measured_apart() -> None:
    at = [*scheduled(30, 1), *people(30, 2)]
    rows = [(x, T0 + int(moment)) for x, moments in enumerate(at) for moment in sorted(moments)]
    activity = pl.DataFrame(rows, schema={"account": pl.UInt32, "at": pl.Int64}, orient="row").sort("account", "at")
    labels = np.array([1] * 30 + [0] * 30, dtype=np.int32)
    both = starts_in_waves(activity, labels, 2)
    assert both[1] > 0.1 > 0.02 > both[0]
