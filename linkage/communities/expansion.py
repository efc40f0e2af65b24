"""Groups gain the accounts that fit them and lose those that do not; groups that explain each other merge.

The best group that an account may be a member of wins (`membership` says which). Where it stops being true: two
parties that share everything that is recorded are one group; telling them apart is left to an analyst.
"""

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Fits, Grouping, grouping_of
from linkage.communities.fitting import FitCache
from linkage.communities.labels import by_smallest
from linkage.communities.membership import admissible, held_by_number, posterior_nats
from linkage.communities.timing import add_timing
from linkage.links.incidence import Links

MERGE_SHARE = 0.5
MOVING_SHARE = 0.001
"""Share of all accounts that a round must move for another to follow the last ones."""
SAME_GROUP = 0.7
"""Jaccard similarity from which a seed and a group are the same."""


def reassign(fits: Fits, groups: Grouping, n_accounts: int) -> npt.NDArray[np.int32]:
    """Return the new group of every account, -1 for none: int32[n_accounts]. The best admissible group wins."""
    score = posterior_nats(fits, groups.sizes(), n_accounts)
    rows = np.flatnonzero(admissible(fits, score))
    # Highest score first; at a tie the group with the smaller number, so that order never matters.
    order = rows[np.lexsort((fits.group[rows], -score[rows], fits.account[rows]))]
    accounts = fits.account[order]
    first = np.ones(order.size, dtype=bool)
    first[1:] = accounts[1:] != accounts[:-1]
    labels = np.full(n_accounts, -1, dtype=np.int32)
    labels[accounts[first]] = fits.group[order[first]]
    return labels


def merged_labels(fits: Fits, groups: Grouping, n_accounts: int) -> npt.NDArray[np.int32]:
    """Return for each group the group it merges into (itself for most): int32[n_groups].

    A group merges into another when at least half of its members would join that one.
    """
    n_groups = groups.n_groups
    target = np.arange(n_groups, dtype=np.int32)
    home = groups.homes(n_accounts)
    score = posterior_nats(fits, groups.sizes(), n_accounts)
    rows = np.flatnonzero(~fits.is_member & (home[fits.account] >= 0) & admissible(fits, score))
    if rows.size == 0:
        return target
    pair = home[fits.account[rows]].astype(np.int64) * n_groups + fits.group[rows]
    pairs, votes = np.unique(pair, return_counts=True)
    source = (pairs // n_groups).astype(np.int32)
    into = (pairs % n_groups).astype(np.int32)
    sizes = groups.sizes()
    enough = votes >= MERGE_SHARE * sizes[source]
    # Each group in turn, to where most of its members would go; chains are followed to their end.
    order = np.lexsort((into, -votes, source))
    for x in order:
        a, b = source[x], into[x]
        if not enough[x] or target[a] != a:
            continue
        root = b
        while target[root] != root:
            root = target[root]
        if root != a:
            target[a] = root
    for g in range(n_groups):
        root = g
        while target[root] != root:
            root = target[root]
        target[g] = root
    return target


def numbered(labels: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the labelling with groups numbered by their smallest member, groups of one dropped."""
    inside = np.flatnonzero(labels >= 0)
    counts = np.bincount(labels[inside])
    inside = inside[counts[labels[inside]] >= 2]
    out = np.full(labels.size, -1, dtype=np.int32)
    out[inside] = by_smallest(labels[inside])
    return out


def contested(
    labels: npt.NDArray[np.int32], seeds: list[npt.NDArray[np.int32]], known: FitCache, timing: Links | None
) -> npt.NDArray[np.int32]:
    """Return the labelling after every seed stood against the groups, whole: each account goes where it fits best.

    A seed whose members are in groups already would else have no say, however much better it explains them.
    Seeds that are nearly a group (`SAME_GROUP`) have nothing to add, nor has what was found in two ways.
    """
    labels = numbered(labels)
    groups = grouping_of(labels)
    sizes = groups.sizes()
    several = (np.sort(seed) for seed in seeds if not _is_nearly_a_group(seed, labels, sizes))
    fresh = list({seed.tobytes(): seed for seed in several}.values())
    if not fresh:
        return labels
    ends = groups.ptr[-1] + np.cumsum([seed.size for seed in fresh])
    both = Grouping(np.concatenate([groups.ptr, ends]), np.concatenate([groups.member, *fresh]).astype(np.int32))
    fits = add_timing(known.contenders(both), groups, timing, labels.size)
    return numbered(reassign(fits, both, labels.size))


def _is_nearly_a_group(
    seed: npt.NDArray[np.int32], labels: npt.NDArray[np.int32], sizes: npt.NDArray[np.int64]
) -> bool:
    inside = labels[seed][labels[seed] >= 0]
    if inside.size == 0:
        return False
    shared = np.bincount(inside)
    group = int(shared.argmax())
    return bool(shared[group] >= SAME_GROUP * (seed.size + sizes[group] - shared[group]))


def expand(
    labels: npt.NDArray[np.int32], known: FitCache, timing: Links | None, rounds: int, more: int = 0
) -> npt.NDArray[np.int32]:
    """Return the labelling after `rounds` of gaining, losing and merging: int32[n_accounts], -1 for none.

    Then up to `more` follow, while each moves `MOVING_SHARE` of all accounts: farms of thousands grow together slowly.
    """
    n = labels.size
    labels = numbered(labels)
    for done in range(1, rounds + more + 1):
        before = labels
        groups = grouping_of(labels)
        if groups.n_groups == 0:
            return labels
        fits = add_timing(known.contenders(groups), groups, timing, n)
        target = merged_labels(fits, groups, n)
        if (target != np.arange(groups.n_groups)).any():
            labels = numbered(np.where(labels >= 0, target[np.maximum(labels, 0)], -1).astype(np.int32))
            groups = grouping_of(labels)
            fits = add_timing(known.contenders(groups), groups, timing, n)
        moved = reassign(fits, groups, n)
        few = np.count_nonzero(moved != labels) < MOVING_SHARE * n
        labels = numbered(moved)
        if np.array_equal(labels, before) or (done >= rounds and few):
            break
    return labels


def settled(labels: npt.NDArray[np.int32], known: FitCache, timing: Links | None) -> npt.NDArray[np.int32]:
    """Return the labelling without members that number alone holds (`held_by_number`): int32[n_accounts]."""
    groups = grouping_of(labels)
    fits = add_timing(known.contenders(groups), groups, timing, labels.size)
    left = labels.copy()
    left[fits.account[fits.is_member & held_by_number(fits, groups.sizes(), labels.size)]] = -1
    return numbered(left)
