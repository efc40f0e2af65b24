"""Communities in Graph Data Science: Leiden, Louvain or connected components of the same links, in a server.

Reproducible only with one thread and an ordered projection, Leiden also with a seed: at concurrency 4 five runs gave
five partitions, and so did another order of loading (GDS 2.13, measured in 2026). So accounts and links are sent in
canonical order. What would not fit into the server's heap is refused before it is sent.

GDS has no resolution for Louvain. Loops, which add the same to every partition, have the effect of one: a loop on each
account of γ - 1 times its degree makes every degree γ times as large; for γ below 1, one loop on a node of its own
makes the weight of the whole graph 1 / γ times as large. Modularity with the loops and resolution 1 is best where
modularity without them and resolution γ is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from linkage.communities import canonical
from linkage.errors import GraphOutOfMemory
from linkage.graph.neo4j.science.client import Client, faults, projected, undisturbed
from linkage.links.incidence import Links

Labels = npt.NDArray[np.int32]

HEAP_SHARE: Final = 0.8
"""Most of the server's heap that the work may need by its own estimate."""
RELATIONSHIP: Final = "LINKED_TO"
WEIGHT: Final = "weight_bits"
THETA: Final = 0.001
"""Randomness while Leiden refines communities; the same as in process."""
TOLERANCE: Final = 1e-7
"""Least gain in modularity for which Louvain goes on; the server's own 1e-4 is a whole campaign in a large ledger."""


class Seeder(Protocol):
    """A method in a server."""

    def __call__(self, links: Links, *, resolution: float, seed: int, client: Client) -> Labels:
        """Return the group of each account: int32[n_accounts], numbered by their smallest account."""
        ...


def leiden(links: Links, *, resolution: float, seed: int, client: Client) -> Labels:
    """Return the group of each account by seeded Leiden on the link weights: int32[n_accounts].

    Groups are numbered by their smallest account; an account without links is alone.

    Raises:
        GraphOutOfMemory: by the server's own estimate the work takes more of its heap than it should.
        GraphUnavailable: the server cannot answer; the subclass says why.
    """
    settled = {"gamma": resolution, "theta": THETA, "random_seed": seed, "relationship_weight_property": WEIGHT}
    return _grouped("Leiden", client, client.leiden, links, settled)


def louvain(links: Links, *, resolution: float, seed: int, client: Client) -> Labels:
    """Return the group of each account by Louvain on the link weights: int32[n_accounts].

    It knows no chance, so the seed changes nothing. Raises as `leiden` does.

    Source: Blondel et al. (2008), J. Stat. Mech. P10008; loops: Arenas et al. (2008), New J. Phys. 10, 053039.
    """
    settled = {"tolerance": TOLERANCE, "relationship_weight_property": WEIGHT}
    return _grouped("Louvain", client, client.louvain, links, settled, _loops(links, resolution))


def wcc(links: Links, *, resolution: float, seed: int, client: Client) -> Labels:
    """Return the group of each account by connected components of the links: int32[n_accounts].

    There is one answer, whatever resolution and seed; weights count only in that a link is there. Raises as `leiden`.
    """
    return _grouped("WCC", client, client.wcc, links, {})


SEEDERS: Final[Mapping[str, Seeder]] = {"gds": leiden, "gds-louvain": louvain, "gds-wcc": wcc}
"""What each engine of the settings runs in a server."""


@dataclass(frozen=True, slots=True)
class _Loops:
    """Relationships from nodes to themselves."""

    node: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]


_NO_LOOPS: Final = _Loops(np.empty(0, dtype=np.int64), np.empty(0))


def _loops(links: Links, resolution: float) -> _Loops:
    """Return the loops with which resolution 1 acts as `resolution`."""
    weight = links.weight_bits.astype(np.float64)
    degree = np.bincount(links.a, weight, links.n_accounts) + np.bincount(links.b, weight, links.n_accounts)
    # an undirected loop leads both ways, so that half of its weight is enough
    if resolution < 1:
        return _Loops(np.array([links.n_accounts]), np.array([degree.sum() * (1 / resolution - 1) / 2]))
    return _Loops(np.flatnonzero(degree), degree[degree > 0] * (resolution - 1) / 2)


def _grouped(
    method: str,
    client: Client,
    algorithm: Any,
    links: Links,
    settled: Mapping[str, object],
    loops: _Loops = _NO_LOOPS,
) -> Labels:
    """Return the canonical labelling that an algorithm of the server gives; an account without links is alone."""
    label = np.arange(links.n_accounts, dtype=np.int64)
    if not len(links.a):
        return canonical(label)
    is_node = np.zeros(links.n_accounts + 1, dtype=np.bool_)
    for ends in (links.a, links.b, loops.node):
        is_node[ends] = True

    def work(name: str) -> pd.DataFrame:
        _refuse_too_large(method, algorithm.estimate, int(is_node.sum()), len(links.a) + len(loops.node))
        nodes = pd.DataFrame({"nodeId": np.flatnonzero(is_node)})
        with projected(client, name, nodes, _relationships(links, loops), undirected=True) as graph:
            answer: pd.DataFrame = algorithm.stream(graph, concurrency=1, log_progress=False, **settled)
        return answer

    with faults():
        found = undisturbed(client, work)
    found = found[found["nodeId"] < links.n_accounts]
    community = "componentId" if "componentId" in found else "communityId"
    label[found["nodeId"].to_numpy()] = links.n_accounts + found[community].to_numpy()
    return canonical(label)


def _relationships(links: Links, loops: _Loops) -> pd.DataFrame:
    """Return the links in canonical order, and the loops after them."""
    order = np.lexsort((links.b, links.a))
    return pd.DataFrame(
        {
            "sourceNodeId": np.concatenate([links.a[order].astype(np.int64), loops.node]),
            "targetNodeId": np.concatenate([links.b[order].astype(np.int64), loops.node]),
            "relationshipType": RELATIONSHIP,
            WEIGHT: np.concatenate([links.weight_bits[order].astype(np.float64), loops.weight]),
        }
    )


def _refuse_too_large(method: str, estimate: Callable[..., Any], n_nodes: int, n_relationships: int) -> None:
    """Refuse a graph that the server estimates not to fit.

    Raises:
        GraphOutOfMemory: it needs more than `HEAP_SHARE` of the heap.
    """
    projection = {"type": RELATIONSHIP, "orientation": "UNDIRECTED", "properties": WEIGHT}
    needed = estimate(
        {
            "nodeProjection": "*",
            "relationshipProjection": {RELATIONSHIP: projection},
            "nodeCount": n_nodes,
            "relationshipCount": n_relationships,
        },
        concurrency=1,
    )
    if needed.heap_percentage_min > HEAP_SHARE:
        raise GraphOutOfMemory(
            f"{method} on {n_nodes:,} accounts and {n_relationships:,} relationships needs {needed.required_memory} "
            "of the server's heap, which has too little; give the server more, or use communities.engine = in-process."
        )
