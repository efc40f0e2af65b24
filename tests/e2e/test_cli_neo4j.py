"""The command line on a real Neo4j: the same answers as from files."""

import json
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import neo4j
import pytest

from linkage.cli.process import hoisted, run
from linkage.cli.session import Session, opened_graph
from linkage.graph.interface import Decision
from linkage.graph.neo4j.server import probe
from linkage.graph.statements import statement
from tests.conftest import Neo4jServer

pytestmark = pytest.mark.neo4j

LOOKED_AT = ("workspace", "key", "ledger", "run", "run of ledger", "graph", "graph content", "graph science")


def states(doctor: str) -> dict[str, str]:
    """Return what `doctor --json` found, by what it looked at."""
    return {check["name"]: check["state"] for check in json.loads(doctor)["checks"]}


def emptied(server: Neo4jServer) -> None:
    """Delete what another workspace left in the server."""
    with neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")


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
    emptied(neo4j_server)
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
    assert Path("linkage-workspace/published").read_text() == f"{neo4j_server.uri}\n"
    assert said(capsys, *there, "campaigns", "--limit", "100", "--json") == here
    assert states(said(capsys, *there, "doctor", "--json")) == dict.fromkeys(LOOKED_AT, "ok")
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        driver.execute_query("MATCH (a:Account) WITH a LIMIT 1 SET a.plan = 'another'")
    assert run(hoisted([*there, "doctor"])) == 5
    mending = re.search(r"`linkage (.* neo4j publish --again)` mends it", " ".join(capsys.readouterr().out.split()))
    assert mending is not None
    said(capsys, *shlex.split(mending[1]))
    assert states(said(capsys, *there, "doctor", "--json")) == dict.fromkeys(LOOKED_AT, "ok")


def test_the_runs_of_another_workspace_are_replaced_only_when_that_is_said(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", neo4j_server.password)
    emptied(neo4j_server)
    there = ("--graph", neo4j_server.uri)
    for name in ("one", "two"):
        rows = "".join(f"{name}-{x},2026-02-01T0{x}:00:00Z,198.51.100.{x}\n" for x in range(6))
        (tmp_path / f"{name}.csv").write_text(f"account_id,at,ip\n{rows}")
        said(capsys, "--workspace", name, "load", f"{name}.csv")
        said(capsys, "--workspace", name, "detect")
    for name in ("one", "two"):
        said(capsys, "--workspace", name, "decisions", "add", "organisation", f"of-{name}", "allowed")
    said(capsys, "--workspace", "one", *there, "neo4j", "publish")
    said(capsys, "--workspace", "one", *there, "decisions", "add", "organisation", "by-hand", "allowed")
    said(capsys, "--workspace", "one", *there, "detect")
    for words in (("neo4j", "publish"), ("detect",), ("doctor",)):
        assert run(hoisted(("--workspace", "two", *there, *words))) == 2
        told = " ".join("".join(capsys.readouterr()).split())
        assert str(tmp_path / "one") in told.replace(" ", "")
        assert "--replace" in told
    command = f"`linkage --workspace two --graph {neo4j_server.uri} neo4j publish --replace`"
    anothers = f"This Neo4j holds the runs of another workspace, {tmp_path / 'one'}; {command} would put this one's"
    for words in (
        ("risk", "one-1"),
        ("campaigns",),
        ("decisions", "list"),
        ("decisions", "add", "account", "one-1", "note"),
        ("queries", "run", "biggest_campaigns"),
    ):
        assert run(hoisted(("--workspace", "two", *there, *words))) == 0
        assert " ".join(capsys.readouterr().err.split()).startswith(anothers)
        for whose in ("one", "nobodys"):
            if words != ("decisions", "add", "account", "one-1", "note"):
                assert run(hoisted(("--workspace", whose, *there, *words))) == 0
                assert "another workspace" not in capsys.readouterr().err
    assert not Path("nobodys").exists()
    assert json.loads(said(capsys, *there, "risk", "one-1", "--json"))["risks"][0]["status"] == "known"
    said(capsys, "--workspace", "two", *there, "detect", "--replace")
    assert json.loads(said(capsys, *there, "risk", "one-1", "--json"))["risks"][0]["status"] == "unknown"
    listed = json.loads(said(capsys, "--workspace", "two", *there, "decisions", "--json"))["items"]
    assert sorted(one["id"] for one in listed) == ["by-hand", "of-two", "one-1"]
    said(capsys, "--workspace", "one", *there, "neo4j", "publish", "--replace")
    shutil.rmtree("one")
    said(capsys, "--workspace", "one", "load", "one.csv")
    said(capsys, "--workspace", "one", *there, "detect")  # made anew in the folder of the one before
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        driver.execute_query("MATCH (p:Publication) REMOVE p.workspace, p.folder")  # as an earlier version left it
    said(capsys, "--workspace", "two", *there, "neo4j", "publish")
    assert run(hoisted(("--workspace", "one", *there, "neo4j", "publish"))) == 2


def test_what_is_pruned_leaves_the_database_with_the_next_detection(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", neo4j_server.password)
    there = ("--graph", neo4j_server.uri)
    emptied(neo4j_server)
    rows = [f"new-{n},2026-02-0{1 + n % 9},198.51.100.{n}\n" for n in range(30)]
    old = [f"old-{n},2025-12-0{1 + n % 9},203.0.113.{n}\n" for n in range(30)]
    (tmp_path / "activity.csv").write_text("account_id,at,ip\n" + "".join(rows + old))
    said(capsys, "load", "activity.csv")
    said(capsys, *there, "detect")
    assert json.loads(said(capsys, *there, "risk", "old-1", "--json"))["risks"][0]["status"] == "known"
    assert json.loads(said(capsys, "prune", "--before", "2026-01-01", "--json"))["n_accounts"] == 30
    assert states(said(capsys, *there, "doctor", "--json"))["run of ledger"] == "not yet"
    assert "pruned" in said(capsys, "load", "activity.csv")
    said(capsys, *there, "detect")
    assert states(said(capsys, *there, "doctor", "--json")) == dict.fromkeys(LOOKED_AT, "ok")
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        left = driver.execute_query("MATCH (n) WHERE n:Account OR n:Identifier RETURN coalesce(n.id, n.key) AS name")
    assert {record["name"] for record in left.records} == {
        name for n in range(30) for name in (f"new-{n}", f"198.51.100.{n}")
    }


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
    assert run(hoisted(("neo4j", "backup", "kept.dump", "--home", "one"))) == 2
    assert "--force" in capsys.readouterr().err
    said(capsys, "neo4j", "backup", "kept.dump", "--home", "one", "--force")
    said(capsys, "neo4j", "restore", "kept.dump", "--home", "two", "--lane", neo4j_server.lane)
    assert run(hoisted(("neo4j", "undo", "--home", "two"))) == 2
    said(capsys, "neo4j", "restore", "kept.dump", "--home", "two")
    said(capsys, "neo4j", "undo", "--home", "two")
    said(capsys, "neo4j", "undo", "--home", "two", "--forget")
    assert not Path("two/previous").exists()
    again = json.loads(said(capsys, "neo4j", "start", "--home", "two", *small[:4], "--json"))
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


@pytest.fixture
def there(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[str, ...]:
    """The words that name a workspace of six accounts and an empty Neo4j."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", neo4j_server.password)
    rows = "".join(f"a-{x},2026-02-01T0{x}:00:00Z,198.51.100.{x}\n" for x in range(6))
    Path("six.csv").write_text(f"account_id,at,ip\n{rows}")
    said(capsys, "--workspace", "w", "load", "six.csv")
    emptied(neo4j_server)
    return "--workspace", "w", "--graph", neo4j_server.uri


def test_a_run_whose_publishing_fails_is_kept_and_the_command_that_is_advised_finishes_the_job(
    neo4j_server: Neo4jServer, there: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*there, "campaigns"]) == 4
    told = capsys.readouterr().err
    for words in ("neo4j publish", "detect"):
        assert f"`linkage --workspace w --graph {neo4j_server.uri} {words}`" in told
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        driver.execute_query("CREATE CONSTRAINT of_others FOR (a:Account) REQUIRE a.risk_band IS UNIQUE")
        try:
            assert run([*there, "--quiet", "detect"]) == 5
        finally:
            driver.execute_query("DROP CONSTRAINT of_others")
    told = capsys.readouterr().err
    assert told.startswith("The database holds two things under one id")
    finishing = re.search(r"is kept; `linkage (.* neo4j publish)` then finishes the job", told)
    assert finishing is not None
    assert "--workspace w" in finishing[1]
    kept = json.loads(said(capsys, "--workspace", "w", "doctor", "--json"))["checks"][3]["detail"]
    said(capsys, *shlex.split(finishing[1]))
    (served,) = (
        one for one in json.loads(said(capsys, *there, "doctor", "--json"))["checks"] if one["name"] == "graph"
    )
    assert served["detail"].endswith(f"serves run {kept.partition(',')[0]}")


def test_a_database_that_is_not_there_is_named(
    neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", neo4j_server.password)
    monkeypatch.setenv("LINKAGE_GRAPH__DATABASE", "nowhere")
    assert run(["--graph", neo4j_server.uri, "campaigns"]) == 2
    assert capsys.readouterr().err.startswith("The server has no database 'nowhere'")


def test_a_server_without_data_science_is_told_before_the_ledger_is_read_and_is_not_wrong(
    there: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, *there, "detect", "--communities", "gds-wcc")
    assert "grouped by gds-wcc" in told
    assert states(said(capsys, *there, "doctor", "--json")) == dict.fromkeys(LOOKED_AT, "ok")
    # What a server without the plugin answers, from one that has it: it does not know the function.
    known = statement("server/gds")
    unknown = replace(known, text=known.text.replace("gds.version", "gds.not_there"))
    monkeypatch.setattr(probe, "statement", lambda name: unknown if name == known.name else statement(name))
    assert run([*there, "detect", "--communities", "gds"]) == 5
    told = capsys.readouterr().err
    assert told.startswith("The server lacks Graph Data Science")
    assert states(said(capsys, *there, "doctor", "--json")) == dict.fromkeys(LOOKED_AT, "ok") | {
        "graph science": "not yet"
    }
