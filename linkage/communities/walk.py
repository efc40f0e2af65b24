"""The walk over groups behind `affinity`: arrays in, arrays out.

Cost: the uses of all members, and of all accounts near a group.
"""

import numba
import numpy as np

from linkage.communities.mixture import Bytes, Flags, Floats, Ints, Longs, fit_account, learn_mixture

# compiled with mixture.py, SHA-256 d90856e50d66

RARE_DEGREE = 20


@numba.njit(cache=True, nogil=True)
def _bound_by_outsiders(
    nats: Floats,
    inside: Flags,
    n_candidates: int,
    size: int,
    n: int,
    column: int,
    scratch: Floats,
) -> None:
    """Bound a column of fits by what outsiders reach: ln of how much rarer such a fit is outside than inside.

    Identifiers come in bundles (a VPN's exits, a carrier's pool), and whoever has one has the others; counted
    one by one they would prove too much. How many outsiders fit as well says what the bundle is worth.
    """
    n_out = 0
    n_in = 0
    for y in range(n_candidates):
        if inside[y]:
            scratch[n - 1 - n_in] = nats[y, column]
            n_in += 1
        else:
            scratch[n_out] = nats[y, column]
            n_out += 1
    outer = np.sort(scratch[:n_out])
    inner = np.sort(scratch[n - n_in : n])
    for y in range(n_candidates):
        value = nats[y, column]
        if value <= 0.0:
            continue
        # Compare with a little less than the value itself, so that equals count as reaching it.
        least = value - 1e-3
        reach_out = n_out - np.searchsorted(outer, least)
        reach_in = n_in - np.searchsorted(inner, least)
        others = size
        if inside[y]:
            reach_in -= 1
            others -= 1
        else:
            reach_out -= 1
        # One more on both sides than was seen: a fit that nobody else has is not infinitely telling.
        share_in = (reach_in + 1.0) / (others + 1.0)
        bound = np.log(share_in * n / (reach_out + 1.0))
        nats[y, column] = min(value, max(bound, 0.0))


@numba.njit(cache=True, nogil=True)
def fits_of(
    group_ptr: Longs,
    group_member: Ints,
    masked: Bytes,
    account_ptr: Longs,
    account_identifier: Ints,
    account_share: Floats,
    identifier_ptr: Longs,
    identifier_account: Ints,
    kind_of: Bytes,
    family_of_kind: Longs,
    total: Floats,
    chosen: Longs,
    n_columns: int,
    context: int,
    cap: int,
    pseudo: float,
    clip: float,
    context_max: float,
    rounds: int,
    bounded: bool,
    members_only: bool,
) -> tuple[Ints, Ints, Floats, Flags]:
    """Return (group, account, nats, whether a member) of every fit worth a look, for the chosen groups.

    Cost: the uses of every account that shares anything telling.
    """
    n = account_ptr.size - 1
    m = identifier_ptr.size - 1
    n_kinds = family_of_kind.size
    share_inside = np.zeros(m, dtype=np.float32)
    n_inside = np.zeros(m, dtype=np.int32)
    sum_inside = np.zeros(m, dtype=np.int64)
    most_uses = 0
    for a in range(n):
        most_uses = max(most_uses, account_ptr[a + 1] - account_ptr[a])
    partner = np.empty(most_uses, dtype=np.int64)
    partner_kind = np.empty(most_uses, dtype=np.int64)
    partner_nats = np.empty(most_uses)
    near = np.zeros(n, dtype=np.bool_)
    candidate = np.empty(n, dtype=np.int32)
    touched = np.empty(m, dtype=np.int32)
    member_of = np.zeros(n, dtype=np.bool_)
    scratch = np.empty(n, dtype=np.float32)
    inside_flag = np.zeros(n, dtype=np.bool_)
    nats = np.zeros((1024, n_columns), dtype=np.float32)
    fit = np.zeros(n_kinds)
    room = 1024
    r_group = np.empty(room, dtype=np.int32)
    r_account = np.empty(room, dtype=np.int32)
    r_nats = np.empty((room, n_columns), dtype=np.float32)
    r_member = np.empty(room, dtype=np.bool_)
    used = 0
    for g in chosen:
        members = group_member[group_ptr[g] : group_ptr[g + 1]]
        size = members.size
        if size < 2:
            continue
        n_touched = 0
        for a in members:
            member_of[a] = True
            for p in range(account_ptr[a], account_ptr[a + 1]):
                i = account_identifier[p]
                if n_inside[i] == 0:
                    touched[n_touched] = i
                    n_touched += 1
                share_inside[i] += account_share[p]
                n_inside[i] += 1
                sum_inside[i] += a
        mix = learn_mixture(
            members, share_inside, n_inside, account_ptr, account_identifier, account_share,
            kind_of, total, n, n_kinds, pseudo, rounds,
        )  # fmt: skip
        n_candidates = 0
        for a in members:
            near[a] = True
            candidate[n_candidates] = a
            n_candidates += 1
        for y in range(n_touched):
            i = touched[y]
            k = kind_of[i]
            family = family_of_kind[k]
            first, last = identifier_ptr[i], identifier_ptr[i + 1]
            if family == context or family == masked[g] or last - first > cap or last - first < 2:
                continue
            # One member's use of a common identifier brings strangers by the thousand, and nobody who stays.
            if n_inside[i] < 2 and last - first > RARE_DEGREE:
                continue
            inside = share_inside[i] / size
            outside = (max(total[i] - share_inside[i], 0.0) + pseudo) / n
            if mix[k] <= 0.0 or inside < 2.0 * outside:
                continue
            if members_only:
                continue
            for p in range(first, last):
                a = identifier_account[p]
                if not near[a]:
                    near[a] = True
                    candidate[n_candidates] = a
                    n_candidates += 1
        if nats.shape[0] < n_candidates:
            nats = np.zeros((2 * n_candidates, n_columns), dtype=np.float32)
        for y in range(n_candidates):
            a = candidate[y]
            inside_flag[y] = member_of[a]
            fit_account(
                a, member_of[a], size, mix, share_inside, n_inside, sum_inside,
                account_ptr, account_identifier, account_share, kind_of, family_of_kind,
                total, n, pseudo, partner, partner_kind, partner_nats, context, masked[g], fit,
            )  # fmt: skip
            nats[y, :] = 0.0
            for k in range(n_kinds):
                f = family_of_kind[k]
                value = min(clip, max(-clip, fit[k]))
                if f == masked[g]:
                    continue
                if f == context:
                    nats[y, f] += value
                elif nats[y, f] == 0.0 or value > nats[y, f]:
                    nats[y, f] = value
            nats[y, context] = min(context_max, max(-context_max, nats[y, context]))
        if bounded and not members_only:
            for f in range(n_columns):
                if f != context and f != masked[g]:
                    _bound_by_outsiders(nats, inside_flag, n_candidates, size, n, f, scratch)
        for y in range(n_candidates):
            a = candidate[y]
            near[a] = False
            positive = 0.0
            for f in range(n_columns):
                if f != context and nats[y, f] > 0.0:
                    positive += nats[y, f]
            # An outsider whose evidence could not even make up for the prior is no candidate.
            if not member_of[a] and positive < 3.0:
                continue
            if used == room:
                room *= 2
                g_group = np.empty(room, dtype=np.int32)
                g_account = np.empty(room, dtype=np.int32)
                g_nats = np.empty((room, n_columns), dtype=np.float32)
                g_member = np.empty(room, dtype=np.bool_)
                g_group[:used] = r_group[:used]
                g_account[:used] = r_account[:used]
                g_nats[:used] = r_nats[:used]
                g_member[:used] = r_member[:used]
                r_group, r_account, r_nats, r_member = g_group, g_account, g_nats, g_member
            r_group[used] = g
            r_account[used] = a
            r_nats[used, :] = nats[y, :]
            r_member[used] = member_of[a]
            used += 1
        for y in range(n_touched):
            share_inside[touched[y]] = 0.0
            n_inside[touched[y]] = 0
            sum_inside[touched[y]] = 0
        for a in members:
            member_of[a] = False
    return r_group[:used].copy(), r_account[:used].copy(), r_nats[:used].copy(), r_member[:used].copy()
