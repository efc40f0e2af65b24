"""An API over the small world."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from linkage.api.app import create_app
from linkage.graph.embedded import EmbeddedGraph
from linkage.settings import Settings
from tests.publishing import embedded, publish
from tests.small_world import INFO, small_world

KEY = "a-key-of-enough-length"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedGraph:
    """Return a graph that holds the small world; no test may decide or publish."""
    graph = embedded(tmp_path_factory.mktemp("api"))
    publish(graph, small_world(), INFO)
    return graph


@pytest.fixture(scope="session")
def client(world: EmbeddedGraph) -> Iterator[TestClient]:
    """Yield a client of an API without a key."""
    yield TestClient(create_app(world, Settings()), base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="session")
def locked(world: EmbeddedGraph) -> Iterator[TestClient]:
    """Yield a client, without a key, of an API that wants one."""
    yield TestClient(create_app(world, Settings(api={"key": KEY})), base_url="http://localhost")  # type: ignore[arg-type]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    """Yield a client of an API over a graph of its own, which may be written to."""
    graph = embedded(tmp_path)
    publish(graph, small_world(), INFO)
    yield TestClient(create_app(graph, Settings()), base_url="http://localhost")
