"""The command line on a real Neo4j: the same answers as from files."""

import json
from pathlib import Path

import pytest

from linkage.cli.process import hoisted, run
from linkage.cli.session import Session, opened_graph
from linkage.graph.interface import Decision
from tests.conftest import Neo4jServer

pytestmark = pytest.mark.neo4j


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command prints, which must succeed."""
    code = run(hoisted(words))
    captured = capsys.readouterr()
    assert code == 0, captured.out + captured.err
    return captured.out


def test_detect_publishes_and_both_graphs_answer_alike(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", neo4j_server.password)
    there = ("--graph", neo4j_server.uri)
    said(capsys, "simulate", "world", "--scenario", "demo", "--accounts", "400", "--days", "7")
    said(capsys, "load", "world")
    said(capsys, *there, "detect")
    here = said(capsys, "campaigns", "--limit", "100", "--json")
    assert json.loads(here)["items"]
    assert said(capsys, *there, "campaigns", "--limit", "100", "--json") == here
    first = json.loads(here)["items"][0]["campaign_id"]
    shown = said(capsys, "campaigns", "show", first, "--json")
    assert said(capsys, *there, "campaigns", "show", first, "--json") == shown
    a, b = (member["account_id"] for member in json.loads(shown)["members"][:2])
    assert said(capsys, *there, "explain", a, b, "--json") == said(capsys, "explain", a, b, "--json")
    assert said(capsys, *there, "risk", a, "nobody", "--json") == said(capsys, "risk", a, "nobody", "--json")
    said(capsys, *there, "neo4j", "publish")
    assert said(capsys, *there, "campaigns", "--limit", "100", "--json") == here
    states = {check["name"]: check["state"] for check in json.loads(said(capsys, *there, "doctor", "--json"))["checks"]}
    looked_at = ("workspace", "key", "ledger", "run", "run of ledger", "graph", "graph content")
    assert states == dict.fromkeys(looked_at, "ok")


def test_a_wrong_password_is_one_sentence_that_does_not_hold_it_and_exit_5(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", "not-the-password")
    assert run(["--graph", neo4j_server.uri, "campaigns"]) == 5
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "not-the-password" not in err


def test_a_server_that_is_not_there_is_one_sentence_and_exit_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", "whatever-it-is")
    assert run(["--graph", "bolt://127.0.0.1:9", "campaigns"]) == 5
    err = capsys.readouterr().err
    assert "bolt://127.0.0.1:9" in err
    assert err.count("\n") == 1


def test_a_backup_restores_into_a_home_of_its_own_and_is_served_there(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small = ("--heap-mb", "512", "--page-cache-mb", "64", "--lane", neo4j_server.lane)
    started = json.loads(said(capsys, "neo4j", "start", "--home", "one", *small, "--json"))
    try:
        assert run(hoisted(("neo4j", "backup", "early.dump", "--home", "one"))) == 5
        assert not Path("early.dump").exists()
        monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", Path(started["password_file"]).read_text().strip())
        note(started["uri"], "kept")
    finally:
        said(capsys, "neo4j", "stop", "--home", "one")
    written = json.loads(said(capsys, "neo4j", "backup", "kept.dump", "--home", "one", "--json"))
    assert written["bytes"] == Path("kept.dump").stat().st_size
    said(capsys, "neo4j", "restore", "kept.dump", "--home", "two", "--lane", neo4j_server.lane)
    assert not Path("two/previous").exists()
    again = json.loads(said(capsys, "neo4j", "start", "--home", "two", *small, "--json"))
    try:
        monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", Path(again["password_file"]).read_text().strip())
        assert [decision.note for decision in noted(again["uri"])] == ["kept"]
    finally:
        said(capsys, "neo4j", "stop", "--home", "two")


def note(uri: str, text: str) -> None:
    """Write a decision down on the server at `uri`."""
    with opened_graph(Session(graph=uri)) as graph:
        graph.decide(Decision("account", "a-1", "confirmed", text, "me", 1_760_000_000))


def noted(uri: str) -> tuple[Decision, ...]:
    """Return the decisions that the server at `uri` holds."""
    with opened_graph(Session(graph=uri)) as graph:
        return graph.decisions()
