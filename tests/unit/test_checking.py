"""Whether all is in order, as values: for a command, a notebook or a schedule of one's own."""

from pathlib import Path

import pytest

from linkage.checking import Check, look
from linkage.errors import OUTCOMES, GraphUnreachable, WorkspaceError
from linkage.ledger import Workspace, load
from linkage.records import find_sources
from linkage.settings import LoadSettings, Settings
from tests.publishing import with_key


def test_without_a_workspace_there_is_nothing_else_to_look_at(tmp_path: Path) -> None:
    (found,) = look(Settings(workspace=tmp_path / "nothing"), 10)
    assert (found.name, found.state, found.exit_code) == ("workspace", "wrong", OUTCOMES[WorkspaceError].exit_code)


def test_what_is_not_there_yet_is_not_wrong(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id\na-1\n")
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    load(workspace, find_sources([str(tmp_path / "accounts.csv")], None), settings=LoadSettings())
    found = look(Settings(workspace=workspace.path), 10)
    assert [(one.name, one.state) for one in found] == [
        ("workspace", "ok"),
        ("key", "ok"),
        ("ledger", "ok"),
        ("run", "not yet"),
    ]
    assert found[2] == Check("ledger", "ok", "1 row in 1 part of 1 file, all intact")


def test_a_server_that_does_not_answer_is_wrong_and_its_content_is_not_asked_for(tmp_path: Path) -> None:
    settings = Settings(workspace=tmp_path, graph={"uri": "bolt://127.0.0.1:9", "password": "whatever-it-is"})
    *_, graph = look(settings, 10)
    assert (graph.name, graph.state) == ("graph", "wrong")
    assert graph.exit_code == OUTCOMES[GraphUnreachable].exit_code


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610])
def test_a_key_that_anybody_else_may_use_is_wrong(tmp_path: Path, mode: int) -> None:
    workspace = with_key(tmp_path)
    (workspace.path / "key").chmod(mode)
    key = next(one for one in look(Settings(workspace=workspace.path), 10) if one.name == "key")
    assert (key.state, key.exit_code) == ("wrong", OUTCOMES[WorkspaceError].exit_code)
    assert f"mode {mode:04o}" in key.detail
