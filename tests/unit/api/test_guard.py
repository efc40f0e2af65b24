"""What is refused, how errors look, and what every answer carries."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import structlog
from anyio.to_thread import current_default_thread_limiter
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.errors import OUTCOMES, GraphTimeout, LinkageError
from linkage.graph.embedded import EmbeddedGraph
from linkage.settings import Settings
from tests.publishing import embedded
from tests.unit.api.conftest import KEY

JSON = {"Content-Type": "application/json"}


def problem(answer: object, status: int) -> dict:  # type: ignore[type-arg]
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    assert {"type", "title", "status", "detail", "request_id"} <= body.keys()
    assert body["status"] == status
    assert body["request_id"] == answer.headers["x-request-id"]  # type: ignore[attr-defined]
    return body  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/nowhere"), 404),
        (lambda client: client.get("/v1/nowhere"), 404),
        (lambda client: client.get("/explorer/../app.py"), 404),
        (lambda client: client.get("/explorer/nothing.js"), 404),
        (lambda client: client.get("/v1/accounts/nobody"), 404),
        (lambda client: client.get("/v1/accounts/a%00b"), 404),
        (lambda client: client.get("/v1/campaigns/c-none/subgraph"), 404),
        (lambda client: client.delete("/v1/campaigns"), 405),
        (lambda client: client.get("/v1/campaigns?cursor=zzz"), 400),
        (lambda client: client.get("/v1/accounts/a-1/links/a-1"), 400),
        (lambda client: client.get("/v1/campaigns?limit=0"), 422),
        (lambda client: client.get("/v1/campaigns?band=wild"), 422),
        (lambda client: client.get("/v1/search"), 422),
        (lambda client: client.post("/v1/accounts/risk", json=["a"]), 422),
        (lambda client: client.post("/v1/accounts/risk", content=b"{", headers=JSON), 422),
        (lambda client: client.post("/v1/accounts/risk", content=b"\xff\xfe", headers=JSON), 422),
        (lambda client: client.post("/v1/accounts/risk", content=b"{}"), 415),
    ],
)
def test_every_error_is_a_problem(client: TestClient, ask: Callable[[TestClient], object], status: int) -> None:
    problem(ask(client), status)


@pytest.mark.parametrize("path", ["/v1/campaigns/", "/v1/run/", "/metrics/", "/v1/accounts/a-1/risk/"])
def test_an_address_with_one_slash_too_many_is_no_address(client: TestClient, path: str) -> None:
    """A redirect would name http and the host that a proxy in front asked for."""
    problem(client.get(path, follow_redirects=False), 404)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/v1/campaigns?bands=high&limit=3", ["query.bands"]),
        ("/v1/campaigns?min_scores=99&Band=high", ["query.min_scores", "query.Band"]),
        ("/v1/campaigns/c-alpha?limit=3", ["query.limit"]),
        ("/v1/campaigns/c-alpha/subgraph?form=graphml", ["query.form"]),
        ("/v1/decisions?subject_id=a-1", ["query.subject_id"]),
        ("/v1/search?Q=a", ["query.Q"]),
        ("/v1/run?at=1", ["query.at"]),
    ],
)
def test_a_misspelt_query_parameter_is_refused_by_name(client: TestClient, path: str, told: list[str]) -> None:
    assert [fault["where"] for fault in problem(client.get(path), 422)["errors"]] == told


def test_a_misspelt_query_parameter_is_told_with_those_that_the_address_takes(client: TestClient) -> None:
    (members,) = client.get("/v1/campaigns/c-alpha/members?limits=3").json()["errors"]
    assert members["message"] == "This address takes only limit, cursor."
    (posted,) = client.post("/v1/accounts/risk?limit=3", json={"account_ids": ["a-1"]}).json()["errors"]
    assert posted["message"] == "This address takes no query parameters."
    (subgraph,) = client.get("/v1/campaigns/c-alpha/subgraph?form=json").json()["errors"]
    assert subgraph["message"] == "This address takes only max_nodes, format."


def test_a_wrong_method_says_which_are_right(client: TestClient) -> None:
    assert client.delete("/v1/campaigns").headers["allow"] == "GET, HEAD"
    assert client.head("/v1/assess").headers["allow"] == "POST"
    for method in ("OPTIONS", "PUT", "DELETE", "HEADLESS"):
        assert client.request(method, "/v1/decisions").headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["/v1/accounts/risk", "/v1/assess", "/v1/decisions"])
@pytest.mark.parametrize("sort", ["application/x-www-form-urlencoded", "text/plain", "application/jsonp", None])
def test_a_body_that_does_not_say_that_it_is_json_is_told_how_to(client: TestClient, path: str, sort: str) -> None:
    """The first is what curl says unless told otherwise."""
    headers = {"Content-Type": sort} if sort else {}
    answer = problem(client.post(path, content=b'{"account_ids":["a-1"]}', headers=headers), 415)
    assert "`content-type: application/json`" in answer["detail"]


@pytest.mark.parametrize("sort", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.x+json"])
def test_a_body_may_call_itself_json_in_any_of_the_ways_there_are(client: TestClient, sort: str) -> None:
    asked = client.post("/v1/accounts/risk", content=b'{"account_ids":["a-1"]}', headers={"Content-Type": sort})
    assert asked.status_code == 200


def test_what_does_not_fit_is_named_and_not_repeated(client: TestClient) -> None:
    sent = {"account_ids": ["fine", 7, "s3cret" * 300], "s3cret": "s3cret"}
    answer = client.post("/v1/accounts/risk", json=sent)
    faults = problem(answer, 422)["errors"]
    assert [fault["where"] for fault in faults] == ["body.account_ids.1", "body.account_ids.2", "body.s3cret"]
    assert "s3crets3cret" not in answer.text


def test_a_bug_is_a_problem_and_neither_answer_nor_log_holds_values(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(EmbeddedGraph, "risks", breaks)
    with structlog.testing.capture_logs() as lines:
        answer = client.get("/v1/accounts/a-secret-id/risk")
    problem(answer, 500)
    logged = str(lines)
    assert "hunter2" not in answer.text + logged
    assert "a-secret-id" not in logged
    assert "RuntimeError" in logged
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("kind", sorted(OUTCOMES, key=lambda one: one.__name__))
def test_each_error_of_ours_has_its_status(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, kind: type[LinkageError]
) -> None:
    def fails(*_: object) -> None:
        raise kind("Say what to do.")

    monkeypatch.setattr(EmbeddedGraph, "risks", fails)
    body = problem(client.get("/v1/accounts/a-1/risk"), OUTCOMES[kind].http_status)
    assert body["detail"] == "Say what to do."
    assert body["type"].startswith("urn:linkage:problem:")


def test_a_timeout_is_told_apart(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(*_: object) -> None:
        raise GraphTimeout("It took longer than 30 s.")

    monkeypatch.setattr(EmbeddedGraph, "risks", waits)
    assert problem(client.get("/v1/accounts/a-1/risk"), 504)["type"] == "urn:linkage:problem:graph-timeout"


def test_a_server_lives_while_all_its_threads_wait_for_the_graph(
    world: EmbeddedGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who watches it must not take work for death and start it anew."""
    answering = threading.Event()
    asking: list[int] = []

    def waits(graph: EmbeddedGraph) -> object:
        asking.append(1)
        answering.wait(60)
        return graph.health().run

    monkeypatch.setattr(EmbeddedGraph, "run", waits)

    async def asked() -> tuple[int, list[int]]:
        transport = httpx2.ASGITransport(create_app(world, Settings()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            try:
                async with asyncio.timeout(30), asyncio.TaskGroup() as group:
                    waiting = [group.create_task(client.get("/v1/run")) for _ in range(100)]
                    while len(asking) < current_default_thread_limiter().total_tokens:
                        await asyncio.sleep(0.01)
                    alive = await client.get("/healthz")
                    answering.set()
            finally:
                answering.set()
        return alive.status_code, [one.result().status_code for one in waiting]

    assert asyncio.run(asked()) == (200, [200] * 100)


def test_nothing_detected_yet_is_not_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    graph = embedded(tmp_path_factory.mktemp("none"))
    client = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    assert client.get("/healthz").json() == {"status": "ok"}
    assert "linkage detect" in problem(client.get("/readyz"), 503)["detail"]
    assert problem(client.get("/v1/campaigns"), 503)["type"] == "urn:linkage:problem:run-not-found"
    assert client.get("/v1/campaigns").headers["retry-after"] == "5"


# The key


@pytest.mark.parametrize("path", ["/v1/campaigns", "/v1/accounts/a-1/risk", "/v1/nowhere", "/metrics"])
def test_without_the_key_nothing_is_told(locked: TestClient, path: str) -> None:
    answer = locked.get(path)
    problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", [f"Bearer {KEY}x", f"Bearer {KEY[:-1]}", "Bearer ", "Bearer", KEY, f"Basic {KEY}", "Bearer sch\xf6n"]
)
def test_a_wrong_key_is_refused(locked: TestClient, header: str) -> None:
    problem(locked.get("/v1/run", headers={"Authorization": header.encode("latin-1")}), 401)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_key_opens(locked: TestClient, scheme: str) -> None:
    assert locked.get("/v1/run", headers={"Authorization": f"{scheme} {KEY}"}).status_code == 200


def test_why_nothing_can_be_answered_is_told_to_whoever_has_the_key(tmp_path: Path) -> None:
    graph = embedded(tmp_path / "ws")
    client = TestClient(create_app(graph, Settings(api={"key": KEY})), base_url="http://localhost")  # type: ignore[arg-type]
    assert str(tmp_path) not in client.get("/readyz").text
    assert "ask with the key" in problem(client.get("/readyz"), 503)["detail"]
    told = client.get("/readyz", headers={"Authorization": f"Bearer {KEY}"})
    assert str(tmp_path / "ws") in problem(told, 503)["detail"]


@pytest.mark.parametrize("path", ["/openapi.json%0a", "/healthz%0A", "/%0a", "/explorer/api.js%0a"])
def test_an_address_that_only_begins_like_an_open_one_needs_the_key(locked: TestClient, path: str) -> None:
    problem(locked.get(path), 401)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/explorer/explorer.js", "/openapi.json"])
def test_health_the_explorers_files_and_the_description_need_no_key(locked: TestClient, path: str) -> None:
    assert locked.get(path).status_code == 200


def test_the_key_is_in_no_answer(locked: TestClient) -> None:
    for path in ("/openapi.json", "/", "/v1/run"):
        assert KEY not in locked.get(path, headers={"Authorization": f"Bearer {KEY}"}).text


# What surrounds each answer


def test_every_answer_carries_security_headers_and_a_request_id(client: TestClient) -> None:
    for answer in (client.get("/v1/run"), client.get("/"), client.get("/nowhere")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/", "/openapi.json", "/explorer/api.js", "/v1/campaigns", "/v1/accounts/nobody"]
)
def test_head_is_answered_wherever_get_is_with_the_same_headers_and_no_body(client: TestClient, path: str) -> None:
    whole, head = (client.request(method, path, headers={"X-Request-ID": "one"}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers == whole.headers
    if "etag" in whole.headers:
        assert client.head(path, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_head_needs_the_key_too_and_is_counted_by_its_name(locked: TestClient, own: TestClient) -> None:
    assert locked.head("/v1/run").status_code == 401
    own.head("/v1/run")
    assert 'linkage_http_requests_total{method="HEAD",route="/v1/run",status="200"} 1.0' in own.get("/metrics").text


def test_a_clients_request_id_is_kept_when_it_is_harmless(client: TestClient) -> None:
    assert client.get("/v1/run", headers={"X-Request-ID": "job-7.a_B"}).headers["x-request-id"] == "job-7.a_B"
    for odd in ("x" * 65, "a b", "<script>"):
        assert client.get("/v1/run", headers={"X-Request-ID": odd}).headers["x-request-id"] != odd


@pytest.mark.parametrize(("path", "status"), [("/v1/run", 200), ("/v1/accounts/nobody", 404), ("/nowhere", 404)])
def test_the_line_of_each_answer_in_the_log_has_its_request_id(client: TestClient, path: str, status: int) -> None:
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        client.get(path, headers={"X-Request-ID": "job-7"})
    assert [(line["event"], line["status"], line["request_id"]) for line in lines] == [
        ("api.answered", status, "job-7")
    ]


def test_the_line_of_a_refusal_in_the_log_has_its_request_id(locked: TestClient) -> None:
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        refused = locked.get("/v1/run")
    assert [(line["status"], line["request_id"]) for line in lines] == [(401, refused.headers["x-request-id"])]


def test_an_answer_that_did_not_change_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/v1/campaigns/c-alpha")
    again = client.get("/v1/campaigns/c-alpha", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get("/v1/campaigns/c-alpha", headers={"If-None-Match": "*"}).status_code == 304
    assert client.get("/v1/campaigns/c-none", headers={"If-None-Match": "*"}).status_code == 404
    other = client.get("/v1/campaigns/c-big", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_body_past_the_limit_is_refused_whether_its_length_is_declared_or_not(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 100_000

    problem(client.post("/v1/accounts/risk", content=b" " * 3_000_000), 413)
    problem(client.post("/v1/accounts/risk", content=chunks()), 413)


def test_the_largest_batch_of_the_longest_ids_fits(client: TestClient) -> None:
    ids = [f"{number:04d}".ljust(1024, "x") for number in range(1000)]
    assert client.post("/v1/accounts/risk", json={"account_ids": ids}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8321", 200), ("127.0.0.1", 200), ("[::1]:80", 200), ("evil.example", 421), ("192.0.2.1:8321", 421)],
)
def test_without_a_key_only_loopback_names_are_answered(client: TestClient, host: str, status: int) -> None:
    """A page elsewhere that points its own name at this machine gets nothing."""
    assert client.get("/v1/run", headers={"Host": host}).status_code == status


def test_a_form_of_another_site_cannot_write(own: TestClient) -> None:
    """A browser sends text/plain elsewhere without asking; JSON it must ask for first."""
    said = b'{"subject":"campaign","id":"c-alpha","verdict":"allowed","author":"x"}'
    assert own.post("/v1/decisions", content=said, headers={"Content-Type": "text/plain"}).status_code == 415
    assert own.get("/v1/decisions").json()["items"] == []


def test_metrics_count_routes_and_hold_nothing_that_a_client_chose(own: TestClient) -> None:
    for path in ("/v1/accounts/secret-account/risk", "/v1/search?q=secret-key", "/secret-path", "/v1/campaigns"):
        own.get(path)
    own.request("SECRETVERB", "/v1/campaigns")
    text = own.get("/metrics").text
    assert 'linkage_http_requests_total{method="GET",route="/v1/accounts/{account_id}/risk",status="200"} 1.0' in text
    assert 'route="none",status="404"} 1.0' in text
    assert "linkage_ready 1.0" in text
    assert "secret" not in text.lower()


def test_the_description_has_every_route_with_examples_and_problems(client: TestClient) -> None:
    found = client.get("/openapi.json").json()
    assert {path for path in found["paths"] if path.startswith("/v1")} == {
        "/v1/accounts/risk",
        "/v1/accounts/{account_id}/risk",
        "/v1/accounts/{account_id}",
        "/v1/accounts/{a}/links/{b}",
        "/v1/identifiers/{kind}/{key}",
        "/v1/search",
        "/v1/campaigns",
        "/v1/campaigns/{campaign_id}",
        "/v1/campaigns/{campaign_id}/members",
        "/v1/campaigns/{campaign_id}/subgraph",
        "/v1/campaigns/{campaign_id}/timeline",
        "/v1/assess",
        "/v1/decisions",
        "/v1/run",
    }
    for body, names in {"band": ("Risk", "Member", "CampaignSummary"), "verdict": ("CampaignSummary",)}.items():
        for name in names:
            assert "enum" in found["components"]["schemas"][name]["properties"][body], (name, body)
    for body in ("RiskQuery", "NewAccount", "NewDecision", "Risk", "Explanation", "CampaignSummary"):
        assert found["components"]["schemas"][body]["examples"], body
    for path, methods in found["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            if path.startswith("/v1"):
                assert "application/problem+json" in operation["responses"]["422"]["content"], path
    assert found["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
