"""Of an account that somebody allowed, every door says so, and who did."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.cli.process import hoisted, run
from linkage.errors import WorkspaceError
from linkage.graph.allowances import NOT_JUDGED, explained, risks_told
from linkage.graph.embedded import EmbeddedGraph
from linkage.graph.interface import Allowance, Decision
from linkage.settings import Settings
from tests.publishing import embedded, publish
from tests.small_world import DAY, INFO, T0, account, findings_of, identifier, link, use

UNTIED = json.dumps([{"code": "base_rate", "text": "nothing ties it to a coordinated group", "weight": -6.9}])
ON = "2025-06-15"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace where `apart` and `of-acme` share a card and a device with `other`, and `tied` is linked."""
    names = ("apart", "of-acme", "other", "tied")
    graph = embedded(tmp_path)
    publish(
        graph,
        findings_of(
            accounts=[
                account(name, reasons=UNTIED, organisation_id="acme" if name == "of-acme" else None) for name in names
            ],
            identifiers=[identifier("payment", "card", 4), identifier("device", "dev", 4)],
            uses=[
                use(name, kind, key, 1.0) for name in names for kind, key in (("payment", "card"), ("device", "dev"))
            ],
            links=[link("other", "tied", ["device", "payment"], device=9.0, payment=8.0)],
        ),
        INFO,
    )
    for subject, name in (("account", "apart"), ("account", "tied"), ("organisation", "acme")):
        graph.decide(Decision(subject, name, "allowed", "", "ana", T0))  # type: ignore[arg-type]
    graph.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(workspace: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(hoisted([*words, "--workspace", str(workspace)])) == 0
    return " ".join(capsys.readouterr().out.split())


def test_two_accounts_of_which_one_is_allowed_are_not_linked_for_that_reason(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(workspace, capsys, "explain", "other", "apart")
    assert told.startswith(
        "other and apart share 2 identifiers, and are not linked: "
        f"ana allowed apart on {ON}, and no run made since then links it."
    )
    assert "A link needs" not in told
    assert told.count("allowed") == told.count("apart allowed") + 1 == 3  # beside the account, not the identifiers
    assert "device dev 4 0.0" in told
    shown = json.loads(said(workspace, capsys, "explain", "other", "apart", "--json"))
    assert [one["bits"] for one in shown["shared"]] == [0.0, 0.0]
    assert shown["allowed"] == [
        {"account_id": "apart", "subject": "account", "id": "apart", "author": "ana", "at": f"{ON}T00:00:00Z"}
    ]


def test_an_account_is_allowed_with_its_organisation(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = f"ana allowed of-acme on {ON}, as one of organisation acme"
    assert words in said(workspace, capsys, "explain", "other", "of-acme")
    assert words in said(workspace, capsys, "risk", "of-acme")


def test_a_link_of_a_run_made_before_stays_and_it_is_said_that_no_later_one_has_it(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(workspace, capsys, "explain", "other", "tied")
    assert told.startswith("other and tied are linked with 17.0 bits")
    assert f"But ana allowed tied on {ON}, and no run made since then links it." in told


def test_a_risk_says_that_an_allowed_account_is_not_judged(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(workspace, capsys, "risk", "apart")
    assert f"ana allowed apart on {ON}; no run made since then judges it." in told
    assert "nothing ties it" not in told
    (shown,) = json.loads(said(workspace, capsys, "risk", "apart", "--json"))["risks"]
    assert (shown["allowed"]["author"], shown["reasons"][0]["text"]) == ("ana", NOT_JUDGED)
    (plain,) = json.loads(said(workspace, capsys, "risk", "other", "--json"))["risks"]
    assert (plain["allowed"], plain["reasons"][0]["code"]) == (None, "base_rate")


def test_the_api_says_who_allowed_an_account(workspace: Path) -> None:
    graph = embedded(workspace)
    client = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    risks = [
        client.get("/v1/accounts/apart/risk").json(),
        client.get("/v1/accounts/apart").json()["risk"],
        client.post("/v1/accounts/risk", json={"account_ids": ["apart"]}).json()["risks"][0],
    ]
    for risk in risks:
        assert risk["allowed"]["author"] == "ana"
        assert risk["reasons"][0]["text"] == NOT_JUDGED
    assert client.get("/v1/accounts/other/risk").json()["allowed"] is None
    pair = client.get("/v1/accounts/apart/links/other").json()
    assert [one["account_id"] for one in pair["allowed"]] == ["apart"]
    graph.close()


def test_what_is_allowed_is_told_as_that_and_not_as_a_decision_on_the_risk(workspace: Path) -> None:
    graph = embedded(workspace)
    tied, other = risks_told(graph, graph.risks(["tied", "other"]))
    assert (tied.allowed is not None, tied.decision, other.decision) == (True, None, None)
    said_of = Decision("account", "tied", "rejected", "", "ana", T0 + DAY)
    graph.decide(said_of)
    assert risks_told(graph, graph.risks(["tied"]))[0].decision == said_of
    graph.close()


def test_what_was_taken_back_allows_nobody(workspace: Path) -> None:
    graph = embedded(workspace)
    graph.decide(Decision("account", "apart", "rejected", "", "ben", T0 + DAY))
    graph.decide(Decision("account", "tied", "note", "still fine", "ben", T0 + DAY))
    assert explained(graph, "apart", "other").allowed == ()
    told = risks_told(graph, graph.risks(["apart", "tied", "nobody"]))
    assert [one.allowed for one in told] == [None, Allowance("tied", "account", "tied", "ana", T0), None]
    graph.close()


def test_who_may_not_read_decisions_is_told_the_risk_and_the_pair_all_the_same(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = embedded(workspace)

    def refused(self: EmbeddedGraph) -> tuple[Decision, ...]:
        raise WorkspaceError("may not be read")

    monkeypatch.setattr(EmbeddedGraph, "decisions", refused)
    assert risks_told(graph, graph.risks(["apart"])) == graph.risks(["apart"])
    assert explained(graph, "other", "tied") == graph.explain("other", "tied")
    graph.close()
