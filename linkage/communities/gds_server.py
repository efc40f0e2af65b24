"""Graph Data Science on a server: a projection that never stays behind, and faults as errors of ours.

A projection lives in the server's memory alone, under a name that nobody else has. It is dropped by that name
whatever happens: after an answer, an error, or Ctrl-C, even one that comes while it is being sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from uuid import uuid4

import pandas as pd
from graphdatascience import GraphDataScience
from graphdatascience.graph.graph_api import Graph as Projection

from linkage.errors import (
    GraphDenied,
    GraphOutOfMemory,
    GraphProcedureMissing,
    GraphUnavailable,
    GraphUnreachable,
    LinkageError,
)

PREFIX: Final = "linkage-"
"""How the names of our projections begin."""
LOST: Final = frozenset({"ServiceUnavailable", "SessionExpired"})
"""What the driver raises when the server has gone; this floor does not import the driver."""


@contextmanager
def projected(
    client: GraphDataScience, nodes: pd.DataFrame, relationships: pd.DataFrame, *, undirected: bool
) -> Iterator[Projection]:
    """Give a projection of these rows, in their order and by one thread, and drop it at the end of the block.

    Args:
        client: the server.
        nodes: `nodeId`.
        relationships: `sourceNodeId`, `targetNodeId`, `relationshipType`, and weights.
        undirected: whether every relationship leads both ways.
    """
    name = f"{PREFIX}{uuid4()}"
    types = sorted(set(relationships["relationshipType"])) if undirected else None
    try:
        yield client.graph.construct(name, nodes, relationships, concurrency=1, undirected_relationship_types=types)
    except BaseException as error:
        if type(error).__name__ not in LOST:  # a client without a server would wait for it, for ten minutes
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


def _fault(error: Exception) -> GraphUnavailable | None:
    """Return the error of ours for one of the driver's or the client's, or None for a bug."""
    code = str(getattr(error, "code", None) or "")
    name = type(error).__name__
    text = str(error)
    if name in LOST:
        return GraphUnreachable("No Neo4j answers at the address; start one with `linkage neo4j start`.")
    if ".Security." in code:
        return GraphDenied("The server refuses the user or the password; set graph.user and graph.password.")
    if code.endswith("ProcedureNotFound") or "Unknown function 'gds." in text or "gds.version" in text:
        return GraphProcedureMissing("The server lacks Graph Data Science; install it, or group accounts in-process.")
    if "memory" in text.lower():
        return GraphOutOfMemory(
            "The work does not fit into the server's memory now; give it more heap, or group accounts in-process."
        )
    if code.startswith("Neo."):
        return GraphUnavailable(f"Graph Data Science failed with {code}; see the server's log.")
    return None
