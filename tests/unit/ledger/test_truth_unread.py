"""What is true of a world is never read by load or detect: they say the same whatever its folder `truth` holds."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from linkage import ledger
from linkage.detection import detect
from linkage.evaluation.worlds import read_world
from linkage.ledger import Snapshot, Workspace
from linkage.records import find_sources
from linkage.settings import LoadSettings, Settings
from linkage.simulation import simulate

CLEAR: Final = LoadSettings(sensitive_kinds=())
"""Pseudonyms have another key in each workspace; without them two workspaces can hold the same bytes."""


def loaded(folder: Path, *files: str) -> Snapshot:
    """Return what a load of the folder gives, or of these files in it."""
    workspace = Workspace.open(folder / "workspace", create=True)
    ledger.load(workspace, find_sources([str(folder / name) for name in files or ("",)]), settings=CLEAR)
    return ledger.snapshot(workspace)


def read_straight(folder: Path) -> Snapshot:
    return read_world(folder, CLEAR)


def gone(truth: Path) -> None:
    shutil.rmtree(truth)


def of_noise(truth: Path) -> None:
    for file in truth.iterdir():
        file.write_bytes(b"no table")


def reversed_(truth: Path) -> None:
    """Turn every farm account honest, and every honest one into a farm's, of one campaign for all."""
    accounts = pl.read_parquet(truth / "accounts.parquet")
    honest = ~pl.col("is_farm")
    one = pl.when(honest).then(pl.lit("campaign-0000"))
    changed = accounts.with_columns(is_farm=honest, campaign_id=one, pool_id=one, party_id=pl.coalesce(one, "party_id"))
    assert changed["is_farm"].sum() > accounts["is_farm"].sum() > 0
    changed.write_parquet(truth / "accounts.parquet")


READINGS: Final = [loaded, read_straight]
FATES: Final = [gone, of_noise, reversed_]


def said(snapshot: Snapshot) -> dict[str, bytes]:
    """Return what detection says, byte for byte."""
    findings, _, _ = detect(snapshot, Settings())
    assert "campaign" in findings.campaigns["verdict"].to_list()
    tables = {}
    for name, table in findings.tables().items():
        table.write_ndjson(buffer := io.BytesIO())
        tables[name] = buffer.getvalue()
    return tables


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    simulate(folder, accounts=300, days=10, seed=3, scenario="demo", prevalence=0.15)
    return folder


@pytest.fixture(scope="module")
def told(world: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What is said of the world with its truth as it is, by way of reading."""
    folder = tmp_path_factory.mktemp("whole") / "world"
    shutil.copytree(world, folder)
    return {read.__name__: said(read(folder)) for read in READINGS}


@pytest.mark.parametrize("read", READINGS)
@pytest.mark.parametrize("fate", FATES)
def test_detection_says_the_same_byte_for_byte_whatever_the_truth_says(
    world: Path,
    told: dict[str, dict[str, bytes]],
    tmp_path: Path,
    read: Callable[[Path], Snapshot],
    fate: Callable[[Path], None],
) -> None:
    folder = tmp_path / "world"
    shutil.copytree(world, folder)
    fate(folder / "truth")
    assert said(read(folder)) == told[read.__name__]


def test_the_truth_of_accounts_that_is_loaded_by_name_changes_nothing_either(
    world: Path, told: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    """As a glob over sub-folders would: of its columns a load knows the ids alone, and these it had."""
    folder = tmp_path / "world"
    shutil.copytree(world, folder)
    files = ("accounts.parquet", "activity.parquet", "truth/accounts.parquet")
    assert said(loaded(folder, *files)) == told["loaded"]
