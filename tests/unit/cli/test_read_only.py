"""What a user is told of a workspace that is another user's."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from linkage import ledger, notebook, runs
from linkage.cli.process import hoisted, run
from linkage.errors import WorkspaceError
from linkage.graph.interface import CampaignFilter, Decision
from linkage.records import find_sources
from linkage.settings import LoadSettings
from tests.publishing import embedded
from tests.small_world import INFO, small_world

NOBODY = 65534
T = TypeVar("T")
Ask = Callable[..., tuple[int, str, str]]
ASKED = [
    ("risk", "a-1"),
    ("campaigns",),
    ("campaigns", "show", "c-alpha"),
    ("explain", "a-1", "a-2"),
    ("export", "risk"),
    ("export", "members"),
    ("export", "graph", "--campaign", "c-alpha"),
]
SHOWING = [("campaigns",), ("campaigns", "show", "c-alpha"), ("explain", "a-1", "a-2"), ("export", "members")]


@pytest.fixture
def workspace() -> Iterator[ledger.Workspace]:
    """Yield a workspace with a ledger, a run and a decision, all in its owner's hands."""
    folder = Path(tempfile.mkdtemp(prefix="linkage-read-only-"))
    folder.chmod(0o755)
    made = ledger.Workspace.open(folder / "workspace", create=True)
    (folder / "accounts.csv").write_text("account_id,created_at\na-1,2026-01-01T00:00:00Z\n", "utf-8")
    ledger.load(made, find_sources([str(folder / "accounts.csv")]), settings=LoadSettings())
    runs.save(made, small_world(), INFO, {}, made_of=runs.ledger_state(made))
    embedded(made.path).decide(Decision("campaign", "c-alpha", "confirmed", "seen by two", "ana", 1))
    yield made
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def ask(workspace: ledger.Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that runs a command as a user who may only read all but the path that is closed."""
    monkeypatch.chdir(workspace.path.parent)

    def asked(*words: str, closed: str | None = None) -> tuple[int, str, str]:
        command = hoisted([*words, "--workspace", str(workspace.path)])
        run(command)  # as its owner, who may keep what is compiled for it
        for path in sorted(workspace.path.rglob("*"), reverse=True):
            path.chmod(0o555 if path.is_dir() else 0o444)
        workspace.path.chmod(0o555)
        if closed is not None:
            (workspace.path / closed).chmod(0o000)
        capsys.readouterr()
        code = as_another(lambda: run(command))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return asked


def as_another(call: Callable[[], T]) -> T:
    """Return what a function gives to a user who is not root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        return call()
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_results_are_given_without_a_word_where_the_ledger_may_not_be_read(ask: Ask, words: tuple[str, ...]) -> None:
    code, out, err = ask(*words, closed="ledger")
    assert (code, bool(out), err) == (0, True, ""), err


def test_doctor_says_that_the_ledger_may_not_be_read(ask: Ask) -> None:
    code, out, _ = ask("doctor", "--json", closed="ledger")
    assert code == 2
    assert "manifest.sqlite cannot be read (Permission denied); run linkage as the user" in out


def test_decisions_are_shown_to_a_user_who_may_not_write_them(ask: Ask) -> None:
    code, out, err = ask("campaigns", "show", "c-alpha", "--json")
    assert (code, "seen by two" in out, err) == (0, True, "")
    assert "a-1,c-alpha,1.0,92.5,confirmed\n" in ask("export", "members")[1]
    assert '"decision":"confirmed"' in ask("export", "campaigns", "--json")[1].splitlines()[0]


@pytest.mark.parametrize("words", SHOWING, ids=" ".join)
def test_decisions_that_may_not_be_read_are_left_out_with_a_word_on_stderr(ask: Ask, words: tuple[str, ...]) -> None:
    code, out, err = ask(*words, closed="decisions.sqlite")
    assert (code, bool(out)) == (0, True)
    assert err.startswith("What people decided is left out: ") and err.count("\n") == 1
    assert ask(*words, "--quiet", closed="decisions.sqlite")[2] == ""


def test_a_filter_by_decisions_that_may_not_be_read_and_an_answer_to_nobody_are_errors(
    workspace: ledger.Workspace,
) -> None:
    workspace.decisions.chmod(0o000)
    told: list[str] = []
    telling = embedded(workspace.path, unread=told.append)
    with pytest.raises(WorkspaceError, match="cannot be read"):
        as_another(lambda: telling.campaigns(CampaignFilter(reviewed=True), 1))
    with pytest.raises(WorkspaceError, match="cannot be read"):
        as_another(embedded(workspace.path).decisions)
    assert told == []


def test_a_notebook_is_warned_of_decisions_that_may_not_be_read(workspace: ledger.Workspace) -> None:
    workspace.decisions.chmod(0o000)
    graph = notebook.connect(workspace.path)
    with pytest.warns(UserWarning, match="What people decided is left out"):
        assert as_another(lambda: notebook.explain(graph, "a-1", "a-2")).height > 0
    graph.close()
