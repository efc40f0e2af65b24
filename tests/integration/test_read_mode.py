"""What only reads runs in READ mode, in which the server itself refuses to write."""

from collections.abc import Iterator

import neo4j
import pytest

from linkage.errors import GraphUnavailable
from linkage.graph.interface import CampaignFilter
from linkage.graph.neo4j import saved
from linkage.graph.neo4j.database import Database
from linkage.graph.statements import Statement, names, statement
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, small_world

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def settings(neo4j_server: Neo4jServer) -> Iterator[GraphSettings]:
    """The session's server with the small world in it."""
    found = GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)
    with neo4j.GraphDatabase.driver(found.uri, auth=("neo4j", neo4j_server.password)) as driver:
        whole_graph.empty(driver)
        graph = in_neo4j(found)
        graph.publish(small_world(), INFO)
        graph.close()
        yield found
        whole_graph.empty(driver)


@pytest.mark.parametrize("name", ["decisions/decide", "publish/serve", "schema/account_id"])
def test_the_server_refuses_a_statement_that_writes_in_read_mode(settings: GraphSettings, name: str) -> None:
    one = statement(name)
    # a constraint that is not there yet, so that there is something to refuse
    text = one.text.replace("account_id", "another").replace("n.id", "n.another")
    wanted = Statement(one.name, one.title, one.mode, one.params, one.returns, one.notes, text)
    database = Database(settings)
    try:
        with pytest.raises(GraphUnavailable, match=r"AccessMode|access mode|read"):
            database.read(lambda transaction: transaction.run(wanted, **dict.fromkeys(one.params, "x")))
    finally:
        database.close()


def test_every_question_to_the_graph_is_asked_in_read_mode(
    settings: GraphSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[str] = []
    opened = neo4j.Driver.session

    def session(driver: neo4j.Driver, **options: object) -> neo4j.Session:
        modes.append(str(options["default_access_mode"]))
        return opened(driver, **options)

    monkeypatch.setattr(neo4j.Driver, "session", session)
    graph = in_neo4j(settings)
    try:
        graph.health()
        graph.run()
        graph.risks(["a-1", "nobody"])
        graph.account("a-1")
        graph.explain("a-1", "a-2")
        graph.users_of("device", "dev-1", 10)
        graph.search("a-1", 10)
        graph.campaigns(CampaignFilter(), 10)
        graph.campaign("c-alpha")
        graph.members("c-alpha", 10)
        graph.subgraph("c-alpha", 100)
        graph.timeline("c-alpha")
        graph.decisions()
        for query in saved.saved_queries():
            saved.run(settings, query, {one.name: one.example for one in query.parameters})
    finally:
        graph.close()
    assert len(modes) >= 13 + len(saved.saved_queries())
    assert set(modes) == {neo4j.READ_ACCESS}


def test_whatever_analysts_paste_says_that_it_reads() -> None:
    assert {statement(name).mode for name in (*names("analyst"), *names("read"))} == {"read"}
