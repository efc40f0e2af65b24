"""How well an attribute of accounts alone tells farms from honest ones."""

from pathlib import Path

import polars as pl
from scipy.stats import rankdata

HIDING = ("E2", "E3", "E4", "E5", "E6", "E7", "E8")
"""Rungs at which no attribute may give a farm away."""

IN_DETAIL = {
    "no_device": pl.col("device_id").is_null().mean(),
    "no_template": pl.col("template_id").is_null().mean(),
    "clients": pl.col("user_agent").n_unique(),
    "templates": pl.col("template_id").n_unique(),
    "templates_per_row": pl.col("template_id").n_unique() / pl.len(),
    "addresses_per_row": pl.col("ip").n_unique() / pl.len(),
    "models": pl.col("model").n_unique(),
    "weekend": (pl.col("at").dt.weekday() > 5).mean(),
    "moves": (pl.col("ip") != pl.col("ip").shift()).mean(),
    "pause": pl.col("at").diff().dt.total_seconds().median(),
    "each": pl.col("requests").mean(),
}
"""More attributes, of worlds whose prompts are known by their numbers alone."""


def of_requests(activity: pl.DataFrame, **more: pl.Expr) -> pl.DataFrame:
    """Return what could be computed from one account's rows alone: `account_id` and a column for each attribute.

    Args:
        activity: the rows of all accounts.
        more: attributes beside those that every maker's worlds have; columns `day` and `hour` are there.
    """
    return (
        activity.with_columns(day=pl.col("at").dt.date(), hour=pl.col("at").dt.hour())
        .group_by("account_id")
        .agg(
            requests=pl.col("requests").sum(),
            days=pl.col("day").n_unique(),
            requests_per_day=pl.len() / pl.col("day").n_unique(),
            hours_per_day=pl.struct("day", "hour").n_unique() / pl.col("day").n_unique(),
            addresses=pl.col("ip").n_unique(),
            devices=pl.col("device_id").n_unique(),
            night=(pl.col("hour") < 6).mean(),
            limited=(pl.col("status") == "rate_limited").mean(),
            tokens_out=pl.col("output_tokens").mean(),
            tokens_in=pl.col("input_tokens").mean(),
            extraction=pl.col("capability").is_in(["reasoning", "coding", "tool_use"]).mean(),
            artifacts=pl.col("reasoning_artifact").is_not_null().mean(),
            rows_per_session=pl.len() / pl.col("session_id").n_unique(),
            **more,
        )
    )


def of_accounts(folder: Path, per_account: pl.DataFrame, **more: pl.Expr) -> pl.DataFrame:
    """Return what accounts state of themselves beside what their rows show, and the truth of a world.

    Args:
        folder: the world.
        per_account: a row for each account that sent anything.
        more: attributes beside those that every maker's accounts have.
    """
    accounts = (
        pl.read_parquet(folder / "accounts.parquet")
        .unique("account_id", keep="last", maintain_order=True)
        .select(
            "account_id",
            suspended=(pl.col("status") == "suspended").cast(pl.Int64),
            declared=pl.col("organisation_id").is_not_null().cast(pl.Int64),
            free=(pl.col("plan") == "free").cast(pl.Int64),
            domain_popularity=pl.len().over("email_domain"),
            **more,
        )
    )
    truth = pl.read_parquet(folder / "truth" / "accounts.parquet")
    return accounts.join(per_account, on="account_id").join(truth, on="account_id")


def aucs(table: pl.DataFrame) -> dict[str, float]:
    """Return the AUC of each numeric column, hiding farms against honest accounts; columns `is_farm` and `rung` tell.

    A value that is missing counts as 0.
    """
    table = table.filter(~pl.col("is_farm") | pl.col("rung").is_in(HIDING))
    farm = table["is_farm"].to_numpy()
    n = farm.sum()
    found = {}
    for name, kind in table.schema.items():
        if kind.is_numeric():
            ranks = rankdata(table[name].cast(pl.Float64).fill_null(0).fill_nan(0).to_numpy())
            found[name] = float((ranks[farm].sum() - n * (n + 1) / 2) / n / (len(farm) - n))
    return found


def beyond(found: dict[str, float], bound: float) -> dict[str, float]:
    """Return the AUCs that are further from even than a bound, either way."""
    return {name: round(auc, 3) for name, auc in found.items() if max(auc, 1 - auc) > bound}
