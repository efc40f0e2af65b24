"""A subgraph as GraphML, for Gephi, yEd, Cytoscape or networkx."""

import io
import re
from typing import Final, TypeVar

import networkx as nx

from linkage.export.network import network
from linkage.graph.interface import Edge, Node, Subgraph

T = TypeVar("T")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def graphml(subgraph: Subgraph) -> bytes:
    """Return the subgraph as GraphML in UTF-8: an undirected graph whose attributes keep their types.

    Values that are null are left out. Characters that XML cannot hold become U+FFFD. The graph has the totals and,
    where something was left out, the sentence that says so.
    """
    graph = network(
        map(_clean_node, subgraph.nodes),
        map(_clean_edge, subgraph.edges),
        campaign_id=_clean(subgraph.campaign_id),
        n_accounts_total=subgraph.n_accounts_total,
        n_identifiers_total=subgraph.n_identifiers_total,
        n_links_total=subgraph.n_links_total,
        cut=subgraph.cut or "",
    )
    written = io.BytesIO()
    nx.write_graphml(graph, written, encoding="utf-8", infer_numeric_types=True, named_key_ids=True)
    return written.getvalue()


def _clean_node(node: Node) -> Node:
    return Node(_clean(node.id), node.type, _clean(node.label), _clean_values(node.attributes))


def _clean_edge(edge: Edge) -> Edge:
    return Edge(_clean(edge.source), _clean(edge.target), edge.type, edge.weight, _clean_values(edge.attributes))


def _clean_values(attributes: dict[str, T]) -> dict[str, T]:
    return {name: _clean(value) for name, value in attributes.items()}


def _clean(value: T) -> T:
    return _NOT_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value  # type: ignore[return-value]
