"""Graph Data Science on a server: a projection that never stays behind, and faults as errors of ours.

A projection lives in the server's memory alone, under a name that nobody else has. It is dropped by that name
whatever happens: after an answer, an error, or Ctrl-C, whenever it comes.

The client's own way to connect tries for a minute while no server is there, and says so on stderr; here the first
attempt decides, as everywhere else.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Final, TypeVar
from uuid import uuid4

import pandas as pd
from graphdatascience import GraphDataScience
from graphdatascience.error.gds_not_installed import GdsNotFound
from graphdatascience.error.unable_to_connect import UnableToConnectError
from graphdatascience.graph.graph_api import Graph as Projection
from neo4j.exceptions import Neo4jError, ServiceUnavailable, SessionExpired

from linkage.errors import GraphUnreachable, LinkageError
from linkage.graph.neo4j.database import driver_of
from linkage.graph.neo4j.faults import fault
from linkage.graph.statements import statement
from linkage.settings import GraphSettings

Answer = TypeVar("Answer")

PREFIX: Final = "linkage-"
"""How the names of our projections begin."""
TERMINATE_EVERY_SECONDS: Final = 0.2
_LOST: Final = (ServiceUnavailable, SessionExpired)
"""What the driver raises when the server has gone."""
_NO_GDS: Final = "Neo.ClientError.Procedure.ProcedureNotFound"
"""What the server's code would be, had the client not asked for the version first."""


class Client(GraphDataScience):
    """A client of Graph Data Science that can also end what the server does."""

    def terminate(self, name: str) -> None:
        """End the transactions that were given the name of a projection."""
        self.run_cypher(statement("server/terminate").text, {"name": name})


@contextmanager
def connected(settings: GraphSettings) -> Iterator[Client]:
    """Give a client of Graph Data Science, and close it.

    Raises:
        SettingsError: the address is not one of Neo4j.
        GraphUnreachable: no server answers there.
        GraphDenied: it refuses user or password.
        GraphProcedureMissing: it lacks Graph Data Science.
    """
    with driver_of(settings) as driver:
        with faults():
            driver.verify_connectivity()
            client = Client(driver, database=settings.database, arrow=False, show_progress=False)
        yield client


def undisturbed(client: Client, work: Callable[[str], Answer]) -> Answer:
    """Return what work with a server answers, in a thread that Ctrl-C does not reach.

    Ctrl-C ends what the server does about the projection, and is raised when the work has left it in order; a second
    one is raised at once.

    Args:
        client: the server.
        work: talks with it; takes the name of its projection.
    """
    name = f"{PREFIX}{uuid4()}"
    answer: Future[Answer] = Future()

    def settle() -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(work(name))
        except BaseException as error:
            answer.set_exception(error)

    # in the midst of a message Ctrl-C would leave a connection that waits for ever, or a projection nobody drops
    thread = Thread(target=settle, name=name, daemon=True)
    try:
        thread.start()
        return answer.result()
    except KeyboardInterrupt:
        while not (answer.cancel() or answer.done()):
            with suppress(Exception):  # who may not end transactions waits for them
                client.terminate(name)
            wait([answer], timeout=TERMINATE_EVERY_SECONDS)
        raise


@contextmanager
def projected(
    client: Client, name: str, nodes: pd.DataFrame, relationships: pd.DataFrame, *, undirected: bool
) -> Iterator[Projection]:
    """Give a projection of these rows, in their order and by one thread, and drop it at the end of the block.

    Args:
        client: the server.
        name: of the projection.
        nodes: `nodeId`.
        relationships: `sourceNodeId`, `targetNodeId`, `relationshipType`, and weights.
        undirected: whether every relationship leads both ways.
    """
    types = sorted(set(relationships["relationshipType"])) if undirected else None
    try:
        yield client.graph.construct(name, nodes, relationships, concurrency=1, undirected_relationship_types=types)
    except BaseException as error:
        if not isinstance(error, _LOST):  # a client without a server would wait for it, for ten minutes
            with suppress(Exception):  # what went wrong first is what is told
                client.graph.drop(name, fail_if_missing=False)
        raise
    client.graph.drop(name, fail_if_missing=False)


@contextmanager
def faults() -> Iterator[None]:
    """Turn what the client raises into an error of ours, told by the server's code."""
    try:
        yield
    except LinkageError:
        raise
    except Exception as error:
        if _was_interrupted(error):
            raise KeyboardInterrupt from error
        ours = _fault(error)
        if ours is None:
            raise
        raise ours from error


def _was_interrupted(error: BaseException) -> bool:
    """Return whether an error only came of cleaning up after Ctrl-C, which can cut a message to the server in two."""
    context = error.__context__
    return context is not None and (isinstance(context, KeyboardInterrupt) or _was_interrupted(context))


def _fault(error: BaseException | None) -> LinkageError | None:
    """Return the error of ours for one of the driver's or the client's, or None for a bug."""
    if isinstance(error, UnableToConnectError):  # says nothing of why; what it was raised for does
        return _fault(error.__cause__ or error.__context__)
    if isinstance(error, _LOST):
        return GraphUnreachable("No Neo4j answers at the address; start one with `linkage neo4j start`.")
    if isinstance(error, GdsNotFound):
        return fault(_NO_GDS, None)
    return fault(error.code, error.message) if isinstance(error, Neo4jError) else None
