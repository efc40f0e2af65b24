"""Kernels of `affinity`: arrays in, arrays out. Cost: the uses of all members, and of all accounts near a group."""

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def _learn_mixture(
    members,
    touched_s,
    inside_n,
    account_ptr,
    account_identifier,
    account_share,
    kind_of,
    total,
    n,
    n_kinds,
    pseudo,
    rounds,
):  # type: ignore[no-untyped-def]  # noqa: E501
    size = members.size
    mix = np.full(n_kinds, 0.5)
    for _ in range(rounds):
        num = np.zeros(n_kinds)
        den = np.zeros(n_kinds)
        for a in members:
            for p in range(account_ptr[a], account_ptr[a + 1]):
                i = account_identifier[p]
                k = kind_of[i]
                s = account_share[p]
                den[k] += s
                if inside_n[i] < 2:
                    continue
                inside = (touched_s[i] - s) / (size - 1)
                outside = max(total[i] - touched_s[i], 0.0) + pseudo
                ratio = mix[k] * inside / (outside / n)
                num[k] += s * ratio / (ratio + 1.0 - mix[k])
        for k in range(n_kinds):
            if den[k] > 0:
                mix[k] = min(0.95, max(0.0, num[k] / den[k]))
    return mix


@numba.njit(cache=True, nogil=True)
def _fit(
    a,
    member,
    size,
    mix,
    touched_s,
    account_ptr,
    account_identifier,
    account_share,
    kind_of,
    total,
    n,
    spread,
    pseudo,
    power,
    fit,
):  # type: ignore[no-untyped-def]  # noqa: E501
    """Fill fit[kind] with the log likelihood ratio of one account."""
    fit[:] = 0.0
    for p in range(account_ptr[a], account_ptr[a + 1]):
        i = account_identifier[p]
        k = kind_of[i]
        if mix[k] <= 0.0:
            continue
        s = account_share[p]
        inside = touched_s[i]
        outside = total[i] - inside
        others = size
        if member:
            inside -= s
            others -= 1
        else:
            outside -= s
        if inside < 1e-7:
            fit[k] += s * np.log(1.0 - mix[k])
        else:
            ratio = (inside / others) / ((max(outside, 0.0) + pseudo) / n)
            fit[k] += s * np.log(mix[k] * ratio + 1.0 - mix[k])
    for k in range(fit.size):
        fit[k] *= spread[a, k] ** power


@numba.njit(cache=True, nogil=True)
def fits_of(  # type: ignore[no-untyped-def]
    group_ptr, group_member, masked,
    account_ptr, account_identifier, account_share, identifier_ptr, identifier_account,
    kind_of, family_of_kind, proof, total, spread, chosen, n_columns, context,
    cap, pseudo, power, clip, context_max, rounds,
):  # fmt: skip
    n = account_ptr.size - 1
    m = identifier_ptr.size - 1
    n_kinds = family_of_kind.size
    share_inside = np.zeros(m, dtype=np.float32)
    n_inside = np.zeros(m, dtype=np.int32)
    hit = np.zeros(n, dtype=np.int16)
    candidate = np.empty(n, dtype=np.int32)
    touched = np.empty(m, dtype=np.int32)
    member_of = np.zeros(n, dtype=np.bool_)
    fit = np.zeros(n_kinds)
    columns = np.zeros(n_columns)
    room = 1024
    r_group = np.empty(room, dtype=np.int32)
    r_account = np.empty(room, dtype=np.int32)
    r_nats = np.empty((room, n_columns), dtype=np.float32)
    r_flags = np.empty(room, dtype=np.int8)
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
        mix = _learn_mixture(
            members, share_inside, n_inside, account_ptr, account_identifier, account_share,
            kind_of, total, n, n_kinds, pseudo, rounds,
        )  # fmt: skip
        n_candidates = 0
        for a in members:
            hit[a] |= 1
            candidate[n_candidates] = a
            n_candidates += 1
        for y in range(n_touched):
            i = touched[y]
            k = kind_of[i]
            family = family_of_kind[k]
            first, last = identifier_ptr[i], identifier_ptr[i + 1]
            if family == context or family == masked[g] or last - first > cap or last - first < 2:
                continue
            inside = share_inside[i] / size
            outside = (max(total[i] - share_inside[i], 0.0) + pseudo) / n
            if mix[k] <= 0.0 or inside < 2.0 * outside:
                continue
            bit = 1 << (family + 2)
            if proof[i]:
                bit |= 2
            for p in range(first, last):
                a = identifier_account[p]
                if hit[a] == 0:
                    candidate[n_candidates] = a
                    n_candidates += 1
                hit[a] |= bit
        for y in range(n_candidates):
            a = candidate[y]
            h = hit[a]
            hit[a] = 0
            families = 0
            for f in range(n_columns):
                if h & (1 << (f + 2)):
                    families += 1
            if not (h & 3) and families < 2:
                continue
            _fit(
                a, member_of[a], size, mix, share_inside, account_ptr, account_identifier, account_share,
                kind_of, total, n, spread, pseudo, power, fit,
            )  # fmt: skip
            columns[:] = 0.0
            for k in range(n_kinds):
                f = family_of_kind[k]
                value = min(clip, max(-clip, fit[k]))
                if f == masked[g]:
                    continue
                if f == context:
                    columns[f] += value
                elif columns[f] == 0.0 or value > columns[f]:
                    columns[f] = value
            columns[context] = min(context_max, max(-context_max, columns[context]))
            if used == room:
                room *= 2
                g_group = np.empty(room, dtype=np.int32)
                g_account = np.empty(room, dtype=np.int32)
                g_nats = np.empty((room, n_columns), dtype=np.float32)
                g_flags = np.empty(room, dtype=np.int8)
                g_group[:used] = r_group[:used]
                g_account[:used] = r_account[:used]
                g_nats[:used] = r_nats[:used]
                g_flags[:used] = r_flags[:used]
                r_group, r_account, r_nats, r_flags = g_group, g_account, g_nats, g_flags
            r_group[used] = g
            r_account[used] = a
            for f in range(n_columns):
                r_nats[used, f] = columns[f]
            r_flags[used] = (1 if member_of[a] else 0) | (2 if h & 2 else 0)
            used += 1
        for y in range(n_touched):
            share_inside[touched[y]] = 0.0
            n_inside[touched[y]] = 0
        for a in members:
            member_of[a] = False
    return r_group[:used].copy(), r_account[:used].copy(), r_nats[:used].copy(), r_flags[:used].copy()
