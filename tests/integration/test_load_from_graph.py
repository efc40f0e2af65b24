"""What other programs put into Neo4j in our model comes into the ledger, once, and hashed where it must be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import polars as pl
import pytest

from linkage import ledger
from linkage.cli.process import hoisted, run
from tests.conftest import Neo4jServer
from tests.integration import whole_graph

pytestmark = pytest.mark.neo4j

OTHER_PROGRAM = """
CREATE (a:Account {id: 'a-1', plan: 'pro', country: 'fr',
                   created_at: datetime('2025-01-01T00:00:00+01:00[Europe/Paris]')}),
       (b:Account {id: 42, created_at: 1735689600000, status: 'Suspended'}),
       (c:Account {id: 'a-3'}),
       (o:Organisation {id: 'acme'}), (c)-[:BELONGS_TO]->(o),
       (ip:Identifier:IPAddress {key: '2001:db8::1'}), (next:IPAddress {key: '2001:db8::2'}),
       (card:Identifier:PaymentMethod {key: 'pm_fingerprint_1'}), (mail:EmailAddress {key: 'Ann@Example.org'}),
       (device:Device {key: 'device-0001'}), (domain:EmailDomain {key: 'example.org'}),
       (a)-[:USED_IP {count: 3, first_seen: 1735689600, last_seen: '2025-02-01T00:00:00Z'}]->(ip),
       (a)-[:USED_IP {count: 2}]->(next),
       (a)-[:PAID_WITH {count: 5, first_seen: localdatetime('2025-01-02T00:00:00')}]->(card),
       (b)-[:PAID_WITH]->(card),
       (b)-[:USED_DEVICE {count: 7.0}]->(device), (c)-[:USED_DEVICE {count: 1}]->(device),
       (c)-[:HAS_EMAIL]->(mail), (c)-[:HAS_EMAIL]->(domain)
"""
DAY_1, DAY_2, DAY_32 = 1_735_689_600, 1_735_776_000, 1_738_368_000


@pytest.fixture
def driver(neo4j_server: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[neo4j.Driver]:
    """The emptied server, into which another program has written, and a folder for a workspace."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", neo4j_server.password)
    monkeypatch.setenv("LINKAGE_GRAPH__URI", neo4j_server.uri)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as made:
        whole_graph.empty(made)
        made.execute_query(OTHER_PROGRAM)
        yield made
        whole_graph.empty(made)


def loaded(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code = run(hoisted(("load", "--from-graph", "--json", "--quiet", *words)))
    captured = capsys.readouterr()
    assert code == 0, captured.err
    return dict(json.loads(captured.out))


def snapshot() -> ledger.Snapshot:
    return ledger.snapshot(ledger.Workspace.open(Path("linkage-workspace")))


def uses(found: ledger.Snapshot) -> set[tuple[Any, ...]]:
    """Return (account, kind, key, count) of every use, hashed keys as …"""
    table = found.uses.with_columns(
        found.accounts["account_id"].gather(found.uses["account"]),
        found.identifiers["kind"].gather(found.uses["identifier"]),
        pl.Series("key", found.identifiers["key"].gather(found.uses["identifier"])),
    ).filter(pl.col("kind") != "network")
    rows = table.select("account_id", "kind", "key", "count").rows()
    return {(a, kind, "…" if kind in ("payment", "email") else key, count) for a, kind, key, count in rows}


USES = {
    ("a-1", "ip", "2001:db8::/64", 5),
    ("a-1", "payment", "…", 5),
    ("42", "payment", "…", 1),
    ("42", "device", "device-0001", 7),
    ("a-3", "device", "device-0001", 1),
    ("a-3", "email", "…", 1),
    ("a-3", "email_domain", "example.org", 1),
}


def test_what_another_program_wrote_is_read_as_files_would_be(
    driver: neo4j.Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    report = loaded(capsys)
    assert (report["n_rows"], report["n_rejected"]) == (11, 0)
    found = snapshot()
    assert uses(found) == USES
    accounts = found.accounts.select("account_id", "created_at", "plan", "country", "status", "organisation_id")
    assert set(accounts.rows()) == {
        ("42", DAY_1, None, None, "suspended", None),
        ("a-1", DAY_1 - 3600, "pro", "FR", None, None),
        ("a-3", None, None, None, None, "acme"),
    }
    times = found.identifiers.filter(pl.col("kind").is_in(["ip", "payment"])).select("kind", "first_seen", "last_seen")
    assert (
        set(times.rows()) == {("ip", DAY_1, DAY_32), ("payment", DAY_1, DAY_2)} or ("ip", DAY_1, DAY_32) in times.rows()
    )


def test_loading_twice_changes_nothing_and_later_only_what_came_is_added(
    driver: neo4j.Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(capsys)
    before = snapshot().digest
    assert loaded(capsys)["n_known"] == 2
    assert snapshot().digest == before
    driver.execute_query(
        "MATCH (:Account {id: 'a-1'})-[r:PAID_WITH]->() SET r.count = r.count + 2 "
        "WITH 1 AS one MATCH (b:Account {id: 42}) SET b.plan = 'max' "
        "CREATE (b)-[:USED_IP]->(:IPAddress {key: '192.0.2.1'})"
    )
    driver.execute_query(
        "MATCH (:Account {id: 'a-3'})-[r:USED_DEVICE]->() SET r.count = 0.5 + 0.5, r.last_seen = $at", at=DAY_32
    )
    report = loaded(capsys)
    assert report["n_rows"] - report["n_duplicate"] == 4
    found = snapshot()
    assert uses(found) == USES - {("a-1", "payment", "…", 5)} | {
        ("a-1", "payment", "…", 7),
        ("42", "ip", "192.0.2.1", 1),
    }
    assert found.accounts.filter(pl.col("account_id") == "42")["plan"].to_list() == ["max"]


def test_an_account_that_the_graph_says_nothing_new_of_is_not_reset(
    driver: neo4j.Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(capsys)
    Path("accounts.csv").write_text("account_id,plan,created_at\na-1,max,2025-01-01\n")
    assert run(["load", "accounts.csv"]) == 0
    driver.execute_query("CREATE (:Account {id: 'a-4'})")
    capsys.readouterr()
    loaded(capsys)
    plans = dict(snapshot().accounts.select("account_id", "plan").rows())
    assert plans == {"42": None, "a-1": "max", "a-3": None, "a-4": None}


def test_no_sensitive_value_is_written_and_what_linkage_published_is_not_read_back(
    driver: neo4j.Driver, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(capsys)
    assert run(hoisted(["detect", "--quiet"])) == 0
    written = b"".join(file.read_bytes() for file in Path("linkage-workspace").rglob("*") if file.is_file())
    assert not any(raw in written for raw in (b"pm_fingerprint_1", b"nn@Example", b"nn@example"))
    card = driver.execute_query(
        "MATCH (:Account {id: 'a-1'})-[r:PAID_WITH {count: 5}]->(i) WHERE r.share IS NOT NULL RETURN i.key"
    ).records[0][0]
    # Another program may move a use to an identifier of ours, whose key is a pseudonym already.
    driver.execute_query(
        "MATCH (i:PaymentMethod {key: $card}) CREATE (:Account {id: 'new'})-[:PAID_WITH]->(i)", card=card
    )
    capsys.readouterr()
    loaded(capsys)
    found = snapshot()
    assert uses(found) == USES | {("new", "payment", "…", 1)}
    keys = found.identifiers.filter(pl.col("kind") == "payment")["key"].to_list()
    assert keys == [card]


def test_bad_values_are_quarantined_with_their_reason(driver: neo4j.Driver, capsys: pytest.CaptureFixture[str]) -> None:
    driver.execute_query(
        "CREATE (x:Account {id: 'bad'})-[:USED_IP]->(:IPAddress {key: 'no address'}), "
        "(x)-[:USED_DEVICE {count: -1}]->(:Device {key: 'device-0002'}), "
        "(x)-[:USED_DEVICE {first_seen: 'yesterday'}]->(:Device {key: 'device-0003'}), "
        "(:Account {name: 'without an id'})-[:USED_DEVICE]->(:Device {key: 'device-0004'}), "
        "(x)-[:PAID_WITH]->(:PaymentMethod {key: '4111111111111111'}), "
        "(x)-[:USED_DEVICE]->(:Unheard {key: 'device-0005'})"
    )
    assert run(["load", "--from-graph"]) == 3
    assert "so nothing was loaded" in capsys.readouterr().err
    report = loaded(capsys, "--max-rejected", "1")
    assert report["rejects"] == {"missing": 3, "out_of_range": 1, "type": 1, "address": 1, "card_number": 1}
    rejected = Path(report["quarantine"]).read_text()
    assert "no address" in rejected
    assert "4111" not in rejected


def test_an_empty_graph_and_a_missing_one_are_told_in_a_sentence(
    driver: neo4j.Driver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_graph.empty(driver)
    assert run(hoisted(["load", "--from-graph", "--quiet"])) == 4
    assert run(["load", "--from-graph", "more.csv"]) == 2
    assert run(hoisted(["load", "--from-graph", "--graph", "embedded"])) == 2
    assert run(hoisted(["load", "--from-graph", "--quiet", "--graph", "bolt://127.0.0.1:9"])) == 5
    assert capsys.readouterr().err.count("\n") == 4
    assert not Path("linkage-workspace").exists()
