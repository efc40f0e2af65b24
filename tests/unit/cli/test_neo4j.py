"""What `linkage neo4j` says of a server, told from its home alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from linkage.cli.process import hoisted, run
from linkage.graph.neo4j.server.configuration import Ports
from linkage.graph.neo4j.server.home import Home, Record
from linkage.graph.neo4j.server.process import process_of


def test_a_server_that_has_not_answered_yet_is_said_to_be_starting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    home.write_record(Record("5.26", Ports(7999, None), process_of(os.getpid())))
    assert run(["neo4j", "status", "--home", str(home.path)]) == 0
    told = capsys.readouterr().out
    assert "is starting at bolt://127.0.0.1:7999" in told
    assert "answers at" not in told
    home.write_record(Record("5.26", Ports(7999, None), process_of(os.getpid()), ready=True, gds_version="2.13.9"))
    run(["neo4j", "status", "--home", str(home.path)])
    assert "with GDS 2.13.9 answers at bolt://127.0.0.1:7999" in capsys.readouterr().out


def test_the_database_that_holds_no_graph_is_a_wrong_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_GRAPH__DATABASE", "System")
    assert run(["--graph", "bolt://127.0.0.1:9", "campaigns"]) == 2
    assert "graph.database is `system`" in capsys.readouterr().err


def test_the_status_of_no_server_has_an_exit_code_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["neo4j", "status", "--home", str(tmp_path / "home")]) == 5
    assert "No server runs" in capsys.readouterr().out
    assert run(["neo4j", "status", "--home", str(tmp_path / "home"), "--json"]) == 5
    assert '"running": false' in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--port", "7998"], ["--http"]])
def test_a_server_that_runs_already_is_not_said_to_have_what_it_was_not_started_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    home.write_record(Record("5.26", Ports(7999, None), process_of(os.getpid()), ready=True, gds_version="2.13.9"))
    assert run(["neo4j", "start", "--home", str(home.path), *words]) == 2
    told = capsys.readouterr().err
    assert "Neo4j runs already, at bolt://127.0.0.1:7999." in told
    assert "runs already, " in told.partition("\n")[2]
    assert run(["neo4j", "start", "--home", str(home.path), "--port", "7999"]) == 0
    told = capsys.readouterr().err
    assert told == "Neo4j runs already, at bolt://127.0.0.1:7999.\n"


def test_stopping_a_server_and_finding_none_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "home")
    home.make()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        home.write_record(Record("5.26", Ports(7999, None), process_of(other.pid), ready=True, gds_version="2.13.9"))
        assert run(["neo4j", "stop", "--home", str(home.path)]) == 0
    assert f"The server in {home.path} has stopped" in capsys.readouterr().out
    assert run(["neo4j", "stop", "--home", str(home.path)]) == 0
    assert "No server runs" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["start"], ["backup", "x.dump"], ["undo"], ["undo", "--forget"]])
def test_a_folder_of_something_else_is_refused_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("previous", "aside", "conf"):
        (tmp_path / "foreign" / name).mkdir(parents=True)
        (tmp_path / "foreign" / name / "neo4j.conf").write_text("of somebody else")
    before = sorted(path.name for path in (tmp_path / "foreign").rglob("*"))
    assert run(["neo4j", *words, "--home", "foreign"]) == 2
    assert "something else" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "foreign").rglob("*")) == before


@pytest.mark.parametrize("named", [["--workspace", "w"], ["--workspace=w"], ["--workspace", "w", "--home", "h"]])
def test_what_is_advised_names_the_same_workspace_and_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(hoisted(["neo4j", "stop", *named])) == 0
    home = " --home h" if "--home" in named else ""
    assert f"`linkage --workspace w neo4j start{home}`" in capsys.readouterr().out
    run(["--workspace", "w", "load", "nothing", "--dry-run"])
    capsys.readouterr()
    assert run(["--workspace", "w", "campaigns"]) != 0
    assert "`linkage --workspace w " in capsys.readouterr().err


def test_what_can_be_refused_at_once_is_not_said_to_be_at_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, there = Home(tmp_path / "home"), ["--home", str(tmp_path / "home")]
    home.make()
    (home.path / "data" / "databases" / "neo4j").mkdir(parents=True)
    assert run(["neo4j", "backup", str(tmp_path), "--force", *there]) == 2
    told = capsys.readouterr().err
    assert told == f"{tmp_path} is a folder; name a file, such as {tmp_path / 'neo4j.dump'}.\n"
    assert run(["neo4j", "restore", str(tmp_path / "nowhere.dump"), *there]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    (tmp_path / "a.dump").touch()
    home.write_record(Record("5.26", Ports(7999, None), process_of(os.getpid()), ready=True, gds_version="2.13.9"))
    for words in (["backup", str(tmp_path / "b.dump")], ["restore", str(tmp_path / "a.dump")]):
        assert run(["neo4j", *words, *there]) == 5
        told = capsys.readouterr().err
        assert told.startswith("A server runs in ")
        assert told.count("\n") == 1


def test_undoing_a_restore_says_which_database_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path / "home")
    home.make()
    for folder, of in ((home.path, "restored"), (home.path / "previous", "before")):
        (folder / "data" / "databases" / "neo4j").mkdir(parents=True)
        (folder / "data" / "databases" / "neo4j" / "of").write_text(of)
    for here, other in (
        ("one from before the restore", "restored one"),
        ("restored one", "one from before the restore"),
    ):
        assert run(["neo4j", "undo", "--home", str(home.path)]) == 0
        told = capsys.readouterr().out.replace("\n", " ")
        assert f"is the {here} again; " in told
        assert f"brings the {other} back." in told
        assert (home.path / "data" / "databases" / "neo4j" / "of").read_text() in here
