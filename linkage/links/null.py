"""Chance: what links would be made if every account kept its habits and met others at random.

The null keeps how many accounts use each identifier and how many identifiers, with which shares, each
account uses of a kind; who meets whom at which identifier is shuffled. It is blind to one shared identifier
that is popular for a reason (a company card survives every shuffle), which is why one family is never enough.
"""

import numba
import numpy as np
import numpy.typing as npt

from linkage.links.incidence import Incidence
from linkage.links.rows import Ints, Longs, drop_repeats, transpose

GRID_BITS = 1 / 16
"""Step in which thresholds are tried."""
DEALS = 8
"""Times that uses are dealt anew which gave an account an identifier that it has already."""


def shuffled(incidence: Incidence, degree_cap: int, seed: int) -> Incidence:
    """Return the incidence with the accounts (and their shares) of each kind shuffled among its identifiers.

    Hubs above the cap link nobody and stay as they are, so that the shares spent on them stay there. What an account is
    dealt a second time is dealt anew, with as many other uses of the kind; the few that are left after `DEALS` times
    are one use.
    """
    rng = np.random.default_rng(seed)
    degrees = incidence.degrees()
    account = incidence.identifier_account.copy()
    share = incidence.identifier_share.copy()
    movable = np.repeat(degrees <= degree_cap, degrees)
    kind = np.repeat(incidence.kind_of, degrees)
    places = [np.flatnonzero(movable & (kind == number)) for number in range(len(incidence.kind_names))]

    def deal(place: Longs) -> None:
        order = rng.permutation(place)
        account[place] = account[order]
        share[place] = share[order]

    for place in places:
        deal(place)
    for _ in range(DEALS):
        twice = _dealt_twice(incidence.identifier_ptr, account, incidence.n_accounts)
        if not twice.any():
            break
        for place in places:
            again = place[twice[place]]
            deal(np.union1d(again, rng.choice(place, again.size)))
    ptr, identifier, value = transpose(incidence.identifier_ptr, account, share, incidence.n_accounts)
    ptr, identifier, value = drop_repeats(ptr, identifier, value)
    back_ptr, back_account, back_share = transpose(ptr, identifier, value, incidence.n_identifiers)
    return Incidence(
        n_accounts=incidence.n_accounts,
        n_identifiers=incidence.n_identifiers,
        kind_names=incidence.kind_names,
        kind_of=incidence.kind_of,
        account_ptr=ptr,
        account_identifier=identifier,
        account_share=value,
        identifier_ptr=back_ptr,
        identifier_account=back_account,
        identifier_share=back_share,
    )


@numba.njit(nogil=True, cache=True)
def _dealt_twice(ptr: Longs, account: Ints, n_accounts: int) -> npt.NDArray[np.bool_]:
    """Return which uses, in rows by identifier, are of an account that has the identifier already: bool[n_uses]."""
    out = np.zeros(account.size, dtype=np.bool_)
    last = np.full(n_accounts, -1, dtype=np.int64)
    for i in range(ptr.size - 1):
        for k in range(ptr[i], ptr[i + 1]):
            out[k] = last[account[k]] == i
            last[account[k]] = i
    return out


def threshold(
    real: npt.NDArray[np.float32], chance: npt.NDArray[np.float32], rate: float, floor: float
) -> tuple[float, float]:
    """Return (threshold, share) in bits: the smallest at which chance makes at most `rate` of the links kept.

    Args:
        real: float32[n], weights of the pairs that the rule finds.
        chance: float32[m], weights of the pairs that it finds in the shuffled ledger.
        rate: most share of chance links.
        floor: least threshold.
    """
    top = max(float(chance.max(initial=0.0)), floor) + 2 * GRID_BITS
    grid = np.arange(floor, top + GRID_BITS, GRID_BITS)
    kept = len(real) - np.searchsorted(np.sort(real), grid)
    by_chance = len(chance) - np.searchsorted(np.sort(chance), grid)
    share = by_chance / np.maximum(kept, 1)
    best = int(np.argmax(share <= rate))
    return float(grid[best]), float(share[best])
