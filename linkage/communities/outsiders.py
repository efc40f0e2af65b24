"""How outsiders fit a group: arrays in, arrays out.

They are many, and share one thing with the group as a rule. So they are fitted from what the group uses, and what else
they use is one sum for each kind. Cost: the users of what the members use.
"""

import numba
import numpy as np

from linkage.communities.ground import CONTEXT, PSEUDO_ACCOUNTS
from linkage.communities.mixture import Bytes, Doubles, Flags, Floats, Ints, Longs, is_shared_habit, shared_nats
from linkage.links.rows import Rows

# compiled with ground.py, SHA-256 155a890374f4
# compiled with mixture.py, SHA-256 f11a6560445a

RARE_DEGREE = 20
COMMON_DEGREE = 500
"""Users above which an identifier is common: it is cheaper to look for it among what each outsider uses."""
CROWD = 20
"""Users for each member that uses it, up to which a very common identifier is looked at."""
EQUAL_NATS = 1e-3
"""Fits that differ by less are equal, and one below says nothing."""
JOINED_NATS = 0.5
"""By so much an outsider may fit better than members that use the same, for being none: their own use is neither inside
nor outside for them, and outside for it. Of a prompt that two of three use inside, and two outside, it is ln 2.5/1.5.
"""
NOBODY = -1
SEVERAL = -2
MEMBER = -1


@numba.njit(cache=True, nogil=True)
def _brings(degree: int, n_inside: int, share_inside: float, total: float, size: int, n: int, cap: int) -> bool:
    """Return whether the users of an identifier, by its own worth, are outsiders worth a look.

    One member's use of a common identifier brings strangers by the thousand, and nobody who stays.
    """
    if degree > max(cap, CROWD * n_inside) or degree < 2 or (n_inside < 2 and degree > RARE_DEGREE):
        return False
    return share_inside / size >= 2.0 * (max(total - share_inside, 0.0) + PSEUDO_ACCOUNTS) / n


@numba.njit(cache=True, nogil=True)
def _note_sole(y: int, n_inside: int, size: int, value: float, family: int, sole_family: Ints) -> None:
    """Note of which family an outsider shares something with one member alone: `SEVERAL` for more than one."""
    if n_inside == 1 and size > 1 and value > 0.0 and family != CONTEXT and sole_family[y] != family:
        sole_family[y] = family if sole_family[y] == NOBODY else SEVERAL


@numba.njit(cache=True, nogil=True)
def fit_outsiders(
    touched: Ints,
    size: int,
    mix: Doubles,
    said: Longs,
    share_inside: Floats,
    n_inside: Ints,
    users: Rows,
    common: Rows,
    kind_share: Floats,
    kind_of: Bytes,
    family_of_kind: Longs,
    total: Floats,
    n: int,
    cap: int,
    place: Ints,
    outsider: Ints,
    fit: Doubles,
    sole_family: Ints,
    tying: Flags,
    sharers: Floats,
) -> int:
    """Fill outsider, fit (by kind), sole_family and sharers, at y, of all who share anything telling; return how many.

    `said` are the kinds of which `mix` is above 0; others say nothing, and their places are not filled.
    `place` is `MEMBER` for members and 0 for all others when it begins; then y + 1 for each outsider.
    """
    identifier_ptr, identifier_account, identifier_share = users
    common_ptr, common_identifier, common_share = common
    without = np.log(1.0 - mix)
    n_outsiders = 0
    # What tells brings outsiders first; then those meet what else the group uses.
    for bringing in (True, False):
        for i in touched:
            k = kind_of[i]
            family = family_of_kind[k]
            first, last = identifier_ptr[i], identifier_ptr[i + 1]
            if mix[k] <= 0.0 or last - first == n_inside[i] or (last - first > COMMON_DEGREE and not bringing):
                continue
            brings = family != CONTEXT and _brings(last - first, n_inside[i], share_inside[i], total[i], size, n, cap)
            if brings != bringing:
                continue
            for p in range(first, last):
                a = identifier_account[p]
                y = place[a] - 1
                if place[a] == MEMBER or (y < 0 and not brings):
                    continue
                if y < 0:
                    y = n_outsiders
                    n_outsiders += 1
                    place[a] = y + 1
                    outsider[y] = a
                    sole_family[y] = NOBODY
                    sharers[y] = 0.0
                    for said_kind in said:
                        fit[y, said_kind] = without[said_kind] * kind_share[a, said_kind]
                    for c in range(common_ptr[a], common_ptr[a + 1]):
                        j = common_identifier[c]
                        kj = kind_of[j]
                        if n_inside[j] == 0 or mix[kj] <= 0.0:
                            continue
                        other = family_of_kind[kj]
                        degree = identifier_ptr[j + 1] - identifier_ptr[j]
                        if other == CONTEXT or not _brings(
                            degree, n_inside[j], share_inside[j], total[j], size, n, cap
                        ):
                            s = common_share[c]
                            value = shared_nats(s, mix[kj], share_inside[j], size, total[j] - share_inside[j] - s, n)
                            fit[y, kj] += value - s * without[kj]
                            if is_shared_habit(tying[kj], s, value):
                                sharers[y] = max(sharers[y], share_inside[j])
                            _note_sole(y, n_inside[j], size, value, other, sole_family)
                s = identifier_share[p]
                value = shared_nats(s, mix[k], share_inside[i], size, total[i] - share_inside[i] - s, n)
                fit[y, k] += value - s * without[k]
                if is_shared_habit(tying[k], s, value):
                    sharers[y] = max(sharers[y], share_inside[i])
                _note_sole(y, n_inside[i], size, value, family, sole_family)
    return n_outsiders


@numba.njit(cache=True, nogil=True)
def bound_by_outsiders(
    nats: Floats, size: int, looked_at: Flags, n_candidates: int, n: int, column: int, reached: Floats
) -> None:
    """Bound a column of the fits `looked_at` by what outsiders reach: ln of how much rarer it is outside than inside.

    Where that bounds a fit and leaves some of it, `reached` is raised to how many members reach it.

    Identifiers come in bundles (a VPN's exits, a carrier's pool), and whoever has one has the others; counted
    one by one they would prove too much. How many outsiders fit as well says what the bundle is worth. The first `size`
    rows are members'.
    """
    outer = np.empty(n_candidates, dtype=np.float32)
    inner = np.empty(size, dtype=np.float32)
    n_out = 0
    n_in = 0
    for y in range(n_candidates):
        value = nats[y, column]
        # Most say nothing in most columns: what they have is sorted nowhere.
        if value > 0.0:
            if y < size:
                inner[n_in] = value
                n_in += 1
            else:
                outer[n_out] = value
                n_out += 1
    outer = np.sort(outer[:n_out])
    inner = np.sort(inner[:n_in])
    for y in range(n_candidates):
        value = nats[y, column]
        # Compare with a little less than the value itself, so that equals count as reaching it.
        least = value - EQUAL_NATS
        if least <= 0.0 or not looked_at[y]:
            continue
        reach_out = n_out - np.searchsorted(outer, least)
        reach_in = n_in - np.searchsorted(inner, least if y < size else value - JOINED_NATS)
        others = size
        if y < size:
            reach_in -= 1
            others -= 1
        else:
            reach_out -= 1
        # One more on both sides than was seen: a fit that nobody else has is not infinitely telling.
        share_in = (reach_in + 1.0) / (others + 1.0)
        bound = np.log(share_in * n / (reach_out + 1.0))
        nats[y, column] = min(value, max(bound, 0.0))
        if 0.0 < bound < value:
            reached[y] = max(reached[y], reach_in)
