"""What `linkage simulate` says of the world it wrote."""

from pathlib import Path

import polars as pl
import pytest

from linkage.cli.process import run

SMALL = ("--accounts", "120", "--days", "2")


def test_a_world_too_small_for_a_campaign_is_written_with_a_warning(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["simulate", str(tmp_path), *SMALL, "--scenario", "A1", "--prevalence", "0.01"]) == 0
    said = capsys.readouterr()
    assert "No campaign fits into 120 accounts: --accounts 500 or a higher --prevalence gives one." in said.err
    assert "0 accounts belong to 0 campaigns" in " ".join(said.out.split())


def test_null_is_short_for_the_scenario_without_farms_and_warns_of_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for words in (["a", "--null"], ["b", "--scenario", "null"]):
        assert run(["simulate", str(tmp_path / words[0]), *SMALL, *words[1:]]) == 0
    assert "No campaign" not in capsys.readouterr().err
    one, other = (pl.read_parquet(tmp_path / name / "truth" / "accounts.parquet") for name in ("a", "b"))
    assert one.equals(other)
    assert not one["is_farm"].any()


def test_twins_of_a_world_without_farms_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["simulate", str(tmp_path / "world"), "--null", "--twin"]) == 2
    assert "leave out --twin" in capsys.readouterr().err


@pytest.mark.parametrize("farms", [("--prevalence", "0.1"), ("--rung", "E1")])
@pytest.mark.parametrize("null", [("--null",), ("--scenario", "null"), ("--scenario", "A0")])
def test_farms_that_a_null_world_would_not_have_are_refused_and_not_left_out_silently(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, null: tuple[str, ...], farms: tuple[str, ...]
) -> None:
    assert run(["simulate", str(tmp_path / "world"), *SMALL, *null, *farms]) == 2
    assert "A null world has no farms" in capsys.readouterr().err
    assert not (tmp_path / "world").exists()


def test_a_world_is_written_over_only_when_told_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    world = tmp_path / "world"
    assert run(["simulate", str(world), *SMALL, "--null"]) == 0
    before = {file: file.read_bytes() for file in world.rglob("*") if file.is_file()}
    capsys.readouterr()
    assert run(["simulate", str(world), *SMALL, "--null", "--seed", "8"]) == 2
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith("holds a world already; name another folder, or --force to write over it.")
    )
    assert {file: file.read_bytes() for file in world.rglob("*") if file.is_file()} == before
    assert run(["simulate", str(world), *SMALL, "--null", "--seed", "8", "--force"]) == 0
    assert (world / "accounts.parquet").read_bytes() != before[world / "accounts.parquet"]
