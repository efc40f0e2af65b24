"""What holds for every other maker of worlds."""

from pathlib import Path

import polars as pl
import pytest

from tests.quality.makers import MAKERS


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_seed_makes_the_same_world_and_another_seed_another(maker: str, tmp_path: Path) -> None:
    """A world is a function of its arguments."""
    seeds = {"one": 7, "again": 7, "other": 8}
    for name, seed in seeds.items():
        MAKERS[maker](tmp_path / name, 1000, 14, seed)
    for file in ("accounts.parquet", "activity.parquet", "truth/accounts.parquet"):
        one, again, other = ((tmp_path / name / file).read_bytes() for name in seeds)
        assert one == again
        assert one != other


@pytest.mark.parametrize("maker", MAKERS)
def test_a_world_has_the_accounts_asked_for_or_a_few_more(maker: str, tmp_path: Path) -> None:
    """Campaigns have a least size, so that a small world holds more."""
    MAKERS[maker](tmp_path, 1000, 14, 7)
    assert 990 <= pl.read_parquet(tmp_path / "accounts.parquet").height <= 1300
