"""What a new account attaches to."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.ledger import Workspace
from linkage.ledger.identify import WorkspaceIdentify
from linkage.links import identifier_bits
from linkage.settings import LoadSettings, Settings
from tests.publishing import DEGREE_CAP, embedded, publish
from tests.small_world import INFO, account, findings_of, identifier, member, relied, use
from tests.small_world import campaign as a_campaign


def ask(client: TestClient, *identifiers: tuple[str, str]) -> dict:  # type: ignore[type-arg]
    body = {"identifiers": [{"kind": kind, "value": value} for kind, value in identifiers]}
    answer = client.post("/v1/assess", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def attached(found: dict) -> list[str]:  # type: ignore[type-arg]
    return [one["account_id"] for one in found["accounts"] if one["attaches"]]


def test_a_near_proof_attaches_to_its_users_and_their_campaign(client: TestClient) -> None:
    found = ask(client, ("device", "dev-1"))
    assert attached(found) == ["a-1", "a-2"]
    assert [(one["campaign_id"], one["n_members"], one["band"]) for one in found["campaigns"]] == [
        ("c-alpha", 2, "high")
    ]
    assert "near-proof" in found["campaigns"][0]["why"]
    heaviest = found["accounts"][0]
    assert heaviest["weight_bits"] == sum(heaviest["families"].values()) == sum(e["bits"] for e in heaviest["evidence"])
    assert found["run"] == INFO.run


def test_one_ordinary_family_is_shown_but_attaches_to_nobody(client: TestClient) -> None:
    found = ask(client, ("ip", "192.0.2.1"))
    assert [one["account_id"] for one in found["accounts"]] == ["lab-1", "a-1", "a-2"]
    assert attached(found) == []
    assert found["campaigns"] == []
    assert "not enough" in found["accounts"][0]["why"]


def test_two_independent_families_attach(client: TestClient) -> None:
    found = ask(client, ("ip", "192.0.2.1"), ("template", "t-code"))
    assert attached(found) == ["a-1"]
    assert found["accounts"][0]["families"].keys() == {"net", "template"}
    assert "2 independent families" in found["accounts"][0]["why"]


def test_context_supports_and_brings_up_nobody_alone(client: TestClient) -> None:
    context = ("email_domain", "例え.jp"), ("client", "<img src=x onerror=alert(1)>")
    assert ask(client, *context)["accounts"] == []
    found = ask(client, *context, ("payment", "pay'\"/\\1"))
    assert [one["families"].keys() for one in found["accounts"]] == [{"payment", "context"}] * 3 + [{"payment"}]
    assert all(one["families"].get("context", 0.0) <= 4.0 for one in found["accounts"])


def test_identifiers_are_put_into_normal_form(client: TestClient) -> None:
    found = ask(client, ("ip", "::ffff:192.0.2.1"))
    assert found["identifiers"] == [{"kind": "ip", "key": "192.0.2.1", "n_accounts": 3, "is_hub": False}]


def test_unknown_identifiers_attach_to_nothing(client: TestClient) -> None:
    found = ask(client, ("ip", "203.0.113.200"), ("device", "new"))
    assert (found["accounts"], found["campaigns"], found["cut"]) == ([], [], None)


def test_nothing_of_it_is_stored(client: TestClient) -> None:
    ask(client, ("device", "never-seen-before"))
    assert client.get("/v1/search", params={"q": "never-seen"}).json()["items"] == []


@pytest.mark.parametrize(
    ("kind", "value"), [("ip", "s3cret.999"), ("network", "192.0.2.0/24"), ("planet", "mars"), ("device", "")]
)
def test_what_cannot_be_an_identifier_is_refused_without_repeating_it(
    client: TestClient, kind: str, value: str
) -> None:
    answer = client.post("/v1/assess", json={"identifiers": [{"kind": kind, "value": value}]})
    assert answer.status_code == 422
    assert "s3cret" not in answer.text


def test_every_value_that_cannot_be_of_its_kind_is_named_by_its_place(client: TestClient) -> None:
    values = [("device", "dev-1"), ("ip", "s3cret.999"), ("ip", "192.0.2.1"), ("email", "s3cret")]
    body = {"identifiers": [{"kind": kind, "value": value} for kind, value in values]}
    answer = client.post("/v1/assess", json=body)
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["errors"]] == ["body.identifiers.1.value"]
    assert answer.json()["errors"][0]["message"].startswith("A value given as ip cannot be one: it ")
    assert "s3cret" not in answer.text


def test_a_hub_proves_nothing_and_is_said_to_be_one(tmp_path: Path) -> None:
    crowd = [f"x-{number:04d}" for number in range(1000)]
    graph = embedded(tmp_path)
    publish(
        graph,
        findings_of(
            accounts=[account(one) for one in crowd],
            identifiers=[identifier("device", "lab", 1000)],
            uses=[use(one, "device", "lab", 1.0) for one in crowd],
        ),
        INFO,
    )
    client = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    found = ask(client, ("device", "lab"))
    assert found["identifiers"] == [{"kind": "device", "key": "lab", "n_accounts": 1000, "is_hub": True}]
    assert found["accounts"] == []


def test_a_hub_attaches_to_the_campaign_that_relies_on_it(tmp_path: Path) -> None:
    farm = [f"x-{number:04d}" for number in range(1000)]
    graph = embedded(tmp_path)
    publish(
        graph,
        findings_of(
            accounts=[*(account(one, campaign_id="c-1") for one in farm), *(account(f"y-{n}") for n in range(9000))],
            identifiers=[identifier("template", "mould", 1000)],
            uses=[use(one, "template", "mould", 1.0) for one in farm],
            campaigns=[a_campaign("c-1", 70.0, "medium", 1000)],
            members=[member("c-1", one) for one in farm],
            relies_on=[relied("c-1", "template", "mould", 1000, 0)],
        ),
        INFO,
    )
    found = ask(TestClient(create_app(graph, Settings()), base_url="http://localhost"), ("template", "mould"))
    assert [one["is_hub"] for one in found["identifiers"]] == [True]
    (campaign,) = found["campaigns"]
    assert (campaign["campaign_id"], campaign["attaches"], campaign["n_members"]) == ("c-1", True, 0)
    assert campaign["why"] == "Fits it as a member would, by template."


def test_sensitive_values_are_looked_up_by_the_pseudonym_of_the_workspace(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    with workspace.locked():
        pseudonymiser = workspace.first_pseudonymiser(("email",))
    import polars as pl

    key = pseudonymiser.pseudonym("email", pl.Series(["mule@example.com"]))[0]
    graph = embedded(tmp_path)
    publish(
        graph,
        findings_of(
            accounts=[account("m-1", campaign_id="c-1"), account("m-2")],
            identifiers=[identifier("email", key, 1)],
            uses=[use("m-1", "email", key, 1.0)],
            campaigns=[a_campaign("c-1", 70.0, "medium", 1)],
            members=[member("c-1", "m-1")],
        ),
        INFO,
    )
    identify = WorkspaceIdentify(workspace, LoadSettings())
    client = TestClient(create_app(graph, Settings(), identify=identify), base_url="http://localhost")
    found = ask(client, ("email", "Mule@Example.com"))
    assert attached(found) == ["m-1"]
    assert [one["campaign_id"] for one in found["campaigns"]] == ["c-1"]
    assert "mule@example.com" not in str(found).lower()


def test_the_kinds_that_are_hashed_are_those_that_the_ledger_was_begun_with(tmp_path: Path) -> None:
    """Whatever the settings say by now: a payment that lies there in the clear is asked for in the clear."""
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    with workspace.locked():
        workspace.first_pseudonymiser(("email",))
    identify = WorkspaceIdentify(workspace, LoadSettings(sensitive_kinds=("payment", "email", "phone")))
    assert identify("payment", "pm_fingerprint_1") == "pm_fingerprint_1"
    assert identify("email", "mule@example.com") != "mule@example.com"


def test_a_campaign_says_how_the_account_fits_it(client: TestClient) -> None:
    (found,) = ask(client, ("device", "dev-1"), ("template", "t-code"), ("ip", "192.0.2.1"))["campaigns"]
    assert found["campaign_id"] == "c-alpha"
    assert found["attaches"]
    assert found["posterior_nats"] >= 0
    assert set(found["families"]) == {"device", "template", "net"}
    assert found["why"].startswith("Fits it as a member would, by ")


def test_what_people_allowed_attaches_to_nothing(own: TestClient) -> None:
    said = {"subject": "identifier", "id": "device:dev-1", "verdict": "allowed", "author": "ana"}
    assert own.post("/v1/decisions", json=said).status_code == 201
    found = ask(own, ("device", "dev-1"))
    assert (found["accounts"], found["campaigns"]) == ([], [])
    assert found["identifiers"] == [{"kind": "device", "key": "dev-1", "n_accounts": 3, "is_hub": False}]
    assert own.post("/v1/decisions", json={**said, "verdict": "rejected"}).status_code == 201
    assert attached(ask(own, ("device", "dev-1")))


def test_accounts_that_people_allowed_attach_nobody_and_it_is_said_who_allowed_them(own: TestClient) -> None:
    """Nor do those of an allowed organisation; what others share counts as before."""
    for subject, name in (("account", "a-1"), ("organisation", "org'1")):
        said = {"subject": subject, "id": name, "verdict": "allowed", "author": "ana"}
        assert own.post("/v1/decisions", json=said).status_code == 201
    found = ask(own, ("device", "dev-1"), ("template", "t-code"))
    assert attached(found) == []
    shown = {one["account_id"]: one for one in found["accounts"]}
    assert found["accounts"][0]["account_id"] == "a-3"
    for name, whom in (("a-1", "it"), ("a-2", "its organisation org'1")):
        assert shown[name]["risk"]["allowed"]["author"] == "ana"
        assert shown[name]["why"] == f"ana allowed {whom}, so that what it uses says nothing."
        assert (shown[name]["weight_bits"], shown[name]["families"]) == (0.0, {})
        assert {one["bits"] for one in shown[name]["evidence"]} == {0.0}
    assert [one["attaches"] for one in found["campaigns"]] in ([], [False])
    assert found["identifiers"][0] == {"kind": "device", "key": "dev-1", "n_accounts": 3, "is_hub": False}


def test_a_crowd_that_people_allowed_hides_nobody_else(tmp_path: Path) -> None:
    graph = embedded(tmp_path)
    crowd = [f"x-{number:03d}" for number in range(250)]
    publish(
        graph,
        findings_of(
            accounts=[*(account(one, organisation_id="lab") for one in crowd), account("z-1"), account("z-2")],
            identifiers=[identifier("device", "lab", 252), identifier("payment", "card", 252)],
            uses=[
                use(one, kind, key, 1.0)
                for one in (*crowd, "z-1", "z-2")
                for kind, key in (("device", "lab"), ("payment", "card"))
            ],
        ),
        INFO,
    )
    client = TestClient(create_app(graph, Settings()), base_url="http://localhost")
    said = {"subject": "organisation", "id": "lab", "verdict": "allowed", "author": "ana"}
    assert client.post("/v1/decisions", json=said).status_code == 201
    found = ask(client, ("device", "lab"), ("payment", "card"))
    assert [one["account_id"] for one in found["accounts"][:3]] == ["z-1", "z-2", "x-000"]
    bits = {one["kind"]: one["bits"] for one in found["accounts"][0]["evidence"]}
    as_of_three = identifier_bits(INFO.n_total_accounts + 1, 3, 1.0, 1.0, DEGREE_CAP, "device")
    assert bits["device"] == pytest.approx(float(as_of_three)), "detection counts nobody who is allowed either"
