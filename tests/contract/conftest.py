"""Every graph, empty or holding the small world; the contract asks all of them the same."""

from collections.abc import Callable, Iterator

import pytest

from linkage.graph.interface import Graph
from tests.publishing import embedded, in_neo4j, publish
from tests.small_world import INFO, small_world

EMPTY_IT = "MATCH (n) DETACH DELETE n"


def _emptied_neo4j(request: pytest.FixtureRequest) -> Graph:
    """Return a graph on the session's server, with everything in the database deleted."""
    server = request.getfixturevalue("neo4j_server")
    import neo4j

    from linkage.settings import GraphSettings

    settings = GraphSettings(uri=server.uri, user="neo4j", password=server.password)
    with neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver:
        driver.execute_query(EMPTY_IT)
    return in_neo4j(settings)


@pytest.fixture(
    scope="module",
    params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)],
)
def new_graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Graph]:
    """Return how to make an empty graph of the kind under test; an earlier one on the same server is emptied."""
    if request.param == "embedded":
        return lambda: embedded(tmp_path_factory.mktemp("graph"))
    return lambda: _emptied_neo4j(request)


@pytest.fixture(scope="module")
def graph(new_graph: Callable[[], Graph]) -> Iterator[Graph]:
    """Yield a graph that holds the small world; nothing may be written to it."""
    made = new_graph()
    publish(made, small_world(), INFO)
    yield made
    made.close()


@pytest.fixture
def empty(new_graph: Callable[[], Graph]) -> Iterator[Graph]:
    """Yield a graph in which nothing was published yet."""
    made = new_graph()
    yield made
    made.close()
