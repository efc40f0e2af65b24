"""What tests on the session's server ask for."""

from collections.abc import Iterator

import neo4j
import pytest

from linkage.graph.neo4j import Neo4jGraph
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, small_world


@pytest.fixture(scope="module")
def settings(neo4j_server: Neo4jServer) -> GraphSettings:
    """How to reach the session's server."""
    return GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)


@pytest.fixture(scope="module")
def driver(neo4j_server: Neo4jServer) -> Iterator[neo4j.Driver]:
    """A driver of the test's own, to look at what is there, or to tamper with it."""
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as made:
        yield made


@pytest.fixture
def graph(settings: GraphSettings, driver: neo4j.Driver) -> Iterator[Neo4jGraph]:
    """The session's server with the small world alone."""
    whole_graph.empty(driver)
    made = in_neo4j(settings)
    made.publish(small_world(), INFO)
    yield made
    made.close()
    whole_graph.empty(driver)
