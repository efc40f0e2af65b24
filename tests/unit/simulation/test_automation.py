"""Honest automation: routers go to the next account when one is limited, and backlogs are worked off in one go."""

from pathlib import Path

import polars as pl
import pytest

from linkage.simulation import simulate
from linkage.simulation.automation import BACKLOGGED, ROUTED

DAY = 86_400


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What 5,000 honest accounts send in 20 days, with their truth and `moment` in epoch seconds."""
    folder = tmp_path_factory.mktemp("automation")
    simulate(folder, accounts=5000, days=20, seed=18, null=True)
    truth = pl.read_parquet(folder / "truth/accounts.parquet")
    activity = pl.read_parquet(folder / "activity.parquet").with_columns(moment=pl.col("at").dt.epoch("s"))
    return activity.join(truth, on="account_id")


def has(overlay: str) -> pl.Expr:
    return pl.col("overlays").list.contains(overlay)


def of_job(rows: pl.DataFrame, overlay: str) -> pl.DataFrame:
    """Return the rows of an overlay's jobs: those whose prompt nobody without the overlay sends."""
    return rows.drop_nulls("template_id").filter(has(overlay).all().over("template_id") & has(overlay))


@pytest.fixture(scope="module")
def routed(rows: pl.DataFrame) -> pl.DataFrame:
    """What routers send: rows with a prompt that several accounts of one party send, all of them with the overlay."""
    job = of_job(rows, "failover")
    return job.filter(pl.col("account_id").n_unique().over("template_id") > 1).sort("moment")


def test_a_limited_job_follows_on_another_account_of_its_party(routed: pl.DataFrame) -> None:
    """Of the rate-limited rows of routers nearly all are followed, mostly within minutes, by another account's row."""
    limited = routed.filter(pl.col("status") == "rate_limited")
    served = routed.filter(pl.col("status") == "ok").select("template_id", "party_id", "moment", "account_id")
    later = limited.join_asof(
        served.with_columns(then=pl.col("moment")), on="moment", by=["template_id", "party_id"], strategy="forward",
        suffix="_then", check_sortedness=False,
    )  # fmt: skip
    other = (pl.col("account_id_then") != pl.col("account_id")) & (pl.col("then") - pl.col("moment") < 300)
    assert limited.height > 100
    assert later.select(other.fill_null(False).mean()).item() > 0.8


def test_routers_belong_to_some_companies_of_two_accounts_or_more(rows: pl.DataFrame, routed: pl.DataFrame) -> None:
    """The prompt and the router's machines are one party's, of a class that may run one; most such parties run none."""
    assert routed.group_by("template_id").agg(pl.col("party_id").n_unique())["party_id"].max() == 1
    assert set(routed["honest_class"]) <= set(ROUTED)
    parties = rows.filter(pl.col("honest_class").is_in(ROUTED)).group_by("party_id").agg(runs=has("failover").any())
    assert 0.03 < parties["runs"].mean() < 0.5  # type: ignore[operator]
    assert rows.filter(has("failover"))["overlays"].list.contains("automation").all()


def test_a_backlog_is_worked_off_without_a_break_and_then_there_is_none(rows: pl.DataFrame) -> None:
    """From its first request to its last, hours or days later, a back-fill rarely pauses for longer than an hour."""
    job = of_job(rows, "back_fill").filter(pl.col("account_id").n_unique().over("template_id") <= 3)
    runs = (
        job.sort("moment")
        .group_by("account_id", "template_id", maintain_order=True)
        .agg(
            days=(pl.col("moment").max() - pl.col("moment").min()) / DAY,
            pause=pl.col("moment").diff().quantile(0.99) / 3600,
            requests=pl.col("requests").sum(),
            rows=pl.len(),
        )
    )
    steady = runs.filter((pl.col("rows") >= 20) & (pl.col("pause") < 1.0) & (pl.col("days").is_between(0.1, 4.1)))
    fillers = rows.filter(has("back_fill"))["account_id"].n_unique()
    assert fillers >= 20
    assert steady["account_id"].n_unique() > 0.7 * fillers
    others = (
        rows.filter(~has("automation")).group_by("account_id", pl.col("at").dt.date()).agg(pl.col("requests").sum())
    )
    per_day = steady.select(pl.col("requests") / pl.col("days").clip(1)).to_series()
    assert per_day.median() > 10 * others["requests"].median()  # type: ignore[operator]


def test_people_and_companies_have_backlogs(rows: pl.DataFrame) -> None:
    """A few percent of individuals at most, and companies, some of which share the work between accounts."""
    chosen = rows.filter(has("back_fill")).unique("account_id")
    assert set(chosen["honest_class"]) <= set(BACKLOGGED)
    companies = chosen.filter(pl.col("honest_class").str.starts_with("company"))
    assert companies.height > companies["party_id"].n_unique() > 0
    alone = rows.filter(pl.col("honest_class") == "individual").unique("account_id")
    assert 0 < alone.select(has("back_fill").mean()).item() < 0.04


def test_overlays_leave_the_rest_of_a_world_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without routers and backlogs a seed gives the same rows but theirs."""
    options = {"accounts": 600, "days": 5, "seed": 2, "null": True}
    simulate(tmp_path / "with", **options)  # type: ignore[arg-type]
    for name in ("add_routers", "add_backlogs"):
        monkeypatch.setattr(f"linkage.simulation.world.{name}", lambda scene: None)
    simulate(tmp_path / "without", **options)  # type: ignore[arg-type]
    more, fewer = (pl.read_parquet(tmp_path / name / "activity.parquet") for name in ("with", "without"))
    assert more.height > fewer.height
    assert fewer.join(more, on=["account_id", "session_id", "at", "input_tokens"], how="anti").height == 0
