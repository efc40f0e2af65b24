"""The fourth maker's worlds are honest too: no attribute gives an account away, and honest groups move together."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from tests.quality.makers import assert_truth_is_read_and_carpools_are_apart, made, shared_parts, truth_of
from tests.quality.separation import HIDING, IN_DETAIL, aucs, beyond, of_accounts, of_requests

from .worlds import make_world

SEEDS = range(201, 205)
ACCOUNTS, DAYS = 6000, 21
WEEK = 7 * 24


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four worlds, each just large enough for every type of campaign and every rung."""
    return made(tmp_path_factory, "fourth", SEEDS, lambda folder, seed: make_world(folder, ACCOUNTS, DAYS, seed))


def _truth(folder: Path) -> pl.DataFrame:
    """Return the truth of accounts, with the class or company that each is of, else its party."""
    groups = pl.read_parquet(folder / "truth" / "groups.parquet")
    truth = truth_of(folder).join(groups, on="account_id", how="left")
    return truth.with_columns(group=pl.coalesce("group_id", "party_id"))


def _attributes(folder: Path) -> pl.DataFrame:
    shown = ("ip", "template_id", "device_id", "payment_id", "user_agent")
    popularity = {f"others_with_{name}": pl.col("account_id").n_unique().over(name) for name in shown}
    rows = pl.read_parquet(folder / "activity.parquet").with_columns(
        pl.when(pl.col(name).is_not_null()).then(others).alias(f"others_with_{name}")
        for name, others in zip(shown, popularity.values(), strict=True)
    )
    per_account = of_requests(
        rows,
        **IN_DETAIL,
        cards=pl.col("payment_id").n_unique(),
        keys=pl.col("api_key_id").n_unique(),
        batch=(pl.col("operation") == "batch").mean(),
        **{name: pl.col(name).mean() for name in popularity},
    )
    return of_accounts(
        folder,
        per_account,
        created=pl.col("created_at").dt.epoch("s") - pl.col("created_at").dt.epoch("s").max(),
        sponsored=pl.col("programme").is_not_null().cast(pl.Int64),
        phone=pl.col("phone").is_not_null().cast(pl.Int64),
    )


@pytest.fixture(scope="module")
def shared(folders: list[Path]) -> dict[str, dict[str, float]]:
    """Return the part of requests whose address, device, card or prompt another of the group has too, by class."""
    worlds = ((folder, _truth(folder)) for folder in folders)
    return shared_parts(worlds, "group", ("ip", "device_id", "payment_id", "template_id"))


def _hours(folder: Path) -> dict[str, npt.NDArray[np.int64]]:
    """Return the hours of the world in which each account began a session."""
    rows = pl.read_parquet(folder / "activity.parquet", columns=["account_id", "session_id", "at"])
    begun = (
        rows.group_by("account_id", "session_id")
        .agg(hour=pl.col("at").min().dt.epoch("s") // 3600)
        .select("account_id", hour=pl.col("hour") - pl.col("hour").min())
        .filter(pl.col("hour") < DAYS * 24)
        .unique()
    )
    return {account: np.array(hours) for account, hours in begun.group_by("account_id").agg("hour").iter_rows()}


def _agreement(
    hours: dict[str, npt.NDArray[np.int64]], members: npt.NDArray[np.str_], rng: np.random.Generator
) -> float:
    """Return the correlation of two halves of a group: how many of each begin in each hour, less its week's mean."""
    halves = []
    for part in np.array_split(rng.permutation(members), 2):
        counts = np.bincount(np.concatenate([hours[each] for each in part]), minlength=DAYS * 24)
        by_week = counts.reshape(-1, WEEK)
        halves.append((by_week - by_week.mean(axis=0)).ravel())
    return float(np.corrcoef(halves)[0, 1])


def _together(folders: list[Path]) -> dict[str, tuple[float, float]]:
    """Return the mean agreement of groups of twenty or more, and of as many individuals where they live, by class."""
    found: dict[str, list[tuple[float, float]]] = {}
    for folder in folders:
        rng, hours = np.random.default_rng(0), _hours(folder)
        countries = pl.read_parquet(folder / "accounts.parquet", columns=["account_id", "country"])
        truth = _truth(folder).join(countries, on="account_id").filter(pl.col("account_id").is_in(list(hours)))
        alone = dict(truth.filter(pl.col("class") == "individual").group_by("country").agg("account_id").iter_rows())
        groups = truth.group_by("group", maintain_order=True).agg("account_id", "country", pl.col("class").first())
        for _, members, where, klass in groups.filter(pl.col("account_id").list.len() >= 20).iter_rows():
            strangers = [rng.choice(alone[country]) for country in where if country in alone]
            both = (_agreement(hours, np.array(each), rng) for each in (members, strangers))
            found.setdefault(klass, []).append((next(both), next(both)))
    means = {klass: np.mean(values, axis=0) for klass, values in found.items()}
    return {klass: (float(together), float(strange)) for klass, (together, strange) in means.items()}


def test_no_attribute_of_an_account_alone_separates_farms(folders: list[Path]) -> None:
    """At E2 and above the best AUC, farms against honest accounts, is that of the number of models: .68 (.66 in six
    worlds of 20,000, .72 in one of them), for farms adopt a new model within a day."""
    table = pl.concat([_attributes(folder) for folder in folders])
    found = aucs(table)
    assert len(found) >= 35
    assert table.filter(pl.col("is_farm") & pl.col("rung").is_in(HIDING)).height >= 300
    assert beyond(found, 0.72) == {}


def test_honest_parties_share_what_is_documented(shared: dict[str, dict[str, float]]) -> None:
    """Rooms share addresses, payers cards, cafés machines, an app its device or prompt; people alone nothing."""
    for klass in ("company_office", "company_shifts", "company_timezones", "company_gateway", "agency"):
        assert shared[klass]["ip"] > 0.55, klass
    for klass in ("class_bootcamp", "campus_lab", "hackathon", "internet_cafe", "discord_bot", "reseller_gateway"):
        assert shared[klass]["ip"] > 0.6, klass
    for klass in ("webinar", "launch_app", "community_app", "startup_programme", "research_programme"):
        assert shared[klass]["ip"] < 0.35, klass
    for klass in ("company_office", "company_gateway", "company_shifts", "agency", "reseller_gateway", "household"):
        assert shared[klass]["payment_id"] > 0.5, klass
    for klass in ("carpool", "seat_sharing"):
        assert shared[klass]["payment_id"] > 0.95, klass
    for klass in ("class_bootcamp", "campus_lab", "hackathon", "internet_cafe", "discord_bot", "launch_app"):
        assert shared[klass]["payment_id"] < 0.2, klass
    for klass in ("campus_lab", "internet_cafe", "community_app", "seat_sharing", "carpool"):
        assert shared[klass]["device_id"] > 0.4, klass
    for klass in ("class_bootcamp", "company_office", "hackathon", "discord_bot", "launch_app", "platform_workers"):
        assert shared[klass]["template_id"] > 0.5, klass
    for klass in ("individual", "vpn_user", "proxy_customer", "privacy_minded"):
        assert max(shared[klass][name] for name in ("ip", "device_id", "payment_id", "template_id")) < 0.01, klass


def test_farms_share_machines_and_cards_until_they_hide(shared: dict[str, dict[str, float]]) -> None:
    """Accounts of a naive farm have each other's addresses, devices and cards; at E8 hardly any."""
    assert min(shared["E0"][name] for name in ("ip", "device_id", "payment_id")) > 0.4
    assert max(shared["E8"][name] for name in ("ip", "device_id", "payment_id")) < 0.15


def test_honest_groups_begin_in_the_same_hours(folders: list[Path]) -> None:
    """More of one half of a group begin in an hour when more of the other half do, beyond what is usual at that hour of
    the week: in classes, hackathons and webinars by a correlation of .8, in companies of .5; in strangers by .03."""
    together = _together(folders)
    for klass in ("class_bootcamp", "hackathon", "webinar"):
        assert together[klass][0] > 0.65, klass
    for klass in ("company_office", "company_remote", "company_shifts", "launch_app"):
        assert together[klass][0] > 0.35, klass
    for klass in ("company_timezones", "discord_bot"):
        assert together[klass][0] > 0.2, klass
    for klass in ("campus_lab", "community_app", "internet_cafe"):
        assert together[klass][0] > together[klass][1] + 0.05, klass
    assert np.mean([strange for _, strange in together.values()]) < 0.1


def test_all_campaigns_and_classes_occur(folders: list[Path]) -> None:
    """Each world holds every archetype that it is made of and every rung; a few hold each kind of honest party."""
    truths = [pl.read_parquet(folder / "truth" / "accounts.parquet") for folder in folders]
    for truth in truths:
        assert set(truth["archetype"].drop_nulls()) == {f"A{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 10)}
        assert set(truth["rung"].drop_nulls()) == {f"E{number}" for number in range(9)}
    truth = pl.concat(truths)
    assert truth["honest_class"].drop_nulls().n_unique() == 30
    assert truth.filter("is_farm")["honest_class"].null_count() == truth["is_farm"].sum()
    overlays = set(truth["overlays"].explode().drop_nulls())
    assert overlays >= {"workshop", "incident", "service_router", "closed_together", "company_ban", "reinstated"}
    assert overlays >= {"automation", "nightly_eval", "proxied_home", "shared_prompt", "stolen_key", "swapped"}


def test_evaluation_reads_the_truth_and_scores_carpools_apart(folders: list[Path]) -> None:
    """Every account has its truth; members of a carpool are honest, and of a class that is scored apart."""
    assert_truth_is_read_and_carpools_are_apart(folders)


def test_nothing_is_sent_before_an_account_is_opened(folders: list[Path]) -> None:
    """Requests follow the sign-up of their account, and their second falls into what is observed."""
    for folder in folders:
        opened = pl.read_parquet(folder / "accounts.parquet", columns=["account_id", "created_at"])
        rows = pl.read_parquet(folder / "activity.parquet", columns=["account_id", "at"]).join(opened, on="account_id")
        assert rows.filter(pl.col("at") < pl.col("created_at").dt.truncate("1s")).is_empty()
        assert rows.select(pl.col("at").max() - pl.col("at").min()).item() <= timedelta(days=DAYS)
