"""Nodes and edges of a graph's answer as a networkx graph."""

from collections.abc import Iterable

import networkx as nx

from linkage.graph.interface import Edge, Node


def network(nodes: Iterable[Node], edges: Iterable[Edge], **about: str | int) -> nx.Graph:
    """Return an undirected graph: `type`, `label` and attributes on nodes, `type`, `weight` and attributes on edges.

    What is null is left out. Times are epoch seconds, so that every writer of networkx takes them.

    Args:
        nodes: the nodes.
        edges: the edges between them.
        about: attributes of the graph itself.
    """
    graph = nx.Graph(**about)
    for node in nodes:
        graph.add_node(node.id, type=node.type, label=node.label, **_present(node.attributes))
    for edge in edges:
        graph.add_edge(edge.source, edge.target, type=edge.type, weight=edge.weight, **_present(edge.attributes))
    return graph


def _present(attributes: dict[str, str | int | float | None]) -> dict[str, str | int | float]:
    return {name: value for name, value in attributes.items() if value is not None}
