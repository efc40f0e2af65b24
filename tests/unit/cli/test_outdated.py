"""Whoever asks for results is told when the ledger has changed since they were made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from linkage import ledger, runs
from linkage.cli.process import hoisted, run
from linkage.records import find_sources
from linkage.settings import LoadSettings
from tests.small_world import INFO, small_world

Ask = Callable[..., tuple[int, str, str]]
ASKED = [
    ("risk", "a-1"),
    ("campaigns",),
    ("campaigns", "show", "c-alpha", "--json"),
    ("explain", "a-1", "a-2"),
    ("export", "risk"),
    ("export", "graph", "--campaign", "c-alpha"),
]


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that runs a command on a workspace whose run is of all that was loaded."""
    monkeypatch.chdir(tmp_path)
    workspace = ledger.Workspace.open(tmp_path / "workspace", create=True)
    loaded(tmp_path, "a-1")
    runs.save(workspace, small_world(), INFO, {}, made_of=runs.ledger_state(workspace))

    def ask(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()  # what loading said
        code = run(hoisted([*words, "--workspace", str(workspace.path)]))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return ask


def loaded(folder: Path, account: str) -> None:
    """Load a file that speaks of an account."""
    file = folder / f"{account}.csv"
    file.write_text(f"account_id,created_at\n{account},2026-01-01T00:00:00Z\n", "utf-8")
    workspace = ledger.Workspace.open(folder / "workspace", create=True)
    ledger.load(workspace, find_sources([str(file)]), settings=LoadSettings())


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_an_older_run_is_served_with_a_word_on_stderr_and_the_command_that_renews_it(
    say: Ask, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, out, err = say(*words)
    assert (code, err) == (0, "")
    loaded(tmp_path, "newcomer")
    command = f"`linkage --workspace {tmp_path / 'workspace'} detect`"
    told = f"The ledger has changed since run {INFO.run}; {command} brings the results up to date.\n"
    assert say(*words) == (0, out, told)
    assert say(*words, "--quiet") == (0, out, "")


def test_an_account_that_came_after_the_run_is_unknown_to_the_run_and_not_to_the_files(
    say: Ask, tmp_path: Path
) -> None:
    loaded(tmp_path, "newcomer")
    assert say("risk", "newcomer")[1] == "newcomer: unknown; no record that the run was made of speaks of it.\n"


def test_the_same_file_again_makes_no_run_old(say: Ask, tmp_path: Path) -> None:
    loaded(tmp_path, "a-1")
    assert say("risk", "a-1")[2] == ""


def test_a_run_that_does_not_say_what_it_was_made_of_is_served_without_a_word(say: Ask, tmp_path: Path) -> None:
    (tmp_path / "workspace" / "runs" / INFO.run / "made_of").unlink()
    loaded(tmp_path, "newcomer")
    assert say("risk", "a-1")[2] == ""
