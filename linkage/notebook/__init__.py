"""Results for analysts in notebooks: polars frames and networkx graphs, from files of a run or from a Neo4j.

No server is needed. Whatever graph is asked, the answers are the same::

    >>> from linkage import notebook as nb
    >>> graph = nb.connect("linkage-workspace")  # or nb.connect(graph="bolt://127.0.0.1:7687", password="…")
    >>> nb.campaigns(graph)["campaign_id", "band"].row(0)
    ('c-alpha', 'high')
    >>> nb.members(graph, "c-alpha")["account_id"].to_list()
    ['a-1', 'a-2', 'a-3']
    >>> nb.reasons(graph, "c-alpha").group_by("side").agg("weight").sort("side").rows()
    [('conduct', [2.25]), ('link', [-2.0, 4.5])]
    >>> nb.risk(graph, ["a-1", "nobody"])["status"].to_list()
    ['known', 'unknown']

    >>> campaign = nb.campaign(graph, "c-alpha")  # a networkx graph
    >>> [account for account, data in campaign.nodes(data=True) if data["type"] == "account"]
    ['account:a-1', 'account:a-2', 'account:a-3']
    >>> near = nb.neighbourhood(graph, "a-3", steps=2)
    >>> nb.nodes(near).filter(type="account")["label", "distance"].rows()
    [('a-3', 0), ('a-1', 1), ('a-2', 2)]
    >>> nb.edges(near).filter(type="LINKED_TO")["source", "target", "weight"].rows()
    [('account:a-1', 'account:a-2', 12.0), ('account:a-1', 'account:a-3', 6.25)]
    >>> graph.close()

Those who have notebooks on py2neo find the same as its `Subgraph` in `linkage.notebook.py2neo`.
"""

from linkage.notebook.connecting import connect
from linkage.notebook.frames import (
    campaigns,
    explain,
    identifiers,
    joins,
    links,
    members,
    reasons,
    relies_on,
    risk,
    timeline,
)
from linkage.notebook.networks import campaign, edges, neighbourhood, nodes

__all__ = [
    "campaign",
    "campaigns",
    "connect",
    "edges",
    "explain",
    "identifiers",
    "joins",
    "links",
    "members",
    "neighbourhood",
    "nodes",
    "reasons",
    "relies_on",
    "risk",
    "timeline",
]
