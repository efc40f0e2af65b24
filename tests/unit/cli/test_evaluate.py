"""What `linkage evaluate` says and leaves with, whichever worlds can be scored."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkage.cli.process import run
from linkage.errors import UnreadableFile, UsageError
from linkage.evaluation.run import OWN, WorldResult
from linkage.evaluation.score import found_of_members, score
from tests.unit.evaluation.hand_made import members, truth


@pytest.fixture
def good() -> WorldResult:
    own = score(truth(), found_of_members(members(x="a0 a1")))
    own.figures["seconds_detect"] = 1.0
    return WorldResult("good", "mixed", {OWN: own})


def finding(monkeypatch: pytest.MonkeyPatch, *found: WorldResult | Exception) -> None:
    """Have worlds give these results."""

    def evaluated(*_: object) -> Iterator[WorldResult | Exception]:
        yield from found

    monkeypatch.setattr("linkage.evaluation.run.evaluate", evaluated)


def test_worlds_that_can_be_scored_are_reported_and_the_others_named_with_the_code_of_the_first(
    good: WorldResult, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    finding(monkeypatch, UnreadableFile("It is junk."), good, UsageError("It is odd."))
    assert run(["--quiet", "evaluate", "bad", "good", "odd", "--output", str(tmp_path)]) == 3
    said = capsys.readouterr()
    assert said.err == "bad is left out: It is junk.\nodd is left out: It is odd.\n"
    assert "member precision" in said.out
    assert [world["name"] for world in json.loads((tmp_path / "report.json").read_text())["worlds"]] == ["good"]


def test_without_a_world_that_can_be_scored_there_is_no_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    finding(monkeypatch, UnreadableFile("It is junk."))
    assert run(["evaluate", "bad", "--output", str(tmp_path / "report")]) == 3
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "report").exists()


def test_a_bug_in_one_world_loses_no_other_and_leaves_as_a_bug(
    good: WorldResult, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    finding(monkeypatch, good, ValueError("jane@example.org"), UnreadableFile("It is junk."))
    assert run(["--quiet", "evaluate", "good", "buggy", "bad"]) == 1
    said = capsys.readouterr()
    assert "member precision" in said.out
    assert "buggy is left out" in said.err
    assert "linkage met a bug of its own (ValueError" in said.err
    assert "jane" not in said.err


def test_members_that_the_truth_does_not_know_are_counted_on_stderr(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "truth.csv").write_text("account_id,campaign_id\na,x\nb,\n")
    (tmp_path / "said.csv").write_text("account_id,campaign_id\na,1\nnobody,1\nnone,1\n")
    words = ["evaluate", "--members", str(tmp_path / "said.csv"), "--truth", str(tmp_path / "truth.csv")]
    assert run([*words, "--json"]) == 0
    said = capsys.readouterr()
    assert "2 accounts left out, which the truth does not know" in said.err
    assert json.loads(said.out)["worlds"][0]["systems"]["said.csv"]["figures"]["n_flagged"] == 1


def scored(folder: Path, members: str) -> int:
    """Return the exit code of scoring a table of members against two farm accounts and an honest one."""
    (folder / "truth.csv").write_text("account_id,campaign_id\na,x\nb,x\nc,\n")
    (folder / "said.CSV").write_text(members)
    return run(["evaluate", "--members", str(folder / "said.CSV"), "--truth", str(folder / "truth.csv")])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,1\nb,1\nb,2\n", "has account 'b' in the campaigns '1' and '2'; put each account into one."),
        ("a,1\n,1\n", "has 1 of 2 rows without an account_id"),
        (",1\n,2\n", "has 2 of 2 rows without an account_id"),
    ],
)
def test_members_that_contradict_themselves_are_refused(
    rows: str, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert scored(tmp_path, "account_id,campaign_id\n" + rows) == 3
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_members_of_no_campaign_and_without_a_score_are_told_on_stderr(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert scored(tmp_path, "account_id,campaign_id,score\na,,\nb,,\n") == 0
    told = capsys.readouterr().err
    assert "no account is in a campaign, so nothing is flagged." in told
    assert "no account has a score, so nothing is ranked." in told


def test_members_of_another_world_than_the_truths_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert scored(tmp_path, "account_id,campaign_id\nnobody,1\nnone,1\na,\n") == 3
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert "the truth knows none of the accounts in campaigns (2); name the truth of the world" in said.err
