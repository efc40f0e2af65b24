"""What the description says of errors is what clients meet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
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
            taken = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["required"]]
            fitting: dict[str, Any] = {"params": {"q": "a"} if "q" in taken else {}}
            if "requestBody" in operation:
                name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                fitting["json"] = described["components"]["schemas"][name]["examples"][0]
            yield method, path, set(map(int, operation["responses"])), fitting


def answered(client: TestClient, method: str, path: str, **more: Any) -> Response:
    for mark, name in NAMES.items():
        path = path.replace(mark, name)
    return client.request(method, path, **more)


def asked(client: TestClient, method: str, path: str, **more: Any) -> int:
    return answered(client, method, path, **more).status_code


def responses(client: TestClient) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield method, path and status of each response that is described, and its description."""
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            for status, described in operation["responses"].items():
                yield method, path, status, described


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
        ("get", "/v1/identifiers/{kind}/{key}", "/v1/identifiers/device/x?cursor=x", {}, 400),
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


def test_the_headers_and_the_type_of_each_answer_are_those_that_are_described(
    own: TestClient, locked: TestClient
) -> None:
    described = own.get("/openapi.json").json()
    for method, path, _, fitting in operations(own):
        for client in (own, locked):
            answer = answered(client, method, path, **fitting)
            told = described["paths"][path][method]["responses"][str(answer.status_code)]
            declared = {name for name in described["components"]["headers"] if name in answer.headers}
            assert declared == set(told["headers"]), (method, path, answer.status_code)
            schema = told["content"][answer.headers["content-type"].partition(";")[0]]["schema"]
            assert "$ref" in schema or "type" in schema, (method, path)


def test_what_is_not_sent_again_is_described_with_its_headers(client: TestClient) -> None:
    told = {path: described for _, path, status, described in responses(client) if status == "304"}
    for method, path, _, fitting in operations(client):
        if method == "get" and path != "/metrics":  # which counts its own answers
            tag = answered(client, method, path, **fitting).headers["etag"]
            again = answered(client, method, path, **fitting, headers={"If-None-Match": tag})
            assert again.status_code == 304
            assert {"ETag", "X-Request-Id"} <= set(told[path]["headers"]), path
            assert ("Linkage-Run" in again.headers) == ("Linkage-Run" in told[path]["headers"]), path


def test_not_ready_is_described_with_when_to_ask_again(client: TestClient) -> None:
    told = [described["headers"] for _, _, status, described in responses(client) if status == "503"]
    assert told and all("Retry-After" in headers for headers in told)


def test_each_problem_is_of_one_type_that_all_operations_share(client: TestClient) -> None:
    found = [described for _, _, status, described in responses(client) if status >= "400"]
    assert found and all(
        one["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for one in found
    )
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["Problem"]["properties"]["errors"]["anyOf"][0]["items"] == {"$ref": "#/components/schemas/Fault"}
    assert schemas["Fault"]["required"] == ["where", "message"]


def test_a_fault_of_ours_may_be_met_everywhere_and_a_key_be_asked_for_where_it_is_declared(client: TestClient) -> None:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for operation in methods.values():
            assert "500" in operation["responses"], path
            assert ("security" in operation) == ("401" in operation["responses"]), path


def test_only_what_clients_send_is_closed_to_further_names(client: TestClient) -> None:
    """Whoever checks strictly would refuse the answers of the next version, which may have one more."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    closed = {name for name, schema in schemas.items() if schema.get("additionalProperties") is False}
    assert closed == {"RiskQuery", "NewAccount", "UsedIdentifier", "NewDecision"}


@pytest.mark.parametrize("path", ["/v1/accounts/{account_id}/risk", "/v1/identifiers/{kind}/{key}"])
def test_an_unknown_id_is_not_described_as_an_error_where_it_is_none(client: TestClient, path: str) -> None:
    (told,) = (one["description"] for _, where, status, one in responses(client) if (where, status) == (path, "404"))
    assert "unknown is no error" in told


@pytest.mark.parametrize("path", ["/v1/campaigns", "/v1/campaigns/{campaign_id}/members"])
def test_a_paged_list_says_what_becomes_of_it_when_a_new_run_is_served(client: TestClient, path: str) -> None:
    told = client.get("/openapi.json").json()["paths"][path]["get"]["description"]
    assert "new run" in told and "`Linkage-Run`" in told and "Start again" in told
