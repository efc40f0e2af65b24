"""Who may be a member of a group.

The posterior log-odds that account a belongs to group C is ln(m / N), plus the fit in each family, plus capped
context. An account joins when two families speak for it, or one that strangers do not share by moving about, and is a
member from `LEAST_NATS`.

Of the members m count that share a habit with the account of a kind that can tie, such as a prompt, however many they
are; and 20 at least where there are so many. So of a prompt's users an account is one of the group's about as surely as
the group's are of all its users, whether the group has a dozen accounts or ten thousand. A group does not grow by its
size alone, as a crowd would; and once groups are made, nobody stays by number against context (`held_by_number`).

Where a farm draws from dozens of prompts, no two of its accounts need share one. So where outsiders bound what an
account's prompts say, the members count that fit by theirs as well: ln(m / N) and the bound together make the group's
part of all who fit so. That goes for groups of `ground.LARGE_GROUP` of which something besides prompts holds a part
(`ground.HELD_SHARE`): of strangers who use the same public prompts it holds none, and they would gather the others.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Fits
from linkage.communities.ground import CONTEXT, FAMILY_NATS, HELD_SHARE, NET, TIME, TYING

LEAST_NATS = -1.0
"""Posterior log-odds from which an account is a member."""
PRIOR_MEMBERS = 20
"""Members that count for the prior at most, if no more share a habit with the account."""


def posterior_nats(fits: Fits, sizes: npt.NDArray[np.int64], n_accounts: int) -> npt.NDArray[np.float32]:
    """Return the posterior log-odds of membership of each fit, in nats: float32[n_fits]."""
    return np.asarray(_prior_nats(fits, sizes, n_accounts) + fits.nats.sum(axis=1), dtype=np.float32)


def held_by_number(fits: Fits, sizes: npt.NDArray[np.int64], n_accounts: int) -> npt.NDArray[np.bool_]:
    """Return who fits only by how many members share a habit, while context speaks against: bool[n_fits].

    A stranger who took a farm's prompt over works otherwise than its thousands.
    """
    against = fits.nats[:, CONTEXT] < 0
    return np.asarray(against & (posterior_nats(_agreeing(fits), sizes, n_accounts) < LEAST_NATS))


def stays_from_nats(fits: Fits, sizes: npt.NDArray[np.int64], n_accounts: int) -> npt.NDArray[np.float64]:
    """Return from how many nats on, all together, each fit keeps a member once groups are made: float64[n_fits]."""
    return np.asarray(LEAST_NATS - _prior_nats(_agreeing(fits), sizes, n_accounts))


def _prior_nats(fits: Fits, sizes: npt.NDArray[np.int64], n_accounts: int) -> npt.NDArray[np.float64]:
    others = np.maximum(sizes[fits.group] - fits.is_member, 1)
    counted = np.maximum(np.minimum(others, PRIOR_MEMBERS), np.minimum(fits.sharers, others))
    return np.asarray(np.log(counted / n_accounts))


def _agreeing(fits: Fits) -> Fits:
    """Return the fits with nobody who shares a habit where context speaks against."""
    return replace(fits, sharers=np.where(fits.nats[:, CONTEXT] < 0, np.float32(0), fits.sharers))


def eligible(fits: Fits) -> npt.NDArray[np.bool_]:
    """Return which fits may make a member: bool[n_fits].

    Two independent families, or one that a stranger does not meet by moving about: addresses and moments alone
    never do.
    """
    clear = fits.nats >= FAMILY_NATS
    return np.asarray((clear[:, NET] & clear[:, TIME]) | clear[:, TYING].any(axis=1))


def held_groups(fits: Fits, sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which groups hold a part of their members by two families that can tie: bool[n_groups]."""
    held = fits.is_member & ((fits.nats[:, TYING] >= FAMILY_NATS).sum(axis=1) >= 2)
    return np.asarray(np.bincount(fits.group[held], minlength=sizes.size) >= HELD_SHARE * sizes)


def admissible(fits: Fits, score: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Return which fits of these posterior log-odds make a member: bool[n_fits]. Who is one needs only the score."""
    enough = score >= LEAST_NATS
    enough[enough] = (fits.is_member | eligible(fits))[enough]
    return enough
