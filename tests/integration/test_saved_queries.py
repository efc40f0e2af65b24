"""Saved queries and recipes on a published world: each has an answer, and finds it by an index."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

import neo4j
import polars as pl
import pytest

from linkage.campaigns.signals.table import SIGNALS
from linkage.cli.process import hoisted
from linkage.cli.process import run as command
from linkage.cli.values import is_moment
from linkage.errors import UsageError
from linkage.findings import Findings
from linkage.graph.interface import Decision
from linkage.graph.neo4j import saved
from linkage.graph.neo4j.parameters import Value
from linkage.graph.statements import statement
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import (
    DAY,
    INFO,
    T0,
    account,
    campaign,
    findings_of,
    link,
    member,
    reason,
    risk_reasons,
    small_world,
    use,
)

pytestmark = pytest.mark.neo4j

QUERIES = {query.name: query for query in saved.saved_queries()}
ALPHA: dict[str, Value] = {"campaign": "c-alpha"}
DEVICE: dict[str, Value] = {"kind": "device", "key": "dev-1"}
ASKED: dict[str, dict[str, Value]] = {
    "account_in_full": {"account": "a-1"},
    "before_and_after_release": {"released_at": T0 + 2 * DAY, "days": 14},
    "biggest_campaigns": {},
    "bridges": {**ALPHA, "min_bits": 3.0},
    "campaign_relies_on": ALPHA,
    "campaigns_by_capability": {"min_score": 50.0},
    "campaigns_by_words": {"words": "unit tests"},
    "campaigns_sharing_a_pool": {**ALPHA, "max_accounts": 100},
    "created_in_one_burst": {**ALPHA, "window_seconds": 3600},
    "decisions_lately": {"since": T0},
    "diverse_hubs": {"kind": "ip", "min_accounts": 50},
    "hand_over_pairs": {**ALPHA, "gap_seconds": 2 * DAY},
    "hidden_by_allowed": DEVICE,
    "identifiers_by_prefix": {"kind": "ip", "prefix": "10.0."},
    "load_evenness": ALPHA,
    "new_in_two_campaigns": {"since": T0, "max_accounts": 100},
    "new_since": {"since": T0},
    "one_step_from_campaign": {**ALPHA, "min_bits": 3.0},
    "organisation": {"organisation": "lab"},
    "shortest_path": {"a": "a-2", "b": "a-3", "max_accounts": 100},
    "skeletons_by_words": {"words": "french"},
    "strongest_links": ALPHA,
    "succession_chain": ALPHA,
    "unreviewed": {"min_score": 50.0},
    "who_shares": DEVICE,
    "why_these_two": {"a": "a-1", "b": "a-2"},
}
PICTURES = {picture.name: picture for picture in saved.pictures()}
DRAWN: dict[str, dict[str, Value]] = {
    "campaign": ALPHA,
    "campaigns": {"n_campaigns": 3},
    "examples": {},
    "pair": {"a": "a-1", "b": "a-2"},
    "succession": ALPHA,
}
ASKS = next(signal for signal in SIGNALS if signal.code == "hard_share").says(1.5)
FIRST_COLUMN = {
    "bridges": {"a-1", "x-1"},
    "one_step_from_campaign": {"x-1"},
    "who_shares": {"a-1", "a-2", "busy", "x-1"},
    "organisation": {"lab-1", "lab-2"},
    "skeletons_by_words": {"t-solo"},
    "succession_chain": {"c-alpha", "c-thin"},
    "campaigns_by_capability": {"c-delta"},
    "campaigns_by_words": {"c-alpha"},
    "load_evenness": {0, 1},
}


def world() -> Findings:
    """The small world, and a campaign c-delta of which x-1 uses the device of c-alpha."""
    more = findings_of(
        accounts=[account("x-1", campaign_id="c-delta"), account("x-2", campaign_id="c-delta")],
        uses=[use("x-1", "device", "dev-1"), use("x-2", "ip", "192.0.2.1")],
        links=[link("a-1", "x-1", ["device"], device=5.0), link("x-1", "x-2", ["ip"], net=4.0)],
        campaigns=[campaign("c-delta", 55.0, "medium", 2)],
        members=[member("c-delta", "x-1"), member("c-delta", "x-2")],
        reasons=[{**reason("c-delta", "conduct", 0, 0.5, {}), "code": "hard_share", "text": ASKS}],
    )
    first = small_world()
    return Findings(
        **{one.name: pl.concat([getattr(first, one.name), getattr(more, one.name)]) for one in fields(more)}
    )


@pytest.fixture(scope="module")
def driver(neo4j_server: Neo4jServer, settings: GraphSettings) -> Iterator[neo4j.Driver]:
    """The server with the world in it, and one allowed identifier."""
    with neo4j.GraphDatabase.driver(settings.uri, auth=("neo4j", neo4j_server.password)) as made:
        whole_graph.empty(made)
        graph = in_neo4j(settings)
        graph.publish(world(), INFO)
        graph.decide(Decision("identifier", "device:dev-1", "allowed", "a lab's kiosk", "ana", T0))
        graph.close()
        made.execute_query("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
        yield made
        whole_graph.empty(made)


def given(name: str) -> dict[str, Value]:
    """Return the parameters with which a query is asked here."""
    return {one.name: ASKED[name].get(one.name, one.example) for one in QUERIES[name].parameters}


def operators(plan: dict[str, Any]) -> set[str]:
    """Return the operators of a plan."""
    return {plan["operatorType"].partition("@")[0]}.union(*map(operators, plan.get("children", ())))


def test_every_saved_query_is_asked_here() -> None:
    assert set(ASKED) == set(QUERIES)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_saved_query_returns_rows(driver: neo4j.Driver, settings: GraphSettings, name: str) -> None:
    rows = saved.run(settings, QUERIES[name], given(name))
    assert rows
    if name in FIRST_COLUMN:
        assert {row[0] for row in rows} == FIRST_COLUMN[name]


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_moments_are_moments_for_people_and_not_numbers(settings: GraphSettings, name: str) -> None:
    query = QUERIES[name]
    for found in saved.run(settings, query, given(name)):
        values = zip(query.returns, found, strict=True)
        assert all(isinstance(value, datetime | None) for column, value in values if is_moment(column))


def test_while_a_run_is_being_written_queries_tell_what_the_served_one_says(
    driver: neo4j.Driver, settings: GraphSettings
) -> None:
    asked = ("one_step_from_campaign", "organisation", "who_shares", "bridges", "account_in_full")
    before = {name: saved.run(settings, QUERIES[name], given(name)) for name in asked}
    driver.execute_query(
        "MATCH (a:Account) SET a.previous = [a.run, coalesce(toString(a.risk_score), ''), coalesce(a.risk_band, ''),"
        " coalesce(a.campaign_id, ''), coalesce(a.reasons, '')],"
        " a.run = 'the next', a.risk_score = 99.5, a.risk_band = 'high', a.campaign_id = 'c-next'"
    )
    try:
        assert {name: saved.run(settings, QUERIES[name], given(name)) for name in asked} == before
    finally:
        driver.execute_query(
            "MATCH (a:Account) SET a.run = a.previous[0], a.risk_score = toFloatOrNull(a.previous[1]),"
            " a.risk_band = a.previous[2], a.campaign_id = CASE a.previous[3] WHEN '' THEN null ELSE a.previous[3] END,"
            " a.reasons = a.previous[4], a.previous = null"
        )


def test_an_account_in_full_begins_with_why_it_is_risky_and_why_its_campaign_is_one(
    driver: neo4j.Driver, settings: GraphSettings
) -> None:
    query = QUERIES["account_in_full"]
    itself, belongs = (
        dict(zip(query.returns, row, strict=True)) for row in saved.run(settings, query, given(query.name))[:2]
    )
    assert (itself["relation"], itself["other"]) == ("ITSELF", "a-1")
    assert itself["why"] == [one["text"] for one in json.loads(risk_reasons())]
    assert (belongs["relation"], belongs["other"]) == ("MEMBER_OF", "c-alpha")
    assert belongs["why"]
    assert all(" reason " in str(text) for text in belongs["why"])
    assert isinstance(belongs["first_seen"], datetime)


@pytest.mark.parametrize(
    ("released_at", "days", "found"),
    [
        (T0 + 2 * DAY, 1, [("c-alpha", 1, 10, 20, 2.0)]),
        (T0 + 2 * DAY - 1, 1, []),
        (T0 + 2 * DAY + 3600, 14, [("c-alpha", 1, 10, 0, 0.0)]),
        (T0 + 3 * DAY, 14, [("c-alpha", 2, 30, 0, 0.0)]),
        (T0 + 4 * DAY, 14, [("c-alpha", 3, 30, 50, 1.67)]),
        (T0 + 29 * DAY, 14, []),
    ],
)
def test_as_many_whole_days_after_a_release_are_compared_with_as_many_before_it(
    driver: neo4j.Driver, settings: GraphSettings, released_at: int, days: int, found: list[tuple[Value, ...]]
) -> None:
    asked: dict[str, Value] = {"released_at": released_at, "days": days, "limit": 50}
    rows = saved.run(settings, QUERIES["before_and_after_release"], asked)
    assert [(row[0], *row[3:]) for row in rows] == found


def test_campaigns_of_new_accounts_come_before_groups_that_are_none(
    driver: neo4j.Driver, settings: GraphSettings
) -> None:
    rows = saved.run(settings, QUERIES["new_since"], {"since": T0, "limit": 50})
    verdicts = [row[3] for row in rows]
    assert "campaign" in verdicts
    assert verdicts == sorted(verdicts, key=lambda verdict: verdict != "campaign")


@pytest.mark.parametrize(
    ("entry", "users"),
    [
        ("192.0.2.0/30", {"a-1", "a-2", "lab-1", "x-2"}),
        ("192.0.2.1", {"a-1", "a-2", "lab-1", "x-2"}),
        ("192.0.2.6/29", {"a-1", "a-2", "lab-1", "x-2"}),
        ("192.0.2.8/29", set()),
        ("2001:db8::/33", {"a-1", "a-2"}),
        ("2001:db8:8000::/33", set()),
    ],
)
def test_an_allowed_range_hides_whoever_uses_an_address_in_it(
    driver: neo4j.Driver, settings: GraphSettings, entry: str, users: set[str]
) -> None:
    asked: dict[str, Value] = {"kind": "ip", "key": entry}
    assert saved.run(settings, QUERIES["hidden_by_allowed"], asked) == []
    graph = in_neo4j(settings)
    graph.decide(Decision("identifier", f"ip:{entry}", "allowed", "a lab's net", "ana", T0))
    graph.decide(Decision("identifier", f"ip:{entry}", "note", "asked them", "ana", T0 + 1))
    graph.close()
    found = saved.run(settings, QUERIES["hidden_by_allowed"], asked)
    assert {account for row in found for account in row[2]} == users


def test_every_picture_is_asked_here() -> None:
    assert set(DRAWN) == set(PICTURES)


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_picture_only_reads_and_scans_no_label(driver: neo4j.Driver, name: str) -> None:
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        result = session.run(PICTURES[name].text, DRAWN[name])
        drawn = result.graph()
        assert drawn.nodes or name == "examples"
    with driver.session() as session:
        plan = session.run(f"EXPLAIN {PICTURES[name].text}", DRAWN[name]).consume().plan
    assert plan is not None
    assert operators(plan) & {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan"} == set()


def test_the_example_ids_are_those_of_the_strongest_campaign(driver: neo4j.Driver) -> None:
    found = driver.execute_query(PICTURES["examples"].text).records
    assert len(found) == 1
    assert found[0]["campaign"] == "c-alpha"
    assert {found[0]["a"], found[0]["b"]} <= {"a-1", "a-2", "a-3"}
    assert found[0]["organisation"] == "lab"
    assert None not in found[0].values()


@pytest.mark.parametrize("name", sorted(name for name in QUERIES if set(given(name)) - {"limit"}))
def test_a_query_with_a_parameter_scans_no_label(driver: neo4j.Driver, name: str) -> None:
    with driver.session() as session:
        plan = session.run(f"EXPLAIN {QUERIES[name].text}", given(name)).consume().plan
    assert plan is not None
    assert operators(plan) & {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan"} == set()


def test_the_recipes_run_one_after_another_and_leave_nothing(driver: neo4j.Driver) -> None:
    asked: dict[str, object] = {"min_bits": 3.0, "gamma": 1.0, "limit": 100, "campaign": "c-alpha"}
    found = {}
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        for recipe in saved.recipes()[:-1]:
            found[recipe.name] = session.run(recipe.text, asked).data()
        for graph in ("accounts", "campaign"):
            session.run(statement("analyst/gds/drop").text, {"graph": graph}).consume()
        assert session.run("CALL gds.graph.list() YIELD graphName RETURN graphName").data() == []
    assert all(found.values())
    assert ("a-1", "a-2") in {(row["a"], row["b"]) for row in found["gds/similarity"]}
    assert "x-1" in {row["account"] for row in found["gds/betweenness"]}


def test_the_command_runs_a_query_and_says_what_is_missing(
    driver: neo4j.Driver, settings: GraphSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settings.password is not None
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", settings.password.get_secret_value())
    words = ("--graph", settings.uri, "queries", "run", "who_shares", "kind=device")
    assert command(hoisted((*words, "key=dev-1", "--json"))) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["account"] for row in rows} == {"a-1", "a-2", "busy", "x-1"}
    assert rows[0]["first_seen"].endswith("Z")
    assert command(hoisted((*words, "key=dev-1"))) == 0
    table = capsys.readouterr().out
    assert {line.split()[0] for line in table.splitlines()[2:]} == {"a-1", "a-2", "busy", "x-1"}
    assert "c-delta" in table
    assert "…" not in table
    assert command(hoisted(words)) == 2
    assert "needs key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("why_these_two", "a=a-1", "b=acc_typo"), ["There is no account 'acc_typo' in the graph."]),
        (
            ("why_these_two", "a=x", "b=y"),
            ["There is no account 'x' in the graph.", "There is no account 'y' in the graph."],
        ),
        (("load_evenness", "campaign=c-nope"), ["There is no campaign 'c-nope' in the graph."]),
        (("organisation", "organisation=nope"), ["There is no organisation 'nope' in the graph."]),
        (("why_these_two", "a=g-1", "b=lab-2"), []),
    ],
)
def test_an_id_that_the_graph_does_not_have_is_told(
    driver: neo4j.Driver,
    settings: GraphSettings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: list[str],
) -> None:
    assert settings.password is not None
    monkeypatch.setenv("LINKAGE_GRAPH__PASSWORD", settings.password.get_secret_value())
    assert command(hoisted(("--graph", settings.uri, "queries", "run", *words))) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err.splitlines()) == ("No rows.\n", told)


@pytest.mark.parametrize("name", ["campaigns_by_words", "skeletons_by_words"])
def test_words_that_the_server_cannot_read_are_at_fault_and_not_the_server(
    driver: neo4j.Driver, settings: GraphSettings, name: str
) -> None:
    with pytest.raises(UsageError, match=r"words is 'code AND \('"):
        saved.run(settings, QUERIES[name], {"words": "code AND (", "limit": 5})


def test_a_value_that_only_the_server_can_refuse_is_at_fault_and_not_the_server(
    driver: neo4j.Driver, settings: GraphSettings
) -> None:
    with pytest.raises(UsageError, match=r"window_seconds=0.*queries show created_in_one_burst"):
        saved.run(settings, QUERIES["created_in_one_burst"], {"campaign": "c-alpha", "window_seconds": 0})
