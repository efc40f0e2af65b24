"""Requests: who sent them and when, on what, for what, to which model, with what outcome and by which client.

Lengths depend on what is asked for, not on the prompt, and a client is updated by the calendar.
"""

from dataclasses import dataclass

import numpy as np

from .engine import alone, dispatched, drawn
from .tables import BROWSERS, KINDS, MIX, MIXN, SDKS, TOK
from .values import Array, mix64
from .world import World


@dataclass
class Rows:
    """Columns of all rows, as numbers."""

    persona: Array
    account: Array
    at: Array
    requests: Array
    values: dict[str, Array]
    artifact: Array
    card: Array
    capability: Array
    model: Array
    tokens_in: Array
    tokens_out: Array
    status: Array
    api: Array
    operation: Array
    client: Array
    tls: Array


def sent(w: World, A: dict[str, Array], P: dict[str, Array]) -> Rows:
    """Return everything that the personas send, in the order of time.

    Args:
        w: the world, whose generator goes on.
        A: columns of accounts.
        P: columns of personas.
    """
    r, ac = w.r, P["acct"].astype(int)
    pers, t, req, ri = _moments(w, P)
    ns, N = int(ri.max()) + 1, len(t)
    val = {k: drawn(w, k, pers, t, ri, ns) for k in KINDS}
    art = np.where(r.random(N) < P["art"][pers], val["artifact"], -1)
    acct = ac[pers]
    card = np.where((A["card2"][acct] >= 0) & (t > w.days * mix64(acct, 9)), A["card2"][acct], A["card"][acct])
    # capability, model, tokens, status
    cum = np.cumsum(np.array([MIX[x] for x in MIXN]), axis=1)
    cap = (r.random(ns)[ri][:, None] > cum[P["mix"][pers].astype(int)]).sum(1).clip(0, 7)
    pref = mix64(pers, 41) * 0.6 + r.random(N) * 0.4
    heavy = np.isin(cap, (2, 3, 4))
    model = np.where(pref > np.where(heavy, 0.45, 0.62), 0, np.where(pref > 0.25, 1, 2))
    model = np.where((t > P["adopt"][pers]) & (r.random(N) < P["adq"][pers]), 3, model)
    tin = TOK[cap, 0] * P["fin"][pers] * np.exp(r.normal(0, 0.9, N)) * req + 5
    tout = TOK[cap, 1] * P["fout"][pers] * np.exp(r.normal(0, 0.8, N)) * req + 1
    u = r.random(N)
    e, f, limited = P["err"][pers], P["ref"][pers], P["rl"][pers]
    e = np.where((art >= 0) & (val["artifact"] < 4), 0.6, e)
    status = np.where(u < e, 1, np.where(u < e + f, 2, np.where(u < e + f + limited, 3, 0)))
    tout = np.where((status == 1) | (status == 3), 0, tout)
    api = val["device"] < 0
    ou = r.random(N)
    oper = np.where(
        api, np.where(ou < 0.55, 0, np.where(ou < 0.85, 1, np.where(ou < 0.93, 2, 3))), np.where(ou < 0.8, 0, 1)
    )
    fam, ver, tls = _clients(P, pers, t, val["device"], api)
    return Rows(pers, acct, t, req, val, art, card, cap, model, tin, tout, status, api, oper, fam * 1000 + ver, tls)


def _moments(w: World, P: dict[str, Array]) -> tuple[Array, Array, Array, Array]:
    """Return persona, time, number of requests and session of each row."""
    r = w.r
    dow0 = int(r.integers(0, 7))
    # rows
    p1, t1, q1, s1 = alone(w, P, dow0)
    p2, t2, q2, s2 = dispatched(w, P)
    ns1 = int(s1.max()) + 1 if len(s1) else 0
    pers, t, req = np.r_[p1, p2], np.r_[t1, t2], np.r_[q1, q2]
    ri = np.r_[s1, ns1 + s2]
    ok = (t >= P["t0"][pers]) & (t < P["t1"][pers]) & (t < w.days) & (t >= 0)
    for p, a, b in w.gap:
        ok &= ~(np.isin(pers, p) & (t >= a) & (t < b))
    pers, t, req, ri = pers[ok], t[ok], req[ok], ri[ok]
    o = np.argsort(t, kind="stable")
    pers, t, req, ri = pers[o], t[o], req[o], ri[o]
    return pers, t, req, ri


def _clients(P: dict[str, Array], pers: Array, t: Array, device: Array, api: Array) -> tuple[Array, Array, Array]:
    """Return family, version and fingerprint of clients: by device, else by the persona's SDK."""
    nb, nsdk = len(BROWSERS), len(SDKS)
    wb, wsd = np.cumsum(1 / np.arange(1, nb + 1)), np.cumsum(1 / np.arange(1, nsdk + 1) ** 0.8)
    fam = np.where(
        api, nb + np.searchsorted(wsd / wsd[-1], mix64(pers, 51)), np.searchsorted(wb / wb[-1], mix64(device, 52))
    )
    fam = np.where(P["client"][pers] >= 100, nb + (P["client"][pers] - 100) % 8, fam).astype(int).clip(0, nb + nsdk - 1)
    fixed = P["client"][pers] >= 100
    seedv = np.where(fixed, P["client"][pers].astype(int) - 10**5, np.where(api, pers, device + 10**6))
    ver = (20 + fam * 3 + np.floor(mix64(seedv, 53) ** 2 * 6) * -1 + np.floor((t + 14 * mix64(seedv, 54)) / 14)).astype(
        int
    )
    tls = np.where(P["tls"][pers] >= 200, 400 + P["tls"][pers], fam * 8 + np.floor(mix64(seedv, 55) ** 2 * 5)).astype(
        int
    )
    return fam, ver, tls
