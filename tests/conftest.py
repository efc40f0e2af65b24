"""What all tests may ask for: one real Neo4j with Graph Data Science, started once per session."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from linkage.errors import LinkageError
from linkage.graph.neo4j.server import DEFAULT_LANE, SHORT_LIVED, start, stop

# A shell has what it starts in the background ignore Ctrl-C, and so would every process that a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

WATCHDOG = """
import sys
from pathlib import Path
from linkage.graph.neo4j.server import stop
sys.stdin.read()
stop(Path(sys.argv[1]), patience_seconds=10)
"""


@dataclass(frozen=True, slots=True)
class Neo4jServer:
    """A running server: how to reach it, and what it is."""

    uri: str
    user: str
    password: str
    home: Path
    lane: str
    version: str
    gds_version: str


def test_lane() -> str:
    """The lane that the tests run on: LINKAGE_TEST_LANE, or the usual one."""
    return os.environ.get("LINKAGE_TEST_LANE") or DEFAULT_LANE


test_lane.__test__ = False  # type: ignore[attr-defined]


def without_neo4j(error: LinkageError) -> None:
    """Skip, or fail where LINKAGE_REQUIRE_NEO4J=1 says that a server must be there."""
    if os.environ.get("LINKAGE_REQUIRE_NEO4J") == "1":
        pytest.fail(f"a Neo4j is required and there is none: {error}", pytrace=False)
    pytest.skip(f"no Neo4j: {error}")


@pytest.fixture(autouse=True)
def logs_of_this_test_alone() -> Iterator[None]:
    """Leave the next test no logging that a command set up in this process: its level, and a stream that is closed."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """A real server with a small heap on a free port; ended by its own pid, even when pytest itself is killed."""
    home = tmp_path_factory.mktemp("neo4j")
    # The watchdog's input ends when this process does, however it ends.
    watchdog = subprocess.Popen(
        [sys.executable, "-c", WATCHDOG, str(home)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        try:
            server = start(
                home, heap_mb=512, page_cache_mb=128, bolt_port=0, java_options=SHORT_LIVED, lane=test_lane()
            )
        except LinkageError as error:
            without_neo4j(error)
            raise
        assert server.uri and server.version and server.gds_version
        yield Neo4jServer(
            uri=server.uri,
            user=server.user,
            password=server.password_file.read_text().strip(),
            home=home,
            lane=test_lane(),
            version=server.version,
            gds_version=server.gds_version,
        )
    finally:
        stop(home, patience_seconds=20)
        watchdog.communicate(timeout=60)
