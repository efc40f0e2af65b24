"""Pools of A2 carry other parties' traffic under a part of their accounts, and the accounts stay theirs."""

from pathlib import Path

import polars as pl
import pytest

from linkage.simulation import simulate

OPTIONS = {"accounts": 2500, "days": 20, "seed": 4, "prevalence": 0.3}
SUBLET = pl.col("overlays").list.contains("sublet")


def farms(folder: Path, monkeypatch: pytest.MonkeyPatch, to_campaign: float, lets: float = 1.0) -> pl.DataFrame:
    """Return what farm accounts send in a world of A2 at E1, with their truth, where lodgers are of one kind."""
    monkeypatch.setattr("linkage.simulation.sublets.LETS", lets)
    monkeypatch.setattr("linkage.simulation.sublets.TO_CAMPAIGN", to_campaign)
    simulate(folder, scenario="A2", rungs=("E1",), **OPTIONS)  # type: ignore[arg-type]
    truth = pl.read_parquet(folder / "truth/accounts.parquet").filter("is_farm")
    return pl.read_parquet(folder / "activity.parquet").join(truth, on="account_id")


def foreign(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a campaign's rows with prompts that none of its other accounts sends."""
    own = rows.filter(~SUBLET).select("campaign_id", "template_id").unique()
    return rows.drop_nulls("template_id").join(own, on=["campaign_id", "template_id"], how="anti")


def unlike(rows: pl.DataFrame, lodgers: pl.DataFrame, what: pl.Expr) -> pl.Series:
    """Return for each prompt of lodgers how far its mix of something is from that of its hosts, 0 to 1."""
    hosts = rows.join(lodgers, on=["account_id", "at", "template_id"], how="anti").with_columns(what=what)
    mix = hosts.group_by("campaign_id", "what").agg(host=pl.len())
    theirs = lodgers.with_columns(what=what).group_by("campaign_id", "template_id", "what").agg(lodger=pl.len())
    grid = theirs.select("campaign_id", "template_id").unique().join(mix, on="campaign_id")
    both = grid.join(theirs, on=["campaign_id", "template_id", "what"], how="left").with_columns(
        pl.col("host", "lodger").fill_null(0) / pl.col("host", "lodger").sum().over("campaign_id", "template_id")
    )
    return both.group_by("template_id").agg((pl.col("host") - pl.col("lodger")).abs().sum() / 2)["host"]


def test_a_part_of_the_accounts_of_a_pool_is_let(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a campaign lets others in, they are in a tenth to a half of its accounts; not every campaign does."""
    rows = farms(tmp_path / "all", monkeypatch, 0.0)
    parts = rows.unique("account_id").group_by("campaign_id").agg(part=SUBLET.mean(), n=pl.len())
    assert parts["part"].is_between(0.1, 0.6).all()
    monkeypatch.undo()
    simulate(tmp_path / "some", scenario="A2", rungs=("E1",), **OPTIONS)  # type: ignore[arg-type]
    truth = pl.read_parquet(tmp_path / "some/truth/accounts.parquet").filter("is_farm")
    lets = truth.group_by("campaign_id").agg(lets=SUBLET.any())["lets"]
    assert 0 < lets.sum() < len(lets)


def test_customers_bring_prompts_addresses_hours_and_purposes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each account that is let shows, beside the pool's work, one prompt from addresses that the others never have."""
    rows = farms(tmp_path, monkeypatch, 0.0)
    lodgers = foreign(rows)
    assert set(lodgers["account_id"]) <= set(rows.filter(SUBLET)["account_id"])
    assert lodgers["account_id"].n_unique() > 0.8 * rows.filter(SUBLET)["account_id"].n_unique()
    assert lodgers.group_by("account_id").agg(pl.col("template_id").n_unique())["template_id"].median() == 1
    assert lodgers.group_by("template_id").agg(pl.col("account_id").n_unique())["account_id"].max() > 1
    theirs = rows.filter(~SUBLET).select("campaign_id", "ip").unique()
    apart = lodgers.join(theirs, on=["campaign_id", "ip"], how="anti")
    assert apart.height > 0.9 * lodgers.height
    assert unlike(rows, lodgers, pl.col("at").dt.hour()).max() > 0.4  # type: ignore[operator]
    assert unlike(rows, lodgers, pl.col("capability")).max() > 0.4  # type: ignore[operator]
    working = rows.filter(SUBLET).join(lodgers.select("account_id", "at").unique(), on=["account_id", "at"], how="anti")
    assert working.height > 0.3 * lodgers.height
    cards = rows.filter(SUBLET).drop_nulls("payment_id").select("account_id", "payment_id").unique()
    assert lodgers.drop_nulls("payment_id").join(cards, on=["account_id", "payment_id"], how="anti").height == 0


def test_another_campaign_balances_its_load_over_accounts_that_are_let(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prompts of the other campaign occur under accounts that belong, in the truth, to the pool that runs them."""
    rows = farms(tmp_path, monkeypatch, 1.0)
    shared = (
        rows.drop_nulls("template_id")
        .group_by("template_id")
        .agg(campaigns=pl.col("campaign_id").n_unique(), lets=pl.col("campaign_id").filter(SUBLET).n_unique())
    )
    met = shared.filter(pl.col("campaigns") > 1)
    assert met.height >= 2
    guests = foreign(rows).join(met, on="template_id")
    assert guests.height > 50
    assert guests.select(SUBLET.all()).item()
    host = rows.filter(~SUBLET).group_by("campaign_id", "pool_id").len().select("campaign_id", "pool_id")
    assert guests.join(host, on=["campaign_id", "pool_id"], how="anti").height == 0


def test_twins_let_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the clean twin no prompt that strangers do not use has many users, and the truth says nothing of lodgers."""
    monkeypatch.setattr("linkage.simulation.sublets.LETS", 1.0)
    simulate(tmp_path, scenario="A2", rungs=("E1",), twin=True, **OPTIONS)  # type: ignore[arg-type]
    truth = pl.read_parquet(tmp_path / "truth/accounts.parquet").filter(pl.col("honest_class") == "twin")
    assert truth["overlays"].list.len().sum() == 0
    activity = pl.read_parquet(tmp_path / "activity.parquet").drop_nulls("template_id")
    rows = activity.join(truth, on="account_id")
    users = rows.group_by("template_id").agg(n=pl.col("account_id").n_unique())
    others = activity.join(truth, on="account_id", how="anti")
    assert users.join(others, on="template_id", how="anti")["n"].max() <= 3  # type: ignore[operator]
