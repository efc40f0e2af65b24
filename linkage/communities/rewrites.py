"""Rewritten prompts: whoever words one prompt anew in dozens of ways still draws from the same few dozen.

Each wording has few users, and each account uses few wordings, so two accounts of a farm may have none in common;
but wordings and accounts together hang in one piece, in which strangers have no part. Accounts and rare prompts are
the two sides of a graph, and its communities are seeds where something else than prompts holds a few of their accounts:
strangers who use one rare product have nothing else in common.

The graph has an edge for every use and none for pairs of accounts, so its cost is linear in the uses.

Source: Barber (2007), Physical Review E 76, 066102 (communities of bipartite graphs, here by plain modularity).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Affinity, grouping_of
from linkage.communities.components import connected, undissolved
from linkage.communities.expansion import numbered
from linkage.communities.ground import HELD_SHARE
from linkage.communities.leiden import partition, symmetric
from linkage.communities.rescue import TEMPLATE, held_fits, whole_seeds

MAX_USERS = 60
"""Users up to which a prompt is rare: beyond, it is a product's or a class's, and has strangers in it."""
TEAMS = (10.0, 0.05)
"""Resolution of modularity that finds teams of a dozen, and the share of one that other evidence must hold: half the
accounts of a farm that hides have no other tie."""
FARMS = (1.0, HELD_SHARE)
"""The same for farms of a thousand, which the finer one takes apart."""
MIN_MEMBERS = 5


def rewritten_seeds(
    affinity: Affinity, seed: int, sizes: Sequence[tuple[float, float]] = (TEAMS, FARMS)
) -> list[npt.NDArray[np.int32]]:
    """Return the accounts of each community of accounts and rare prompts that other evidence holds a part of.

    Each ascending; of each size in turn those with most held first.

    Args:
        affinity: what fits are computed with.
        seed: of what is drawn.
        sizes: of what sizes, each a resolution and the share that must be held.
    """
    net = affinity.incidence
    users = np.diff(net.identifier_ptr)
    most = min(MAX_USERS, net.n_accounts - 1)  # what everybody uses tells nobody apart
    rare = (net.kind_of == net.kind_names.index("template")) & (users >= 2) & (users <= most)
    owner = np.repeat(np.arange(net.n_identifiers), users)
    use = rare[owner]
    if not use.any():
        return []
    weight = net.identifier_share[use] * np.log(net.n_accounts / users[owner[use]])
    account, row = np.unique(net.identifier_account[use], return_inverse=True)
    prompt, column = np.unique(owner[use], return_inverse=True)
    graph = symmetric(account.size + column, row, weight, account.size + prompt.size)
    component = connected(account.size + prompt.size, row, account.size + column)[: account.size]
    seeds = []
    for resolution, held in sizes:
        found = partition(graph, resolution=resolution, seed=seed)[: account.size]
        large = np.where(np.bincount(found)[found] >= MIN_MEMBERS, found, -1).astype(np.int32)
        labels = np.full(net.n_accounts, -1, dtype=np.int32)
        labels[account] = undissolved(large, component)
        groups = grouping_of(numbered(labels), MIN_MEMBERS)
        fits = held_fits(affinity, groups, np.full(groups.n_groups, TEMPLATE, dtype=np.int8))
        seeds += whole_seeds(groups, fits, np.full(groups.n_groups, held))
    return seeds
