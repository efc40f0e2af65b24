"""Who may be a member of a group.

The posterior log-odds that account a belongs to group C is ln(min(|C|, 20) / N), plus the fit in each
family, plus capped context. An account joins when two families speak for it, or one that strangers do not share
by moving about, and is a member from `LEAST_NATS`.
"""

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import FAMILY_NATS, NET, TIME, TYING, Fits

LEAST_NATS = -1.0
"""Posterior log-odds from which an account is a member."""
PRIOR_MEMBERS = 20
"""Members that count for the prior at most: a large group must not grow by its size alone, as a crowd would."""


def posterior_nats(fits: Fits, sizes: npt.NDArray[np.int64], n_accounts: int) -> npt.NDArray[np.float32]:
    """Return the posterior log-odds of membership of each fit, in nats: float32[n_fits]."""
    others = np.maximum(sizes[fits.group] - fits.is_member, 1)
    prior = np.log(np.minimum(others, PRIOR_MEMBERS) / n_accounts)
    return np.asarray(prior + fits.nats.sum(axis=1), dtype=np.float32)


def eligible(fits: Fits) -> npt.NDArray[np.bool_]:
    """Return which fits may make a member: bool[n_fits].

    Two independent families, or one that a stranger does not meet by moving about: addresses and moments alone
    never do.
    """
    clear = fits.nats >= FAMILY_NATS
    return np.asarray((clear[:, NET] & clear[:, TIME]) | clear[:, TYING].any(axis=1))


def admissible(fits: Fits, score: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Return which fits of these posterior log-odds make a member: bool[n_fits]. Who is one needs only the score."""
    enough = score >= LEAST_NATS
    enough[enough] = (fits.is_member | eligible(fits))[enough]
    return enough
