"""What people decide can be written down and read without a server."""

import getpass
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from linkage.cli.process import hoisted, run
from linkage.errors import WorkspaceError
from linkage.graph.embedded import decisions
from linkage.graph.interface import Decision
from linkage.ledger import Workspace
from linkage.ledger.identify import WorkspaceIdentify
from linkage.settings import LoadSettings
from tests.publishing import embedded, publish, with_key
from tests.small_world import INFO, small_world

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace with a key, whose current run is the small world."""
    made = with_key(tmp_path)
    graph = embedded(made.path)
    publish(graph, small_world(), INFO)
    graph.close()
    return made.path


@pytest.fixture
def said(workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Return a function that runs `linkage decisions` and gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def ask(*words: str, at: Path = workspace) -> tuple[int, str, str]:
        code = run(hoisted(["decisions", *words, "--workspace", str(at)]))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return ask


def test_what_was_decided_is_listed_with_who_and_why_and_shown_with_the_campaign(said: Ask, workspace: Path) -> None:
    assert said()[:2] == (0, "Nobody decided anything yet.\n")
    told = said("add", "campaign", "c-alpha", "confirmed", "--note", "same card", "--author", "ana")
    assert told == (0, "campaign c-alpha: confirmed, by ana\n", "")
    row = said()[1].splitlines()[2].split()
    assert row[2:] == ["ana", "confirmed", "campaign", "c-alpha", "same", "card"]
    graph = embedded(workspace)
    assert [one.note for one in graph.campaign("c-alpha").decisions] == ["same card"]
    graph.close()


def test_who_gives_no_author_is_the_user_who_runs_the_command(said: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ben")
    assert json.loads(said("add", "organisation", "acme", "allowed", "--json")[1])["author"] == "ben"
    assert json.loads(said("add", "organisation", "acme", "note", "--json", "--author", " ana ")[1])["author"] == "ana"


@pytest.mark.parametrize("error", [KeyError("getpwuid(): uid not found: 54321"), OSError("no login name")])
def test_a_user_without_a_name_is_asked_who_decides(
    said: Ask, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def nameless() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nameless)
    code, out, err = said("add", "organisation", "acme", "allowed")
    assert (code, out, "--author" in err) == (2, "", True)


def test_decisions_that_an_api_wrote_down_before_any_load_are_listed(said: Ask, tmp_path: Path) -> None:
    graph = embedded(tmp_path / "served")
    graph.decide(Decision("organisation", "acme", "allowed", "", "ana", 1))
    graph.close()
    assert [one["id"] for one in json.loads(said("--json", at=tmp_path / "served")[1])["items"]] == ["acme"]


def test_decisions_that_may_not_be_read_are_no_empty_list(
    said: Ask, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("add", "organisation", "acme", "allowed")

    def forbidden(path: Path) -> sqlite3.Connection:
        raise WorkspaceError(f"{path} may not be read by this user.")

    monkeypatch.setattr(decisions, "connected", forbidden)
    assert said() == (2, "", f"{workspace / 'decisions.sqlite'} may not be read by this user.\n")


def test_a_raw_value_is_hashed_as_its_kind_is_and_what_matches_nothing_is_said(said: Ask, workspace: Path) -> None:
    code, out, err = said("add", "identifier", "email:Nobody@mailbox0.xyz", "allowed", "--json")
    key = WorkspaceIdentify(Workspace(workspace), LoadSettings())("email", "nobody@mailbox0.xyz")
    written = json.loads(out)
    assert (code, err, written["id"]) == (0, "", f"email:{key}")
    assert "says nothing now" in written["remark"]
    assert "says nothing now" in said("add", "identifier", "email:nobody@mailbox0.xyz", "allowed")[2]


def test_decisions_of_one_subject_can_be_asked_for(said: Ask) -> None:
    said("add", "organisation", "acme", "allowed")
    said("add", "campaign", "c-alpha", "rejected")
    items = json.loads(said("list", "--subject", "campaign", "--json")[1])["items"]
    assert [(one["subject"], one["id"], one["verdict"]) for one in items] == [("campaign", "c-alpha", "rejected")]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("campaign", "c-none", "confirmed"), 4, "No campaign 'c-none'"),
        (("account", "nobody", "allowed"), 4, "nobody"),
        (("campaign", "c-alpha", "allowed"), 3, "A campaign cannot be allowed"),
        (("identifier", "ip:0.0.0.0/0", "allowed"), 3, "/8"),
        (("identifier", "acme", "allowed"), 2, "kind:key"),
        (("company", "acme", "allowed"), 2, "SUBJECT is one of campaign, "),
        (("organisation", "acme", "fine"), 2, "VERDICT is one of confirmed, "),
        (("organisation", "", "allowed"), 2, "an id of 1 to 1,024 characters"),
        (("organisation", "acme", "allowed", "--author", " "), 2, "an author of 1 to 100 characters"),
        (("organisation", "acme", "allowed", "--author", "eva\u202eana"), 2, "a name on one line, without control"),
        (("organisation", "acme", "note", "--note", "x" * 4001), 2, "a note of 0 to 4,000 characters"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_what_to_do_and_not_written_down(
    said: Ask, words: tuple[str, ...], code: int, why: str
) -> None:
    refused = said("add", *words)
    assert refused[:2] == (code, "")
    assert why in refused[2]
    assert json.loads(said("--json")[1])["items"] == []


def test_a_mistyped_workspace_is_told_and_not_made(said: Ask, tmp_path: Path) -> None:
    for words in ((), ("add", "organisation", "acme", "allowed")):
        assert said(*words, at=tmp_path / "typo")[0] == 2
    assert not (tmp_path / "typo").exists()
