"""A decision on an identifier is written down under the name that the ledger has for it, whatever a client calls it."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from linkage import ledger
from linkage.api.app import create_app
from linkage.graph.allowlist import allow_list
from linkage.ledger import Workspace
from linkage.ledger.identify import WorkspaceIdentify
from linkage.records import find_sources
from linkage.settings import LoadSettings, Settings
from tests.publishing import embedded, publish, with_key
from tests.small_world import INFO, account, findings_of, identifier, use

UUID = "3667f6a0-1111-4222-8333-444455556666"
RAW = {"email": "X0@mailbox0.xyz", "phone": "+49 170 1234567", "payment": "fp-17"}
"""Values of hashed kinds that an account of the run has."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace with a key, and a run in which one account uses a value of each kind."""
    made = with_key(tmp_path)
    identify = WorkspaceIdentify(made, LoadSettings())
    used = [*((kind, str(identify(kind, value))) for kind, value in RAW.items()), ("ip", "169.103.158.193")]
    graph = embedded(made.path)
    publish(
        graph,
        findings_of(
            accounts=[account("a-1", organisation_id="acme")],
            identifiers=[identifier(kind, key, 1) for kind, key in used],
            uses=[use("a-1", kind, key, 1.0) for kind, key in used],
        ),
        INFO,
    )
    graph.close()
    return made


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    """Yield a client of an API over the workspace, as `linkage serve` makes it."""
    graph = embedded(workspace.path)
    app = create_app(graph, Settings(), identify=WorkspaceIdentify(workspace, LoadSettings()))
    yield TestClient(app, base_url="http://localhost")
    graph.close()


def decide(client: TestClient, subject: str, name: str) -> dict:  # type: ignore[type-arg]
    said = {"subject": subject, "id": name, "verdict": "allowed", "author": "ana"}
    answer = client.post("/v1/decisions", json=said)
    assert answer.status_code == 201, answer.text
    return answer.json()


def allowed(workspace: Workspace) -> tuple[str, ...]:
    graph = embedded(workspace.path)
    try:
        return allow_list(graph.decisions()).identifiers
    finally:
        graph.close()


@pytest.mark.parametrize("kind", RAW)
def test_a_raw_value_of_a_hashed_kind_is_written_down_as_the_hash_that_the_ledger_has(
    client: TestClient, workspace: Workspace, kind: str
) -> None:
    key = WorkspaceIdentify(workspace, LoadSettings())(kind, RAW[kind])
    written = decide(client, "identifier", f"{kind}:{RAW[kind]}")
    assert written["id"] == f"{kind}:{key}"
    assert "remark" not in written
    assert allowed(workspace) == (f"{kind}:{key}",)
    for file in workspace.path.glob("decisions.sqlite*"):
        assert RAW[kind].encode() not in file.read_bytes()
    found = client.get("/v1/decisions", params={"subject": "identifier", "id": f"{kind}:{RAW[kind]}"}).json()["items"]
    assert [one["id"] for one in found] == [f"{kind}:{key}"]


def test_a_hash_as_campaigns_show_it_stays_as_it_is(client: TestClient, workspace: Workspace) -> None:
    key = WorkspaceIdentify(workspace, LoadSettings())("email", RAW["email"])
    assert decide(client, "identifier", f"email:{key}")["id"] == f"email:{key}"


def test_a_hash_that_left_the_run_can_still_be_taken_back(client: TestClient, workspace: Workspace) -> None:
    named = decide(client, "identifier", f"email:{RAW['email']}")["id"]
    graph = embedded(workspace.path)
    publish(graph, findings_of(accounts=[account("b-1")]), INFO)
    graph.close()
    assert decide(client, "identifier", named)["id"] == named


@pytest.mark.parametrize("kind", RAW)
def test_a_hash_of_an_older_run_is_not_hashed_again_and_the_answer_says_what_it_was_taken_as(
    client: TestClient, workspace: Workspace, kind: str
) -> None:
    key = WorkspaceIdentify(workspace, LoadSettings())(kind, "gone-7" if kind == "payment" else "9f86d081884c7d65")
    written = decide(client, "identifier", f"{kind}:{key}")
    assert written["id"] == f"{kind}:{key}"
    assert "taken as the hash" in written["remark"]


def test_a_digest_that_a_sender_gave_as_a_value_is_hashed_where_the_run_knows_it_so(
    client: TestClient, workspace: Workspace
) -> None:
    digest = "9e107d9d372bb6826bd81d3542a419d6"
    key = WorkspaceIdentify(workspace, LoadSettings())("email", digest)
    graph = embedded(workspace.path)
    known = [identifier("email", str(key), 1)]
    publish(
        graph,
        findings_of(accounts=[account("b-1")], identifiers=known, uses=[use("b-1", "email", str(key), 1.0)]),
        INFO,
    )
    graph.close()
    written = decide(client, "identifier", f"email:{digest}")
    assert (written["id"], "remark" in written) == (f"email:{key}", False)


def test_where_there_is_no_key_a_hash_is_decided_about_and_names_are_asked_for_as_they_were_written_down(
    client: TestClient, workspace: Workspace, tmp_path: Path
) -> None:
    keyless = WorkspaceIdentify(Workspace(tmp_path / "elsewhere"), LoadSettings())
    graph = embedded(workspace.path)
    fresh = TestClient(create_app(graph, Settings(), identify=keyless), base_url="http://localhost")
    name = "email:9e107d9d372bb6826bd81d3542a419d6"
    assert decide(fresh, "identifier", name)["id"] == name
    for asked, found in [(name, [name]), ("email:who@mailbox0.xyz", [])]:
        answer = fresh.get("/v1/decisions", params={"subject": "identifier", "id": asked})
        assert (answer.status_code, [one["id"] for one in answer.json()["items"]]) == (200, found)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("ip:::ffff:169.103.158.193", "ip:169.103.158.193"),
        (f"device:{UUID.upper()}", f"device:{UUID}"),
        ("ip:2001:DB8:1:2::7", "ip:2001:db8:1:2::/64"),
        ("ip:2001:db8:1:2::/64", "ip:2001:db8:1:2::/64"),
        ("ip:198.51.100.7/32", "ip:198.51.100.7"),
        ("ip:198.51.100.7/24", "ip:198.51.100.0/24"),
        ("ip:::ffff:198.51.100.7/120", "ip:198.51.100.0/24"),
        ("ip:10.0.0.0/8", "ip:10.0.0.0/8"),
        ("ip:2001:db8::/32", "ip:2001:db8::/32"),
        ("email_domain:Acme.Example", "email_domain:acme.example"),
    ],
)
def test_a_name_is_put_into_its_normal_form(client: TestClient, workspace: Workspace, given: str, name: str) -> None:
    assert decide(client, "identifier", given)["id"] == name
    assert allowed(workspace) == (name,)


def test_a_decision_on_a_range_is_listed_with_those_on_each_address_in_it(client: TestClient) -> None:
    decide(client, "identifier", "ip:169.103.158.0/24")
    decide(client, "identifier", "ip:169.103.158.193")
    decide(client, "account", "a-1")

    def listed(name: str, subject: str | None = "identifier") -> list[str]:
        found = client.get("/v1/decisions", params={"id": name} | ({"subject": subject} if subject else {})).json()
        return [one["id"] for one in found["items"]]

    assert listed("ip:169.103.158.193") == ["ip:169.103.158.0/24", "ip:169.103.158.193"]
    assert listed("ip:169.103.158.7") == ["ip:169.103.158.0/24"]
    assert listed("ip:169.103.159.7") == listed("ip:169.103.158.7", "account") == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ip:999.1.1.1", "no IP address"),
        ("ip:999.1.1.1/24", "no IP address"),
        ("ip:0.0.0.0/0", "/8"),
        ("ip:8.0.0.0/7", "/8"),
        ("ip:::/0", "/19"),
        ("ip:2000::/18", "/19"),
        ("ip:::ffff:0.0.0.0/96", "/8"),
        ("ip:127.0.0.1", "says nothing"),
        ("device:unknown", "says nothing"),
        ("email:s3cret at home", "no mail address"),
        ("payment:4111 1111 1111 1111", "card number"),
    ],
)
def test_what_cannot_be_an_identifier_is_refused_and_not_written_down(
    client: TestClient, workspace: Workspace, name: str, why: str
) -> None:
    said = {"subject": "identifier", "id": name, "verdict": "allowed", "author": "ana"}
    answer = client.post("/v1/decisions", json=said)
    assert (answer.status_code, why in answer.json()["detail"]) == (422, True), answer.text
    assert name.partition(":")[2] not in answer.text
    assert allowed(workspace) == ()


def test_a_kind_that_is_none_is_answered_with_those_there_are(client: TestClient) -> None:
    said = {"subject": "identifier", "id": "nokind:x", "verdict": "allowed", "author": "ana"}
    answer = client.post("/v1/decisions", json=said)
    assert answer.status_code == 400
    assert "kinds are ip, device, " in answer.json()["detail"]


def test_a_range_is_refused_where_addresses_are_hashed(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("account_id\na-1\n", "utf-8")
    hashing = LoadSettings(sensitive_kinds=("ip", "email", "phone", "payment"))
    made = Workspace.open(tmp_path / "workspace", create=True)
    ledger.load(made, find_sources([str(file)]), settings=hashing)
    app = create_app(embedded(made.path), Settings(), identify=WorkspaceIdentify(made, LoadSettings()))
    said = {"subject": "identifier", "id": "ip:198.51.100.0/24", "verdict": "allowed", "author": "ana"}
    answer = TestClient(app, base_url="http://localhost").post("/v1/decisions", json=said)
    assert answer.status_code == 422
    assert "hashed" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("subject", "known", "unknown"),
    [
        ("identifier", "ip:169.103.158.193", "ip:169.103.158.194"),
        ("identifier", f"email:{RAW['email']}", "email:nobody@mailbox0.xyz"),
        ("organisation", "acme", "acne"),
    ],
)
def test_an_answer_says_when_nothing_goes_by_that_name(
    client: TestClient, subject: str, known: str, unknown: str
) -> None:
    assert "remark" not in decide(client, subject, known)
    assert "says nothing now" in decide(client, subject, unknown)["remark"]


def test_before_the_first_run_a_decision_is_written_down_and_said_to_match_nothing(tmp_path: Path) -> None:
    graph = embedded(tmp_path)
    fresh = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    assert "says nothing now" in decide(fresh, "identifier", "ip:192.0.2.1")["remark"]
    assert "says nothing now" in decide(fresh, "organisation", "acme")["remark"]


def test_nobody_but_its_owner_reads_the_file_of_decisions(client: TestClient, workspace: Workspace) -> None:
    decide(client, "account", "a-1")
    assert stat.S_IMODE(workspace.decisions.stat().st_mode) == 0o600


def test_the_log_of_a_decision_names_subject_and_verdict_and_neither_whom_nor_who(client: TestClient) -> None:
    said = {
        "subject": "identifier",
        "id": f"email:{RAW['email']}",
        "verdict": "allowed",
        "note": "n0te",
        "author": "ana",
    }
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        answer = client.post("/v1/decisions", json=said)
    (line,) = (one for one in lines if one["event"] == "api.decided")
    assert (line["subject"], line["verdict"]) == ("identifier", "allowed")
    assert line["request_id"] == answer.headers["x-request-id"]
    logged = str(lines)
    assert not any(word in logged for word in ("mailbox0", answer.json()["id"].partition(":")[2], "n0te", "'ana'"))


@pytest.mark.parametrize(
    "author", ["ana\nbob", "ana\t", "a\x00na", "ana\x85bob", "ana\u2028bob", "\u202eana", "a\u2066na"]
)
def test_an_author_that_could_be_read_as_another_is_refused(client: TestClient, author: str) -> None:
    said = {"subject": "organisation", "id": "acme", "verdict": "note", "author": f"x{author}x"}
    answer = client.post("/v1/decisions", json=said)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "where": "body.author",
            "message": "Give a name on one line, without control characters and those that turn the direction of text.",
        }
    ]


@pytest.mark.parametrize("author", ["José Ångström", "نیم\u200cفاصله", "安娜"])
def test_an_author_of_any_script_writes_a_note_of_several_lines(client: TestClient, author: str) -> None:
    said = {"subject": "organisation", "id": "acme", "verdict": "note", "author": f" {author}\n", "note": "One.\nTwo."}
    answer = client.post("/v1/decisions", json=said)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["author"], answer.json()["note"]) == (author, "One.\nTwo.")
