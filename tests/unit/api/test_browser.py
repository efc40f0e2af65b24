"""Neo4j Browser may fetch guide and style from this machine or this host; other pages may not read them."""

import json
import re

import pytest
from starlette.testclient import TestClient

from linkage.api.browser import may_read
from linkage.graph.neo4j import browser

NEO4J = "http://localhost:7474"
FILES = {"guide.html": "text/html", "guide.adoc": "text/asciidoc", "style.grass": "text/plain"}


@pytest.mark.parametrize(("name", "media_type"), FILES.items())
def test_neo4j_browser_reads_each_file_without_a_key(locked: TestClient, name: str, media_type: str) -> None:
    answer = locked.get(f"/browser/{name}", headers={"Origin": NEO4J})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == NEO4J
    assert answer.headers["vary"] == "Origin"


def test_a_preflight_lets_it_send_the_headers_that_it_sends(locked: TestClient) -> None:
    asks = {"Origin": NEO4J, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "pragma"}
    answer = locked.options("/browser/guide.html", headers=asks)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == NEO4J
    assert answer.headers["access-control-allow-methods"] == "GET"
    assert answer.headers["access-control-allow-headers"] == "cache-control, pragma"


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("origin", ["https://example.com", "http://localhost.example.com:7474", "null", "http://["])
def test_the_page_of_another_site_may_not_read_them(client: TestClient, method: str, origin: str) -> None:
    answer = client.request(method, "/browser/style.grass", headers={"Origin": origin})
    assert [name for name in answer.headers if name.startswith("access-control-")] == []
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("path", ["/v1/campaigns", "/v1/decisions", "/", "/explorer/page.js", "/metrics"])
def test_no_other_route_is_opened_to_other_origins(client: TestClient, path: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = client.request(method, path, headers={"Origin": NEO4J})
        assert [name for name in answer.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize(
    ("origin", "host", "may"),
    [
        ("http://127.0.0.1:7474", "10.0.0.5", True),
        ("http://[::1]:7474", "localhost", True),
        ("https://graph.example:7473", "graph.example", True),
        ("http://graph.example:7474", "api.example", False),
        ("file://localhost", "localhost", False),
        ("", None, False),
    ],
)
def test_an_origin_counts_by_its_host_and_not_by_its_port(origin: str, host: str | None, may: bool) -> None:
    assert may_read(origin, host) is may


def test_the_guide_names_the_address_that_it_was_fetched_from(locked: TestClient) -> None:
    guide = locked.get("/browser/guide.adoc", headers={"Host": "graph.example:8321"}).text
    assert ":style http://graph.example:8321/browser/style.grass\n" in guide
    assert locked.get("/browser/style.grass").text == browser.grass()


@pytest.mark.parametrize("host", ["<script>", "a b", "x'y", "[::1"])
def test_a_host_that_is_no_address_is_not_quoted(locked: TestClient, host: str) -> None:
    guide = locked.get("/browser/guide.html", headers={"Host": host}).text
    assert host not in guide
    assert f"{browser.API_ADDRESS}/browser/style.grass" in guide


@pytest.mark.parametrize("name", ["guide.py", "..%2fapp.py", "guide"])
def test_there_is_nothing_else_there(client: TestClient, name: str) -> None:
    assert client.get(f"/browser/{name}").status_code == 404
    assert client.options(f"/browser/{name}").status_code == 404


def test_the_decision_that_the_guide_shows_is_taken(own: TestClient) -> None:
    shown = re.search(r"-d '(\{.*?\})'", browser.asciidoc(browser.API_ADDRESS), re.DOTALL)
    assert shown is not None
    answer = own.post("/v1/decisions", json=json.loads(shown[1].replace("CAMPAIGN", "c-alpha")))
    assert answer.status_code == 201, answer.text
    assert answer.json()["note"].startswith("Coordinated: ")
