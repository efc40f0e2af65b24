"""The walk over groups behind `affinity`: arrays in, arrays out.

Members are few, and each is fitted by all that it uses. Outsiders are many, and share one thing with the group as a
rule; so they are fitted from what the group uses, and what else they use is one sum for each kind. Cost: the uses of
all members, and the users of what they use.
"""

import numba
import numpy as np

from linkage.communities.mixture import (
    Bytes,
    Doubles,
    Flags,
    Floats,
    Ints,
    Longs,
    fit_account,
    learn_mixture,
    shared_nats,
)

# compiled with mixture.py, SHA-256 e4248e1b8b36

RARE_DEGREE = 20
COMMON_DEGREE = 500
"""Users from which on an identifier is common: cheaper to look for among what an outsider uses than the other way."""
NOBODY = -1
SEVERAL = -2
MEMBER = -1


@numba.njit(cache=True, nogil=True)
def _bound_by_outsiders(nats: Floats, size: int, n_candidates: int, n: int, column: int, scratch: Floats) -> None:
    """Bound a column of fits by what outsiders reach: ln of how much rarer such a fit is outside than inside.

    Identifiers come in bundles (a VPN's exits, a carrier's pool), and whoever has one has the others; counted
    one by one they would prove too much. How many outsiders fit as well says what the bundle is worth. The first `size`
    rows are members'.
    """
    n_out = 0
    n_in = 0
    some = False
    for y in range(n_candidates):
        value = nats[y, column]
        some |= value > 0.0
        # What is not above this reaches no positive value, as reaching is meant below.
        if value > -1e-3:
            if y < size:
                scratch[n - 1 - n_in] = value
                n_in += 1
            else:
                scratch[n_out] = value
                n_out += 1
    if not some:
        return
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
        if y < size:
            reach_in -= 1
            others -= 1
        else:
            reach_out -= 1
        # One more on both sides than was seen: a fit that nobody else has is not infinitely telling.
        share_in = (reach_in + 1.0) / (others + 1.0)
        bound = np.log(share_in * n / (reach_out + 1.0))
        nats[y, column] = min(value, max(bound, 0.0))


@numba.njit(cache=True, nogil=True)
def _to_columns(
    fit: Doubles, family_of_kind: Longs, clip: float, context: int, context_max: float, masked: int, nats: Floats
) -> None:
    """Fill nats[column] from fit[kind]: the strongest kind of a family counts, context adds up within bounds."""
    nats[:] = 0.0
    for k in range(family_of_kind.size):
        f = family_of_kind[k]
        value = min(clip, max(-clip, fit[k]))
        if f == masked:
            continue
        if f == context:
            nats[f] += value
        elif nats[f] == 0.0 or value > nats[f]:
            nats[f] = value
    nats[context] = min(context_max, max(-context_max, nats[context]))


@numba.njit(cache=True, nogil=True)
def _brings(
    degree: int, n_inside: int, share_inside: float, total: float, size: int, n: int, cap: int, pseudo: float
) -> bool:
    """Return whether the users of an identifier, by its own worth, are outsiders worth a look.

    One member's use of a common identifier brings strangers by the thousand, and nobody who stays.
    """
    if degree > cap or degree < 2 or (n_inside < 2 and degree > RARE_DEGREE):
        return False
    return share_inside / size >= 2.0 * (max(total - share_inside, 0.0) + pseudo) / n


@numba.njit(cache=True, nogil=True)
def _note_sole(y: int, n_inside: int, size: int, value: float, family: int, context: int, sole_family: Ints) -> None:
    """Note of which family an outsider shares something with one member alone: `SEVERAL` for more than one."""
    if n_inside == 1 and size > 1 and value > 0.0 and family != context and sole_family[y] != family:
        sole_family[y] = family if sole_family[y] == NOBODY else SEVERAL


@numba.njit(cache=True, nogil=True)
def _fit_outsiders(
    touched: Ints,
    size: int,
    mix: Doubles,
    share_inside: Floats,
    n_inside: Ints,
    identifier_ptr: Longs,
    identifier_account: Ints,
    identifier_share: Floats,
    common_ptr: Longs,
    common_identifier: Ints,
    common_share: Floats,
    kind_share: Floats,
    kind_of: Bytes,
    family_of_kind: Longs,
    total: Floats,
    n: int,
    cap: int,
    pseudo: float,
    context: int,
    place: Ints,
    outsider: Ints,
    fit: Doubles,
    sole_family: Ints,
) -> int:
    """Fill outsider[y], fit[y, kind] and sole_family[y] of everybody who shares anything telling; return how many.

    `place` is `MEMBER` for members and 0 for all others when it begins; then y + 1 for each outsider.
    """
    n_kinds = family_of_kind.size
    without = np.log(1.0 - mix)
    n_outsiders = 0
    # What tells brings outsiders first; then those meet what else the group uses.
    for bringing in (True, False):
        for i in touched:
            k = kind_of[i]
            family = family_of_kind[k]
            first, last = identifier_ptr[i], identifier_ptr[i + 1]
            if mix[k] <= 0.0 or last - first == n_inside[i] or last - first > (cap if bringing else COMMON_DEGREE):
                continue
            brings = family != context and _brings(
                last - first, n_inside[i], share_inside[i], total[i], size, n, cap, pseudo
            )
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
                    for c in range(n_kinds):
                        fit[y, c] = without[c] * kind_share[a, c] if mix[c] > 0.0 else 0.0
                    for c in range(common_ptr[a], common_ptr[a + 1]):
                        j = common_identifier[c]
                        kj = kind_of[j]
                        if n_inside[j] == 0 or mix[kj] <= 0.0:
                            continue
                        other = family_of_kind[kj]
                        degree = identifier_ptr[j + 1] - identifier_ptr[j]
                        if other == context or not _brings(
                            degree, n_inside[j], share_inside[j], total[j], size, n, cap, pseudo
                        ):
                            s = common_share[c]
                            value = shared_nats(
                                s, mix[kj], share_inside[j], size, total[j] - share_inside[j] - s, n, pseudo
                            )
                            fit[y, kj] += value - s * without[kj]
                            _note_sole(y, n_inside[j], size, value, other, context, sole_family)
                s = identifier_share[p]
                value = shared_nats(s, mix[k], share_inside[i], size, total[i] - share_inside[i] - s, n, pseudo)
                fit[y, k] += value - s * without[k]
                _note_sole(y, n_inside[i], size, value, family, context, sole_family)
    return n_outsiders


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
    identifier_share: Floats,
    common_ptr: Longs,
    common_identifier: Ints,
    common_share: Floats,
    kind_share: Floats,
    kind_of: Bytes,
    family_of_kind: Longs,
    total: Floats,
    n_columns: int,
    context: int,
    cap: int,
    pseudo: float,
    clip: float,
    context_max: float,
    rounds: int,
    bounded: bool,
    members_only: bool,
    kept: Flags,
    tying: Longs,
    tie_nats: float,
) -> tuple[Longs, Ints, Floats, Flags]:
    """Return the fits worth a look: how many of each group, then (account, nats, whether a member), by account in each.

    Outsiders are there where one of the columns `tying` says `tie_nats` or more, or where they are `kept`.
    """
    n = account_ptr.size - 1
    m = identifier_ptr.size - 1
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
    scratch = np.empty(n, dtype=np.float32)
    # Room for everybody; what is never written to takes no memory.
    nats = np.empty((n, n_columns), dtype=np.float32)
    outsider_fit = np.empty((1 if members_only else n, n_kinds))
    sole_family = np.empty(n, dtype=np.int32)
    room = 1024
    r_account = np.empty(room, dtype=np.int32)
    r_nats = np.empty((room, n_columns), dtype=np.float32)
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
        mix = learn_mixture(
            members, share_inside, n_inside, account_ptr, account_identifier, account_share,
            kind_of, total, n, n_kinds, pseudo, rounds,
        )  # fmt: skip
        candidate[:size] = members
        n_candidates = size
        if not members_only:
            n_candidates += _fit_outsiders(
                touched[:n_touched], size, mix, share_inside, n_inside,
                identifier_ptr, identifier_account, identifier_share, common_ptr, common_identifier, common_share,
                kind_share, kind_of, family_of_kind, total, n, cap, pseudo, context,
                place, candidate[size:], outsider_fit, sole_family,
            )  # fmt: skip
        for y in range(n_candidates):
            if y < size or sole_family[y - size] == SEVERAL:
                fit_account(
                    candidate[y], y < size, size, mix, share_inside, n_inside, sum_inside,
                    account_ptr, account_identifier, account_share, kind_of, family_of_kind,
                    total, n, pseudo, partner, partner_kind, partner_nats, context, masked[g], fit,
                )  # fmt: skip
                _to_columns(fit, family_of_kind, clip, context, context_max, masked[g], nats[y])
            else:
                _to_columns(outsider_fit[y - size], family_of_kind, clip, context, context_max, masked[g], nats[y])
        if bounded and not members_only:
            for f in range(n_columns):
                if f != context and f != masked[g]:
                    _bound_by_outsiders(nats, size, n_candidates, n, f, scratch)
        n_kept = size
        for y in range(size, n_candidates):
            place[candidate[y]] = 0
            tied = kept[candidate[y]]
            for f in tying:
                tied |= nats[y, f] >= tie_nats
            positive = 0.0
            for f in range(n_columns):
                if f != context and nats[y, f] > 0.0:
                    positive += nats[y, f]
            # An outsider whose evidence could not even make up for the prior is no candidate.
            if tied and positive >= 3.0:
                candidate[n_kept] = candidate[y]
                nats[n_kept] = nats[y]
                n_kept += 1
        while used + n_kept > room:
            room *= 2
            g_account = np.empty(room, dtype=np.int32)
            g_nats = np.empty((room, n_columns), dtype=np.float32)
            g_member = np.empty(room, dtype=np.bool_)
            g_account[:used] = r_account[:used]
            g_nats[:used] = r_nats[:used]
            g_member[:used] = r_member[:used]
            r_account, r_nats, r_member = g_account, g_nats, g_member
        for y in np.argsort(candidate[:n_kept]):
            r_account[used] = candidate[y]
            r_nats[used] = nats[y]
            r_member[used] = y < size
            used += 1
        counts[g] = n_kept
        for y in range(n_touched):
            share_inside[touched[y]] = 0.0
            n_inside[touched[y]] = 0
            sum_inside[touched[y]] = 0
        for a in members:
            place[a] = 0
    return counts, r_account[:used].copy(), r_nats[:used].copy(), r_member[:used].copy()
