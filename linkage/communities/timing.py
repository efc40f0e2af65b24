"""Timing as a family of evidence between an account and a group.

Pairs whose onsets coincide beyond chance (`linkage.links.timing`) are links of one family. An account's
timing fit with a group is the sum of its two strongest such links to members: a scheduler leaves many,
and two are harder to meet by accident than one.
"""

import numpy as np

from linkage.communities.affinity import Fits, Grouping
from linkage.communities.ground import TIME
from linkage.links.incidence import Links
from linkage.links.rows import among_sorted

TIME_MAX_NATS = 10.0


def add_timing(fits: Fits, groups: Grouping, timing: Links | None, n_accounts: int) -> Fits:
    """Return the fits with the time column filled, and with rows for accounts that only timing brings.

    `timing` holds pairs with evidence in its time column; None leaves the fits as they are.
    """
    if timing is None or timing.a.size == 0 or groups.n_groups == 0:
        return fits
    home = groups.homes(n_accounts)
    source = np.concatenate([timing.a, timing.b])
    target = home[np.concatenate([timing.b, timing.a])]
    nats = np.tile(timing.bits[:, TIME] * np.float32(np.log(2)), 2)
    known = target >= 0
    source, target, nats = source[known], target[known], nats[known]
    order = np.lexsort((-nats, source, target))
    source, target, nats = source[order], target[order], nats[order]
    new = np.ones(source.size, dtype=bool)
    new[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    start = np.flatnonzero(new)
    rank = np.arange(source.size) - np.repeat(start, np.diff(np.append(start, source.size)))
    best = rank < 2
    key = target[best].astype(np.int64) * n_accounts + source[best]
    keys, inverse = np.unique(key, return_inverse=True)
    total = np.minimum(np.bincount(inverse, weights=nats[best]), TIME_MAX_NATS).astype(np.float32)
    have = fits.group.astype(np.int64) * n_accounts + fits.account
    at, hit = np.searchsorted(have, keys), among_sorted(keys, have)
    filled = fits.nats.copy()
    filled[at[hit], TIME] = np.maximum(filled[at[hit], TIME], total[hit])
    # Fits are in order, and few rows are new: they are put where they belong, and nothing is sorted anew.
    fresh, where = keys[~hit], at[~hit]
    group, account = (fresh // n_accounts).astype(np.int32), (fresh % n_accounts).astype(np.int32)
    extra = np.zeros((fresh.size, filled.shape[1]), dtype=np.float32)
    extra[:, TIME] = total[~hit]
    return Fits(
        np.insert(fits.group, where, group),
        np.insert(fits.account, where, account),
        np.insert(filled, where, extra, axis=0) if fresh.size else filled,
        np.insert(fits.sharers, where, np.float32(0)),
        np.insert(fits.is_member, where, home[account] == group),
    )
