"""A subgraph as GraphML, for Gephi, yEd, Cytoscape or networkx."""

import io
import re

import networkx as nx

from linkage.graph.interface import Subgraph

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def graphml(subgraph: Subgraph) -> bytes:
    """Return the subgraph as GraphML in UTF-8: an undirected graph whose attributes keep their types.

    Values that are null are left out. Characters that XML cannot hold become U+FFFD. The graph has the totals and,
    where something was left out, the sentence that says so.
    """
    graph = nx.Graph(
        campaign_id=_clean(subgraph.campaign_id),
        n_accounts_total=subgraph.n_accounts_total,
        n_identifiers_total=subgraph.n_identifiers_total,
        n_links_total=subgraph.n_links_total,
        cut=subgraph.cut or "",
    )
    for node in subgraph.nodes:
        graph.add_node(_clean(node.id), type=node.type, label=_clean(node.label), **_present(node.attributes))
    for edge in subgraph.edges:
        graph.add_edge(
            _clean(edge.source), _clean(edge.target), type=edge.type, weight=edge.weight, **_present(edge.attributes)
        )
    written = io.BytesIO()
    nx.write_graphml(graph, written, encoding="utf-8", infer_numeric_types=True, named_key_ids=True)
    return written.getvalue()


def _present(attributes: dict[str, str | int | float | None]) -> dict[str, str | int | float]:
    return {
        name: _clean(value) if isinstance(value, str) else value
        for name, value in attributes.items()
        if value is not None
    }


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
