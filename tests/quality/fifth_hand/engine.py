"""From personas to rows: some act on their own, others wait for a dispatcher; then every row is given its values.

Nobody waits for an answer, and no outage slows all down.
"""

import numpy as np

from .tables import RHN, RHYTHM
from .values import Array, mix64
from .world import World


def cat(chunks: list[dict[str, Array]], name: str) -> Array:
    """Return a column of all chunks."""
    return np.concatenate([d[name] for d in chunks])


def _hours(r: np.random.Generator, rid: Array, u: Array) -> Array:
    """Return local hours from the curves of rhythms."""
    out = np.empty(len(u))
    for i, x in enumerate(RHN):
        m = rid == i
        if m.any():
            c = np.concatenate([[0], np.cumsum(RHYTHM[x])]) / np.sum(RHYTHM[x])
            out[m] = np.interp(u[m], c, np.arange(25))
    return out


def alone(w: World, P: dict[str, Array], dow0: int) -> tuple[Array, Array, Array, Array]:
    """Return persona, time, requests and session of rows of those who act on their own."""
    r, D = w.r, w.days
    free = np.flatnonzero(P["sched"] == 0)
    rate = P["rate"][free]
    day = np.arange(D)
    wkend = (day + dow0) % 7 >= 5
    pa = P["pact"][free][:, None] * np.where(wkend[None, :], np.minimum(P["wk"][free], 1.2)[:, None], 1.0)
    mood = np.clip(np.exp(r.normal(-0.1, 0.45, (len(free), D // 7 + 1))), 0.2, 1.6)[:, day // 7]
    on = r.random(pa.shape) < pa * mood
    on &= (P["t0"][free][:, None] < day + 1) & (P["t1"][free][:, None] > day)
    i, dd = np.nonzero(on)
    q = rate[i] * np.exp(r.normal(-0.18, 0.6, len(i)))
    ns = 1 + r.poisson(np.clip(q / 8, 0, 2.4))
    cron = P["rhythm"][free][i] == RHN.index("cron")
    ns[cron] = 1
    # session -> active day
    si = np.repeat(np.arange(len(i)), ns)
    pi = free[i[si]]
    h = _hours(r, P["rhythm"][pi].astype(int), r.random(len(si))) - P["tz"][pi]
    h = np.where(cron[si], P["hour"][pi] + r.exponential(0.05, len(si)), h)
    ts = dd[si] + (h % 24) / 24
    qs = q[si] / ns[si]
    nr = 1 + r.poisson(np.clip(qs / 3, 0, 3.5))
    ri = np.repeat(np.arange(len(si)), nr)
    first = np.r_[0, np.cumsum(nr)[:-1]]
    gap = r.exponential(np.where(cron[si], 3, 7)[ri] / 1440)
    gap[first] = 0
    cs = np.cumsum(gap)
    t = ts[ri] + cs - cs[first][ri]
    req = 1 + r.poisson(np.maximum(qs[ri] / nr[ri] - 1, 0) * r.gamma(3, 1 / 3, len(ri)))
    return pi[ri], t, req, ri


def dispatched(w: World, P: dict[str, Array]) -> tuple[Array, ...]:
    """Return the same of those behind a dispatcher.

    It gives the next job to the least used account, or fills one up to nine tenths of its limit.
    """
    r, D, out, jid = w.r, w.days, [], 0
    for j in w.jobs:
        p = j["p"]
        s0, s1 = P["t0"][p], P["t1"][p]
        order = r.permutation(len(p))
        probe = j.get("probe", -1)
        for d in range(int(max(0, np.floor(j["t0"]))), int(min(D, np.ceil(j["t1"])))):
            q = order[(s0[order] < d + 1) & (s1[order] > d)]
            f = j["phase"][d] * np.exp(r.normal(0, j["jit"] * 0.6))
            if d < probe:
                q, f = q[: max(2, len(q) // 15)], 0.4
            # the others rest in reserve; the least used come first
            elif j.get("duty", 1) < 1:
                q = q[: max(1, int(np.ceil(len(q) * j["duty"])))]
            if len(q) == 0:
                continue
            total = j["rate"] * len(q) * f
            # only as many accounts as the day needs
            if j["mode"] == "fill":
                need = int(np.ceil(total / (0.9 * j["limit"])))
                q = np.roll(q, -(d * need) % max(len(q), 1))[: max(need, 1)]
            b = max(1.0, total / (len(q) * 10)) if total > len(q) * 5 else max(1.0, min(2.5, total / len(q)))
            nrow = r.poisson(total / b)
            if nrow == 0:
                continue
            # jobs: conversations of a few rows, each on one account
            nrow = int(np.ceil(nrow / j["burst"]))
            rid = np.full(nrow, RHN.index(j["rhythm"]))
            t = np.sort(d + ((_hours(r, rid, r.random(nrow)) - j["tz"]) % 24) / 24)
            if j["mode"] == "even":
                who = q[np.arange(nrow) % len(q)]
            elif j["mode"] == "fill":
                who = q[np.arange(nrow) * len(q) // nrow]
            else:
                wt = r.gamma(1 / j["jit"], j["jit"], len(q)) + 1e-3
                who = q[r.choice(len(q), nrow, p=wt / wt.sum())]
            nb = 1 + r.poisson(j["burst"] - 1, nrow)
            who, t = np.repeat(who, nb), np.repeat(t, nb) + (r.exponential(4 / 1440, nb.sum()) * (nb.sum() > nrow))
            req = 1 + r.poisson((b - 1) * r.gamma(8, 1 / 8, len(t))) if b > 1 else np.ones(len(t), int)
            m = (t >= j["t0"]) & (t < j["t1"])
            out.append((p[who[m]], t[m], req[m], jid + np.repeat(np.arange(nrow), nb)[m]))
            jid += nrow
            order = np.roll(order, -len(q) if j.get("duty", 1) < 1 else r.integers(1, max(2, len(order))))
    if not out:
        return np.zeros(0, int), np.zeros(0), np.zeros(0, int), np.zeros(0, int)
    return tuple(np.concatenate(x) for x in zip(*out, strict=False))


def drawn(w: World, kind: str, pers: Array, t: Array, ri: Array, ns: int) -> Array:
    """Return the value of a kind for each row: a slot by its weight, then a value by its lease."""
    r = w.r
    S = np.concatenate(w.slots[kind]) if w.slots[kind] else np.zeros((0, 7))
    miss = np.setdiff1d(np.arange(w.np_), S[:, 0].astype(int))
    if len(miss):
        S = np.vstack(
            [
                S,
                np.column_stack(
                    [
                        miss,
                        np.full(len(miss), -2.0 if kind == "artifact" else -1.0),
                        np.ones((len(miss), 2)),
                        np.zeros((len(miss), 2)),
                        np.ones(len(miss)),
                    ]
                ),
            ]
        )
    S = S[np.argsort(S[:, 0], kind="stable")]
    o = S[:, 0].astype(int)
    tot = np.bincount(o, S[:, 6], w.np_)
    c = np.cumsum(S[:, 6])
    base = np.r_[0, np.cumsum(tot)[:-1]]
    cw = o + np.clip((c - base[o]) / tot[o], 0, 1)
    cw[np.r_[o[1:] != o[:-1], True]] = o[np.r_[o[1:] != o[:-1], True]] + 1.0
    u1, u2 = r.random(ns)[ri], r.random(ns)[ri]
    k = np.searchsorted(cw, pers + u1 * 0.9999999, side="right")
    off, size, z, lease, key = (S[k, x] for x in range(1, 6))
    ep = np.where(lease > 0, np.floor(t / np.where(lease > 0, lease, 1) + mix64(key, 5)), 0)
    u = np.where(lease > 0, mix64(key + 1, ep + 31), u2)
    idx = np.where(lease < 0, (np.clip(t / w.days, 0, 0.999) * size + u2 * -lease) % size, size * u**z)
    flat = np.concatenate(w.flat[kind])
    pos = off.astype(np.int64) + np.minimum(idx, size - 1).astype(np.int64)
    val = np.where(off >= 0, flat[np.clip(pos, 0, len(flat) - 1)], -1)
    fresh = off == -2
    return np.where(fresh, w.nval[kind] + ri, val)
