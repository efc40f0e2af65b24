"""Each kind of campaign leaves the traces that it is known for."""

from pathlib import Path

import polars as pl
import pytest

from linkage.simulation import simulate


def _world(folder: Path, scenario: str, rung: str, **more: object) -> pl.DataFrame:
    """Return the activity of farm accounts, with their truth and their row in `accounts`."""
    simulate(folder, accounts=1500, days=30, seed=12, scenario=scenario, prevalence=0.15, rungs=(rung,), **more)  # type: ignore[arg-type]
    truth = pl.read_parquet(folder / "truth/accounts.parquet").filter("is_farm")
    accounts = pl.read_parquet(folder / "accounts.parquet").rename({"status": "account_status"})
    return pl.read_parquet(folder / "activity.parquet").join(truth, on="account_id").join(accounts, on="account_id")


def test_a_banned_pool_is_followed_within_a_day(tmp_path: Path) -> None:
    """A2: most of a pool is suspended within half a day; its successor starts fresh and soon, with a prompt of it."""
    rows = _world(tmp_path, "A2", "E2")
    pools = pl.read_parquet(tmp_path / "truth/pools.parquet").drop_nulls("successor_of")
    assert pools.height > 0
    for pool, before in pools.select("pool_id", "successor_of").iter_rows():
        old, new = rows.filter(pl.col("pool_id") == before), rows.filter(pl.col("pool_id") == pool)
        fell = old.filter(pl.col("account_status") == "suspended").unique("account_id")
        assert fell.height > 0.6 * old["account_id"].n_unique()
        bulk = (fell["status_at"].quantile(0.9) - fell["status_at"].quantile(0.2)).total_seconds()
        assert bulk < 86_400
        first, last = new["at"].quantile(0.02), fell["status_at"].quantile(0.5)
        assert abs((first - last).total_seconds()) < 4 * 86_400  # type: ignore[operator,union-attr]
        assert (set(old["template_id"]) & set(new["template_id"])) - {None}


def test_free_credit_farms_probe_burst_and_idle(tmp_path: Path) -> None:
    """A8: all on the free plan, without cards, and most of a pool's work lies in less than ten days."""
    rows = _world(tmp_path, "A8", "E1")
    assert set(rows["plan"]) == {"free"}
    assert rows["payment_id"].null_count() == rows.height
    days = (
        rows.group_by("pool_id", pl.col("at").dt.date()).agg(pl.col("requests").sum()).sort("requests", descending=True)
    )
    best = days.group_by("pool_id", maintain_order=True).head(9).group_by("pool_id").agg(pl.col("requests").sum())
    total = days.group_by("pool_id").agg(pl.col("requests").sum().alias("total"))
    assert (best.join(total, on="pool_id").select(pl.col("requests") / pl.col("total")).to_series() > 0.6).mean() > 0.5  # type: ignore[operator]


def test_replayed_artifacts_occur_under_several_accounts(tmp_path: Path) -> None:
    """A6: at low rungs many members present a reasoning blob that another member presents too; strangers never do."""
    farm = _world(tmp_path, "A6", "E1")
    shown = farm.drop_nulls("reasoning_artifact").group_by("reasoning_artifact").agg(pl.col("account_id").unique())
    sharing = shown.filter(pl.col("account_id").list.len() > 1).explode("account_id")["account_id"].n_unique()
    assert sharing > 0.3 * farm["account_id"].n_unique()
    every = pl.read_parquet(tmp_path / "activity.parquet").join(farm, on="account_id", how="anti")
    strangers = (
        every.drop_nulls("reasoning_artifact").group_by("reasoning_artifact").agg(pl.col("account_id").n_unique())
    )
    assert strangers["account_id"].max() == 1


RUNG_CASES = [
    ("E1", "device_id", False),
    ("E3", "device_id", True),
    ("E0", "payment_id", False),
    ("E2", "payment_id", True),
]


@pytest.mark.parametrize(("rung", "column", "hidden"), RUNG_CASES)
def test_a_rung_hides_what_it_says(rung: str, column: str, hidden: bool, tmp_path: Path) -> None:
    """Devices are few up to E2 and one per account from E3; cards are few up to E1 and mostly one each from E2."""
    rows = _world(tmp_path, "A1", rung).drop_nulls(column)
    each = rows[column].n_unique() / rows["account_id"].n_unique()
    assert (each > 0.7) == hidden


def test_no_leftover_identifies_e8(tmp_path: Path) -> None:
    """At E8 the members of a pool share no device, card or artifact, and no template that is not popular."""
    rows = _world(tmp_path, "A1", "E8")
    for column in ("device_id", "payment_id", "reasoning_artifact"):
        shared = rows.drop_nulls(column).group_by(column).agg(n=pl.col("account_id").n_unique()).filter(pl.col("n") > 1)
        assert shared.height <= 4, column


def test_a_pool_keeps_step_where_strangers_do_not(tmp_path: Path) -> None:
    """Members of a pool start sessions in the same ten minutes more often than twins with the same habits."""

    def coincidence(rows: pl.DataFrame) -> float:
        starts = rows.group_by("account_id", "session_id").agg(pl.col("at").min().dt.truncate("10m"))
        n = starts.group_by("at").agg(pl.col("account_id").n_unique().cast(pl.Float64))["account_id"]
        return float((n * (n - 1)).sum() / n.sum() ** 2)

    farm = _world(tmp_path / "farm", "A2", "E3")
    simulate(
        tmp_path / "twin", accounts=1500, days=30, seed=12, scenario="A2", prevalence=0.15, rungs=("E3",), twin=True
    )
    twins = pl.read_parquet(tmp_path / "twin/truth/accounts.parquet").filter(pl.col("honest_class") == "twin")
    same = pl.read_parquet(tmp_path / "twin/activity.parquet").join(twins, on="account_id")
    assert coincidence(farm) > 1.3 * coincidence(same)


def test_some_schedulers_move_on_before_a_limit(tmp_path: Path) -> None:
    """Where the truth says so, accounts of one plan often come up to one busiest day, and elsewhere hardly ever."""
    rows = _world(tmp_path, "A4", "E0").filter(pl.col("plan").is_in(["free", "pro"]))
    days = rows.group_by("pool_id", "plan", "account_id", pl.col("at").dt.date()).agg(
        n=pl.col("session_id").n_unique(), heeds=pl.col("overlays").list.contains("heeds_limit").all()
    )
    busiest = pl.col("n").quantile(0.98).over("pool_id", "plan")
    days = days.with_columns(up_to_it=pl.col("n") >= 0.85 * busiest).filter(pl.len().over("pool_id", "plan") >= 40)
    parts = days.group_by("pool_id", "plan", "heeds").agg(pl.col("up_to_it").mean())
    heeding, heedless = (parts.filter(pl.col("heeds") == told)["up_to_it"] for told in (True, False))
    assert len(heeding) >= 5
    assert len(heedless) >= 5
    assert heeding.mean() > 2 * heedless.mean()  # type: ignore[operator]
    assert heeding.max() > 0.4 > heedless.max()  # type: ignore[operator]
