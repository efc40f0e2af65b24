"""Groups that hardly hold together part: a victim, a chance meeting or one link must not join two parties.

Each group is cut into the blocks that its own links suggest, and blocks grow together again where enough of one's
members fit the other by what they share with it, without the help of their own block; so does who is in no block. A
company and a farm that one stolen key has brought together part; the halves of a farm that share addresses, prompts or
devices do not.

Of a farm of thousands that words its prompts in hundreds of ways no block fits any other. So a group that something
besides prompts holds, and that falls to blocks that are all small, is whole again where its halves fit each other.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import NEAR_NATS, Fits, Grouping, grouping_of
from linkage.communities.components import connected
from linkage.communities.expansion import numbered
from linkage.communities.fitting import FitCache
from linkage.communities.ground import CONTEXT, FAMILY_NATS
from linkage.communities.leiden import leiden
from linkage.communities.membership import held_groups, posterior_nats
from linkage.communities.timing import add_timing
from linkage.links.incidence import Links

LEAST_ACCOUNTS = 6
"""Fewest accounts of a group that can be two of three."""
LEAST_BLOCK = 3
LEAST_COVERED = 0.4
"""Share of a group that must be in blocks: of one that hangs on a prompt, a handful of links tells no parts.

What is in no block goes with one or leaves a group that is cut, and small blocks take few back: so a farm of many
wordings was lost.
"""
MOST_OF_GROUP = 0.25
"""Largest part of a group that its largest block may be for the group to have fallen to small ones."""
CROSS_NATS = -4.0
"""Posterior log-odds from which a member of one block fits another: blocks were one group, so that much is given."""
CROSS_SHARE = 0.3
"""Share of a block that must fit another for the two to stay one group."""
LEAST_BACK = 2
"""Members of the other that must be near in turn: by one stolen key all of a farm fit a company, and one fits back."""


def parted(
    labels: npt.NDArray[np.int32], known: FitCache, links: Links, timing: Links | None, seed: int
) -> npt.NDArray[np.int32]:
    """Return the labelling with groups parted that hardly hold together: int32[n_accounts], -1 for none.

    Members in no block of three go with the block that they fit best, or leave a group that is cut: they were of one
    group with it, so that much is given. Without them a farm that has nothing but a prompt in common would come apart
    for good, since those who left speak against what is left.
    """
    labels = numbered(labels)
    blocks = blocks_of(labels, links, seed)
    if blocks is None:
        return labels
    inside = blocks >= 0
    whole = np.full(int(blocks.max()) + 1, -1, dtype=np.int32)
    whole[blocks[inside]] = labels[inside]
    # A group that is one block meets no other.
    several = np.flatnonzero(np.bincount(whole)[whole] >= 2)
    groups = grouping_of(blocks).some(several)
    fits = _shared(add_timing(known.with_neighbours(groups), groups, timing, labels.size))
    together = np.arange(whole.size, dtype=np.int32)
    together[several] = several[grown_together(fits, groups, whole[several], labels.size)]
    best = best_blocks(fits, groups, whole[several], np.where(inside, -1, labels).astype(np.int32))
    joined = np.where(inside | (best < 0), blocks, several[best])
    cut = np.where(joined >= 0, together[np.maximum(joined, 0)], -1).astype(np.int32)
    return numbered(np.where(scattered(labels, cut, known, timing), whole.size + labels, cut))


def scattered(
    labels: npt.NDArray[np.int32], cut: npt.NDArray[np.int32], known: FitCache, timing: Links | None
) -> npt.NDArray[np.bool_]:
    """Return which accounts are of groups that fell to small blocks and whose halves would grow together.

    Args:
        labels: int32[n_accounts], the groups.
        cut: int32[n_accounts], their blocks; -1 for accounts in none.
        known: fits of groups.
        timing: pairs whose onsets coincide.
    """
    inside = cut >= 0
    size, block_size = np.bincount(labels[labels >= 0]), np.bincount(cut[inside])
    whole = np.full(block_size.size, -1, dtype=np.int32)
    whole[cut[inside]] = labels[inside]
    blocks = np.flatnonzero(block_size)
    largest = np.zeros(size.size, dtype=np.int64)
    np.maximum.at(largest, whole[blocks], block_size[blocks])
    chosen = np.flatnonzero(largest <= MOST_OF_GROUP * size)
    if chosen.size:
        # All groups are asked for, since the cache keeps those it was asked for last.
        groups = grouping_of(labels)
        held = held_groups(add_timing(known.contenders(groups), groups, timing, labels.size), groups.sizes())
        chosen = chosen[held[chosen]]
    if chosen.size == 0:
        return np.zeros_like(inside)
    place = np.full(size.size, -1, dtype=np.int64)
    place[chosen] = np.arange(chosen.size)
    # The blocks of a group are dealt to its halves, the largest first.
    blocks = blocks[np.lexsort((-block_size[blocks], whole[blocks]))]
    rank = np.arange(blocks.size) - np.searchsorted(whole[blocks], whole[blocks])
    half = np.full(block_size.size, -1, dtype=np.int32)
    half[blocks] = np.where(place[whole[blocks]] >= 0, 2 * place[whole[blocks]] + rank % 2, -1)
    halves = grouping_of(np.where(inside, half[np.maximum(cut, 0)], -1).astype(np.int32))
    fits = _shared(add_timing(known.with_neighbours(halves), halves, timing, labels.size))
    together = grown_together(fits, halves, np.arange(halves.n_groups, dtype=np.int32) // 2, labels.size)
    return np.isin(labels, chosen[together[::2] == together[1::2]])


def blocks_of(labels: npt.NDArray[np.int32], links: Links, seed: int) -> npt.NDArray[np.int32] | None:
    """Return the blocks of every group, int32[n_accounts]; None where no group has two of three accounts or more.

    Leiden on the links inside groups, each group's weighing one in all, at the number of groups as resolution: so
    every group is cut by its own modularity. A group with fewer than two such blocks is one block.
    """
    n_groups = int(labels.max(initial=-1)) + 1
    inside = (labels[links.a] >= 0) & (labels[links.a] == labels[links.b])
    group = labels[links.a][inside]
    if group.size == 0:
        return None
    weight = links.weight_bits[inside].astype(np.float64)
    total = np.bincount(group, weights=weight, minlength=n_groups)
    within = replace(
        links,
        a=links.a[inside],
        b=links.b[inside],
        bits=links.bits[:0],  # Leiden reads weights alone
        proof=links.proof[inside],
        weight_bits=(weight / total[group]).astype(np.float32),
    )
    cut = leiden(within, resolution=float((total > 0).sum()), seed=seed)
    sizes = np.bincount(cut, minlength=labels.size)
    member = labels >= 0
    in_block = member & (sizes[cut] >= LEAST_BLOCK)
    pairs = np.unique(np.stack([labels[in_block], cut[in_block]]), axis=1)
    n_blocks = np.bincount(pairs[0], minlength=n_groups)
    size = np.bincount(labels[member], minlength=n_groups)
    covered = np.bincount(labels[in_block], minlength=n_groups)
    several = (n_blocks >= 2) & (size >= LEAST_ACCOUNTS) & (covered >= LEAST_COVERED * size)
    if not several.any():
        return None
    is_cut = member & several[np.maximum(labels, 0)]
    out = labels.astype(np.int64)
    out[is_cut] = np.where(in_block[is_cut], n_groups + cut[is_cut].astype(np.int64), -1)
    _, dense = np.unique(out[out >= 0], return_inverse=True)
    out[out >= 0] = dense
    return numbered(out.astype(np.int32))


def grown_together(
    fits: Fits, groups: Grouping, whole: npt.NDArray[np.int32], n_accounts: int
) -> npt.NDArray[np.int32]:
    """Return which blocks stay one group: int32[n_blocks], groups numbered by their smallest block.

    What blocks share counts, and what each has for itself does not: halves of one party have devices of their own.

    Args:
        fits: fits of accounts with blocks, of what they share alone.
        groups: the blocks.
        whole: int32[n_blocks], the group that each block was cut from; only blocks of one group meet.
        n_accounts: accounts of the ledger.
    """
    home = groups.homes(n_accounts)
    score = posterior_nats(fits, groups.sizes(), n_accounts)
    visiting = np.flatnonzero(~fits.is_member & (home[fits.account] >= 0) & _is_clear(fits))
    visiting = visiting[whole[home[fits.account[visiting]]] == whole[fits.group[visiting]]]
    pairs = home[fits.account[visiting]].astype(np.int64) * groups.n_groups + fits.group[visiting]
    pair, row = np.unique(pairs, return_inverse=True)
    touching = np.bincount(row, weights=fits.nats[visiting].sum(axis=1) >= NEAR_NATS, minlength=pair.size)
    votes = np.bincount(row, weights=score[visiting] >= CROSS_NATS, minlength=pair.size)
    home_block, other = pair // groups.n_groups, pair % groups.n_groups
    back = np.isin(other * groups.n_groups + home_block, pair[touching >= LEAST_BACK])
    enough = back & (votes >= np.maximum(CROSS_SHARE * groups.sizes()[home_block], LEAST_BACK))
    return connected(groups.n_groups, home_block[enough], other[enough])


def best_blocks(
    fits: Fits, groups: Grouping, whole: npt.NDArray[np.int32], alone: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Return the block of its own group that each account fits best, -1 for none: int32[n_accounts].

    Args:
        fits: fits of accounts with blocks, of what they share alone.
        groups: the blocks.
        whole: int32[n_blocks], the group that each block was cut from.
        alone: int32[n_accounts], the group of each account that is in no block; -1 for all others.
    """
    score = posterior_nats(fits, groups.sizes(), alone.size)
    rows = np.flatnonzero((alone[fits.account] == whole[fits.group]) & _is_clear(fits) & (score >= CROSS_NATS))
    rows = rows[np.lexsort((fits.group[rows], -score[rows], fits.account[rows]))]
    account, first = np.unique(fits.account[rows], return_index=True)
    best = np.full(alone.size, -1, dtype=np.int32)
    best[account] = fits.group[rows[first]]
    return best


def _shared(fits: Fits) -> Fits:
    """Return the fits without what speaks against, and without context: blocks of two companies work alike as well."""
    nats = np.maximum(fits.nats, 0.0)
    nats[:, CONTEXT] = 0.0
    return replace(fits, nats=nats)


def _is_clear(fits: Fits) -> npt.NDArray[np.bool_]:
    """Return which fits a family speaks clearly for: bool[n_fits]."""
    return np.asarray((fits.nats >= FAMILY_NATS).any(axis=1))
