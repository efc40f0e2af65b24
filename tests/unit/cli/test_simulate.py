"""What `linkage simulate` says of the world it wrote."""

import re
from pathlib import Path

import polars as pl
import pytest

from linkage.cli.process import run
from linkage.errors import WorkspaceError, outcome
from linkage.simulation.asking import SCENARIOS

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


def test_a_file_in_the_place_of_the_folder_is_refused_before_anything_is_drawn(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "world").write_text("")
    assert run(["simulate", str(tmp_path / "world")]) == outcome(WorkspaceError()).exit_code
    told = f"{tmp_path / 'world'} cannot be written (it is a file); name another folder.\n"
    assert capsys.readouterr().err.endswith(told)


def test_the_scenarios_of_the_help_are_those_that_there_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["simulate", str(tmp_path / "world"), "--scenario", "B1"]) == 2
    told = capsys.readouterr().err
    assert told.endswith(f"There is no scenario B1; choose one of {', '.join(SCENARIOS)}.\n")
    assert run(["simulate", "--help"]) == 0
    told = capsys.readouterr().out.partition("--scenario ")[2].partition("[default")[0]
    named = re.findall(r"\b(?:mixed|demo|null|A\d+)\b", told)
    kinds = [f"A{n}" for n in range(int(named[-2][1:]), int(named[-1][1:]) + 1)]
    assert (*named[:-2], *kinds) == SCENARIOS


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
    told = f"{world} holds a world already; name another folder, or --force to write over it.\n"
    assert capsys.readouterr().err.endswith(told)
    assert {file: file.read_bytes() for file in world.rglob("*") if file.is_file()} == before
    assert run(["simulate", str(world), *SMALL, "--null", "--seed", "8", "--force"]) == 0
    assert (world / "accounts.parquet").read_bytes() != before[world / "accounts.parquet"]
