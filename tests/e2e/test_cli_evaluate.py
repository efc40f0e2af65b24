"""`linkage evaluate` from end to end: worlds, somebody's members, and the report."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LINKAGE = Path(sys.executable).with_name("linkage")
MEMBER_FIGURES = ("n_flagged", "member_precision", "member_recall", "fpr", "false_campaigns", "half_found")


def linkage(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([LINKAGE, *words], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate") / "world"
    options = ("--scenario", "demo", "--accounts", "1000", "--days", "12", "--quiet")
    linkage("simulate", folder, *options)
    return folder


@pytest.fixture(scope="module")
def told(world: Path) -> dict:
    return json.loads(linkage("evaluate", world, "--json", "--output", world.parent / "report").stdout)


def test_a_world_is_scored_beside_two_usual_recipes(told: dict):
    (found,) = told["worlds"]
    assert found["world"] == "mixed"
    assert list(found["systems"]) == ["linkage", "small identifiers", "weighted Leiden"]
    assert found["systems"]["linkage"]["figures"]["n_flagged"] > 0
    assert found["systems"]["linkage"]["figures"]["memory_mb"] > 50


def test_the_report_is_written_as_a_page_and_as_the_json_that_was_printed(world: Path, told: dict):
    report = world.parent / "report"
    assert json.loads((report / "report.json").read_text("utf-8")) == told
    assert "<svg" in (report / "report.html").read_text("utf-8")


def test_members_that_were_exported_from_a_workspace_score_as_the_world_does(world: Path, told: dict):
    """The two ways in, through a ledger and straight from files, give the same campaigns."""
    workspace = world.parent / "workspace"
    for words in (["load", world], ["detect"]):
        linkage("--workspace", workspace, "--quiet", *words)
    members = world.parent / "members.csv"
    linkage("--workspace", workspace, "--quiet", "export", "members", "--output", members)
    scored = json.loads(linkage("evaluate", "--members", members, "--truth", world, "--json").stdout)
    mine = scored["worlds"][0]["systems"]["members.csv"]["figures"]
    whole = told["worlds"][0]["systems"]["linkage"]["figures"]
    assert {name: mine[name] for name in MEMBER_FIGURES} == {name: whole[name] for name in MEMBER_FIGURES}


def test_the_terminal_shows_bars_and_figures_within_its_width(world: Path):
    shown = linkage("evaluate", world, "--no-compare").stdout
    assert "member precision" in shown
    assert "missed" in shown or "reached" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_a_bad_world_leaves_the_report_of_the_others(world: Path):
    report = world.parent / "half"
    done = linkage("evaluate", "no-such-world", world, "--no-compare", "--quiet", "--output", report, code=3)
    assert done.stderr.startswith("no-such-world is left out: no-such-world holds no truth")
    assert [told["name"] for told in json.loads((report / "report.json").read_text("utf-8"))["worlds"]] == [world.name]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Name one or more worlds"),
        (["--members", "x.csv"], 2, "--truth"),
        (["--members", "no-such.csv", "--truth", "nowhere"], 3, "no-such.csv"),
        (["no-such-world"], 3, "no-such-world"),
    ],
)
def test_wrong_words_are_answered_in_a_sentence(words: list[str], code: int, said: str):
    done = linkage("evaluate", *words, "--quiet", code=code)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
