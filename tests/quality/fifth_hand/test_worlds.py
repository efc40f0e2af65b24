"""The fifth maker's worlds are honest too: no attribute gives an account away, and farms leave less as they hide."""

from pathlib import Path

import polars as pl
import pytest

from tests.quality.makers import assert_truth_is_read_and_carpools_are_apart, made, shared_parts, truth_of
from tests.quality.separation import HIDING, IN_DETAIL, aucs, beyond, of_accounts, of_requests

from .worlds import make_world

SEEDS = range(301, 317)
ACCOUNTS, DAYS, PREVALENCE = 2500, 21, 0.05


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Sixteen small worlds, which only together hold every type of campaign and every rung."""
    return made(
        tmp_path_factory, "fifth", SEEDS, lambda folder, seed: make_world(folder, ACCOUNTS, DAYS, seed, PREVALENCE)
    )


def _attributes(folder: Path) -> pl.DataFrame:
    rows = pl.read_parquet(folder / "activity.parquet").with_columns(session_id=pl.col("at").dt.truncate("1h"))
    per_account = of_requests(
        rows,
        **IN_DETAIL,
        no_card=pl.col("payment_id").is_null().mean(),
        fingerprints=pl.col("tls_fingerprint").n_unique(),
        newest=(pl.col("model") == "orion-large-4").mean(),
        refused=(pl.col("status") == "refused").mean(),
    )
    return of_accounts(
        folder,
        per_account,
        created=pl.col("created_at").dt.epoch("s"),
        sponsored=pl.col("programme").is_not_null().cast(pl.Int64),
    )


@pytest.fixture(scope="module")
def shared(folders: list[Path]) -> dict[str, dict[str, float]]:
    """Return the part of requests whose address, device, card or prompt another of the party has too, by class."""
    worlds = ((folder, truth_of(folder)) for folder in folders)
    return shared_parts(worlds, "party_id", ("ip", "device_id", "payment_id", "template_id"))


def test_no_attribute_of_an_account_alone_separates_farms(folders: list[Path]) -> None:
    """At E2 and above the best AUC, farms against honest accounts, is that of the number of addresses: .76 (.77 in
    twenty such worlds; in twenty of 4,000 the number of prompts has .73, in the first ten of those .76)."""
    table = pl.concat([_attributes(folder) for folder in folders])
    found = aucs(table)
    assert len(found) >= 30
    assert table.filter(pl.col("is_farm") & pl.col("rung").is_in(HIDING)).height >= 300
    assert beyond(found, 0.77) == {}


def test_honest_parties_share_what_is_documented(shared: dict[str, dict[str, float]]) -> None:
    """Rooms share addresses (half of requests), payers cards (.9), a task its prompt; people alone nothing."""
    for klass in ("company", "agency", "campus", "hackathon", "household"):
        assert shared[klass]["ip"] > 0.4, klass
    for klass in ("company", "agency", "carpool"):
        assert shared[klass]["payment_id"] > 0.75, klass
    for klass in ("company", "campus", "hackathon"):
        assert shared[klass]["template_id"] > 0.5, klass
    for klass in ("individual", "vpn"):
        assert max(shared[klass][name] for name in ("ip", "device_id", "payment_id", "template_id")) < 0.04, klass


def test_farms_share_machines_and_cards_until_they_hide(shared: dict[str, dict[str, float]]) -> None:
    """Accounts of a naive farm have each other's addresses, devices and cards; at E8 crowds' addresses alone."""
    assert min(shared["E0"][name] for name in ("ip", "device_id", "payment_id")) > 0.4
    assert max(shared["E8"][name] for name in ("device_id", "payment_id")) < 0.1


def test_all_archetypes_rungs_and_classes_occur(folders: list[Path]) -> None:
    """The worlds together hold every archetype, every rung, every kind of honest party and both overlays."""
    truth = pl.concat([truth_of(folder) for folder in folders])
    assert set(truth["archetype"].drop_nulls()) == {f"A{number}" for number in range(1, 11)}
    assert set(truth["rung"].drop_nulls()) == {f"E{number}" for number in range(9)}
    honest = {"individual", "vpn", "company", "agency", "programme", "campus", "hackathon", "household", "carpool"}
    assert set(truth["honest_class"].drop_nulls()) == honest
    assert set(truth["overlays"].explode().drop_nulls()) == {"automation", "stolen_key"}
    assert truth.filter(pl.col("is_farm") != pl.col("campaign_id").is_not_null()).is_empty()


def test_evaluation_reads_the_truth_and_scores_carpools_apart(folders: list[Path]) -> None:
    """Every account has its truth; members of a carpool are honest, and of a class that is scored apart."""
    assert_truth_is_read_and_carpools_are_apart(folders)
