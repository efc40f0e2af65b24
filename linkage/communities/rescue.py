"""Hub rescue: big farms must not hide in their own popularity, nor hiding ones behind a prompt of their own.

An identifier with very many users is too common to link any two of them, yet its users may be one party.
Every such identifier is a trial group; its members are judged by everything *but* that identifier's family,
and those with other evidence stay. What remains, when it is three or more with a sum well above chance,
is a seed like any other.

A farm that hides leaves most of its accounts no tie but the prompt. So the users of a prompt are a seed as a whole
where other evidence holds a part of them together; expansion then judges each. Of a public prompt's users, who are
strangers, nothing else holds any (in nine of ten cases none, where of a hidden farm's it holds a third).
"""

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Affinity, Fits, Grouping
from linkage.communities.dealing import dealt
from linkage.communities.ground import CONTEXT
from linkage.links.incidence import COLUMNS, column_of
from linkage.links.rows import starts

MIN_SHARE = 0.005
"""Share of its uses of the kind from which a user counts: honest traffic mixed in must not take a farm apart."""
MOST_SHARE = 0.05
"""Share of all accounts up to which the users of an identifier are tried, in a ledger of any size."""
MIN_MEMBERS = 3
KEEP_NATS = 3.0
SUM_NATS = 12.0
TEMPLATE = COLUMNS.index("template")
MIN_USERS_OF_WHOLE = 6
WHOLE_SHARE = 0.15
"""Share of a prompt's users that other evidence must hold for all of them to be a seed."""


def trial_groups(
    affinity: Affinity, min_users: npt.NDArray[np.int64], max_users: int
) -> tuple[Grouping, npt.NDArray[np.int8]]:
    """Return the users of each popular identifier as a trial group, and the column that made it.

    A user counts from `MIN_SHARE` of its uses of the kind; `min_users` says by column how many are needed.
    """
    net = affinity.incidence
    column = net.by_kind(column_of, np.int8)
    owner = np.repeat(np.arange(net.n_identifiers), np.diff(net.identifier_ptr))
    real = (affinity.use_share >= MIN_SHARE) & (column[owner] != CONTEXT)
    users = np.bincount(owner[real], minlength=net.n_identifiers)
    chosen = (users >= min_users[column]) & (users <= max_users)
    kept = real & chosen[owner]
    return Grouping(starts(users[chosen]), net.identifier_account[kept]), column[chosen]


def rescued_seeds(
    affinity: Affinity, *, min_users: int = 30, max_users: int = 1000, rounds: int = 3
) -> list[npt.NDArray[np.int32]]:
    """Return the members of each trial group that other evidence holds together, largest first.

    After them the users of each prompt of which other evidence holds a part, those with most held first.
    """
    enough = np.full(len(COLUMNS), min_users, dtype=np.int64)
    enough[TEMPLATE] = min(min_users, MIN_USERS_OF_WHOLE)
    most = max(max_users, int(MOST_SHARE * affinity.incidence.n_accounts))
    groups, column = trial_groups(affinity, enough, most)
    if groups.n_groups == 0:
        return []
    fits = held_fits(affinity, groups, column)
    wholes = whole_seeds(groups, fits, np.where(column == TEMPLATE, WHOLE_SHARE, np.inf))
    groups, column, total = _narrowed(groups, column, fits, groups.sizes() >= min_users)
    for _ in range(rounds - 1):
        if groups.n_groups == 0:
            break
        fits = held_fits(affinity, groups, column)
        groups, column, total = _narrowed(groups, column, fits, np.ones(groups.n_groups, dtype=np.bool_))
    seeds = [groups.members(g) for g in range(groups.n_groups) if total[g] >= SUM_NATS]
    order = sorted(range(len(seeds)), key=lambda g: (-seeds[g].size, tuple(seeds[g][:4])))
    return [seeds[g] for g in order] + wholes


def held_fits(affinity: Affinity, groups: Grouping, column: npt.NDArray[np.int8]) -> Fits:
    """Return how members fit trial groups, without the family that made each group: int8[n_groups] its column."""
    return dealt(groups, lambda some, numbers: affinity.fits_of_members(some, column[numbers]))


def _hard(fits: Fits) -> npt.NDArray[np.float32]:
    """Return what everything but context gives each fit, in nats."""
    return np.asarray(fits.nats.sum(axis=1) - fits.nats[:, CONTEXT])


def _held(fits: Fits) -> npt.NDArray[np.bool_]:
    """Return which fits are of members that something else than the trial's own family and context holds."""
    return np.asarray(fits.is_member & (_hard(fits) >= KEEP_NATS))


def whole_seeds(groups: Grouping, fits: Fits, share: npt.NDArray[np.float64]) -> list[npt.NDArray[np.int32]]:
    """Return the members of each trial group of which other evidence holds a share and three, most held first.

    Args:
        groups: the trial groups.
        fits: fits of their members, without the family that made each group.
        share: float64[n_groups], the share that must be held.
    """
    held = np.bincount(fits.group[_held(fits)], minlength=groups.n_groups)
    whole = (held >= MIN_MEMBERS) & (held >= share * groups.sizes())
    found = [(-int(held[g]), groups.members(g)) for g in range(groups.n_groups) if whole[g]]
    return [members for _, members in sorted(found, key=lambda seed: (seed[0], -seed[1].size, tuple(seed[1][:4])))]


def _narrowed(
    groups: Grouping, column: npt.NDArray[np.int8], fits: Fits, chosen: npt.NDArray[np.bool_]
) -> tuple[Grouping, npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """Return the chosen groups with the members that are held, where three or more are, and the sums of their nats."""
    keep = _held(fits)
    counts = np.bincount(fits.group[keep], minlength=groups.n_groups)
    total = np.bincount(fits.group[keep], weights=_hard(fits)[keep], minlength=groups.n_groups).astype(np.float64)
    good = chosen & (counts >= MIN_MEMBERS)
    rows = keep & good[fits.group]
    return Grouping(starts(counts[good]), fits.account[rows]), column[good], total[good]
