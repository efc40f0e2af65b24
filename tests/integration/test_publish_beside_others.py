"""Publishing beside people and programs that write to the same database: what is theirs stays."""

import os
from contextlib import suppress
from typing import Any

import neo4j
import pytest

from linkage.graph.neo4j import Neo4jGraph, publishing
from linkage.graph.neo4j.database import Database
from tests.integration import whole_graph
from tests.small_world import INFO, LATER, later_world, no_world, small_world

pytestmark = pytest.mark.neo4j

ALL = 10_000
N_WRITES = 12
"""Writes of a sweep after which it is killed."""
NOTES = """
MATCH (a:Account {id: 'a-1'}), (gone:Account {id: 'g-1'}), (i:PromptTemplate {key: 't-solo'}),
      (c:Campaign {id: 'c-alpha'}), (lost:Campaign {id: 'c-gamma'})
CREATE (n:Note {id: 'note'}), (n)-[:ABOUT {by: 'ana'}]->(a), (n)-[:ABOUT]->(gone), (n)-[:ABOUT]->(i),
       (n)-[:ABOUT]->(c), (c)-[:LIKE {share: 1}]->(lost), (lost)-[:LIKE]->(c), (n)-[:ABOUT]->(lost)
SET c.reviewed = true, c:Watched
"""


def found(driver: neo4j.Driver, text: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in driver.execute_query(text).records]


def test_notes_and_ties_of_analysts_stay_on_what_the_next_run_still_has(
    graph: Neo4jGraph, driver: neo4j.Driver
) -> None:
    driver.execute_query(
        "MATCH (a:Account {id: 'a-1'}), (b:Account {id: 'a-3'}), (i:Device {key: 'dev-1'}), "
        "(o:Organisation {id: 'lab'}), (c:Campaign {id: 'c-alpha'}) "
        "CREATE (n:Note {text: 'look'}), (n)-[:ABOUT {by: 'ana'}]->(a), (n)-[:ABOUT]->(i), (n)-[:ABOUT]->(o),"
        " (n)-[:ABOUT {by: 'ben'}]->(c), (c)-[:HANDLED_BY {since: 3}]->(:Team {name: 'abuse'}),"
        " (a)-[:SAME_PERSON]->(b), (b)-[:BELONGS_TO]->(o), (a)-[:LINKED_TO {by: 'ana'}]->(b) "
        "SET a.reviewed = true, i:Watched, o.city = 'Lyon', c.reviewed = true, c:Watched"
    )
    graph.publish(later_world(), LATER)
    assert found(
        driver, "MATCH (n:Note)-[r:ABOUT]->(x) RETURN coalesce(x.id, x.key) AS on, r.by ORDER BY on, r.by"
    ) == [("a-1", "ana"), ("c-alpha", "ben"), ("dev-1", None), ("lab", None)]
    assert found(
        driver,
        "MATCH (c:Campaign:Watched {id: 'c-alpha'})-[r:HANDLED_BY]->(t:Team) RETURN c.reviewed, c.score, c.q_value, "
        "c.state, r.since, t.name",
    ) == [(True, 50.0, 0.001, "shrank", 3, "abuse")]
    ties = (
        "MATCH (:Account {id: 'a-1'})-[r:SAME_PERSON|LINKED_TO]->({id: 'a-3'}) RETURN type(r), r.run ORDER BY type(r)"
    )
    assert found(driver, ties) == [("LINKED_TO", None), ("SAME_PERSON", None)]
    assert found(driver, "MATCH (:Account {id: 'a-3'})-[r:BELONGS_TO]->(o) RETURN r.run, o.id") == [(None, "lab")]
    kept = "MATCH (a:Account {id: 'a-1'}), (i:Device:Watched), (o:Organisation {id: 'lab'}) RETURN a.reviewed, o.city"
    assert found(driver, kept) == [(True, "Lyon")]
    assert found(driver, "MATCH (c:RetiredCampaign) RETURN c.id") == []
    assert graph.compare(later_world(), LATER, ALL).differences == ()
    assert graph.account("a-3").organisation_id is None


def test_what_is_no_more_stays_as_a_bare_name_while_somebody_elses_relationship_leads_to_it(
    graph: Neo4jGraph, driver: neo4j.Driver
) -> None:
    driver.execute_query(
        "MATCH (a:Account {id: 'g-1'}), (i:PromptTemplate {key: 't-solo'}), (o:Organisation {id: \"org'1\"}), "
        "(c:Campaign {id: 'c-gamma'}) "
        "CREATE (n:Note), (n)-[:ABOUT]->(a), (n)-[:ABOUT]->(i), (n)-[:ABOUT]->(o), (n)-[:ABOUT]->(c) "
        "SET a.reviewed = true"
    )
    graph.publish(later_world(), LATER)
    about = "MATCH (:Note)-[:ABOUT]->(x) RETURN labels(x) AS labels, properties(x)"
    assert {(whole_graph.frozen(sorted(one[0])), whole_graph.frozen(one[1])) for one in found(driver, about)} == {
        (("Account",), (("id", "g-1"), ("reviewed", True), ("run", ""))),
        (("Identifier", "PromptTemplate"), (("accounts", 0), ("key", "t-solo"), ("kind", "template"))),
        (("Organisation",), (("id", "org'1"), ("run", ""))),
        (("RetiredCampaign",), (("id", "c-gamma"), ("name", "name of c-gamma"))),
    }
    compared = graph.compare(later_world(), LATER, ALL)
    assert (compared.differences, compared.n_others) == ((), 4)
    assert graph.risks(["g-1"])[0].status == "unknown"
    graph.publish(small_world(), INFO)
    assert graph.compare(small_world(), INFO, ALL).differences == ()
    assert found(
        driver, "MATCH (:Note)-[:ABOUT]->(c:Campaign {run: $run}) RETURN c.id".replace("$run", f"'{INFO.run}'")
    )
    graph.publish(later_world(), LATER)
    driver.execute_query("MATCH (n:Note) DETACH DELETE n")
    graph.publish(later_world(), LATER, again=True)
    assert (
        found(driver, "MATCH (n:RetiredCampaign|Account|Identifier) WHERE n.run = '' OR n.accounts = 0 RETURN n") == []
    )
    assert found(driver, "MATCH (c:RetiredCampaign) RETURN c") == []


def test_a_note_waits_on_a_campaign_that_is_no_more_until_there_is_nothing_else_and_finds_it_again(
    graph: Neo4jGraph, driver: neo4j.Driver
) -> None:
    driver.execute_query("MATCH (c:Campaign {id: 'c-gamma'}) CREATE (:Note)-[:ABOUT]->(c)")
    graph.publish(no_world(), LATER)
    assert found(driver, "MATCH (:Note)-[:ABOUT]->(c) RETURN labels(c), c.id") == [(["RetiredCampaign"], "c-gamma")]
    graph.publish(small_world(), INFO)
    assert found(driver, "MATCH (:Note)-[:ABOUT]->(c) RETURN labels(c), c.id") == [(["Campaign"], "c-gamma")]


def test_nodes_of_others_under_our_labels_stay(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    others = (
        "CREATE (:Organisation {id: 'theirs'}), (:Organisation {id: 'tied'})-[:PART_OF]->(:Organisation {id: 'whole'}),"
        " (:Account {id: 'new'})-[:BELONGS_TO]->(:Organisation {id: 'unread'}), (:Campaign {id: 'spring sale'}),"
        " (:Run {id: 'marathon'})-[:ENDED_IN]->(:City)"
    )
    driver.execute_query(others)
    driver.execute_query("MATCH (r:Run {run: $run}) CREATE (:Note)-[:ABOUT]->(r)", run=INFO.run)
    graph.publish(later_world(), LATER)
    there = found(driver, "MATCH (o:Organisation) WHERE o.run IS NULL RETURN o.id ORDER BY o.id")
    assert there == [("theirs",), ("tied",), ("unread",), ("whole",)]
    assert found(driver, "MATCH (:Campaign {id: 'spring sale'}), (:Run {id: 'marathon'})-->(:City) RETURN 1") == [(1,)]
    assert graph.compare(later_world(), LATER, ALL).differences == ()


def test_uses_that_nobody_read_yet_stay_on_accounts_and_identifiers_that_are_no_more(
    graph: Neo4jGraph, driver: neo4j.Driver
) -> None:
    driver.execute_query(
        "MATCH (a:Account {id: 'g-1'}), (b:Account {id: 'a-1'}), (i:PromptTemplate {key: 't-solo'}), "
        "(ip:IPAddress {key: '192.0.2.1'}) "
        "CREATE (a)-[:USED_IP {count: 3}]->(ip), (b)-[:SENT_TEMPLATE {count: 2}]->(i), (b)-[:USED_IP {count: 5}]->(ip)"
    )
    graph.publish(later_world(), LATER)
    unread = "MATCH (a)-[r]->(i:Identifier) WHERE r.share IS NULL AND r.count > 0 RETURN a.id, i.key, r.count"
    assert sorted(found(driver, unread)) == [("a-1", "192.0.2.1", 5), ("a-1", "t-solo", 2), ("g-1", "192.0.2.1", 3)]
    assert graph.compare(later_world(), LATER, ALL).differences == ()
    assert {one.key for one in graph.account("a-1").identifiers} == {"dev-1", "192.0.2.1", "t-solo"}


def test_a_members_list_holds_the_runs_members_alone(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    driver.execute_query(
        "MATCH (a:Account {id: 'a-3'}), (c:Campaign {id: 'c-alpha'}), (i:IPAddress {key: '2001:db8::/64'}) "
        "CREATE (a)-[:MEMBER_OF {by: 'ana'}]->(c), (c)-[:RELIES_ON {by: 'ana'}]->(i)"
    )
    graph.publish(later_world(), LATER)
    assert [one.account_id for one in graph.members("c-alpha", 10).items] == ["a-1", "a-2"]
    assert [one.key for one in graph.campaign("c-alpha").relies_on] == ["dev-1"]
    assert found(driver, "MATCH (a)-[r:MEMBER_OF {by: 'ana'}]->(c:Campaign) RETURN a.id, c.id") == [("a-3", "c-alpha")]


def test_a_sweep_that_is_killed_after_any_write_loses_and_doubles_nothing_of_others(
    graph: Neo4jGraph, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.execute_query(NOTES)
    graph.publish(later_world(), LATER)
    whole = whole_graph.whole(driver)
    write, sweep = Database.write, publishing.sweeping.sweep
    for n_writes in range(1, N_WRITES, 1 if "LINKAGE_TEST_KILLS" in os.environ else 4):
        left = [n_writes]

        def killed(*args: Any, left: list[int] = left, **more: Any) -> Any:
            done = write(*args, **more)
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return done

        def watched(*args: Any, killed: Any = killed) -> None:
            with monkeypatch.context() as patched:
                patched.setattr(Database, "write", killed)
                sweep(*args)

        whole_graph.empty(driver)
        graph.publish(small_world(), INFO)
        driver.execute_query(NOTES)
        with monkeypatch.context() as patched:
            patched.setattr(publishing.sweeping, "sweep", watched)
            with suppress(KeyboardInterrupt):
                graph.publish(later_world(), LATER)
        assert left[0] == 0, "fewer writes than N_WRITES"
        graph.publish(later_world(), LATER)
        assert whole_graph.whole(driver) == whole, n_writes
