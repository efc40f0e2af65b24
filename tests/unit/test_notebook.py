"""The door for notebooks: its example is run as it stands, on files."""

import doctest
import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkage import notebook, runs
from linkage.errors import GraphUnreachable, RunNotFound
from linkage.graph.interface import Decision
from linkage.ledger import Workspace
from tests.small_world import INFO, T0, small_world


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that holds the small world, in the current folder."""
    monkeypatch.chdir(tmp_path)
    runs.save(Workspace.open(tmp_path / "linkage-workspace", create=True), small_world(), INFO, {})
    return tmp_path / "linkage-workspace"


def test_its_example_is_true(workspace: Path) -> None:
    found = doctest.testmod(notebook)
    assert found.attempted > 10
    assert found.failed == 0


def test_the_workspace_may_come_from_the_environment(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setenv("LINKAGE_WORKSPACE", str(workspace))
    graph = notebook.connect()
    assert notebook.campaigns(graph).height == 6
    graph.close()


def test_before_the_first_run_it_is_said_at_once_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunNotFound, match=r"There is no workspace at .*none; load files and run `linkage detect`"):
        notebook.connect(tmp_path / "none")
    (tmp_path / "new").mkdir()
    with pytest.raises(RunNotFound, match="Nothing was detected yet"):
        notebook.connect(tmp_path / "new")


def test_a_server_that_does_not_answer_is_said_at_once(workspace: Path) -> None:
    with pytest.raises(GraphUnreachable, match=r"127\.0\.0\.1:1"):
        notebook.connect(graph="bolt://127.0.0.1:1", password="x")


def test_what_people_allowed_is_heard_as_on_the_command_line(workspace: Path) -> None:
    graph = notebook.connect()
    for subject, name in (("identifier", "device:dev-1"), ("account", "a-1"), ("organisation", "org'1")):
        graph.decide(Decision(subject, name, "allowed", "", "ana", T0))  # type: ignore[arg-type]
    shared = notebook.explain(graph, "a-1", "a-2")
    assert shared.filter(kind="device")["bits"].to_list() == [0.0]
    assert shared.filter(kind="ip")["bits"][0] > 0  # the run was made before, and links them
    told = notebook.risk(graph, ["a-1", "a-2", "a-3"])
    at = datetime.fromtimestamp(T0, UTC)
    assert told.select("allowed_by", "allowed_at").rows() == [("ana", at), ("ana", at), (None, None)]
    graph.close()


def test_one_id_is_one_account(workspace: Path) -> None:
    graph = notebook.connect()
    assert notebook.risk(graph, "a-1")["account_id"].to_list() == ["a-1"]
    graph.close()


def test_a_server_that_does_not_run_says_how_to_start_it(workspace: Path) -> None:
    with pytest.raises(GraphUnreachable, match=r"`linkage --workspace .* neo4j start`"):
        notebook.connect(workspace, "neo4j")


def test_without_py2neo_its_door_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py2neo", None)
    monkeypatch.delitem(sys.modules, "linkage.notebook.py2neo", raising=False)
    with pytest.raises(ImportError, match=r"pip install 'linkage\[py2neo\]'"):
        importlib.import_module("linkage.notebook.py2neo")
