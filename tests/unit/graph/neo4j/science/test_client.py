"""Faults of Graph Data Science as errors of ours."""

import os
import signal
import threading
from typing import cast

import pytest
from graphdatascience.error.gds_not_installed import GdsNotFound
from graphdatascience.error.unable_to_connect import UnableToConnectError
from neo4j.exceptions import Neo4jError, ServiceUnavailable

from linkage.errors import (
    GraphDenied,
    GraphOutOfMemory,
    GraphProcedureMissing,
    GraphUnavailable,
    GraphUnreachable,
    SettingsError,
    UsageError,
)
from linkage.graph.neo4j.science.client import Client, faults, undisturbed


def of_server(code: str, message: str) -> Neo4jError:
    """Return what the driver raises when the server says this."""
    return Neo4jError._hydrate_neo4j(code=f"Neo.ClientError.{code}", message=message)


FAILED = "Procedure.ProcedureCallFailed"


@pytest.mark.parametrize(
    ("raised", "ours"),
    [
        (ServiceUnavailable("gone"), GraphUnreachable),
        (of_server("Security.Unauthorized", "no"), GraphDenied),
        (of_server("Procedure.ProcedureNotFound", "no gds.leiden"), GraphProcedureMissing),
        (of_server("Statement.SyntaxError", "Unknown function 'gds.version'"), GraphProcedureMissing),
        (GdsNotFound("not correctly installed"), GraphProcedureMissing),
        (of_server(FAILED, "blocked since minimum estimated memory exceeds free memory"), GraphOutOfMemory),
        (of_server(FAILED, "something else"), GraphUnavailable),
        (UsageError("ours already"), UsageError),
        (ZeroDivisionError("a bug"), ZeroDivisionError),
        (UnableToConnectError("for no reason"), UnableToConnectError),
    ],
    ids=str,
)
def test_a_fault_is_told_by_its_code(raised: Exception, ours: type[Exception]) -> None:
    with pytest.raises(ours) as told, faults():
        raise raised
    assert type(told.value) is ours


def test_a_client_that_could_not_connect_is_told_by_what_kept_it_from_connecting() -> None:
    with pytest.raises(SettingsError, match=r"graph\.database"), faults():
        try:
            raise of_server("Database.DatabaseNotFound", "no such database")
        except Neo4jError as error:
            raise UnableToConnectError(error)  # noqa: B904, as the client raises it


def test_what_only_comes_of_cleaning_up_after_ctrl_c_is_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt), faults():
        try:
            raise KeyboardInterrupt
        finally:
            raise of_server("Request.Invalid", "Message of type BeginMessage cannot be handled")


class Server:
    """Has work that goes on until a transaction is ended."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.asked: list[str] = []

    def terminate(self, name: str) -> None:
        self.asked.append(name)
        self.ended.set()


def test_ctrl_c_ends_the_work_of_the_server_and_waits_until_all_is_in_order() -> None:
    server = Server()
    names = []

    def work(name: str) -> None:
        names.append(name)
        os.kill(os.getpid(), signal.SIGINT)
        assert server.ended.wait(30)
        names.append("dropped")

    with pytest.raises(KeyboardInterrupt):
        undisturbed(cast(Client, server), work)
    assert [names[0], "dropped"] == [server.asked[0], names[1]]


def test_a_second_ctrl_c_waits_for_nothing() -> None:
    server = Server()
    left = threading.Event()

    def work(_name: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        server.ended.wait(30)
        os.kill(os.getpid(), signal.SIGINT)
        left.wait(30)

    with pytest.raises(KeyboardInterrupt):
        undisturbed(cast(Client, server), work)
    left.set()
