"""The third maker's worlds are honest too: no attribute gives an account away, and people share what they should."""

from pathlib import Path

import polars as pl
import pytest

from tests.quality.makers import assert_truth_is_read_and_carpools_are_apart, made, shared_parts, truth_of
from tests.quality.separation import HIDING, aucs, beyond, of_accounts, of_requests

from .worlds import make_world

SEEDS = range(201, 206)
ACCOUNTS, DAYS = 1500, 21


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five worlds of about 1,600 accounts; farms have many of them, for a campaign has a least size."""
    return made(tmp_path_factory, "third", SEEDS, lambda folder, seed: make_world(folder, ACCOUNTS, DAYS, seed))


def _attributes(folder: Path) -> pl.DataFrame:
    per_account = of_requests(
        pl.read_parquet(folder / "activity.parquet"),
        no_device=pl.col("device_id").is_null().mean(),
        clients=pl.col("user_agent").n_unique(),
        cards=pl.col("payment_id").n_unique(),
        systems=pl.col("system_prompt").n_unique(),
        no_system=pl.col("system_prompt").is_null().mean(),
        length=pl.col("prompt").str.len_chars().mean(),
        new_model=(pl.col("model") == "orion-5").mean(),
    )
    return of_accounts(
        folder,
        per_account,
        created=pl.col("created_at").dt.epoch("s") - pl.col("created_at").dt.epoch("s").max(),
        phone=pl.col("phone").is_not_null().cast(pl.Int64),
    )


def _shared(folders: list[Path]) -> dict[str, dict[str, float]]:
    worlds = ((folder, truth_of(folder)) for folder in folders)
    return shared_parts(worlds, "party_id", ("ip", "device_id", "payment_id"))


def test_no_attribute_of_an_account_alone_separates_farms(folders: list[Path]) -> None:
    """At E2 and above the best AUC, farms against honest accounts, is that of the number of clients: .69."""
    table = pl.concat([_attributes(folder) for folder in folders])
    found = aucs(table)
    assert len(found) >= 25
    assert table.filter(pl.col("is_farm") & pl.col("rung").is_in(HIDING)).height >= 400
    assert beyond(found, 0.72) == {}


def test_honest_parties_share_what_is_documented(folders: list[Path]) -> None:
    """Offices share addresses, payers cards, rooms machines; who shares nothing openly is linked by nothing openly."""
    shared = _shared(folders)
    for klass in ("company_office", "company_hybrid", "company_remote", "gateway", "household", "carpool"):
        assert shared[klass]["payment_id"] > 0.75, klass
    for klass in ("company_office_own_cards", "company_hybrid_own_cards", "campus", "bootcamp"):
        assert shared[klass]["payment_id"] == 0, klass
    for klass in ("company_office", "company_office_own_cards", "company_gateway", "gateway", "hackathon", "campus"):
        assert shared[klass]["ip"] > 0.6, klass
    for klass in ("company_remote", "company_remote_own_cards", "carpool"):
        assert shared[klass]["ip"] < 0.4, klass
    assert shared["several_accounts"]["device_id"] > 0.2
    assert shared["individual"] | {"class": ""} == {"class": "", "ip": 0, "device_id": 0, "payment_id": 0}


def test_farms_share_machines_and_cards_until_they_hide(folders: list[Path]) -> None:
    """Accounts of a naive farm have each other's addresses, devices and cards; at E8 hardly a device or card."""
    shared = _shared(folders)
    assert min(shared["E0"][name] for name in ("ip", "device_id", "payment_id")) > 0.6
    assert max(shared["E8"][name] for name in ("device_id", "payment_id")) < 0.25


def test_all_campaigns_and_classes_occur(folders: list[Path]) -> None:
    """A few worlds hold every archetype, every rung, and each kind of honest party."""
    truth = pl.concat([pl.read_parquet(folder / "truth" / "accounts.parquet") for folder in folders])
    assert truth["archetype"].drop_nulls().n_unique() == 10
    assert truth["rung"].drop_nulls().n_unique() == 9
    assert truth["honest_class"].drop_nulls().n_unique() >= 20
    assert truth.filter("is_farm")["honest_class"].null_count() == truth["is_farm"].sum()


def test_evaluation_reads_the_truth_and_scores_carpools_apart(folders: list[Path]) -> None:
    """Every account has its truth; members of a carpool are honest, and of a class that is scored apart."""
    assert_truth_is_read_and_carpools_are_apart(folders)
