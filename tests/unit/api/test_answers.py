"""What each route answers about the small world."""

import io
import json
from pathlib import Path
from urllib.parse import quote

import networkx as nx
import pytest
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.errors import CampaignNotFound
from linkage.graph.embedded import EmbeddedGraph
from linkage.graph.interface import Campaign
from linkage.settings import Settings
from tests.publishing import DEGREE_CAP, embedded, publish
from tests.small_world import (
    BETA,
    HOSTILE,
    INFO,
    LATER,
    QUOTED,
    SPACED,
    UMLAUT,
    account,
    campaign,
    findings_of,
    identifier,
    later_world,
    member,
    relied,
    small_world,
    use,
)


def at(*parts: str) -> str:
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


def test_a_risk_has_its_reasons_and_says_which_run_and_moment(client: TestClient) -> None:
    answer = client.get("/v1/accounts/a-1/risk")
    assert answer.headers["linkage-run"] == INFO.run
    assert answer.json() == {
        "account_id": "a-1",
        "status": "known",
        "score": 92.5,
        "band": "high",
        "reasons": [
            {"code": "prior", "text": "few accounts are coordinated", "weight": -2.0, "evidence": {}},
            {"code": "device", "text": "shares a device", "weight": 4.5, "evidence": {"device": "dev-1", "n": 2}},
        ],
        "campaign_id": "c-alpha",
        "as_of": "2025-07-15T00:00:00Z",
        "run": INFO.run,
        "model_version": "2026.1",
        "counterfactual": None,
        "allowed": None,
        "decision": None,
    }


def test_an_unknown_account_is_no_error_but_unknown(client: TestClient) -> None:
    answer = client.get("/v1/accounts/nobody/risk")
    assert (answer.status_code, answer.json()["status"], answer.json()["band"]) == (200, "unknown", "none")


def test_a_batch_of_risks_comes_in_the_order_asked(client: TestClient) -> None:
    answer = client.post("/v1/accounts/risk", json={"account_ids": ["zz", UMLAUT, "a-1"]})
    found = [(one["account_id"], one["status"]) for one in answer.json()["risks"]]
    assert found == [("zz", "unknown"), (UMLAUT, "known"), ("a-1", "known")]


def test_an_id_of_dots_alone_which_clients_leave_out_of_paths_can_be_asked_for_in_a_batch(client: TestClient) -> None:
    answer = client.post("/v1/accounts/risk", json={"account_ids": ["..", "."]})
    assert [one["account_id"] for one in answer.json()["risks"]] == ["..", "."]


def test_a_batch_has_1_to_1000_ids(client: TestClient) -> None:
    status = {
        n: client.post("/v1/accounts/risk", json={"account_ids": [f"x{i}" for i in range(n)]}).status_code
        for n in (0, 1, 1000, 1001)
    }
    assert status == {0: 422, 1: 200, 1000: 200, 1001: 422}


@pytest.mark.parametrize("account_id", [UMLAUT, QUOTED, SPACED, HOSTILE])
def test_any_id_can_be_asked_for_when_it_is_encoded(client: TestClient, account_id: str) -> None:
    assert client.get(at("accounts", account_id)).json()["account_id"] == account_id
    assert client.get(at("accounts", account_id, "risk")).json()["status"] == "known"
    pair = client.get(at("accounts", account_id, "links", "a-1")).json()
    assert (pair["a"], pair["b"]) == (account_id, "a-1")


def test_an_id_that_spells_an_encoded_slash_is_not_one_with_a_slash(client: TestClient) -> None:
    assert client.get(at("accounts", "a%2Fb", "risk")).json()["account_id"] == "a%2Fb"
    assert client.get(at("accounts", "a/risk", "risk")).json()["account_id"] == "a/risk"


def test_an_account_has_dates_for_moments(client: TestClient) -> None:
    found = client.get("/v1/accounts/a-1").json()
    assert found["created_at"] == "2025-06-15T00:00:00Z"
    assert found["identifiers"][0]["key"] == "dev-1"
    assert [one["account_id"] for one in found["neighbours"]] == ["a-2", "a-3"]
    assert client.get("/v1/accounts/silent").json()["first_seen"] is None


def test_a_pair_is_explained_by_what_it_shares(client: TestClient) -> None:
    found = client.get("/v1/accounts/a-1/links/a-2").json()
    assert (found["linked"], found["weight_bits"], found["same_campaign"]) == (True, 12.0, "c-alpha")
    assert sum(found["families"].values()) == found["weight_bits"]
    assert [one["key"] for one in found["shared"]] == ["dev-1", "192.0.2.1", "2001:db8::/64"]


def test_campaigns_are_paged_and_filtered(client: TestClient) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        words = {"limit": 2, "verdict": "campaign"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/campaigns", params=words).json()
        seen += [one["campaign_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["c-alpha", "c-big", "c-gamma", BETA]
    several = client.get("/v1/campaigns", params={"band": ["low", "none"]}).json()["items"]
    assert [one["campaign_id"] for one in several] == ["c-thin", "c-lab"]
    late = client.get("/v1/campaigns", params={"seen_since": "2025-06-30T02:00:00+02:00"}).json()["items"]
    assert [one["campaign_id"] for one in late] == [BETA]


def test_a_moment_without_a_zone_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/campaigns", params={"seen_since": "2025-06-30T00:00:00"})
    assert answer.status_code == 400
    assert "time zone" in answer.json()["detail"]


def test_a_campaign_has_reasons_infrastructure_and_relations(client: TestClient) -> None:
    found = client.get("/v1/campaigns/c-alpha").json()
    assert [one["weight"] for one in found["link_reasons"]] == [-2.0, 4.5]
    assert [one["key"] for one in found["relies_on"]] == ["dev-1", "192.0.2.1", "t-code"]
    assert [one["relation"] for one in found["relations"]] == ["SUCCEEDED_BY", "MERGED_INTO"]
    assert found["summary"]["first_seen"] == "2025-06-16T00:00:00Z"


def test_a_campaign_says_which_pool_follows_which_and_who_else_relies_on_what_it_does(client: TestClient) -> None:
    found = client.get("/v1/campaigns/c-alpha").json()
    succession = {"from_pool": 0, "to_pool": 1, "code": "succession", "points": 1.0}
    assert [one for one in found["joins"] if one.items() >= succession.items()]
    device, address, _ = found["relies_on"]
    assert (device["n_campaigns_outside"], device["also_by"]) == (0, [])
    assert [one["name"] for one in address["also_by"]] == ["name of c-big", f"name of {BETA}"]
    assert client.get("/v1/campaigns/c-big").json()["joins"] == []


def test_members_and_days_of_a_campaign(client: TestClient) -> None:
    first = client.get("/v1/campaigns/c-alpha/members", params={"limit": 2}).json()
    rest = client.get("/v1/campaigns/c-alpha/members", params={"cursor": first["next_cursor"]}).json()
    assert [one["account_id"] for one in first["items"] + rest["items"]] == ["a-1", "a-2", "a-3"]
    days = client.get("/v1/campaigns/c-alpha/timeline").json()["days"]
    assert days[0] == {"day": "2025-06-16T00:00:00Z", "n_requests": 10, "n_accounts": 1}


@pytest.mark.parametrize(
    ("accept", "sort"),
    [
        ("application/json, application/graphml+xml;q=0", "application/json"),
        ("application/graphml+xml;q=0.5, application/json", "application/json"),
        ("application/json;q=0.5, application/graphml+xml", "application/graphml+xml"),
        ("Application/GraphML+XML ; q=0.9, */*;q=0.8", "application/graphml+xml"),
        ("application/graphml+xml, */*", "application/graphml+xml"),
        ("application/*, application/json;q=0.1", "application/graphml+xml"),
        ("application/graphml+xml, application/json", "application/graphml+xml"),
        ("application/json, application/graphml+xml", "application/json"),
        ("application/graphml+xml;q=nan", "application/json"),
        ("application/graphml+xmlish", "application/json"),
        ("text/html", "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
    ],
)
def test_a_subgraph_is_of_the_type_that_accept_prefers(client: TestClient, accept: str, sort: str) -> None:
    answer = client.get("/v1/campaigns/c-alpha/subgraph", headers={"Accept": accept})
    assert answer.headers["content-type"] == sort


def test_a_subgraph_is_json_or_graphml_by_format_or_accept(client: TestClient) -> None:
    path = at("campaigns", BETA, "subgraph")
    plain = client.get(path).json()
    by_word = client.get(path, params={"format": "graphml"})
    by_accept = client.get(path, headers={"Accept": "application/graphml+xml"})
    assert by_word.headers["content-type"] == "application/graphml+xml"
    assert by_word.content == by_accept.content
    assert by_word.headers["linkage-run"] == INFO.run
    assert client.get(path, params={"format": "json"}, headers={"Accept": "application/graphml+xml"}).json() == plain
    drawn = nx.read_graphml(io.BytesIO(by_word.content))
    assert set(drawn.nodes) == {node["id"] for node in plain["nodes"]}
    assert drawn.number_of_edges() == len(plain["edges"])


def test_a_subgraph_is_cut_at_the_size_asked_and_says_so(client: TestClient) -> None:
    found = client.get("/v1/campaigns/c-big/subgraph", params={"max_nodes": 12}).json()
    assert len(found["nodes"]) == 12
    assert "8 strongest of 60 accounts" in found["cut"]


def test_nobody_is_given_a_larger_subgraph_than_the_server_allows(world: EmbeddedGraph) -> None:
    server = create_app(world, Settings(api={"max_subgraph_nodes": 10}))
    for asked in ("", "?max_nodes=1000"):
        found = TestClient(server, base_url="http://localhost").get(f"/v1/campaigns/c-big/subgraph{asked}").json()
        assert len(found["nodes"]) == 10


def test_search_finds_accounts_campaigns_and_identifiers(client: TestClient) -> None:
    found = client.get("/v1/search", params={"q": "c-a"}).json()["items"]
    assert found == [{"type": "campaign", "id": "c-alpha", "title": "name of c-alpha", "n_accounts": 3}]
    by_key = client.get("/v1/search", params={"q": "ip:192.0.2.1"}).json()["items"]
    assert [hit["id"] for hit in by_key] == ["ip:192.0.2.1"]


def test_the_users_of_an_identifier(client: TestClient) -> None:
    found = client.get(at("identifiers", "payment", "pay'\"/\\1")).json()
    assert (found["kind"], found["key"]) == ("payment", "pay'\"/\\1")
    assert found["account_ids"] == sorted([UMLAUT, QUOTED, SPACED, HOSTILE])
    assert [one["account_id"] for one in found["items"]] == found["account_ids"]
    nobody = client.get(at("identifiers", "ip", "203.0.113.9"))
    assert nobody.status_code == 200
    none: dict[str, object] = {"n_accounts": 0, "account_ids": [], "items": [], "next_cursor": None}
    assert nobody.json() == {"kind": "ip", "key": "203.0.113.9"} | none


def test_the_users_of_an_identifier_come_on_pages_with_what_is_known_of_each(client: TestClient) -> None:
    page = client.get(at("identifiers", "device", "dev-1"), params={"limit": 1}).json()
    assert page["n_accounts"] == 3
    assert page["items"][0] | {"first_seen": None, "last_seen": None} == {
        "account_id": "a-1",
        "score": 92.5,
        "band": "high",
        "campaign_id": "c-alpha",
        "campaign_name": "name of c-alpha",
        "status": "active",
        "first_seen": None,
        "last_seen": None,
    }
    after = client.get(at("identifiers", "device", "dev-1"), params={"cursor": page["next_cursor"]}).json()
    assert ([one["account_id"] for one in after["items"]], after["next_cursor"]) == (["a-2", "busy"], None)


def test_a_campaign_that_merged_away_names_its_successors_to_programs(client: TestClient) -> None:
    answer = client.get("/v1/campaigns/c-gone/members")
    assert (answer.status_code, answer.json()["successors"]) == (404, ["c-gamma"])
    assert "c-gone merged into c-gamma" in answer.json()["detail"]
    assert "successors" not in client.get("/v1/campaigns/c-none").json()


def test_the_run_is_told(client: TestClient) -> None:
    assert client.get("/v1/run").json()["n_total_accounts"] == INFO.n_total_accounts


def test_decisions_are_written_down_and_listed(own: TestClient) -> None:
    said = {"subject": "campaign", "id": BETA, "verdict": "confirmed", "note": "<b>ok</b>", "author": "ana"}
    written = own.post("/v1/decisions", json=said)
    assert written.status_code == 201
    assert said.items() <= written.json().items()
    assert own.get("/v1/decisions").json()["items"] == [written.json()]
    assert own.get("/v1/decisions", params={"subject": "account"}).json()["items"] == []
    assert own.get(at("campaigns", BETA)).json()["decisions"] == [written.json()]
    reviewed = own.get("/v1/campaigns", params={"reviewed": True}).json()["items"]
    assert [(one["campaign_id"], one["decision"]) for one in reviewed] == [(BETA, "confirmed")]
    assert own.get(at("campaigns", "c-alpha")).json()["summary"]["decision"] is None


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"subject": "campaign", "id": "c-none"}, 404),
        ({"subject": "account", "id": "nobody"}, 404),
        ({"subject": "identifier", "id": "nokind:1"}, 400),
        ({"subject": "identifier", "id": "ip:192.0.2.1"}, 201),
        ({"subject": "campaign", "id": "c-alpha", "author": ""}, 422),
        ({"subject": "account", "id": "a-1", "author": " \t\u2003"}, 422),
        ({"subject": "campaign", "id": "c-alpha", "verdict": "guilty"}, 422),
        ({"subject": "campaign", "id": "c-alpha", "extra": 1}, 422),
        ({"subject": "campaign", "id": "c-alpha", "note": "x" * 4001}, 422),
    ],
)
def test_a_decision_is_on_something_that_is_there(own: TestClient, said: dict[str, object], status: int) -> None:
    assert own.post("/v1/decisions", json={"verdict": "allowed", "author": "ana", **said}).status_code == status


def test_a_campaign_cannot_be_allowed_and_the_answer_says_what_can(own: TestClient) -> None:
    said = {"subject": "campaign", "id": "c-alpha", "verdict": "allowed", "author": "ana"}
    answer = own.post("/v1/decisions", json=said)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    for way in ("accounts", "identifiers", "organisation", "`rejected`"):
        assert way in answer.json()["detail"]
    assert own.get("/v1/decisions").json()["items"] == []
    assert own.post("/v1/decisions", json={**said, "verdict": "rejected"}).status_code == 201


def test_an_author_is_written_down_without_blanks_around(own: TestClient) -> None:
    said = {"subject": "account", "id": "a-1", "verdict": "note", "author": "  ana lee "}
    assert own.post("/v1/decisions", json=said).json()["author"] == "ana lee"


def test_a_batch_says_of_each_account_what_is_said_of_it_alone(tmp_path: Path) -> None:
    evidence = {"strength": 0.99, "fit_nats": {"device": 6.0, "net": 1.5}, "stays_from_nats": 4.0}
    reasons = json.dumps([{"code": "membership", "text": "", "weight": 2.94, "evidence": evidence}])
    names = ["m-1", "m-2"]
    graph = embedded(tmp_path)
    publish(
        graph,
        findings_of(
            accounts=[
                *(account(n, risk_score=95.0, risk_band="high", campaign_id="c-1", reasons=reasons) for n in names),
                account("other"),
            ],
            identifiers=[identifier("device", "dev-1", 2), identifier("device", "own", 1)],
            uses=[use("m-1", "device", "dev-1"), use("m-1", "device", "own"), use("m-2", "device", "dev-1")],
            campaigns=[campaign("c-1", 95.0, "high", 2)],
            members=[member("c-1", n) for n in names],
            relies_on=[relied("c-1", "device", "dev-1", 2, 0)],
        ),
        INFO,
    )
    client = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    asked = [*names, "other", "nobody"]
    batch = client.post("/v1/accounts/risk", json={"account_ids": asked}).json()["risks"]
    assert batch == [client.get(at("accounts", name, "risk")).json() for name in asked]
    assert [one["counterfactual"] is not None for one in batch] == [True, True, False, False]
    assert batch[0]["counterfactual"]["without"][0]["identifiers"] == ["device:dev-1"]


@pytest.mark.parametrize("question", ["campaign", "risks", "users_of"])
def test_the_header_names_the_run_that_answered_also_while_another_comes(tmp_path: Path, question: str) -> None:
    """An answer of two runs is none: what was asked of the former is asked again."""

    class Swapped(EmbeddedGraph):
        def __getattribute__(self, name: str) -> object:
            if name == question and super().run() != LATER:
                publish(self, later_world(), LATER)
            return super().__getattribute__(name)

    def world() -> TestClient:
        graph = Swapped(tmp_path, degree_cap=DEGREE_CAP)
        publish(graph, small_world(), INFO)
        return TestClient(create_app(graph, Settings()), base_url="http://localhost")

    if question == "campaign":
        answer = world().get("/v1/campaigns/c-alpha")
        score = answer.json()["summary"]["score"]
    elif question == "risks":
        answer = world().post("/v1/accounts/risk", json={"account_ids": ["a-1"]})
        score = answer.json()["risks"][0]["score"]
    else:
        answer = world().post("/v1/assess", json={"identifiers": [{"kind": "device", "value": "dev-1"}]})
        assert answer.json()["run"] == LATER.run
        score = answer.json()["accounts"][0]["risk"]["score"]
    assert (answer.headers["linkage-run"], score) == (LATER.run, 50.0)


def test_what_a_swap_of_runs_made_fail_is_asked_again(tmp_path: Path) -> None:
    class Swapped(EmbeddedGraph):
        def campaign(self, campaign_id: str) -> Campaign:
            if self.run() != LATER:
                publish(self, later_world(), LATER)
                raise CampaignNotFound("The former run has none.")
            return super().campaign(campaign_id)

    graph = Swapped(tmp_path, degree_cap=DEGREE_CAP)
    publish(graph, small_world(), INFO)
    client = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    answer = client.get("/v1/campaigns/c-alpha")
    assert (answer.status_code, answer.headers["linkage-run"]) == (200, LATER.run)
    assert client.get("/v1/campaigns/c-none").status_code == 404
