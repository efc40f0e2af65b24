"""The small machines of the simulation do what they say: weighted choice, address pools, schedules, lineage."""

import numpy as np

from linkage.simulation.draft import Chooser, Draft
from linkage.simulation.farms import plan_campaigns
from linkage.simulation.people import copy_use
from linkage.simulation.places import address_text, draw_addresses, scramble
from linkage.simulation.priors import draw_parameters
from linkage.simulation.rhythm import ALWAYS, NIGHTLY, draw_hours, schedule, wave_times


def test_a_chooser_draws_by_weight_and_only_what_is_the_habits_own() -> None:
    """Values come up in proportion to their weights; a habit with no list gets -1."""
    draft = Draft()
    draft.use("device", np.array([5]), 50, 1.0)
    draft.use("device", np.array([2, 5]), np.array([20, 51]), np.array([1.0, 3.0]))
    chooser = Chooser.of(draft.uses["device"])
    u = np.linspace(0, 1, 4000, endpoint=False)
    drawn = chooser.draw(np.full(4000, 5), u)
    assert set(drawn.tolist()) == {50, 51}
    assert abs((drawn == 51).mean() - 0.75) < 0.01
    assert chooser.draw(np.array([2, 3, 9]), np.array([0.999999, 0.5, 0.1])).tolist() == [20, -1, -1]


def test_several_habits_may_use_what_one_habit_uses() -> None:
    """Each copy gets all that its source has, with its weight, and nothing of others."""
    draft = Draft()
    draft.use("net", np.array([1, 2, 2, 3]), np.array([10, 20, 21, 30]), np.array([1.0, 2.0, 3.0, 4.0]))
    copy_use(draft, "net", np.array([2, 3, 2]), np.array([7, 8, 9]))
    copied = zip(*(column.tolist() for column in draft.uses["net"][-1]), strict=True)
    assert set(copied) == {(7, 20, 2.0), (7, 21, 3.0), (9, 20, 2.0), (9, 21, 3.0), (8, 30, 4.0)}


def test_addresses_keep_their_lease_and_stay_in_their_pool() -> None:
    """Within a lease the holder keeps the address; a scattered pool has no more addresses than its size."""
    n = 5000
    net = {"lo": 0, "span": 2**28, "size": 40, "skew": 0.0, "lease": 2.0, "scattered": True, "key": 9, "first": 3}
    nets = {name: np.full(n, value) for name, value in net.items()}
    at = np.arange(n) * 60
    u = np.random.default_rng(1).random(n)
    held = draw_addresses(nets, np.full(n, 77), at, u)
    assert len(np.unique(held)) <= 3
    nets["lease"] = np.zeros(n)
    assert 30 <= len(np.unique(draw_addresses(nets, np.full(n, 77), at, u))) <= 40


def test_addresses_are_written_as_people_write_them() -> None:
    """IPv4 in dots; IPv6 with its /64 fixed by the number and its host part free."""
    numbers, hosts = np.array([0x14010203, 2**40 + 5, 2**40 + 5]), np.array([1, 1, 70000])
    four, first, second = address_text(numbers, hosts).to_list()
    assert four == "20.1.2.3"
    assert first != second
    assert first.split(":")[:4] == second.split(":")[:4]


def test_scrambled_numbers_are_stable_and_spread() -> None:
    """The mix is a fixed function: no collision among 200,000, half above the middle."""
    mixed = scramble(np.arange(200_000), 3)
    assert len(np.unique(mixed)) == 200_000
    assert abs((mixed > 2**62).mean() - 0.5) < 0.01
    one = np.array([7])
    assert scramble(one, 3) == scramble(one, 3) != scramble(one, 4)


def test_a_schedule_is_even_and_takes_the_least_used() -> None:
    """With equal capacities nobody gets much more than another; a larger capacity gets more."""
    rng = np.random.default_rng(2)
    waves = wave_times(rng, 1_772_409_600, 1_772_409_600 + 20 * 86_400, 10, ALWAYS, 0.0)
    assert (np.diff(waves) >= 0).all()
    who, at = schedule(rng, waves, np.ones(30), np.full(len(waves), 0.3), 60.0)
    load = np.bincount(who, minlength=30)
    assert load.std() / load.mean() < 0.15
    assert ((at - waves[0]) >= 0).all()
    who, _ = schedule(rng, waves, np.r_[np.ones(15), np.full(15, 4.0)], np.full(len(waves), 0.3), 60.0)
    load = np.bincount(who, minlength=30)
    assert load[15:].mean() > 1.5 * load[:15].mean()


def test_a_scheduler_skips_an_account_that_is_near_its_limit_until_the_next_day() -> None:
    """Nobody gets more than nine tenths of a day's limit, rounded up; the others do the work, as long as they can."""
    rng = np.random.default_rng(4)
    waves = np.sort(rng.integers(0, 10 * 86_400, 400))
    limit, part = np.r_[np.full(10, 2.0), np.full(20, 20.0)], np.full(400, 0.2)
    who, at = schedule(rng, waves, np.ones(30), part, 0.0, limit)
    days = np.zeros((30, 10), int)
    np.add.at(days, (who, at // 86_400), 1)
    assert (days <= np.ceil(0.9 * limit)[:, None]).all()
    assert (days[:10] == 2).mean() > 0.9
    assert abs(days.sum() / (400 * 0.2 * 30) - 1) < 0.05
    who, _ = schedule(rng, waves, np.ones(30), part, 0.0, np.full(30, 2.0))
    assert len(who) == 30 * 2 * 10


def test_nightly_jobs_start_at_the_same_minutes() -> None:
    """A nightly habit starts around one hour, within minutes of it."""
    rng = np.random.default_rng(3)
    hours = draw_hours(np.full(2000, NIGHTLY), rng.random(2000), rng.random(2000))
    assert np.quantile(np.abs(hours - np.round(hours)), 0.9) < 0.1
    assert len(np.unique(hours.astype(int))) <= 6 or np.mean(hours.astype(int) == 2) > 0.4


def test_campaigns_fill_the_budget_and_successors_follow_a_ban() -> None:
    """Accounts of all pools add up to the prevalence; a successor starts within days of its predecessor's ban."""
    parameters = draw_parameters(4, 20_000, 30, prevalence=0.05)
    campaigns = plan_campaigns(parameters)
    pools = {pool.number: pool for campaign in campaigns for pool in campaign.pools}
    assert sum(pool.n_accounts for pool in pools.values()) == 1000
    followers = [pool for pool in pools.values() if pool.successor_of >= 0]
    assert followers
    for pool in followers:
        before = pools[pool.successor_of]
        assert before.banned
        assert before.campaign == pool.campaign
        assert 0 < pool.start - before.end <= 3 * 86_400
