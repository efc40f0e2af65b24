"""Comparing a database with its run: nothing differs in a good one, and what somebody did to it is named and mended."""

from typing import Any

import neo4j
import pytest

from linkage.errors import RunNotFound
from linkage.graph.neo4j import Neo4jGraph, publication
from linkage.graph.neo4j.database import Database
from linkage.settings import GraphSettings
from tests.integration import whole_graph
from tests.small_world import INFO, LATER, later_world, no_world, small_world

pytestmark = pytest.mark.neo4j

ALL = 10_000


def test_nothing_differs_after_publishing_and_everything_was_looked_at(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    found = graph.compare(small_world(), INFO, ALL)
    assert found.differences == ()
    nodes, relationships = whole_graph.whole(driver)
    assert (found.n_nodes, found.n_relationships, found.n_others) == (len(nodes), len(relationships), 0)
    n_organisations = 2
    assert found.n_compared == len(nodes) + len(relationships) - n_organisations


def test_a_sample_is_as_large_as_asked_and_holds_accounts_of_campaigns(graph: Neo4jGraph) -> None:
    few, all_of_it = graph.compare(small_world(), INFO, 4), graph.compare(small_world(), INFO, ALL)
    assert few.differences == ()
    assert 0 < few.n_compared < all_of_it.n_compared
    assert (few.n_nodes, few.n_relationships) == (all_of_it.n_nodes, all_of_it.n_relationships)


@pytest.mark.parametrize(
    ("tampering", "clauses"),
    [
        (
            "MATCH (:Account {id: 'a-1'})-[r:USED_DEVICE]->() DELETE r",
            {"2 USED_DEVICE where the run has 3", "use by account a-1 of device dev-1 is missing"},
        ),
        (
            "MATCH (a:Account {id: 'a-2'}) SET a.risk_score = 1.0, a.plan = 'free'",
            {"account a-2 has another plan, risk_score"},
        ),
        (
            "MATCH (a:Account {id: 'a-1'}) CREATE (b:Account {id: 'added'}) SET b.run = a.run",
            {"186 Account where the run has 185"},
        ),
        (
            "MATCH (a:Account {id: 'a-1'})-[r:USED_IP]->(i {key: '192.0.2.1'})"
            " CREATE (a)-[s:USED_IP]->(i) SET s = properties(r)",
            {"{n:,} USED_IP where the run has {m:,}", "use by account a-1 of ip 192.0.2.1 is there 2 times"},
        ),
        (
            "MATCH (:Account {id: 'a-1'})-[r:LINKED_TO]->(:Account {id: 'a-2'}) SET r.weight_bits = 99.0",
            {"link of a-1 and a-2 has another weight_bits"},
        ),
        (
            "MATCH (:Account {id: 'a-3'})-[r:MEMBER_OF]->() DELETE r",
            {"72 MEMBER_OF where the run has 73", "membership of a-3 in c-alpha is missing"},
        ),
        ("MATCH (i:Device {key: 'dev-1'}) SET i.accounts = 7", {"identifier device dev-1 has another n_accounts"}),
        (
            "MATCH (c:Campaign {id: 'c-alpha'}) SET c.name = 'harmless', c.score = 0.0",
            {"campaign c-alpha has another name, score"},
        ),
        (
            "MATCH (:Campaign {id: 'c-alpha'})-[r:SUCCEEDED_BY]->() DELETE r",
            {"0 SUCCEEDED_BY where the run has 1", "c-alpha SUCCEEDED_BY c/βeta'1 is missing"},
        ),
    ],
)
def test_what_somebody_did_is_named_and_publishing_again_mends_it(
    graph: Neo4jGraph, driver: neo4j.Driver, tampering: str, clauses: set[str]
) -> None:
    good = whole_graph.whole(driver)
    driver.execute_query(tampering)
    found = graph.compare(small_world(), INFO, ALL)
    n_ip = len([one for one in good[1] if one[2] == "USED_IP"])
    assert set(found.differences) == {clause.format(n=n_ip + 1, m=n_ip) for clause in clauses}
    graph.publish(small_world(), INFO)
    assert graph.compare(small_world(), INFO, ALL).differences == found.differences
    graph.publish(small_world(), INFO, again=True)
    assert graph.compare(small_world(), INFO, ALL).differences == ()
    assert without_tags(*whole_graph.whole(driver)) == without_tags(*good)


def without_tags(nodes: set[Any], relationships: set[Any]) -> tuple[set[Any], set[Any]]:
    """Return the whole without the tag of the run: written again, it has another."""
    return (
        {(labels, tuple(one for one in properties if one[0] != "run")) for labels, properties in nodes},
        {(*one[:3], tuple(p for p in one[3] if p[0] != "run"), *one[4:]) for one in relationships},
    )


def test_what_another_writer_put_there_is_counted_and_no_difference(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    driver.execute_query(
        "CREATE (:Account {id: 'theirs'})-[:USED_IP {count: 1}]->(:Identifier:IPAddress {kind: 'ip', key: 'y'})"
    )
    found = graph.compare(small_world(), INFO, ALL)
    assert (found.differences, found.n_others) == ((), 3)


def test_another_run_than_the_one_that_is_served_is_not_compared(graph: Neo4jGraph) -> None:
    with pytest.raises(RunNotFound, match=INFO.run):
        graph.compare(later_world(), LATER, ALL)


def test_a_publication_that_was_killed_is_not_compared(
    graph: Neo4jGraph, settings: GraphSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publication, "switch", killed)
        with pytest.raises(KeyboardInterrupt):
            graph.publish(later_world(), LATER)
    with pytest.raises(RunNotFound, match="completes it"):
        graph.compare(small_world(), INFO, ALL)
    graph.publish(later_world(), LATER)
    assert graph.compare(later_world(), LATER, ALL).differences == ()


def test_a_killed_mending_is_completed_by_the_next_publisher(
    graph: Neo4jGraph, driver: neo4j.Driver, settings: GraphSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = whole_graph.whole(driver)
    driver.execute_query("MATCH (a:Account {id: 'a-2'}) SET a.risk_score = 1.0")

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publication, "switch", killed)
        with pytest.raises(KeyboardInterrupt):
            graph.publish(small_world(), INFO, again=True)
    target = publication.state(Database(settings)).target
    graph.publish(small_world(), INFO)
    assert publication.state(Database(settings)).served == target
    assert graph.compare(small_world(), INFO, ALL).differences == ()
    assert without_tags(*whole_graph.whole(driver)) == without_tags(*good)


def test_an_empty_run_is_compared_too(graph: Neo4jGraph) -> None:
    graph.publish(no_world(), LATER)
    found = graph.compare(no_world(), LATER, ALL)
    assert (found.differences, found.n_nodes, found.n_relationships) == ((), 0, 0)
