"""A farm of a thousand accounts and more is found as a whole, as smaller ones at its rung are."""

from pathlib import Path
from typing import Final

import polars as pl
import pytest

from linkage.detection import detect
from linkage.evaluation.truth import read_truth
from linkage.evaluation.worlds import read_world
from linkage.export import members
from linkage.settings import Settings
from linkage.simulation import simulate

LARGE: Final = 1000


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Return the true accounts of a world with the asserted campaign of each."""
    world: Path = tmp_path_factory.mktemp("large") / "world"
    simulate(
        world, accounts=60_000, days=30, seed=164, scenario="A3", rungs=("E3", "E4"), prevalence=0.08, sample=0.3
    )  # fmt: skip
    settings = Settings()
    findings, _, _ = detect(read_world(world, settings.load), settings)
    found = members(findings).select("account_id", found="campaign_id")
    return read_truth(world).accounts.join(found, on="account_id", how="left")


def test_of_each_large_farm_most_accounts_are_found_and_most_of_them_as_one_campaign(accounts: pl.DataFrame):
    farms = (
        accounts.filter("is_farm")
        .group_by("campaign_id")
        .agg(pl.len().alias("size"), pl.col("found").count(), pl.col("found").drop_nulls().mode().first().alias("main"))
        .filter(pl.col("size") >= LARGE)
    )
    assert farms.height == 3
    assert (farms["found"] / farms["size"]).min() >= 0.75, farms
    known = accounts.join(farms.select("campaign_id", "main"), on="campaign_id")
    in_one = known.filter(pl.col("found") == pl.col("main")).group_by("campaign_id").len().join(farms, on="campaign_id")
    assert (in_one["len"] / in_one["size"]).min() >= 0.5, in_one


def test_large_farms_take_hardly_anybody_in(accounts: pl.DataFrame):
    flagged = accounts.filter(pl.col("found").is_not_null())
    assert flagged["is_farm"].mean() >= 0.99
