"""The door to Neo4j where no server answers, or one that keeps rolling back."""

import gc
import time
import warnings

import pytest
from neo4j.exceptions import Neo4jError, ServiceUnavailable

from linkage.errors import GraphUnavailable, GraphUnreachable
from linkage.graph.neo4j.database import Database
from linkage.graph.statements import statement
from linkage.settings import GraphSettings

DOWN = GraphSettings(uri="bolt://127.0.0.1:1")
DEADLOCK = Neo4jError._hydrate_neo4j(code="Neo.TransientError.Transaction.DeadlockDetected", message="again")


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return how long was waited, which no test does."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def tried(faults: list[Exception]) -> None:
    """Have each try of a transaction fail with the next of these."""
    left = iter(faults)

    def attempt() -> None:
        raise next(left)

    database = Database(DOWN)
    try:
        database._retried(attempt)
    finally:
        database.close()


def test_a_transaction_that_is_rolled_back_eight_times_waits_seven_times_and_not_after_the_last(
    pauses: list[float],
) -> None:
    with pytest.raises(GraphUnavailable, match="kept rolling the transaction back") as raised:
        tried([DEADLOCK] * 8)
    assert len(pauses) == 7
    assert raised.value.__cause__ is DEADLOCK


def test_a_connection_that_is_lost_on_the_last_try_is_told_as_lost(pauses: list[float]) -> None:
    with pytest.raises(GraphUnreachable, match="No Neo4j answers"):
        tried([DEADLOCK] * 7 + [ServiceUnavailable("gone")])


def test_a_connection_that_is_lost_twice_is_not_tried_a_third_time(pauses: list[float]) -> None:
    with pytest.raises(GraphUnreachable, match="No Neo4j answers"):
        tried([ServiceUnavailable("gone")] * 2)
    assert pauses == []


def test_locks_that_no_server_gives_leave_no_session_open() -> None:
    database = Database(DOWN)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            with database.hold(statement("publish/make_lock")):
                pytest.fail("there is no server")
        except GraphUnreachable:
            pass
        gc.collect()
        assert [str(one.message) for one in told if issubclass(one.category, ResourceWarning)] == []
    database.close()
