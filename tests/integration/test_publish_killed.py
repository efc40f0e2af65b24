"""A publisher that is killed, or whose server is, is completed by the next, to the last property."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from pydantic import SecretStr

from linkage.errors import GraphUnreachable
from linkage.graph.neo4j import Neo4jGraph, publication
from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.server import SHORT_LIVED, start, status, stop
from linkage.settings import GraphSettings
from tests.conftest import test_lane
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, LATER, later_world, small_world

pytestmark = pytest.mark.neo4j

ROOT = Path(__file__).parents[2]
N_KILLS = int(os.environ.get("LINKAGE_TEST_KILLS", "2"))
N_SERVER_KILLS = int(os.environ.get("LINKAGE_TEST_SERVER_KILLS", "1"))


@pytest.fixture(scope="module")
def settings(neo4j_server: Any) -> GraphSettings:
    """How to reach the session's server, in small batches."""
    return GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password, batch_rows=100)


@pytest.fixture(scope="module")
def graph(settings: GraphSettings) -> Iterator[Neo4jGraph]:
    """The session's server as a graph."""
    made = in_neo4j(settings)
    yield made
    made.close()


def publisher(settings: GraphSettings, which: str) -> subprocess.Popen[str]:
    """Start a publishing process, and return it at the moment at which it begins."""
    assert settings.password is not None
    words = [settings.uri, settings.password.get_secret_value(), which]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.publish_small_world", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


def killed_after(settings: GraphSettings, which: str, seconds: float) -> bool:
    """Kill a publisher so long after it began, and return whether it was still at work."""
    with publisher(settings, which) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def seconds_of_a_whole_publication(settings: GraphSettings, which: str) -> float:
    """Return how long a publisher works that nobody kills."""
    with publisher(settings, which) as process:
        started = time.monotonic()
        process.wait()
        return time.monotonic() - started


def test_a_publisher_killed_at_random_instants_is_completed_by_the_next(
    settings: GraphSettings, driver: neo4j.Driver, graph: Neo4jGraph
) -> None:
    whole_graph.empty(driver)
    first_seconds = seconds_of_a_whole_publication(settings, "first")
    first = whole_graph.whole(driver)
    later_seconds = seconds_of_a_whole_publication(settings, "later")
    later = whole_graph.whole(driver)
    chance = random.Random(20_261)
    for n_kill in range(N_KILLS):
        whole_graph.empty(driver)
        killed_after(settings, "first", chance.uniform(0, first_seconds))
        graph.publish(small_world(), INFO)
        assert whole_graph.whole(driver) == first, n_kill
        killed_after(settings, "later", chance.uniform(0, later_seconds))
        killed_after(settings, "later", chance.uniform(0, later_seconds))
        graph.publish(later_world(), LATER)
        assert whole_graph.whole(driver) == later, n_kill


def test_a_killed_publisher_gives_way_to_another_run(
    settings: GraphSettings, driver: neo4j.Driver, graph: Neo4jGraph
) -> None:
    whole_graph.empty(driver)
    graph.publish(later_world(), LATER)
    later = whole_graph.whole(driver)
    seconds = seconds_of_a_whole_publication(settings, "first")
    graph.publish(later_world(), LATER)
    for part in (0.3, 0.6):
        killed_after(settings, "first", part * seconds)
        served = graph.run()
        graph.publish(later_world(), LATER)
        assert served in (INFO, LATER)
        assert whole_graph.whole(driver) == later


def test_what_a_killed_publisher_wrote_is_not_written_again(
    settings: GraphSettings, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_graph.empty(driver)
    advance, marks = publication.Publisher.advance, []

    class Killed(BaseException):
        """As if the process ended here."""

    def counted(self: publication.Publisher, transaction: Any, lane: int, mark: publication.Mark) -> None:
        if len(marks) == 12:
            raise Killed
        advance(self, transaction, lane, mark)
        marks.append((lane, mark))

    graph = in_neo4j(settings.model_copy(update={"workers": 1}))
    monkeypatch.setattr(publication.Publisher, "advance", counted)
    with pytest.raises(Killed):
        graph.publish(small_world(), INFO)
    written = list(marks)
    assert len(written) == 12
    marks[:] = [(0, publication.Mark(0, 0))] * 13
    graph.publish(small_world(), INFO)
    assert not set(written) & set(marks[13:])
    graph.close()


def test_a_server_killed_while_it_is_published_to_is_completed_after_its_restart(
    tmp_path: Path, settings: GraphSettings, driver: neo4j.Driver, graph: Neo4jGraph
) -> None:
    whole_graph.empty(driver)
    graph.publish(small_world(), INFO)
    wanted = whole_graph.whole(driver)
    seconds = seconds_of_a_whole_publication(settings, "later")
    chance = random.Random(20_262)
    try:
        for n_kill in range(N_SERVER_KILLS):
            server = start(
                tmp_path, heap_mb=512, page_cache_mb=64, bolt_port=0, java_options=SHORT_LIVED, lane=test_lane()
            )
            password = server.password_file.read_text().strip()
            own = GraphSettings(uri=str(server.uri), password=SecretStr(password), batch_rows=100)
            with neo4j.GraphDatabase.driver(own.uri, auth=("neo4j", password)) as look:
                whole_graph.empty(look)
            with publisher(own, "first") as process:
                if n_kill:
                    time.sleep(chance.uniform(0, 2 * seconds))
                else:
                    wait_for_uses(own.uri, password)
                assert server.pid is not None
                os.kill(server.pid, signal.SIGKILL)
                while status(tmp_path).running:
                    time.sleep(0.05)
                assert process.wait(timeout=60) != 0 or n_kill
            again = start(
                tmp_path, heap_mb=512, page_cache_mb=64, bolt_port=0, java_options=SHORT_LIVED, lane=test_lane()
            )
            made = in_neo4j(own.model_copy(update={"uri": str(again.uri)}))
            made.publish(small_world(), INFO)
            made.close()
            with neo4j.GraphDatabase.driver(str(again.uri), auth=("neo4j", password)) as look:
                assert whole_graph.whole(look) == wanted, n_kill
    finally:
        stop(tmp_path, patience_seconds=20)


def wait_for_uses(uri: str, password: str) -> None:
    """Wait until a publisher has written its first uses."""
    with neo4j.GraphDatabase.driver(uri, auth=("neo4j", password), notifications_min_severity="OFF") as look:
        until = time.monotonic() + 60
        while not look.execute_query("MATCH ()-[r:USED_IP]->() RETURN count(r) AS n").records[0]["n"]:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_server_that_is_down_is_named_within_seconds() -> None:
    database = Database(GraphSettings(uri="bolt://127.0.0.1:1", password="12345678"))
    started = time.monotonic()
    with pytest.raises(GraphUnreachable):
        database.write(lambda transaction: None)
    assert time.monotonic() - started < 10
    database.close()
