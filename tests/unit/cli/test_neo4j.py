"""What `linkage neo4j` says of a server, told from its home alone."""

import os
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
