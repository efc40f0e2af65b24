"""A subgraph as GraphML."""

import io

import networkx as nx

from linkage.export import graphml
from linkage.graph.interface import Edge, Node, Subgraph

SUBGRAPH = Subgraph(
    campaign_id="c<1>",
    nodes=(
        Node("account:a&1", "account", "a&1", {"pool": 0, "strength": 0.5, "since": None, "score": 5.0, "band": "low"}),
        Node("account:b", "account", "b", {"pool": 1, "strength": 1.0, "since": 7, "score": 60.0, "band": "low"}),
        Node("ip:<::1>", "identifier", "<::1>", {"kind": "ip", "n_accounts": 2, "n_members": 2, "skeleton": "\x00 ok"}),
    ),
    edges=(
        Edge("account:a&1", "ip:<::1>", "USED_IP", 1.0, {"count": 3, "first_seen": None, "last_seen": 9}),
        Edge("account:a&1", "account:b", "LINKED_TO", 7.25, {"kinds": "ip,device"}),
    ),
    n_accounts_total=2,
    n_identifiers_total=1,
    n_links_total=1,
    cut="Too large.",
)


def test_networkx_reads_back_the_same_nodes_edges_and_types() -> None:
    read = nx.read_graphml(io.BytesIO(graphml(SUBGRAPH)))
    assert dict(read.nodes(data=True)) == {
        "account:a&1": {"type": "account", "label": "a&1", "pool": 0, "strength": 0.5, "score": 5.0, "band": "low"},
        "account:b": {
            "type": "account",
            "label": "b",
            "pool": 1,
            "strength": 1.0,
            "since": 7,
            "score": 60.0,
            "band": "low",
        },
        "ip:<::1>": {
            "type": "identifier",
            "label": "<::1>",
            "kind": "ip",
            "n_accounts": 2,
            "n_members": 2,
            "skeleton": "� ok",
        },
    }
    assert {frozenset((a, b)): data for a, b, data in read.edges(data=True)} == {
        frozenset(("account:a&1", "ip:<::1>")): {"type": "USED_IP", "weight": 1.0, "count": 3, "last_seen": 9},
        frozenset(("account:a&1", "account:b")): {"type": "LINKED_TO", "weight": 7.25, "kinds": "ip,device"},
    }


def test_it_says_what_was_left_out() -> None:
    read = nx.read_graphml(io.BytesIO(graphml(SUBGRAPH)))
    assert (read.graph["campaign_id"], read.graph["cut"], read.graph["n_links_total"]) == ("c<1>", "Too large.", 1)


def test_the_same_subgraph_gives_the_same_bytes() -> None:
    assert graphml(SUBGRAPH) == graphml(SUBGRAPH)


def test_an_empty_subgraph_is_a_graph() -> None:
    assert nx.read_graphml(io.BytesIO(graphml(Subgraph("c", (), (), 0, 0, 0, None)))).number_of_nodes() == 0
