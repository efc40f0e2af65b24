"""The second maker's worlds are honest too: no attribute gives an account away, and all that is promised occurs."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.quality.makers import made
from tests.quality.separation import aucs, beyond, of_accounts, of_requests

from .worlds import make_world


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six worlds of 5,000 accounts, six in a hundred of them farms."""
    return made(
        tmp_path_factory, "second", range(101, 107), lambda folder, seed: make_world(folder, 5000, 30, seed, 0.06)
    )


def _attributes(folder: Path) -> pl.DataFrame:
    per_account = of_requests(
        pl.read_parquet(folder / "activity.parquet"),
        addresses_per_session=pl.col("ip").n_unique() / pl.col("session_id").n_unique(),
        clients=pl.col("tls_fingerprint").n_unique(),
        no_template=pl.col("template_id").is_null().mean(),
        new_model=(pl.col("model") == "lyra-2").mean(),
    )
    return of_accounts(folder, per_account, created=pl.col("created_at").dt.epoch("s"))


def test_no_attribute_of_an_account_alone_separates_farms(folders: list[Path]) -> None:
    """At E2 and above every attribute's AUC, farms against honest accounts, is at most .75 either way."""
    found = aucs(pl.concat([_attributes(folder) for folder in folders]))
    assert len(found) >= 20
    assert beyond(found, 0.75) == {}


def test_all_campaigns_and_classes_occur(folders: list[Path]) -> None:
    """Six worlds hold most archetypes, most rungs, and each kind of honest organisation."""
    truth = pl.concat([pl.read_parquet(folder / "truth" / "accounts.parquet") for folder in folders])
    assert truth["archetype"].drop_nulls().n_unique() >= 8
    assert truth["rung"].drop_nulls().n_unique() >= 8
    assert truth["honest_class"].drop_nulls().n_unique() >= 18
    assert truth.filter("is_farm")["honest_class"].null_count() == truth["is_farm"].sum()
    assert abs(truth["is_farm"].mean() - 0.06) < 0.005


def test_a_world_without_farms_has_none(tmp_path: Path) -> None:
    """At prevalence 0 nobody is a farm, and nobody else is missing."""
    counts = make_world(tmp_path, 2000, 14, 9, 0.0)
    truth = pl.read_parquet(tmp_path / "truth" / "accounts.parquet")
    assert counts["n_farm_accounts"] == 0
    assert not truth["is_farm"].any()
    assert abs(truth.height - 2000) < 100
    assert np.all(truth["honest_class"].is_not_null().to_numpy())
