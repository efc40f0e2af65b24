"""Publishing to a real server: what is there afterwards, and what is not."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import neo4j
import polars as pl
import pytest

from linkage.errors import (
    OUTCOMES,
    GraphBusy,
    GraphCorrupt,
    GraphDenied,
    GraphProcedureMissing,
    GraphTimeout,
    GraphUnavailable,
    GraphUnreachable,
    LinkageError,
    SettingsError,
)
from linkage.findings import Findings, RunInfo
from linkage.graph.interface import CampaignFilter, Decision
from linkage.graph.neo4j import Neo4jGraph, indexes, publication, publishing, reading
from linkage.graph.neo4j.database import Database, Transaction
from linkage.graph.statements import names, parse, statement
from linkage.identifiers.kinds import KINDS, PUBLISHED_KINDS
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, LATER, later_world, link, no_world, small_world

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def server_graph(settings: GraphSettings) -> Iterator[Neo4jGraph]:
    """The session's server as a graph."""
    made = in_neo4j(settings)
    yield made
    made.close()


@pytest.fixture
def graph(server_graph: Neo4jGraph, driver: neo4j.Driver) -> Neo4jGraph:
    """The session's server as a graph, emptied."""
    whole_graph.empty(driver)
    return server_graph


@pytest.fixture(scope="module")
def database(settings: GraphSettings) -> Iterator[Database]:
    """The door to the session's server."""
    made = Database(settings)
    indexes.ensure(made)
    yield made
    made.close()


def left_alone(graph: Neo4jGraph, driver: neo4j.Driver, findings: Findings, info: RunInfo) -> object:
    """The whole graph that publishing a run into an empty database leaves; the database is then empty again."""
    graph.publish(findings, info)
    alone = whole_graph.whole(driver)
    whole_graph.empty(driver)
    return alone


def test_every_use_link_and_membership_is_there_once(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    world = small_world()
    graph.publish(world, INFO)
    found = whole_graph.relationships(driver)
    uses = {
        (account, KINDS[kind].relationship, f"{kind}:{key}")
        for account, kind, key in world.uses.select("account_id", "kind", "key").rows()
        if kind in PUBLISHED_KINDS
    }
    assert {
        (a, kind, b) for _, a, kind, _, labels, b in found if "Identifier" in labels and kind != "RELIES_ON"
    } == uses
    links = {(a, b, weight) for a, b, weight in world.links.select("a", "b", "weight_bits").rows()}
    assert {(a, b, dict(p)["weight_bits"]) for _, a, kind, p, _, b in found if kind == "LINKED_TO"} == links
    members = set(world.members.select("account_id", "campaign_id").rows())
    assert {(a, b) for _, a, kind, _, _, b in found if kind == "MEMBER_OF"} == members
    assert {(a, kind, b) for _, a, kind, _, _, b in found if kind in ("SUCCEEDED_BY", "MERGED_INTO")} == {
        ("c-alpha", "SUCCEEDED_BY", "c/βeta'1"),
        ("c-thin", "MERGED_INTO", "c-alpha"),
    }


def test_publishing_again_changes_nothing(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    graph.publish(small_world(), INFO)
    before = whole_graph.whole(driver)
    graph.publish(small_world(), INFO)
    assert whole_graph.whole(driver) == before


def test_a_new_run_leaves_what_publishing_it_alone_leaves(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    alone = left_alone(graph, driver, later_world(), LATER)
    graph.publish(small_world(), INFO)
    graph.publish(later_world(), LATER)
    assert whole_graph.whole(driver) == alone
    graph.publish(no_world(), INFO)
    assert whole_graph.whole(driver) == (set(), set())


def test_a_first_publication_that_was_killed_leaves_nothing_to_another_run(
    graph: Neo4jGraph, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = left_alone(graph, driver, later_world(), LATER)

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(publication, "switch", killed)
        with pytest.raises(KeyboardInterrupt):
            graph.publish(small_world(), INFO)
    graph.publish(later_world(), LATER)
    assert whole_graph.whole(driver) == alone


def test_a_writer_that_is_quicker_with_some_nodes_of_a_first_publication_does_no_harm(
    graph: Neo4jGraph, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = left_alone(graph, driver, small_world(), INFO)
    begin = publication.begin

    def overtaken(*args: Any, **more: Any) -> Any:
        driver.execute_query(
            "CREATE (:Account {id: 'big-07'})-[:USED_IP {count: 1}]->"
            "(:IPAddress:Identifier {kind: 'ip', key: '10.0.1.1'})"
        )
        return begin(*args, **more)

    monkeypatch.setattr(publication, "begin", overtaken)
    graph.publish(small_world(), INFO)
    assert whole_graph.whole(driver) == alone


def test_other_findings_under_the_same_run_replace_it(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    graph.publish(small_world(), INFO)
    graph.publish(later_world(), INFO)
    assert [one.campaign_id for one in graph.campaigns(CampaignFilter(), 10).items] == ["c-alpha"]
    assert graph.run() == INFO
    assert len([one for one in whole_graph.relationships(driver) if one[2] == "LINKED_TO"]) == 1


def test_decisions_stay_when_runs_go(graph: Neo4jGraph) -> None:
    graph.publish(small_world(), INFO)
    said = Decision("campaign", "c-alpha", "confirmed", "resold keys", "ana", 1_760_000_000)
    graph.decide(said)
    graph.publish(later_world(), LATER)
    assert graph.decisions() == (said,)
    assert graph.campaign("c-alpha").decisions == (said,)


def test_what_was_decided_in_the_workspace_is_read_beside_what_the_server_holds(
    graph: Neo4jGraph, settings: GraphSettings
) -> None:
    graph.publish(small_world(), INFO)
    there = Decision("campaign", "c-alpha", "confirmed", "", "ana", 1_760_000_001)
    here = Decision("campaign", "c-big", "rejected", "", "ben", 1_760_000_000)
    graph.decide(there)
    both = in_neo4j(settings, beside=lambda: [here, there])
    assert both.decisions() == (here, there)
    assert both.campaign("c-big").decisions == (here,)
    assert both.campaign("c-big").summary.decision == "rejected"
    shown = {one.campaign_id: one.decision for one in both.campaigns(CampaignFilter(), 10).items}
    assert (shown.pop("c-alpha"), shown.pop("c-big"), set(shown.values())) == ("confirmed", "rejected", {None})
    for reviewed in (True, False):
        found = {one.campaign_id for one in both.campaigns(CampaignFilter(reviewed=reviewed), 10).items}
        assert ({"c-alpha", "c-big"} <= found) == reviewed
        assert ({"c-alpha", "c-big"} & found == set()) != reviewed
    assert graph.decisions() == (there,)
    both.close()
    newer = Decision("campaign", "c-alpha", "rejected", "", "ben", 1_760_000_002)
    both = in_neo4j(settings, beside=lambda: [newer])
    assert both.campaign("c-alpha").summary.decision == "rejected"
    assert both.campaigns(CampaignFilter(), 1).items[0].decision == "rejected"
    both.close()


def test_what_another_writer_put_there_stays(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    graph.publish(small_world(), INFO)
    driver.execute_query(
        "MATCH (a:Account {id: 'a-1'})"
        " CREATE (a)-[:USED_IP {count: 3}]->(:Identifier:IPAddress {kind: 'ip', key: 'x'}),"
        " (:Account {id: 'theirs'})-[:USED_IP {count: 1}]->(:Identifier:IPAddress {kind: 'ip', key: 'y'})"
    )
    graph.publish(later_world(), LATER)
    found = {(a, b) for _, a, kind, _, _, b in whole_graph.relationships(driver) if kind == "USED_IP"}
    assert {("a-1", "ip:x"), ("theirs", "ip:y")} <= found
    assert ("busy", "ip:192.0.2.1") not in found


def test_until_the_switch_readers_see_the_run_before_and_after_it_the_new_one(
    graph: Neo4jGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.publish(small_world(), INFO)
    before = answers(graph)
    seen: list[object] = []
    switch, sweep = publication.switch, publishing.sweeping.sweep

    def switching(*args: Any) -> None:
        seen.append(answers(graph))
        switch(*args)
        seen.append(answers(graph))

    def sweeping(*args: Any) -> None:
        sweep(*args)
        seen.append(answers(graph))

    monkeypatch.setattr(publication, "switch", switching)
    monkeypatch.setattr(publishing.sweeping, "sweep", sweeping)
    graph.publish(later_world(), LATER)
    assert seen[0] == before
    assert seen[1] == seen[2] == answers(graph) != before


def answers(graph: Neo4jGraph) -> object:
    """Return what a run concluded, as readers get it."""
    campaign = graph.campaign("c-alpha")
    linked = graph.explain("a-1", "a-2")
    return (
        graph.run(),
        graph.risks(["a-1", "a-2", "a-3", "g-1"]),
        graph.campaigns(CampaignFilter(), 10),
        (campaign.summary, campaign.link_reasons, campaign.relies_on, campaign.joins, campaign.relations),
        graph.members("c-alpha", 10),
        (linked.weight_bits, linked.families),
        graph.timeline("c-alpha"),
        graph.account("a-1").neighbours,
    )


def test_a_question_that_a_switch_overtakes_is_asked_again(graph: Neo4jGraph, database: Database) -> None:
    graph.publish(small_world(), INFO)
    asked: list[str] = []

    def question(reader: reading.Reader) -> str:
        asked.append(reader.info.run)
        if len(asked) == 1:
            graph.publish(later_world(), LATER)
        return reader.info.run

    assert reading.ask(database, question) == LATER.run
    assert asked == [INFO.run, LATER.run]


def test_a_second_publisher_is_told_that_the_first_is_at_work(graph: Neo4jGraph, database: Database) -> None:
    with publication.locked(database), pytest.raises(GraphBusy), publication.locked(database, wait_seconds=0.5):
        pytest.fail("both hold the lock")


def test_a_publisher_that_lost_its_lock_cannot_write(
    graph: Neo4jGraph, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = publication.Publisher.advance
    begun = threading.Event()

    def overtaken(self: publication.Publisher, transaction: Transaction, lane: int, mark: publication.Mark) -> None:
        if not begun.is_set():
            begun.set()
            publication.take_over(publication.Publisher(database, "another"))
        advance(self, transaction, lane, mark)

    monkeypatch.setattr(publication.Publisher, "advance", overtaken)
    with pytest.raises(GraphBusy, match="taken over"):
        graph.publish(small_world(), INFO)


def test_two_publishers_at_once_end_with_one_whole_run(settings: GraphSettings, graph: Neo4jGraph) -> None:
    failures: list[BaseException] = []

    def work(world: Any, info: Any) -> None:
        other = in_neo4j(settings)
        try:
            other.publish(world, info)
        except GraphBusy:
            pass
        except BaseException as error:
            failures.append(error)
        other.close()

    threads = [threading.Thread(target=work, args=pair) for pair in ((small_world(), INFO), (later_world(), LATER))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    n_campaigns = {INFO.run: 6, LATER.run: 1}[graph.run().run]
    assert len(graph.campaigns(CampaignFilter(), 10).items) == n_campaigns


def test_a_wrong_password_is_denied(settings: GraphSettings) -> None:
    graph = in_neo4j(settings.model_copy(update={"password": type(settings.password)("not this one")}))
    with pytest.raises(GraphDenied, match="password"):
        graph.run()
    assert graph.health().run is None
    graph.close()


def test_a_database_that_does_not_exist_is_a_wrong_setting(settings: GraphSettings) -> None:
    graph = in_neo4j(settings.model_copy(update={"database": "elsewhere"}))
    with pytest.raises(SettingsError, match=r"graph\.database"):
        graph.run()
    graph.close()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("CALL gds.not.there() YIELD x RETURN x", GraphProcedureMissing),
        ("RETURN gds.notThere() AS x", GraphProcedureMissing),
        ("RETURN 1 / 0 AS x", GraphUnavailable),
    ],
)
def test_a_statement_that_the_server_refuses_becomes_one_error(
    database: Database, text: str, error: type[LinkageError]
) -> None:
    wanted = parse("test/refused", f"// Fail.\n// mode: read\n// params: -\n// returns: x\n{text}")
    with pytest.raises(error):
        database.read(lambda transaction: transaction.run(wanted))


def test_a_reading_statement_that_takes_too_long_is_ended(settings: GraphSettings) -> None:
    hasty = Database(settings.model_copy(update={"timeout_seconds": 0.5}))
    endless = parse(
        "test/endless",
        "// Count for long.\n// mode: read\n// params: -\n// returns: n\n"
        "UNWIND range(1, 10000000) AS x UNWIND range(1, 100000) AS y RETURN count(*) AS n",
    )
    with pytest.raises(GraphTimeout):
        hasty.read(lambda transaction: transaction.run(endless))
    hasty.close()


def test_every_error_that_leaves_the_door_is_in_the_table_of_outcomes() -> None:
    down = Database(GraphSettings(uri="bolt://127.0.0.1:1"))
    with pytest.raises(GraphUnreachable) as streamed:
        list(down.stream(statement("schema/names"), 10))
    with pytest.raises(GraphUnreachable) as held, down.hold(statement("publish/make_lock")):
        pass
    with pytest.raises(GraphUnreachable) as read:
        down.read(lambda transaction: transaction.run(statement("schema/names")))
    assert {type(one.value) for one in (streamed, held, read)} <= set(OUTCOMES)
    down.close()


def test_reading_transactions_cannot_write(database: Database) -> None:
    with pytest.raises(GraphUnavailable):
        database.read(lambda transaction: transaction.run(statement("publish/make_lock")))


def test_two_nodes_under_one_id_are_a_damaged_database(graph: Neo4jGraph, driver: neo4j.Driver) -> None:
    driver.execute_query("DROP CONSTRAINT organisation_id")
    driver.execute_query("CREATE (:Organisation {id: 'lab'}), (:Organisation {id: 'lab'})")
    with pytest.raises(GraphCorrupt, match="two things under one id"):
        graph.publish(small_world(), INFO)
    whole_graph.empty(driver)
    graph.publish(small_world(), INFO)
    with pytest.raises(neo4j.exceptions.ConstraintError):
        driver.execute_query("CREATE (:Organisation {id: 'lab'})")


def test_a_link_of_an_account_that_is_not_there_is_refused(graph: Neo4jGraph) -> None:
    world = small_world()
    stray = pl.DataFrame([link("a-1", "ghost", ["ip"], net=3.0)], schema=world.links.schema)
    with pytest.raises(GraphCorrupt, match="publish/links"):
        graph.publish(replace(world, links=stray), INFO)


@pytest.mark.parametrize("name", names())
def test_the_server_plans_every_statement_in_every_cypher_it_may_take_for_the_usual_one(
    driver: neo4j.Driver, neo4j_server: Neo4jServer, name: str
) -> None:
    wanted = statement(name)
    values = {"run": {"id": "x"} if name == "publish/begin" else "x", "limit": 1, "n_lanes": 1, "seconds": 1}
    with driver.session() as session:
        for language in (5,) if neo4j_server.lane == "5.26" else (5, 25):
            text = f"CYPHER {language} EXPLAIN {wanted.text}"
            result = session.run(text, {one: values.get(one) for one in wanted.params})
            assert tuple(result.keys()) == wanted.returns or wanted.mode == "schema"
            result.consume()


def test_while_the_lock_is_held_no_node_gets_the_id_of_a_deleted_one(database: Database, driver: neo4j.Driver) -> None:
    # Uses are created between nodes that are found by these ids, which the server gives out again sooner or later.
    def many() -> set[int]:
        made = driver.execute_query("UNWIND range(1, 2000) AS n CREATE (x:Passing) RETURN id(x) AS id").records
        return {record["id"] for record in made}

    with publication.locked(database):
        gone = many()
        driver.execute_query("MATCH (x:Passing) DELETE x")
        assert not any(gone & many() for _ in range(5))
    driver.execute_query("MATCH (x:Passing) DELETE x")


def test_nothing_is_committed_once_the_server_has_let_go_of_the_lock(
    graph: Neo4jGraph, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = left_alone(graph, driver, small_world(), INFO)
    begin = publication.begin

    def lost(*args: Any, **more: Any) -> Any:
        shown = driver.execute_query("SHOW TRANSACTIONS YIELD transactionId, metaData").records
        mine = [one["transactionId"] for one in shown if one["metaData"].get("linkage") == "publisher"]
        driver.execute_query("TERMINATE TRANSACTIONS $mine", mine=mine)
        return begin(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(publication, "begin", lost)
        with pytest.raises(GraphUnavailable):
            graph.publish(small_world(), INFO)
    assert driver.execute_query("MATCH (a:Account) RETURN count(a) AS n").records[0]["n"] == 0
    graph.publish(small_world(), INFO)
    assert whole_graph.whole(driver) == alone
