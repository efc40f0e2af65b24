"""A port is free, or it is said to be taken."""

import socket

import pytest

from linkage.errors import UsageError
from linkage.graph.neo4j.server import ports


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_wanted_port_that_is_taken_is_refused_by_number(taken):
    with pytest.raises(UsageError, match=str(taken)):
        ports.choose(taken, 7687)


def test_another_is_picked_when_the_usual_one_is_taken(taken):
    picked = ports.choose(None, taken)
    assert picked != taken
    assert ports.is_free(picked)


def test_the_usual_one_is_taken_when_it_is_free():
    usual = ports.choose(0, 7687)
    assert ports.choose(None, usual) == usual
    assert ports.choose(usual, 7687) == usual
