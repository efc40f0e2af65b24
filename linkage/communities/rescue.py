"""Hub rescue: big farms must not hide in their own popularity.

An identifier with very many users is too common to link any two of them, yet its users may be one party.
Every such identifier is a trial group; its members are judged by everything *but* that identifier's family,
and those with other evidence stay. What remains, when it is three or more with a sum well above chance,
is a seed like any other.
"""

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import CONTEXT, Affinity, Grouping, saturated
from linkage.identifiers.kinds import KINDS
from linkage.links.incidence import COLUMNS

MIN_SHARE = np.array([0.005], dtype=np.float32)
"""Share of its uses of the kind from which a user counts: honest traffic mixed in must not take a farm apart."""
MIN_MEMBERS = 3
KEEP_NATS = 3.0
SUM_NATS = 12.0


def trial_groups(affinity: Affinity, min_users: int, max_users: int) -> tuple[Grouping, npt.NDArray[np.int8]]:
    """Return the users of each popular identifier as a trial group, and the column that made it.

    A user counts from `MIN_SHARE` of its uses of the kind.
    """
    net = affinity.incidence
    column_of_kind = np.array([COLUMNS.index(KINDS[name].family) for name in net.kind_names], dtype=np.int8)
    column = column_of_kind[net.kind_of]
    owner = np.repeat(np.arange(net.n_identifiers), np.diff(net.identifier_ptr))
    real = (net.identifier_share >= saturated(MIN_SHARE)) & (column[owner] != CONTEXT)
    users = np.bincount(owner[real], minlength=net.n_identifiers)
    chosen = (users >= min_users) & (users <= max_users)
    kept = real & chosen[owner]
    ptr = np.zeros(int(chosen.sum()) + 1, dtype=np.int64)
    np.cumsum(users[chosen], out=ptr[1:])
    return Grouping(ptr, net.identifier_account[kept]), column[chosen]


def rescued_seeds(
    affinity: Affinity, *, min_users: int = 30, max_users: int = 1000, rounds: int = 3
) -> list[npt.NDArray[np.int32]]:
    """Return the members of each trial group that other evidence holds together, largest sum first."""
    groups, column = trial_groups(affinity, min_users, max_users)
    total: npt.NDArray[np.float64] = np.zeros(0)
    for _ in range(rounds):
        if groups.n_groups == 0:
            return []
        fits = affinity.fits(groups, column, members_only=True)
        hard = fits.nats.sum(axis=1) - fits.nats[:, CONTEXT]
        keep = fits.is_member & (hard >= KEEP_NATS)
        counts = np.bincount(fits.group[keep], minlength=groups.n_groups)
        total = np.bincount(fits.group[keep], weights=hard[keep], minlength=groups.n_groups).astype(np.float64)
        good = counts >= MIN_MEMBERS
        rows = keep & good[fits.group]
        ptr = np.zeros(int(good.sum()) + 1, dtype=np.int64)
        np.cumsum(counts[good], out=ptr[1:])
        groups, column, total = Grouping(ptr, fits.account[rows]), column[good], total[good]
    seeds = [groups.member[groups.ptr[g] : groups.ptr[g + 1]] for g in range(groups.n_groups) if total[g] >= SUM_NATS]
    order = sorted(range(len(seeds)), key=lambda g: (-seeds[g].size, tuple(seeds[g][:4])))
    return [seeds[g] for g in order]
