"""Where results live and are asked for.

A run's findings go in, answers come out: the risk of an account, why two accounts are linked, what a campaign is made
of. `interface.Graph` is the one seam; behind it is either a file per run (`embedded`) or a Neo4j server (`neo4j`), and
both answer alike, held to it by one suite of tests. What both need beside storage (putting an explanation together,
cursors, the order of hits, what is left out of a subgraph that is too large) is written once, here, as pure functions.
The seam ends where Neo4j can do more than files: Cypher, Graph Data Science and Browser are for people who have it.
"""

from linkage.graph.interface import Graph
from linkage.graph.opening import open_graph

__all__ = ["Graph", "open_graph"]
