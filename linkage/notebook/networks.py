"""A campaign, or what is near an account, as a networkx graph; and such a graph as frames."""

from typing import Final

import networkx as nx
import polars as pl

from linkage.export import network
from linkage.graph.interface import Graph
from linkage.graph.neighbourhood import neighbourhood as near
from linkage.notebook.table import MOMENT, TEXTS, table

NODES: Final[dict[str, pl.DataType]] = {
    "id": pl.String(),
    "type": pl.String(),
    "label": pl.String(),
    "kind": pl.String(),
    "n_accounts": pl.UInt32(),
    "n_members": pl.UInt32(),
    "skeleton": pl.String(),
    "score": pl.Float64(),
    "band": pl.String(),
    "campaign_id": pl.String(),
    "distance": pl.UInt32(),
    "pool": pl.UInt32(),
    "strength": pl.Float64(),
    "since": MOMENT,
}
EDGES: Final[dict[str, pl.DataType]] = {
    "source": pl.String(),
    "target": pl.String(),
    "type": pl.String(),
    "weight": pl.Float64(),
    "kinds": TEXTS,
    "count": pl.Int64(),
    "first_seen": MOMENT,
    "last_seen": MOMENT,
}


def campaign(graph: Graph, campaign_id: str, max_nodes: int = 2_000) -> nx.Graph:
    """Return a campaign's accounts, the identifiers that two or more of them share, and the links between them.

    Nodes are `account:ID` and `KIND:KEY`. Edges weigh a use by its share of the account's uses of that kind, and a
    link in bits. The graph's `cut` says what was left out, when it is larger than `max_nodes`.

    Raises:
        CampaignNotFound: there is no such campaign.
    """
    found = graph.subgraph(campaign_id, max_nodes)
    return network(found.nodes, found.edges, campaign_id=campaign_id, cut=found.cut or "")


def neighbourhood(graph: Graph, account_id: str, steps: int = 1, max_accounts: int = 200) -> nx.Graph:
    """Return the accounts within `steps` links of one, and the identifiers that it uses or that two of them share.

    Nodes, edges and `cut` are as in `campaign`; `distance` of an account counts the links to it.

    Raises:
        AccountNotFound: there is no such account.
        UsageError: steps or accounts are out of bounds.
    """
    found = near(graph, account_id, steps, max_accounts)
    return network(found.nodes, found.edges, account_id=account_id, cut=found.cut or "")


def nodes(net: nx.Graph) -> pl.DataFrame:
    """Return the nodes of a graph that this module made, in its order: `NODES`, null where a node has no such thing."""
    return table(({"id": node, **data} for node, data in net.nodes(data=True)), NODES)


def edges(net: nx.Graph) -> pl.DataFrame:
    """Return its edges, by source and target: `EDGES`. A use leads from the account; a link from the smaller id."""
    rows = []
    for one, other, data in net.edges(data=True):
        is_use = net.nodes[one]["type"] != net.nodes[other]["type"]
        source, target = sorted((one, other), key=lambda end: (is_use and net.nodes[end]["type"] != "account", end))
        kinds = {"kinds": data["kinds"].split(",")} if "kinds" in data else {}
        rows.append({**data, **kinds, "source": source, "target": target})
    return table(sorted(rows, key=lambda row: (row["source"], row["target"])), EDGES)
