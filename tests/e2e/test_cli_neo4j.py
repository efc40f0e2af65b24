"""The command line on a real Neo4j: the same answers as from files."""

import json
from pathlib import Path

import pytest

from linkage.cli.process import hoisted, run
from tests.conftest import Neo4jServer

pytestmark = pytest.mark.neo4j


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command prints, which must succeed."""
    code = run(hoisted(words))
    captured = capsys.readouterr()
    assert code == 0, captured.err
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
    assert states == {"workspace": "ok", "key": "ok", "ledger": "ok", "run": "ok", "graph": "ok"}


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
