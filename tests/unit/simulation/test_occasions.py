"""Honest parties act together when they have reason to: lessons, meetings, releases, jobs, outages, ends of trials."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from linkage.simulation import simulate
from linkage.simulation.classes import HONEST
from linkage.simulation.draft import Draft
from linkage.simulation.names import name_everything
from linkage.simulation.occasions import Occasions, call, gather
from linkage.simulation.outages import Outages, strike
from linkage.simulation.places import addresses_at, home_addresses, provider_of, server_addresses
from linkage.simulation.priors import draw_parameters
from linkage.simulation.world import draw_world

ACCOUNTS, DAYS, SEED = 9000, 30, 21
DAY, MINUTE = 86_400, 60


@dataclass(frozen=True)
class World:
    """A simulated world, the draft that it was written from, and what became of the moments on it."""

    accounts: pl.DataFrame
    starts: pl.DataFrame
    """`account_id`, `at` (epoch seconds) of first requests after an hour of silence."""
    truth: pl.DataFrame
    draft: Draft
    moments: pl.DataFrame
    """`crowd`, `at`, `spread`, `part`."""
    crowds: pl.DataFrame
    """`crowd`, `account_id`, with the truth of the account."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("occasions")
    simulate(folder, accounts=ACCOUNTS, days=DAYS, seed=SEED, prevalence=0.02)
    draft = draw_world(draw_parameters(SEED, ACCOUNTS, DAYS, prevalence=0.02))
    names = name_everything(draft, SEED).accounts
    truth = pl.read_parquet(folder / "truth/accounts.parquet")
    goes = draft.attendance.frozen()
    owner = draft.habits.frozen()["account"][goes["habit"]]
    crowds = pl.DataFrame({"crowd": goes["crowd"], "account_id": names.gather(owner.astype(np.uint32))})
    rows = pl.read_parquet(folder / "activity.parquet").select("account_id", pl.col("at").dt.epoch("s"))
    silent = pl.col("at").diff().over("account_id").fill_null(10**9) > 3600
    return World(
        pl.read_parquet(folder / "accounts.parquet"),
        rows.sort("account_id", "at").filter(silent),
        truth,
        draft,
        pl.DataFrame(draft.moments.frozen()).select("crowd", "at", "spread", "part"),
        crowds.join(truth, on="account_id"),
    )


def heeded(world: World, klasses: tuple[str, ...], *, minutes: int = 20, shift: int = 0) -> pl.DataFrame:
    """Return per party of ten or more how much of its starts falls into the minutes after moments of its own.

    Args:
        shift: seconds by which the moments are moved, to see what chance gives.
    """
    mine = world.crowds.filter(pl.col("honest_class").is_in(klasses)).select("party_id", "crowd").unique()
    moments = mine.join(world.moments.filter(pl.col("spread") > 0), on="crowd").select("party_id", "at").unique()
    moments = moments.with_columns(pl.col("at") + shift, moment=pl.col("at") + shift).sort("at")
    people = world.truth.filter(pl.col("honest_class").is_in(klasses))
    starts = world.starts.join(people, on="account_id").sort("at")
    last = starts.join_asof(moments, on="at", by="party_id", check_sortedness=False).with_columns(
        falls=(pl.col("at") - pl.col("moment") < minutes * MINUTE).fill_null(False)
    )
    size = pl.col("account_id").n_unique().alias("size")
    found = last.group_by("party_id").agg(size, starts=pl.len(), share=pl.col("falls").mean())
    n_moments = moments.group_by("party_id").agg(n_moments=pl.len())
    found = found.join(n_moments, on="party_id", how="left").with_columns(pl.col("n_moments").fill_null(0))
    return found.filter((pl.col("size") >= 10) & (pl.col("starts") >= 30)).sort("party_id")


CLASSES = ("campus", "bootcamp")
COMPANIES = ("company_office", "company_remote", "company_reinstated", "startup", "lab")


def test_pupils_start_within_minutes_of_lessons(world: World) -> None:
    """Of the starts of classes with a timetable a third falls into the twenty minutes after it calls: of some most."""
    classes, chance = heeded(world, CLASSES), heeded(world, CLASSES, shift=-90 * MINUTE)
    called = classes.filter(pl.col("n_moments") > 1)
    assert 0 < called.height < classes.height, "some have a timetable, some none"
    assert called["share"].mean() > 0.25  # type: ignore[operator]
    assert called["share"].max() > 0.5  # type: ignore[operator]
    assert called["share"].min() < 0.2  # type: ignore[operator]
    assert chance["share"].mean() < 0.05  # type: ignore[operator]


def test_people_of_companies_start_together_more_or_less(world: World) -> None:
    """Meetings, launches and jobs take a fifth of the starts of companies on average: of some none, of some half."""
    companies, chance = heeded(world, COMPANIES), heeded(world, COMPANIES, shift=-90 * MINUTE)
    assert 0.1 < companies["share"].mean() < 0.45  # type: ignore[operator]
    assert companies["share"].max() > 0.4  # type: ignore[operator]
    assert companies["share"].quantile(0.2) < 0.02  # type: ignore[operator]
    assert chance["share"].mean() < 0.06  # type: ignore[operator]


def test_hackathons_begin_and_hand_in_together(world: World) -> None:
    """Every hackathon has a start and a last hour, and more starts after them than at other times."""
    found, chance = heeded(world, ("hackathon",)), heeded(world, ("hackathon",), shift=-90 * MINUTE)
    assert (found["n_moments"] >= 2).all()
    assert found["share"].mean() > 2 * chance["share"].mean()  # type: ignore[operator]


def test_strangers_do_not_start_together(world: World) -> None:
    """Individuals put into groups of forty at random share a quarter of an hour about as often as chance has it."""
    people = world.truth.filter(pl.col("honest_class") == "individual").sort("account_id").with_row_index("i")
    starts = world.starts.join(people, on="account_id").with_columns(group=pl.col("i") % (people.height // 40))
    together = starts.with_columns(n=pl.col("account_id").n_unique().over("group", pl.col("at") // (15 * MINUTE)))
    assert (together["n"] >= 6).mean() < 0.01
    pupils = world.truth.filter(pl.col("honest_class").is_in(CLASSES))
    classes = world.starts.join(pupils, on="account_id")
    n = classes.select(n=pl.col("account_id").n_unique().over("party_id", pl.col("at") // (15 * MINUTE)))["n"]
    assert (n >= 6).mean() > 0.15


def test_only_honest_parties_have_occasions(world: World) -> None:
    """Just the classes that the table says so of are called together, and no farm, whose scheduler is its own."""
    assert world.crowds["is_farm"].sum() == 0
    said = {name for name, honest in HONEST.items() if honest.occasions}
    assert set(world.crowds["honest_class"]) == said - {"individual"}


def test_users_of_an_app_come_back_after_a_release(world: World) -> None:
    """In the time after a release of an app more of its strangers start than at the same time of other days."""
    users = world.crowds.filter(pl.col("honest_class") == "app_user")
    releases = world.moments.filter((pl.col("part") > 0.2) & pl.col("crowd").is_in(users["crowd"].unique().implode()))
    assert users["party_id"].n_unique() == users["account_id"].n_unique()
    pairs = world.starts.join(users, on="account_id").join(releases, on="crowd", suffix="_release")
    late = (pl.col("at") - pl.col("at_release")) / DAY
    window = pl.col("spread") / DAY
    counts = pairs.select(
        after=((late >= 0) & (late < window)).sum(), before=((late >= -1) & (late < window - 1)).sum()
    )
    assert counts["after"].item() > 2 * counts["before"].item() > 0


def test_jobs_of_one_party_run_at_the_same_minute(world: World) -> None:
    """Of service accounts that run a job on the hour, most others have just begun as well."""
    jobs = (
        world.moments.filter(pl.col("spread") <= 60).with_columns(n=pl.len().over("crowd")).filter(pl.col("n") >= DAYS)
    )
    runners = world.crowds.join(jobs.select("crowd").unique(), on="crowd")
    size = runners.group_by("crowd").agg(size=pl.col("account_id").n_unique())
    assert size["size"].min() >= 2  # type: ignore[operator]
    near = world.starts.join(runners, on="account_id").sort("at")
    near = near.join_asof(
        jobs.select("crowd", "at", moment="at").sort("at"), on="at", by="crowd", check_sortedness=False
    ).filter(pl.col("at") - pl.col("moment") < 5 * MINUTE)
    met = near.group_by("crowd", "moment").agg(n=pl.col("account_id").n_unique()).join(size, on="crowd")
    assert met.height > 100
    assert (met["n"] >= 2).mean() > 0.4


def test_trials_of_strangers_end_on_one_day(world: World) -> None:
    """Several strangers who came in the same days close their accounts at one moment, and act no more."""
    closed = world.accounts.filter(pl.col("status") == "closed").join(world.truth, on="account_id")
    strangers = closed.filter(pl.col("honest_class") == "individual")
    cohorts = strangers.group_by("status_at").agg(
        n=pl.len(), days=(pl.col("created_at").max() - pl.col("created_at").min()).dt.total_days()
    )
    assert cohorts.filter(pl.col("n") >= 5).height > 0
    assert cohorts["days"].max() <= 7  # type: ignore[operator]
    assert set(strangers["plan"]) == {"free"}
    acts = world.starts.join(closed, on="account_id").filter(pl.col("at") > pl.col("status_at").dt.epoch("s") + 3600)
    assert acts.height == 0


def test_a_crowd_comes_at_its_moments_and_nobody_else() -> None:
    """As many as a moment's part come, soon after it, or before it; habits of other crowds and chunks stay away."""
    draft = Draft()
    of = np.repeat([0, 1], 500)
    crowds = gather(draft, np.arange(1000), of, np.where(np.arange(1000) % 500 < 100, 0.0, 1.0))
    call(draft, crowds[:1], np.array([100_000]), spread=60.0, part=0.5)
    call(draft, crowds[:1], np.array([900_000]), spread=-600.0, part=1.0, times=3.0)
    wanted = np.ones(1000, bool)
    wanted[450:] = False
    habit, at = Occasions.of(draft).attended(np.random.default_rng(1), wanted)
    assert habit.min() >= 100
    assert habit.max() < 450
    first, second = at < 500_000, at > 500_000
    assert abs(first.sum() / 350 - 0.5) < 0.1
    assert (at[first] >= 100_000).all()
    assert abs((at[first] - 100_000).mean() - 60) < 15
    assert len(np.unique(habit[second])) == 350
    assert abs(second.sum() / 350 - 3.0) < 0.3
    assert (at[second] <= 900_000).all()


@pytest.fixture
def sessions() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ten days of 50,000 sessions of one row each, half of them from homes of one country, half from servers."""
    rng = np.random.default_rng(2)
    at = np.sort(rng.integers(0, 10 * DAY, 50_000))
    homes = home_addresses(rng, np.zeros(50_000, np.int64))
    return at, np.arange(50_001), np.where(rng.random(50_000) < 0.5, homes, server_addresses(rng, 50_000))


def _outage(provider: int) -> Outages:
    return Outages(*(np.array([x]) for x in (5 * DAY, 5 * DAY + 7200, provider)), np.array([1.0]), np.array([600.0]))


def test_an_outage_silences_everybody_and_brings_many_back_together(
    sessions: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """While the service is out requests are lost or fail; a third waits, so that right after it twice as many come."""
    at, rows, address = sessions
    struck = strike(_outage(-1), np.random.default_rng(3), at, rows, at, address)
    during = (struck.when >= 5 * DAY) & (struck.when < 5 * DAY + 7200)
    assert struck.failed[during & struck.kept].all()
    assert 0.15 < (during & struck.kept).sum() / ((at >= 5 * DAY) & (at < 5 * DAY + 7200)).sum() < 0.35
    after = ((struck.when >= 5 * DAY + 7200) & (struck.when < 5 * DAY + 8400)).sum()
    assert after > 2 * ((at >= 5 * DAY + 7200) & (at < 5 * DAY + 8400)).sum()
    outside = (at < 5 * DAY) | (at >= 5 * DAY + 7200)
    assert (struck.when == at)[outside].all()
    assert (struck.kept & ~struck.failed)[outside].all()


def test_an_internet_provider_takes_only_its_own_with_it(sessions: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    """Addresses of other providers, and of data centres, go on; its own are gone, and none fails."""
    at, rows, address = sessions
    struck = strike(_outage(1), np.random.default_rng(3), at, rows, at, address)
    hers = provider_of(address) == 1
    assert (struck.kept & (struck.when == at))[~hers].all()
    inside = hers & (at >= 5 * DAY) & (at < 5 * DAY + 7200)
    assert inside.sum() > 20
    assert (~struck.kept | (struck.when >= 5 * DAY + 7200))[inside].all()
    assert not struck.failed.any()


def test_neighbours_have_one_provider_and_servers_none(world: World) -> None:
    """Each country has three providers; the addresses of one office belong to one of them."""
    rng = np.random.default_rng(4)
    assert (provider_of(server_addresses(rng, 100)) == -1).all()
    country = rng.integers(0, 36, 500)
    assert (provider_of(home_addresses(rng, country)) // 3 == country).mean() > 0.98
    assert set(provider_of(home_addresses(rng, np.zeros(200, np.int64)))) == {0, 1, 2}
    nets = world.draft.nets.frozen()
    small = np.flatnonzero((nets["size"] > 1) & (nets["size"] <= 5) & ~nets["scattered"])
    columns = {name: column[small] for name, column in nets.items()}
    first, last = (provider_of(addresses_at(columns, index)) for index in (0 * small, columns["size"] - 1))
    assert (first == last).mean() > 0.95
