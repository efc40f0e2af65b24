"""The recipe of graph textbooks: nodeSimilarity over accounts and identifiers, then Leiden, both in Graph Data Science.

All settings are the server's own, but one thread and a seed, so that it gives one answer. nodeSimilarity compares
every two accounts that share anything: minutes at 20,000 accounts, hours at a million.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from linkage import links
from linkage.communities import canonical
from linkage.evaluation.baselines import flagged_groups
from linkage.evaluation.score import Found
from linkage.graph.neo4j.science.client import connected, projected, undisturbed
from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot
from linkage.settings import GraphSettings

NAME: Final = "GDS similarity"
MOST_ACCOUNTS: Final = 30_000
"""Accounts above which the recipe is not tried: its cost grows faster than the ledger."""


def similarity_leiden(snapshot: Snapshot, settings: GraphSettings) -> Found:
    """Return Leiden on the ten most similar accounts of each, by shares of identifiers; groups of five are flagged.

    Raises:
        GraphUnavailable: no server with Graph Data Science answers.
    """
    with connected(settings) as client:
        found = _run(snapshot, client)
    labels = np.arange(snapshot.accounts.height, dtype=np.int64)
    labels[found["nodeId"].to_numpy()] = snapshot.accounts.height + found["communityId"].to_numpy()
    return flagged_groups(snapshot, canonical(labels))


def _run(snapshot: Snapshot, client: Any) -> pd.DataFrame:
    """Return nodeId and communityId of each account that is similar to another."""
    n = snapshot.accounts.height
    net = links.incidence(snapshot)
    own = net.by_kind(lambda kind: KINDS[kind].family != "context" and not KINDS[kind].derived)
    account = np.repeat(np.arange(n, dtype=np.int64), np.diff(net.account_ptr))
    kept = own[net.account_identifier]
    uses = pd.DataFrame(
        {
            "sourceNodeId": account[kept],
            "targetNodeId": n + net.account_identifier[kept].astype(np.int64),
            "relationshipType": "USED",
            "share": net.account_share[kept].astype(np.float64),
        }
    )
    nodes = pd.DataFrame({"nodeId": np.arange(n + net.n_identifiers, dtype=np.int64)})
    pairs = undisturbed(client, lambda name: _alike(client, name, nodes, uses))
    order = pairs.sort_values(["node1", "node2"])
    similar = pd.DataFrame(
        {
            "sourceNodeId": order["node1"].to_numpy(),
            "targetNodeId": order["node2"].to_numpy(),
            "relationshipType": "SIMILAR",
            "similarity": order["similarity"].to_numpy(),
        }
    )
    linked = pd.DataFrame({"nodeId": np.unique(similar[["sourceNodeId", "targetNodeId"]].to_numpy())})
    return undisturbed(client, lambda name: _grouped(client, name, linked, similar))


def _alike(client: Any, name: str, nodes: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Return the ten accounts most similar to each: node1, node2, similarity."""
    with projected(client, name, nodes, uses, undirected=False) as graph:
        pairs: pd.DataFrame = client.node_similarity.stream(
            graph, relationship_weight_property="share", concurrency=1, log_progress=False
        )
    return pairs


def _grouped(client: Any, name: str, nodes: pd.DataFrame, similar: pd.DataFrame) -> pd.DataFrame:
    """Return nodeId and communityId."""
    with projected(client, name, nodes, similar, undirected=True) as graph:
        found: pd.DataFrame = client.leiden.stream(
            graph, relationship_weight_property="similarity", random_seed=7, concurrency=1, log_progress=False
        )
    return found
