"""What a user would do today, on the same snapshot: two usual recipes.

The weighted one has the best of twelve settings (cap 100 or 1,000, least bits 2, 4 or 6, resolution 1 or 4), chosen on
two worlds of other seeds by its precision over grouped accounts: a rival should be as good as it can be.
"""

from typing import Final

import numpy as np
import polars as pl
import scipy.sparse as sp

from linkage import communities, links
from linkage.evaluation.counts import SEED
from linkage.evaluation.score import Found, found_of_members
from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot
from linkage.links.incidence import COLUMNS, Links

RARE: Final = 10
"""Most accounts of an identifier that joins its accounts outright."""
CAP: Final = 1000
"""Accounts of an identifier above which it is left out of the weighted projection: the usual stop list."""
LEAST_BITS: Final = 6.0
"""Weight below which a pair is dropped."""
RESOLUTION: Final = 4.0
"""Leiden resolution."""
SMALLEST: Final = 5
"""Accounts from which a group is flagged."""
BLOCK: Final = 2000
"""Accounts whose pairs are made at a time."""


def small_identifiers(snapshot: Snapshot) -> Found:
    """Return connected components over identifiers of at most `RARE` accounts; components of `SMALLEST` are flagged."""
    net = _own(snapshot)
    degree = np.asarray((net > 0).sum(axis=0)).ravel()
    narrow = net[:, (degree >= 2) & (degree <= RARE)]
    pairs = sp.triu(narrow @ narrow.T, k=1).tocoo()
    return flagged_groups(snapshot, communities.components(_links(net.shape[0], pairs)))


def weighted_leiden(snapshot: Snapshot) -> Found:
    """Return Leiden on pairs weighted by log2(N / d) · sqrt(share_a · share_b), summed over all shared.

    Identifiers of more than `CAP` accounts and pairs below `LEAST_BITS` are left out; groups of `SMALLEST` are flagged.
    """
    net = _own(snapshot)
    n = net.shape[0]
    degree = np.asarray((net > 0).sum(axis=0)).ravel()
    wanted = (degree >= 2) & (degree <= CAP)
    rarity = np.log2(n / np.maximum(degree, 1))
    half = net[:, wanted].sqrt() @ sp.diags(np.sqrt(rarity[wanted]))
    blocks = []
    for start in range(0, max(n, 1), BLOCK):  # of no accounts one block too, empty
        block = (half[start : start + BLOCK] @ half.T).tocoo()
        keep = (block.data >= LEAST_BITS) & (block.col > block.row + start)
        blocks.append((block.row[keep] + start, block.col[keep], block.data[keep]))
    a, b, weight = (np.concatenate(column) for column in zip(*blocks, strict=True))
    pairs = sp.coo_matrix((weight, (a, b)), shape=(n, n))
    return flagged_groups(snapshot, communities.leiden(_links(n, pairs), resolution=RESOLUTION, seed=SEED))


def _own(snapshot: Snapshot) -> sp.csr_matrix:
    """Return shares, accounts × identifiers, of all kinds but derived ones and context."""
    net = links.incidence(snapshot)
    columns = net.by_kind(lambda kind: KINDS[kind].family != "context" and not KINDS[kind].derived)
    shape = (net.n_accounts, net.n_identifiers)
    matrix = sp.csr_matrix((net.account_share.astype(np.float64), net.account_identifier, net.account_ptr), shape=shape)
    return matrix[:, columns]


def _links(n: int, pairs: sp.coo_matrix) -> Links:
    order = np.lexsort((pairs.col, pairs.row))
    size = order.size
    return Links(
        n_accounts=n,
        a=pairs.row[order].astype(np.int32),
        b=pairs.col[order].astype(np.int32),
        bits=np.zeros((size, len(COLUMNS)), np.float32),
        weight_bits=pairs.data[order].astype(np.float32),
        threshold_bits=0.0,
        null_rate=1.0,
        proof=np.zeros(size, np.bool_),
        rule="any shared identifier",
    )


def flagged_groups(snapshot: Snapshot, labels: "np.typing.NDArray[np.int32]") -> Found:
    """Return groups of `SMALLEST` or more as campaigns, each account scored by the size of its group."""
    table = pl.DataFrame({"account_id": snapshot.accounts["account_id"], "group": labels})
    large = table.with_columns(score=pl.len().over("group").cast(pl.Float64)).filter(pl.col("score") >= SMALLEST)
    return found_of_members(
        large.select("account_id", pl.format("group-{}", "group").alias("campaign_id"), "score").sort("account_id")
    )
