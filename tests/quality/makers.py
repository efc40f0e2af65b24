"""What the tests of several makers of worlds do alike: make a few, see what parties share, and read the truth."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from linkage.evaluation.truth import GREY, read_truth
from tests.quality import fifth_hand, fourth_hand, second_hand, third_hand

MAKERS: Final[dict[str, Callable[[Path, int, int, int], object]]] = {
    "second": lambda folder, accounts, days, seed: second_hand.make_world(folder, accounts, days, seed, 0.02),
    "third": third_hand.make_world,
    "fourth": fourth_hand.make_world,
    "fifth": lambda folder, accounts, days, seed: fifth_hand.make_world(folder, accounts, days, seed, 0.03),
}
"""By name, what writes a world of so many accounts and days for a seed into a folder."""


def made(
    factory: pytest.TempPathFactory, name: str, seeds: Iterable[int], make: Callable[[Path, int], object]
) -> list[Path]:
    """Return a folder with a world for each seed."""
    folders = []
    for seed in seeds:
        folder = factory.mktemp(f"{name}{seed}")
        make(folder, seed)
        folders.append(folder)
    return folders


def truth_of(folder: Path) -> pl.DataFrame:
    """Return the truth of accounts, with a column `class`: the honest class, or the rung of a farm."""
    truth = pl.read_parquet(folder / "truth" / "accounts.parquet")
    return truth.with_columns(pl.coalesce("honest_class", "rung").alias("class"))


def shared_parts(
    worlds: Iterable[tuple[Path, pl.DataFrame]], party: str, names: tuple[str, ...]
) -> dict[str, dict[str, float]]:
    """Return by class the part of requests whose identifier another account of the party has too.

    Args:
        worlds: folders, with a table of `account_id, class` and the party.
        party: the column that names it.
        names: columns of activity that hold identifiers.
    """
    rows = [
        pl.read_parquet(folder / "activity.parquet", columns=["account_id", *names])
        .join(accounts.select("account_id", "class", party), on="account_id")
        .select(
            "class",
            **{
                name: pl.col(name).is_not_null() & (pl.col("account_id").n_unique().over(name, party) > 1)
                for name in names
            },
        )
        for folder, accounts in worlds
    ]
    table = pl.concat(rows).group_by("class").agg(pl.col(name).mean() for name in names)
    return {row["class"]: row for row in table.to_dicts()}


def assert_truth_is_read_and_carpools_are_apart(folders: list[Path]) -> None:
    """Assert that every account has its truth, and that carpools are honest and of the class that is scored apart."""
    for folder in folders:
        truth = read_truth(folder)
        known = pl.read_parquet(folder / "accounts.parquet")["account_id"].unique().sort()
        assert truth.accounts["account_id"].equals(known)
        assert truth.world == "mixed"
        carpools = truth.accounts.filter(honest_class=GREY[0])
        assert carpools.height >= 3
        assert not carpools["is_farm"].any()
