"""The API answers the same, byte for byte, whichever graph stands behind it."""

from collections.abc import Iterator
from urllib.parse import quote

import neo4j
import pytest
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.settings import GraphSettings, Settings
from tests.conftest import Neo4jServer
from tests.publishing import embedded, in_neo4j, publish
from tests.small_world import BETA, HOSTILE, INFO, QUOTED, SPACED, UMLAUT, small_world

pytestmark = pytest.mark.neo4j

ACCOUNTS = ["a-1", "a-2", "busy", "silent", "nobody", UMLAUT, QUOTED, SPACED, HOSTILE]
CAMPAIGNS = ["c-alpha", BETA, "c-big", "c-lab", "c-none"]


def at(*parts: str) -> str:
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


QUESTIONS = [
    "/v1/run",
    "/v1/campaigns",
    "/v1/campaigns?limit=2&band=medium&band=high",
    "/v1/campaigns?verdict=organisation",
    "/v1/search?q=c",
    "/v1/search?q=unit",
    "/v1/search?q=ip:10.0",
    at("identifiers", "payment", "pay'\"/\\1"),
    *(at("accounts", one) for one in ACCOUNTS),
    *(at("accounts", one, "risk") for one in ACCOUNTS),
    *(at("accounts", "a-1", "links", one) for one in ACCOUNTS),
    *(at("campaigns", one) for one in CAMPAIGNS),
    *(at("campaigns", one, what) for one in CAMPAIGNS for what in ("members", "subgraph", "timeline")),
    *(at("campaigns", one, "subgraph") + "?format=graphml&max_nodes=20" for one in CAMPAIGNS),
]


@pytest.fixture(scope="module")
def clients(
    neo4j_server: Neo4jServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, TestClient]]:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    settings = GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)
    graphs = (embedded(tmp_path_factory.mktemp("graphs")), in_neo4j(settings))
    for graph in graphs:
        publish(graph, small_world(), INFO)
    yield tuple(TestClient(create_app(graph, Settings()), base_url="http://localhost") for graph in graphs)
    for graph in graphs:
        graph.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_graphs_give_the_same_answer(clients: tuple[TestClient, TestClient], question: str) -> None:
    here, there = (client.get(question, headers={"X-Request-ID": "same"}) for client in clients)
    assert (here.status_code, here.text) == (there.status_code, there.text)


def test_both_graphs_assess_a_new_account_alike(clients: tuple[TestClient, TestClient]) -> None:
    body = {
        "identifiers": [
            {"kind": "device", "value": "dev-1"},
            {"kind": "ip", "value": "192.0.2.1"},
            {"kind": "template", "value": "t-code"},
        ]
    }
    here, there = (client.post("/v1/assess", json=body).json() for client in clients)
    assert here == there
    assert here["campaigns"]


def test_a_neo4j_that_serves_is_ready(clients: tuple[TestClient, TestClient]) -> None:
    assert clients[1].get("/readyz").json() == {"status": "ready", "graph": "neo4j", "run": INFO.run}
