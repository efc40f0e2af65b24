"""The walk over groups behind `affinity`: arrays in, arrays out.

Members are few, and each is fitted by all that it uses; outsiders are fitted by what they share (`outsiders`). Cost:
the uses of all members, and the users of what they use.
"""

import numba
import numpy as np

from linkage.communities.ground import (
    CONTEXT,
    CONTEXT_MAX_NATS,
    FAMILY_NATS,
    HELD_SHARE,
    LARGE_GROUP,
    N_COLUMNS,
    TYING,
)
from linkage.communities.mixture import Bytes, Doubles, Flags, Floats, Ints, Longs, fit_account, learn_mixture
from linkage.communities.outsiders import MEMBER, SEVERAL, bound_by_outsiders, fit_outsiders
from linkage.links.rows import Rows, grown

# compiled with ground.py, SHA-256 155a890374f4
# compiled with mixture.py, SHA-256 f11a6560445a
# compiled with outsiders.py, SHA-256 25a2b3cac778
# compiled with rows.py, SHA-256 bd269fbb9c68


@numba.njit(cache=True, nogil=True)
def _to_columns(
    fit: Doubles,
    said: Longs,
    family_of_kind: Longs,
    clip: float,
    masked: int,
    nats: Floats,
) -> None:
    """Fill nats[column] from fit[kind] of the kinds `said`: of a family the strongest that speaks, of context all."""
    nats[:] = 0.0
    for k in said:
        f = family_of_kind[k]
        value = min(clip, max(-clip, fit[k]))
        if f == masked:
            continue
        if f == CONTEXT:
            nats[f] += value
        elif value != 0.0 and (nats[f] == 0.0 or value > nats[f]):
            nats[f] = value
    nats[CONTEXT] = min(CONTEXT_MAX_NATS, max(-CONTEXT_MAX_NATS, nats[CONTEXT]))


@numba.njit(cache=True, nogil=True)
def _is_held(nats: Floats) -> bool:
    """Return whether two of the columns `TYING` hold enough of the members, whose fits these are, for one party's."""
    n_held = 0
    for y in range(nats.shape[0]):
        n_clear = 0
        for f in TYING:
            n_clear += nats[y, f] >= FAMILY_NATS
        n_held += n_clear >= 2
    return bool(n_held >= HELD_SHARE * nats.shape[0])


@numba.njit(cache=True, nogil=True)
def _may_stay(nats: Floats, kept: bool, least_nats: float) -> bool:
    """Return whether an outsider is a candidate: tied or `kept`, with evidence that could make up for the prior.

    A bound only lowers what is said, so whoever is none before it is none after it.
    """
    tied = kept
    for f in TYING:
        tied |= nats[f] >= FAMILY_NATS
    positive = 0.0
    for f in range(nats.size):
        if f != CONTEXT and nats[f] > 0.0:
            positive += nats[f]
    return bool(tied and positive >= least_nats)


@numba.njit(cache=True, nogil=True)
def fits_of(
    group_ptr: Longs,
    group_member: Ints,
    masked: Bytes,
    uses: Rows,
    users: Rows,
    common: Rows,
    kind_share: Floats,
    kind_of: Bytes,
    family_of_kind: Longs,
    total: Floats,
    cap: int,
    clip: float,
    bounded: bool,
    members_only: bool,
    kept: Flags,
    least_nats: float,
) -> tuple[Longs, Ints, Floats, Floats, Flags]:
    """Return the fits worth a look: how many of each group, then (account, nats, sharers, whether a member).

    By account in each group; `sharers` is how many members share the habit that most of them share with the account,
    or, where outsiders bound a fit by one of the columns `TYING` and a large group `_is_held`, how many reach it.

    Outsiders are there where one of the columns `TYING` says `FAMILY_NATS` or more, or where they are `kept`, and where
    all that speaks for them is `least_nats` together.
    """
    account_ptr, account_identifier, account_share = uses
    n = account_ptr.size - 1
    m = users.ptr.size - 1
    n_kinds = family_of_kind.size
    share_inside = np.zeros(m, dtype=np.float32)
    n_inside = np.zeros(m, dtype=np.int32)
    sum_inside = np.zeros(m, dtype=np.int64)
    touched = np.empty(m, dtype=np.int32)
    most_uses = 0
    for a in range(n):
        most_uses = max(most_uses, account_ptr[a + 1] - account_ptr[a])
    partner = np.empty(most_uses, dtype=np.int64)
    partner_kind = np.empty(most_uses, dtype=np.int64)
    partner_nats = np.empty(most_uses)
    fit = np.zeros(n_kinds)
    place = np.zeros(n, dtype=np.int32)
    candidate = np.empty(n, dtype=np.int32)
    looked_at = np.empty(n, dtype=np.bool_)
    # Room for everybody; what is never written to takes no memory.
    nats = np.empty((n, N_COLUMNS), dtype=np.float32)
    outsider_fit = np.empty((1 if members_only else n, n_kinds))
    sole_family = np.empty(n, dtype=np.int32)
    sharers = np.empty(n, dtype=np.float32)
    reached = np.empty(n, dtype=np.float32)
    reached_aside = np.empty(n, dtype=np.float32)
    is_tying = np.zeros(n_kinds, dtype=np.bool_)
    for k in range(n_kinds):
        for f in TYING:
            is_tying[k] |= family_of_kind[k] == f
    room = 1024
    r_account = np.empty(room, dtype=np.int32)
    r_nats = np.empty((room, N_COLUMNS), dtype=np.float32)
    r_sharers = np.empty(room, dtype=np.float32)
    r_member = np.empty(room, dtype=np.bool_)
    used = 0
    counts = np.zeros(group_ptr.size - 1, dtype=np.int64)
    for g in range(counts.size):
        members = group_member[group_ptr[g] : group_ptr[g + 1]]
        size = members.size
        if size < 2:
            continue
        n_touched = 0
        for a in members:
            place[a] = MEMBER
            for p in range(account_ptr[a], account_ptr[a + 1]):
                i = account_identifier[p]
                if n_inside[i] == 0:
                    touched[n_touched] = i
                    n_touched += 1
                share_inside[i] += account_share[p]
                n_inside[i] += 1
                sum_inside[i] += a
        mix = learn_mixture(members, share_inside, n_inside, uses, kind_of, total, n, n_kinds)
        said = np.flatnonzero(mix > 0.0)
        candidate[:size] = members
        n_candidates = size
        if not members_only:
            n_candidates += fit_outsiders(
                touched[:n_touched], size, mix, said, share_inside, n_inside,
                users, common, kind_share, kind_of, family_of_kind, total, n, cap,
                place, candidate[size:], outsider_fit, sole_family, is_tying, sharers[size:],
            )  # fmt: skip
        for y in range(n_candidates):
            if y < size or sole_family[y - size] == SEVERAL:
                sharers[y] = fit_account(
                    candidate[y], y < size, size, mix, share_inside, n_inside, sum_inside, uses, kind_of,
                    family_of_kind, total, n, partner, partner_kind, partner_nats, masked[g], is_tying, fit,
                )  # fmt: skip
                _to_columns(fit, said, family_of_kind, clip, masked[g], nats[y])
            else:
                _to_columns(outsider_fit[y - size], said, family_of_kind, clip, masked[g], nats[y])
        if bounded and not members_only:
            reached[:n_candidates] = 0.0
            for y in range(n_candidates):
                looked_at[y] = y < size or _may_stay(nats[y], kept[candidate[y]], least_nats)
            for f in range(N_COLUMNS):
                if f != CONTEXT:
                    of_column = reached if f in TYING else reached_aside
                    bound_by_outsiders(nats, size, looked_at, n_candidates, n, f, of_column)
            if size >= LARGE_GROUP and _is_held(nats[:size]):
                sharers[:n_candidates] = np.maximum(sharers[:n_candidates], reached[:n_candidates])
        n_kept = size
        for y in range(size, n_candidates):
            place[candidate[y]] = 0
            if _may_stay(nats[y], kept[candidate[y]], least_nats):
                candidate[n_kept] = candidate[y]
                nats[n_kept] = nats[y]
                sharers[n_kept] = sharers[y]
                n_kept += 1
        while used + n_kept > room:
            room *= 2
            r_account, r_nats = grown(r_account, room), grown(r_nats, room)
            r_sharers, r_member = grown(r_sharers, room), grown(r_member, room)
        for y in np.argsort(candidate[:n_kept]):
            r_account[used] = candidate[y]
            r_nats[used] = nats[y]
            r_sharers[used] = sharers[y]
            r_member[used] = y < size
            used += 1
        counts[g] = n_kept
        for y in range(n_touched):
            share_inside[touched[y]] = 0.0
            n_inside[touched[y]] = 0
            sum_inside[touched[y]] = 0
        for a in members:
            place[a] = 0
    return counts, r_account[:used].copy(), r_nats[:used].copy(), r_sharers[:used].copy(), r_member[:used].copy()
