"""What is read straight from files, without a workspace."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from linkage import ledger
from linkage.errors import UnreadableFile
from linkage.evaluation.plain import snapshot_of_folder
from linkage.records import find_sources
from linkage.settings import LoadSettings


def test_observations_are_left_to_a_load(tmp_path: Path) -> None:
    seen = pl.DataFrame({"account_id": ["b"], "kind": ["device"], "value": ["d"]})
    seen.write_parquet(tmp_path / "observations.parquet")
    with pytest.raises(UnreadableFile, match="holds no accounts or activity Parquet files"):
        snapshot_of_folder(tmp_path)
    pl.DataFrame({"account_id": ["a"], "at": [1_772_000_000]}).write_parquet(tmp_path / "activity.parquet")
    assert snapshot_of_folder(tmp_path).accounts["account_id"].to_list() == ["a"]


def test_the_same_files_give_the_same_ids_in_every_workspace_and_without_one(tmp_path: Path) -> None:
    """Under another key the hashes are other ones, and in another order."""
    rng = np.random.default_rng(3)
    numbers = rng.integers(0, 40, 200)
    facts = pl.DataFrame(
        {
            "account_id": [f"a{x:02d}" for x in rng.integers(0, 60, 200)],
            "at": 1_772_000_000 + rng.integers(0, 10**6, 200),
            "requests": rng.integers(1, 9, 200),
            "payment_id": [f"pm_{x}" for x in numbers],
            "device_id": [f"d{x}" for x in rng.integers(0, 30, 200)],
        }
    )
    facts.write_parquet(tmp_path / "activity.parquet")
    phones = [f"+4917012{x:05d}" for x in rng.integers(0, 20, 60)]
    pl.DataFrame({"account_id": [f"a{x:02d}" for x in range(60)], "phone": phones}).write_parquet(
        tmp_path / "accounts.parquet"
    )
    plain = snapshot_of_folder(tmp_path)
    for number in range(3):
        workspace = ledger.Workspace.open(tmp_path / f"workspace-{number}", create=True)
        files = [str(tmp_path / name) for name in ("accounts.parquet", "activity.parquet")]
        ledger.load(workspace, find_sources(files), settings=LoadSettings())
        loaded = ledger.snapshot(workspace)
        assert loaded.uses.equals(plain.uses)
        assert loaded.identifiers.drop("key").equals(plain.identifiers.drop("key"))
        assert not loaded.identifiers["key"].equals(plain.identifiers["key"])
