"""What the description says of errors is what clients meet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.errors import GraphTimeout
from linkage.settings import Settings
from tests.publishing import embedded

HOSTILE = {"headers": {"Host": "evil.example"}}
LONG = {"headers": {"Content-Length": "3000000"}}
JSON = {"Content-Type": "application/json"}
NAMES = {
    "{account_id}": "a-1",
    "{a}": "a-1",
    "{b}": "a-2",
    "{kind}": "device",
    "{key}": "dev-1",
    "{campaign_id}": "c-big",
}


def operations(client: TestClient) -> Iterator[tuple[str, str, set[int], dict[str, Any]]]:
    """Yield method, path, the statuses that are described, and what a request that fits is made of."""
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            fitting: dict[str, Any] = {"params": {"q": "a"}}
            if "requestBody" in operation:
                name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                fitting["json"] = described["components"]["schemas"][name]["examples"][0]
            yield method, path, set(map(int, operation["responses"])), fitting


def asked(client: TestClient, method: str, path: str, **more: Any) -> int:
    for mark, name in NAMES.items():
        path = path.replace(mark, name)
    return client.request(method, path, **more).status_code


@pytest.mark.parametrize(("more", "status"), [({}, None), (HOSTILE, 421), (LONG, 413)])
def test_whatever_is_answered_is_described(client: TestClient, more: dict[str, Any], status: int | None) -> None:
    for method, path, described, fitting in operations(client):
        if method == "post" and status is None and path == "/v1/decisions":
            continue  # nobody may decide in this world
        met = asked(client, method, path, **fitting | more)
        assert met in described and met == (status or 200), (method, path, met)


def test_what_is_answered_without_a_key_is_described(client: TestClient, locked: TestClient) -> None:
    for method, path, described, fitting in operations(client):
        met = asked(locked, method, path, **fitting)
        assert met in described and met == (200 if path in ("/healthz", "/readyz") else 401), (method, path, met)


def test_what_is_answered_before_the_first_run_and_of_a_slow_graph_is_described(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object, **__: object) -> None:
        raise GraphTimeout("The server took longer than allowed.")

    graph = embedded(tmp_path)
    empty = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    for method, path, described, fitting in operations(client):
        met = asked(empty, method, path, **fitting)
        assert met in described and met in (200, 503), (method, path, met)
    for name in ("run", "risks", "decisions", "users_of", "campaign"):
        monkeypatch.setattr(graph, name, slow)
    for method, path, described, fitting in operations(client):
        met = asked(empty, method, path, **fitting)
        assert met in described and met in (200, 503, 504), (method, path, met)


@pytest.mark.parametrize(
    ("method", "path", "target", "more", "status"),
    [
        ("get", "/v1/campaigns", "/v1/campaigns?cursor=x", {}, 400),
        ("get", "/v1/campaigns", "/v1/campaigns?seen_since=2026-01-31T00:00:00", {}, 400),
        ("get", "/v1/campaigns/{campaign_id}/members", "/v1/campaigns/c-alpha/members?cursor=x", {}, 400),
        ("get", "/v1/accounts/{a}/links/{b}", "/v1/accounts/a-1/links/a-1", {}, 400),
        ("get", "/v1/accounts/{account_id}/risk", "/v1/accounts/%00/risk", {}, 404),
        ("get", "/v1/identifiers/{kind}/{key}", "/v1/identifiers/device/%00", {}, 404),
        ("get", "/v1/search", "/v1/search", {}, 422),
        ("post", "/v1/accounts/risk", "/v1/accounts/risk", {"content": b"\xff\xfe\x00", "headers": JSON}, 400),
        ("post", "/v1/accounts/risk", "/v1/accounts/risk", {"content": b"{}"}, 415),
        ("post", "/v1/assess", "/v1/assess", {"content": b"\xff\xfe\x00", "headers": JSON}, 400),
        ("post", "/v1/assess", "/v1/assess", {"json": {"identifiers": [{"kind": "ip", "value": "x"}]}}, 422),
        (
            "post",
            "/v1/decisions",
            "/v1/decisions",
            {"json": {"subject": "identifier", "id": "x", "verdict": "note", "author": "ana"}},
            400,
        ),
        (
            "post",
            "/v1/decisions",
            "/v1/decisions",
            {"json": {"subject": "campaign", "id": "x", "verdict": "note", "author": "ana"}},
            404,
        ),
    ],
)
def test_each_refusal_is_described(
    client: TestClient, method: str, path: str, target: str, more: dict[str, Any], status: int
) -> None:
    (described,) = (found for how, where, found, _ in operations(client) if (how, where) == (method, path))
    answer = client.request(method, target, **more)
    assert answer.status_code == status and status in described
    assert answer.json()["status"] == status


def test_one_error_has_one_type_wherever_it_is_noticed(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 100_000

    answers = [client.post("/v1/accounts/risk", content=body) for body in (b" " * 3_000_000, chunks())]
    assert {one.json()["type"] for one in answers} == {"urn:linkage:problem:content-too-large"}
