"""Faults of Graph Data Science as errors of ours."""

import os
import signal
import threading
from typing import cast

import pytest

from linkage.communities.gds_server import Client, faults, undisturbed
from linkage.errors import GraphOutOfMemory, GraphProcedureMissing, GraphUnavailable, GraphUnreachable, UsageError


class ServiceUnavailable(Exception):
    """As the driver's."""


class ClientError(Exception):
    """As the driver's, with a code."""

    code = "Neo.ClientError.Procedure.ProcedureCallFailed"


@pytest.mark.parametrize(
    ("raised", "ours"),
    [
        (ServiceUnavailable("gone"), GraphUnreachable),
        (ClientError("Unknown function 'gds.version'"), GraphProcedureMissing),
        (ClientError("Procedure was blocked since minimum estimated memory exceeds free memory"), GraphOutOfMemory),
        (ClientError("something else"), GraphUnavailable),
        (UsageError("ours already"), UsageError),
        (ZeroDivisionError("a bug"), ZeroDivisionError),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_fault_is_told_by_its_code(raised: Exception, ours: type[Exception]) -> None:
    with pytest.raises(ours) as told, faults():
        raise raised
    assert type(told.value) is ours


def test_what_only_comes_of_cleaning_up_after_ctrl_c_is_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt), faults():
        try:
            raise KeyboardInterrupt
        finally:
            raise ClientError("Message of type BeginMessage cannot be handled")


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
