"""What `linkage detect` says of a run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from linkage import runs
from linkage.cli.detect import advice, summary
from linkage.cli.process import hoisted, run
from linkage.ledger import Workspace
from linkage.making import make_run
from linkage.settings import Settings
from tests.small_world import campaign, findings_of


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["campaign", "insufficient"], "`linkage campaigns` lists them, the strongest first, and why."),
        (
            ["insufficient", "organisation"],
            "No group is called a campaign; `linkage campaigns` lists what they share all the same.",
        ),
    ],
)
def test_groups_that_are_no_campaign_are_not_called_one(verdicts: list[str], said: str) -> None:
    rows = [campaign(f"c-{number}", 50, "low", 3, verdict=verdict) for number, verdict in enumerate(verdicts)]
    assert advice(findings_of(campaigns=rows)) == said


def test_detection_without_the_neo4j_of_a_workspace_says_that_decisions_there_are_not_read_and_how_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [f"a-{x},2026-02-01T0{x}:00:00Z,198.51.100.{x}\n" for x in range(6)]
    (tmp_path / "activity.csv").write_text("account_id,at,ip\n" + "".join(rows))
    assert run(hoisted(["load", "activity.csv", "--quiet", "--workspace", "w"])) == 0
    capsys.readouterr()
    assert run(hoisted(["detect", "--workspace", "w"])) == 0
    assert "Neo4j" not in capsys.readouterr().err
    runs.note_published(Workspace(tmp_path / "w"), "neo4j")
    assert run(hoisted(["detect", "--workspace", "w"])) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "is not read; `linkage --workspace w --graph neo4j detect` reads it." in told


def test_what_grouped_accounts_is_in_the_report_and_is_said_where_it_is_not_the_usual_one(tmp_path: Path) -> None:
    rows = [f"a-{x},2026-02-01T0{x}:00:00Z,198.51.100.{x}\n" for x in range(6)]
    (tmp_path / "activity.csv").write_text("account_id,at,ip\n" + "".join(rows))
    assert run(["--workspace", str(tmp_path / "w"), "--quiet", "load", str(tmp_path / "activity.csv")]) == 0
    made = make_run(Settings(workspace=tmp_path / "w"))
    (kept,) = (tmp_path / "w" / "runs").glob("*/report.json")
    assert json.loads(kept.read_text("utf-8"))["communities"] == made.report.communities == "in-process"
    assert not [line for line in summary(made.findings, made.info, made.report) if "grouped by" in line]
    other = replace(made.report, communities="gds-wcc")
    assert "grouped by gds-wcc" in " ".join(summary(made.findings, made.info, other))


def test_an_engine_that_is_none_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["detect", "--communities", "louvain"]) == 2
    told = capsys.readouterr().err
    assert told == "--communities is one of in-process, gds, gds-louvain, gds-wcc, not 'louvain'.\n"
