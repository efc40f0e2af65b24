"""What is read straight from files, without a workspace."""

from pathlib import Path

import polars as pl
import pytest

from linkage.errors import UnreadableFile
from linkage.ledger import snapshot_of_folder


def test_observations_are_left_to_a_load(tmp_path: Path) -> None:
    seen = pl.DataFrame({"account_id": ["b"], "kind": ["device"], "value": ["d"]})
    seen.write_parquet(tmp_path / "observations.parquet")
    with pytest.raises(UnreadableFile, match="holds no accounts or activity Parquet files"):
        snapshot_of_folder(tmp_path)
    pl.DataFrame({"account_id": ["a"], "at": [1_772_000_000]}).write_parquet(tmp_path / "activity.parquet")
    assert snapshot_of_folder(tmp_path).accounts["account_id"].to_list() == ["a"]
