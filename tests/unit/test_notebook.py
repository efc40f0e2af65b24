"""The door for notebooks: its example is run as it stands, on files."""

import doctest
import importlib
import sys
from pathlib import Path

import pytest

from linkage import notebook, runs
from linkage.errors import GraphUnreachable, RunNotFound
from linkage.ledger import Workspace
from tests.small_world import INFO, small_world


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


def test_before_the_first_run_a_question_says_what_to_do(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "new", create=True)
    graph = notebook.connect(tmp_path / "new")
    with pytest.raises(RunNotFound, match="linkage detect"):
        notebook.campaigns(graph)


def test_a_server_that_does_not_run_says_how_to_start_it(workspace: Path) -> None:
    with pytest.raises(GraphUnreachable, match=r"`linkage --workspace .* neo4j start`"):
        notebook.connect(workspace, "neo4j")


def test_without_py2neo_its_door_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py2neo", None)
    monkeypatch.delitem(sys.modules, "linkage.notebook.py2neo", raising=False)
    with pytest.raises(ImportError, match=r"pip install 'linkage\[py2neo\]'"):
        importlib.import_module("linkage.notebook.py2neo")
