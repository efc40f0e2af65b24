"""Worlds are honest: nothing about a single account gives a farm away, and every honest class shares as documented."""

from pathlib import Path

import polars as pl
import pytest

from linkage.simulation import simulate
from tests.quality.separation import HIDING, aucs, beyond

SEEDS = (101, 102, 103)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three worlds of 8,000 accounts, a twentieth of them farms at E2 and above."""
    folders = []
    for seed in SEEDS:
        folder = tmp_path_factory.mktemp(f"world{seed}")
        simulate(folder, accounts=8000, days=30, seed=seed, prevalence=0.05, rungs=HIDING)
        folders.append(folder)
    return folders


@pytest.fixture(scope="module")
def parties(worlds: list[Path]) -> pl.DataFrame:
    """One row per honest party of the three worlds: how many accounts, what they share."""
    return pl.concat([_parties(folder) for folder in worlds])


def _activity(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "activity*.parquet")


def _truth(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "truth" / "accounts.parquet")


def _attributes(folder: Path) -> pl.DataFrame:
    """What could be computed from one account's rows alone, and from its row in `accounts`."""
    requests, session = pl.col("requests"), pl.col("session_id").n_unique()
    rows = _activity(folder).with_columns(
        day=pl.col("at").dt.date(), hour=pl.col("at").dt.hour(), weekday=pl.col("at").dt.weekday()
    )
    per_account = rows.group_by("account_id").agg(
        requests_in_all=requests.sum(),
        rows_in_all=pl.len(),
        active_days=pl.col("day").n_unique(),
        requests_per_active_day=requests.sum() / pl.col("day").n_unique(),
        hours_per_active_day=pl.struct("day", "hour").n_unique() / pl.col("day").n_unique(),
        hours_of_day=pl.col("hour").n_unique(),
        addresses=pl.col("ip").n_unique(),
        addresses_per_session=pl.col("ip").n_unique() / session,
        devices=pl.col("device_id").n_unique(),
        clients=pl.col("tls_fingerprint").n_unique(),
        cards=pl.col("payment_id").drop_nulls().n_unique(),
        templates=pl.col("template_id").drop_nulls().n_unique(),
        free_prompts=pl.col("template_id").is_null().mean(),
        weekend=(pl.col("weekday") > 5).mean(),
        night=(pl.col("hour") < 6).mean(),
        rate_limited=(pl.col("status") == "rate_limited").mean(),
        output_per_request=pl.col("output_tokens").sum() / requests.sum(),
        input_per_request=pl.col("input_tokens").sum() / requests.sum(),
        reasoning=(pl.col("capability") == "reasoning").mean(),
        extraction_work=pl.col("capability").is_in(["reasoning", "coding", "tool_use"]).mean(),
        new_models=(~pl.col("model").str.starts_with("atlas-2")).mean(),
        artifacts=pl.col("reasoning_artifact").is_not_null().mean(),
        rows_per_session=pl.len() / session,
        requests_per_row=requests.mean(),
    )
    accounts = pl.read_parquet(folder / "accounts.parquet").with_columns(
        age=pl.col("created_at").dt.epoch("s"),
        suspended=(pl.col("status") == "suspended").cast(pl.Int64),
        declared=pl.col("organisation_id").is_not_null().cast(pl.Int64),
        free=(pl.col("plan") == "free").cast(pl.Int64),
        phone_known=pl.col("phone").is_not_null().cast(pl.Int64),
        domain_popularity=pl.len().over("email_domain"),
    )
    return accounts.join(per_account, on="account_id").join(_truth(folder), on="account_id")


def test_no_attribute_of_an_account_alone_separates_farms(worlds: list[Path]) -> None:
    """At E2 and above every attribute's AUC, farms against honest accounts, is at most .75 either way."""
    found = aucs(pl.concat([_attributes(folder) for folder in worlds]))
    assert len(found) >= 24
    assert beyond(found, 0.75) == {}


def _parties(folder: Path) -> pl.DataFrame:
    truth = _truth(folder).filter(~pl.col("is_farm")).select("account_id", "party_id", "honest_class")
    rows = _activity(folder).join(truth, on="account_id")

    def top(column: str) -> pl.Expr:
        return pl.col(column).drop_nulls().value_counts().struct.field("count").max().fill_null(0) / pl.len()

    shared = rows.group_by("party_id", "honest_class").agg(
        n=pl.col("account_id").n_unique(),
        devices=pl.col("device_id").drop_nulls().n_unique(),
        cards=pl.col("payment_id").drop_nulls().n_unique(),
        top_address=top("ip"),
        top_template=top("template_id"),
        days=(pl.col("at").max() - pl.col("at").min()).dt.total_hours() / 24,
    )
    traits = (
        pl.read_parquet(folder / "accounts.parquet")
        .join(truth, on="account_id")
        .group_by("party_id")
        .agg(
            countries=pl.col("country").n_unique(),
            domains=pl.col("email_domain").n_unique(),
            plans=pl.col("plan").n_unique(),
            declared=pl.col("organisation_id").is_not_null().any(),
            signup_days=(pl.col("created_at").quantile(0.75) - pl.col("created_at").min()).dt.total_hours() / 24,
            reinstated=(pl.col("status_at").is_not_null() & (pl.col("status") == "active")).mean(),
        )
    )
    return shared.join(traits, on="party_id").with_columns(
        devices_each=pl.col("devices") / pl.col("n"), cards_each=pl.col("cards") / pl.col("n")
    )


def _median(parties: pl.DataFrame, klass: str, column: str, least: int = 5) -> float:
    chosen = parties.filter((pl.col("honest_class") == klass) & (pl.col("n") >= least))
    assert chosen.height >= 3, f"too few of {klass}"
    return float(chosen[column].cast(pl.Float64).median())  # type: ignore[arg-type]


def test_offices_share_card_address_prompt_and_onboarding(parties: pl.DataFrame) -> None:
    """A company with an office has one card, a few addresses, one system prompt, and registers in a morning."""
    assert _median(parties, "company_office", "cards_each") < 0.35
    assert _median(parties, "company_office", "top_address") > 0.2
    assert _median(parties, "company_office", "top_template") > 0.3
    assert _median(parties, "company_office", "signup_days") < 0.5
    assert 0.3 < parties.filter(pl.col("honest_class") == "company_office")["declared"].mean() < 0.7  # type: ignore[operator]


def test_remote_firms_keep_cards_and_countries_apart(parties: pl.DataFrame) -> None:
    """A remote firm has many countries, mixed plans, mostly own cards and devices, and still one prompt."""
    assert _median(parties, "company_remote", "countries") >= 4
    assert _median(parties, "company_remote", "cards_each") > 0.5
    assert _median(parties, "company_remote", "devices_each") > 0.9
    assert _median(parties, "company_remote", "plans") >= 3
    assert _median(parties, "company_remote", "top_template") > 0.2


def test_service_accounts_share_machines_and_one_prompt(parties: pl.DataFrame) -> None:
    """Accounts behind an even scheduler come from few machines and nearly always with one prompt."""
    for klass in ("company_scheduled", "data_lab"):
        assert _median(parties, klass, "devices_each") < 0.5
        assert _median(parties, klass, "top_template") > 0.7


def test_gateways_pay_with_one_card_for_many_prompts(parties: pl.DataFrame) -> None:
    """A gateway's clients share card, device and addresses, and not a prompt."""
    assert _median(parties, "gateway", "cards_each") < 0.3
    assert _median(parties, "gateway", "devices_each") < 0.3
    assert _median(parties, "gateway", "top_template") < 0.5


def test_labs_share_devices(parties: pl.DataFrame) -> None:
    """In a lab, shared machines carry accounts of several people."""
    assert _median(parties, "lab", "devices_each") < 1.3
    assert _median(parties, "lab", "top_address") > 0.2


def test_classes_meet_in_one_place_for_a_short_time(parties: pl.DataFrame) -> None:
    """Campuses and bootcamps share a NAT and an assignment for about a week, hackathons for two days."""
    for klass in ("campus", "bootcamp"):
        assert _median(parties, klass, "top_template") > 0.3
        assert _median(parties, klass, "days") < 14
    assert _median(parties, "campus", "domains") == 1
    assert _median(parties, "hackathon", "days") <= 2.5
    assert _median(parties, "hackathon", "top_address") > 0.25


def test_small_parties_share_what_people_share(parties: pl.DataFrame) -> None:
    """Developers with several accounts share the device, carpools the card, households the home."""
    assert _median(parties, "multi_account", "devices_each", 2) <= 0.5
    assert _median(parties, "carpool", "cards_each", 3) <= 0.34
    assert _median(parties, "household", "devices_each", 2) >= 0.9
    assert _median(parties, "household", "top_address", 2) > 0.1


def test_companies_come_back_after_a_ban(parties: pl.DataFrame) -> None:
    """Most of the companies that were suspended as a whole are active again."""
    assert parties.filter(pl.col("honest_class") == "company_reinstated")["reinstated"].mean() > 0.6  # type: ignore[operator]
    assert parties.filter(pl.col("honest_class") == "company_office")["reinstated"].max() == 0


def test_shared_addresses_have_crowds(worlds: list[Path]) -> None:
    """Carrier addresses carry dozens of strangers in the median, and the busiest exits percents of all accounts."""
    for folder in worlds:
        truth = _truth(folder)
        behind = truth.filter(pl.col("overlays").list.contains("cgnat")).select("account_id")
        rows = _activity(folder)
        crowd = rows.group_by("ip").agg(n=pl.col("account_id").n_unique())
        seen = rows.join(behind, on="account_id").join(crowd.filter(pl.col("n") >= 5), on="ip")
        assert 20 <= seen["n"].median() <= 400  # type: ignore[operator]
        exits = rows.join(truth.filter(pl.col("honest_class") == "vpn").select("account_id"), on="account_id")
        busiest = exits.group_by("ip").agg(n=pl.col("account_id").n_unique())["n"].max()
        assert 0.008 * truth.height <= busiest <= 0.09 * truth.height  # type: ignore[operator]


def test_app_users_send_one_template_that_strangers_send(worlds: list[Path]) -> None:
    """Users of a community app send its one template in every request, and share it with other parties only."""
    for folder in worlds:
        truth = _truth(folder)
        users = truth.filter(pl.col("honest_class") == "app_user")
        rows = _activity(folder).join(users, on="account_id")
        assert rows.group_by("account_id").agg(pl.col("template_id").n_unique())["template_id"].max() <= 3
        assert rows["template_id"].null_count() < 0.05 * rows.height
        assert users["party_id"].n_unique() == users.height


def test_proxy_homes_share_exits_with_farms(worlds: list[Path]) -> None:
    """Some address of a home behind a proxy exit is used by a farm too."""
    meetings = 0
    for folder in worlds:
        rows = _activity(folder).join(_truth(folder), on="account_id")
        homes = rows.filter(pl.col("honest_class") == "proxy_home").select("ip").unique()
        meetings += rows.filter("is_farm").join(homes, on="ip", how="semi").select("ip").n_unique()
    assert meetings > 0
