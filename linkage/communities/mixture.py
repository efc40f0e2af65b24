"""The mixture of a group: what its members share, and how well one account fits. Arrays in, arrays out.

The compiled walk in `walk.py` holds a copy of these kernels, and numba's cache looks at that file alone. So it names
the digest of this one, which a test compares: whoever changes a kernel here changes a line there, and all compile anew.
"""

import numba
import numpy as np
import numpy.typing as npt

from linkage.communities.ground import CONTEXT, EM_ROUNDS, PSEUDO_ACCOUNTS, SHARED_HABIT
from linkage.links.rows import Rows

# compiled with ground.py, SHA-256 155a890374f4

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


@numba.njit(cache=True, nogil=True)
def shared_nats(share: float, mix: float, inside: float, others: int, outside: float, n: int) -> float:
    """Return what one use of an identifier of the group says, in nats.

    `inside` and `outside` are the uses of the `others` members and of everybody else, without the account's own.
    """
    ratio = (inside / others) / ((max(outside, 0.0) + PSEUDO_ACCOUNTS) / n)
    return float(share * np.log(mix * ratio + 1.0 - mix))


@numba.njit(cache=True, nogil=True)
def is_shared_habit(tying: bool, share: float, nats: float) -> bool:
    """Return whether what an account uses ties it to all members that use it: a habit, of a kind that can tie.

    The members with the habit that most of them share count for the prior, however many they are (`membership`).
    """
    return tying and share >= SHARED_HABIT and nats > 0.0


@numba.njit(cache=True, nogil=True)
def learn_mixture(
    members: Ints,
    touched_s: Floats,
    inside_n: Ints,
    uses: Rows,
    kind_of: Bytes,
    total: Floats,
    n: int,
    n_kinds: int,
) -> Doubles:
    """Return the part of each kind's uses that comes from the group's own habits: float64[n_kinds], by EM."""
    account_ptr, account_identifier, account_share = uses
    size = members.size
    n_uses = 0
    for a in members:
        n_uses += account_ptr[a + 1] - account_ptr[a]
    # What is the same in every round is fetched once: identifiers are far apart in memory.
    kind = np.empty(n_uses, dtype=np.int8)
    share = np.empty(n_uses, dtype=np.float32)
    within = np.empty(n_uses)
    beyond = np.empty(n_uses)
    den = np.zeros(n_kinds)
    n_shared = 0
    for a in members:
        for p in range(account_ptr[a], account_ptr[a + 1]):
            i = account_identifier[p]
            s = account_share[p]
            den[kind_of[i]] += s
            if inside_n[i] < 2:
                continue
            kind[n_shared] = kind_of[i]
            share[n_shared] = s
            within[n_shared] = (touched_s[i] - s) / (size - 1)
            beyond[n_shared] = (max(total[i] - touched_s[i], 0.0) + PSEUDO_ACCOUNTS) / n
            n_shared += 1
    mix = np.full(n_kinds, 0.5)
    num = np.empty(n_kinds)
    for _ in range(EM_ROUNDS):
        num[:] = 0.0
        for x in range(n_shared):
            k = kind[x]
            ratio = mix[k] * within[x] / beyond[x]
            num[k] += share[x] * ratio / (ratio + 1.0 - mix[k])
        for k in range(n_kinds):
            if den[k] > 0:
                mix[k] = min(0.95, max(0.0, num[k] / den[k]))
    return mix


@numba.njit(cache=True, nogil=True)
def fit_account(
    a: int,
    member: bool,
    size: int,
    mix: Doubles,
    touched_s: Floats,
    n_inside: Ints,
    sum_inside: Longs,
    uses: Rows,
    kind_of: Bytes,
    family_of_kind: Longs,
    total: Floats,
    n: int,
    partner: Longs,
    partner_kind: Longs,
    partner_nats: Doubles,
    masked: int,
    tying: Flags,
    fit: Doubles,
) -> float:
    """Fill fit[kind] with the log likelihood ratio of one account; return its `sharers` (see `is_shared_habit`).

    `n_inside` and `sum_inside` count the members that use each identifier and add their numbers up; so where one
    member alone shares an identifier with the account, its number is known. The three `partner` arrays are room to
    work in, as long as any account's uses.
    """
    account_ptr, account_identifier, account_share = uses
    fit[:] = 0.0
    n_sole = 0
    most_sharers = 0.0
    for p in range(account_ptr[a], account_ptr[a + 1]):
        i = account_identifier[p]
        k = kind_of[i]
        if mix[k] <= 0.0:
            continue
        s = account_share[p]
        inside = touched_s[i]
        outside = total[i] - inside
        others = size
        sharers = n_inside[i]
        if member:
            inside -= s
            others -= 1
            sharers -= 1
        else:
            outside -= s
        if sharers == 0:
            fit[k] += s * np.log(1.0 - mix[k])
            continue
        value = shared_nats(s, mix[k], inside, others, outside, n)
        fit[k] += value
        if is_shared_habit(tying[k], s, value):
            most_sharers = max(most_sharers, inside)
        family = family_of_kind[k]
        apart = family == CONTEXT or family == masked  # noqa: PLR1714 (numba knows no tuple of two integer types)
        if sharers == 1 and value > 0.0 and others > 1 and not apart:
            partner[n_sole] = sum_inside[i] - a if member else sum_inside[i]
            partner_kind[n_sole] = k
            partner_nats[n_sole] = value
            n_sole += 1
    if n_sole > 1:
        _count_company_once(partner[:n_sole], partner_kind, partner_nats, family_of_kind, fit)
    return most_sharers


@numba.njit(cache=True, nogil=True)
def _count_company_once(
    partner: Longs, partner_kind: Longs, partner_nats: Doubles, family_of_kind: Longs, fit: Doubles
) -> None:
    """Leave of what one member alone shares with an account only the strongest family.

    What two accounts share comes with one acquaintance: a company whose stolen key a farm used would else be drawn
    into the farm, employee by employee, by the office, the card and the prompt that each shares with the victim.
    """
    of_kind = np.zeros(family_of_kind.size)
    order = np.argsort(partner, kind="mergesort")
    first = 0
    while first < order.size:
        last = first
        of_kind[:] = 0.0
        while last < order.size and partner[order[last]] == partner[order[first]]:
            of_kind[partner_kind[order[last]]] += partner_nats[order[last]]
            last += 1
        # Kinds of one family count once, so the strongest family is that of the strongest kind.
        kept = family_of_kind[of_kind.argmax()]
        for x in order[first:last]:
            if family_of_kind[partner_kind[x]] != kept:
                fit[partner_kind[x]] -= partner_nats[x]
        first = last
