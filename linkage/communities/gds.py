"""Leiden in Graph Data Science: the same links, the same method, in a server.

Reproducible only with a seed, one thread and an ordered projection: at concurrency 4 five runs gave five partitions,
and so did another order of loading (GDS 2.13, measured in 2026). So accounts and links are sent in canonical order.
The projection lives in the server's memory alone and is dropped whatever happens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pandas as pd
from graphdatascience import GraphDataScience

from linkage.communities.labels import canonical
from linkage.errors import (
    GraphDenied,
    GraphOutOfMemory,
    GraphProcedureMissing,
    GraphUnavailable,
    GraphUnreachable,
    LinkageError,
)
from linkage.links.incidence import Links

HEAP_SHARE: Final = 0.8
"""Most of the server's heap that Leiden may need by its own estimate."""
RELATIONSHIP: Final = "LINKED_TO"
WEIGHT: Final = "weight_bits"
THETA: Final = 0.001
"""Randomness while communities are refined; the same as in process."""


@contextmanager
def connected(uri: str, user: str, password: str, database: str = "neo4j") -> Iterator[GraphDataScience]:
    """Give a client of Graph Data Science, and close it.

    Raises:
        GraphUnreachable: no server answers there.
        GraphDenied: it refuses user or password.
        GraphProcedureMissing: it lacks Graph Data Science.
    """
    with _faults():
        client = GraphDataScience(uri, auth=(user, password), database=database, arrow=False, show_progress=False)
    try:
        yield client
    finally:
        client.close()


def leiden(links: Links, *, resolution: float, seed: int, client: GraphDataScience) -> npt.NDArray[np.int32]:
    """Return the group of each account by seeded Leiden on the link weights, run by GDS: int32[n_accounts].

    Groups are numbered by their smallest account; an account without links is alone.

    Raises:
        GraphOutOfMemory: by the server's own estimate the work takes more of its heap than it should.
        GraphUnavailable: the server cannot answer; the subclass says why.
    """
    label = np.arange(links.n_accounts, dtype=np.int64)
    if not len(links.a):
        return canonical(label)
    nodes = np.unique(np.concatenate([links.a, links.b]))
    with _faults():
        _refuse_too_large(client, len(nodes), len(links.a))
        found = _run(client, nodes, links, resolution, seed)
    label[found["nodeId"].to_numpy()] = links.n_accounts + found["communityId"].to_numpy()
    return canonical(label)


def _run(
    client: GraphDataScience, nodes: npt.NDArray[np.int32], links: Links, resolution: float, seed: int
) -> pd.DataFrame:
    """Return nodeId and communityId of each linked account."""
    order = np.lexsort((links.b, links.a))
    relationships = pd.DataFrame(
        {
            "sourceNodeId": links.a[order].astype(np.int64),
            "targetNodeId": links.b[order].astype(np.int64),
            "relationshipType": RELATIONSHIP,
            WEIGHT: links.weight_bits[order].astype(np.float64),
        }
    )
    with client.graph.construct(
        f"linkage-{uuid4()}",
        pd.DataFrame({"nodeId": nodes.astype(np.int64)}),
        relationships,
        concurrency=1,
        undirected_relationship_types=[RELATIONSHIP],
    ) as graph:
        return client.leiden.stream(
            graph,
            gamma=resolution,
            theta=THETA,
            random_seed=seed,
            concurrency=1,
            relationship_weight_property=WEIGHT,
            log_progress=False,
        )


def _refuse_too_large(client: GraphDataScience, n_nodes: int, n_links: int) -> None:
    """Refuse a graph that the server estimates not to fit.

    Raises:
        GraphOutOfMemory: it needs more than `HEAP_SHARE` of the heap.
    """
    projection = {"type": RELATIONSHIP, "orientation": "UNDIRECTED", "properties": WEIGHT}
    estimate = client.leiden.estimate(
        {
            "nodeProjection": "*",
            "relationshipProjection": {RELATIONSHIP: projection},
            "nodeCount": n_nodes,
            "relationshipCount": n_links,
        },
        concurrency=1,
        relationship_weight_property=WEIGHT,
    )
    if estimate.heap_percentage_min > HEAP_SHARE:
        raise GraphOutOfMemory(
            f"Leiden on {n_nodes} accounts and {n_links} links needs {estimate.required_memory} of the server's heap, "
            "which has too little; give the server more, or use communities.engine = in-process."
        )


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what the client raises into an error of ours, told by the server's code."""
    try:
        yield
    except LinkageError:
        raise
    except Exception as error:
        ours = _fault(error)
        if ours is None:
            raise
        raise ours from error


def _fault(error: Exception) -> GraphUnavailable | None:
    """Return the error of ours for one of the driver's or the client's, or None for a bug."""
    code = str(getattr(error, "code", None) or "")
    name = type(error).__name__
    text = str(error)
    if name in {"ServiceUnavailable", "SessionExpired"}:
        return GraphUnreachable("No Neo4j answers at the address; start one with `linkage neo4j start`.")
    if ".Security." in code:
        return GraphDenied("The server refuses the user or the password; set graph.user and graph.password.")
    if code.endswith("ProcedureNotFound") or "Unknown function 'gds." in text or "gds.version" in text:
        return GraphProcedureMissing("The server lacks Graph Data Science; install it, or run Leiden in-process.")
    if "memory" in text.lower():
        return GraphOutOfMemory("Leiden does not fit into the server's memory; give it more heap, or run in-process.")
    if code.startswith("Neo."):
        return GraphUnavailable(f"Graph Data Science failed with {code}; see the server's log.")
    return None
