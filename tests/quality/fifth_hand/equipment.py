"""What a pool works with: addresses, machines, cards, prompts and artifacts by rung, in cells where there are any.

Nothing is bought later: a pool keeps its suppliers until it ends.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .values import Array
from .world import World


@dataclass
class Crew:
    """A pool while it is equipped."""

    w: World
    c: dict[str, Any]
    rung: int
    k: int
    care: float
    leak: dict[str, float]


@dataclass
class Cell:
    """What one cell of a pool has: exits, machines, and who of its accounts leaks."""

    key: Array
    egress: tuple[int, int]
    exits: tuple[int, int]
    office: tuple[int, int] | None
    borrow: Array | None
    nats: list[tuple[int, int]]
    operators: tuple[int, int]
    devs: Array
    dev2: Array
    two: Array
    sdk: Array
    leaky_ip: Array
    leaky_dev: Array


def equip(crew: Crew, work: Array, sets: list[Array], ot: Array | None, sub: Array | None) -> Array:
    """Give personas of a pool their slots, and return the card of each account.

    Args:
        crew: the pool.
        work: the workers, one for each account and stolen key.
        sets: workers and cover.
        ot: personas of another party that uses the pool.
        sub: the accounts, by position, that it uses.
    """
    w, c, r, rung, k, leak = crew.w, crew.c, crew.w.r, crew.rung, crew.k, crew.leak
    K, shell = len(work), c["arch"] == "A7"
    ncell = max(1, round(k / 20)) if rung == 8 else 1
    cell = np.arange(K) % ncell if ncell > 1 else np.zeros(K, int)
    key = w.keys(K)
    leaky_ip, leaky_dev = r.random(K) < leak["l_ip"], r.random(K) < leak["l_dev"]
    card, sdkv = w.cards(k), w.sdkshare(K, np.clip(c["sdk"], 0.05, 0.9))
    for ci in range(ncell):
        g = np.flatnonzero(cell == ci)
        ga = g[g < k]
        m = len(ga)
        if shell:
            card[ga] = card[ga[0]]
        elif rung < 2:
            card[ga] = card[ga[(np.arange(m) // max(1, int(c["cardgrp"]))) * max(1, int(c["cardgrp"])) % m]]
        else:
            lk = ga[r.random(m) < leak["l_card"]]
            card[lk] = card[lk[np.arange(len(lk)) // 3 * 3]] if len(lk) > 1 else card[lk]
        egress = w.pool("ip", c["egress"] if ncell == 1 else w.hosting(1))
        sub_ex = w.pool("ip", r.choice(c["vendor"], int(np.clip(m * c["reuse"], 8, len(c["vendor"]))), replace=False))
        opd = w.pool("device", c["opdev"] if ncell == 1 else w.new("device", 1))
        devs = w.new("device", K)
        two = r.random(K) < 0.3
        dev2 = w.new("device", K)
        borrow = r.dirichlet([1, 1, 1]) * (r.uniform(0.75, 0.95) if rung == 7 else 0.98) if rung >= 7 else None
        nats = [w.campuses[i] for i in r.integers(0, len(w.campuses), 2)] if rung >= 7 and w.campuses else []
        rw = c["rw"] if ncell == 1 else w.pool("template", w.new("template", max(4, c["rewrites"] // 2)))
        office = w.pool("ip", w.hosting(3, 3)) if shell else None
        kit = Cell(key, egress, sub_ex, office, borrow, nats, opd, devs, dev2, two, sdkv, leaky_ip, leaky_dev)
        for p in sets + ([ot] if ot is not None else []):
            if p is ot and sub is not None:
                ii = np.flatnonzero(np.isin(sub, g))
                P, G = p[ii], sub[ii]
            else:
                G = g[g < len(p)]
                P = p[G]
            _exits(crew, kit, P, G)
            _machines(crew, kit, P, G)
        _prompts(crew, work[g], key[g], rw)
        _artifacts(crew, work[g], ncell)
    return card


def _exits(crew: Crew, kit: Cell, P: Array, G: Array) -> None:
    """Give personas addresses: a server's, a vendor's, an office's, or those of crowds."""
    w, c, rung, key = crew.w, crew.c, crew.rung, kit.key
    o = np.ones(len(P))
    if kit.office is not None:
        w.slot("ip", P, 0.7 * o, pool=kit.office, lease=0.2, key=key[G])
        w.slot("ip", P, 0.3 * o, pool=kit.exits, lease=1.0, key=key[G])
    elif rung == 0:
        w.slot("ip", P, o, pool=kit.egress, lease=1.0, key=key[G] // 10)
        w.slot("ip", P, 0.05 * o, pool=w.vpnpool, z=2.0, lease=0.3, key=key[G])
    else:
        res = 1.0 if kit.borrow is None else 1 - kit.borrow.sum()
        w.slot("ip", P, res * o, pool=kit.exits, lease=c["sticky"], key=key[G])
        w.slot("ip", P, kit.leaky_ip[G] * c["q_ip"] * crew.care, pool=kit.egress, lease=0.0)
        if kit.borrow is not None:
            w.vpn(P, kit.borrow[0] * o, key[G])
            w.mobile(P, (kit.borrow[1] + (0 if kit.nats else kit.borrow[2])) * o, key[G])
            for nat in kit.nats:
                w.slot("ip", P, kit.borrow[2] / 2 * o, pool=nat, lease=0.3, key=key[G])


def _machines(crew: Crew, kit: Cell, P: Array, G: Array) -> None:
    """Give personas machines: an operator's few, or one or two of their own."""
    w, c, rung, key = crew.w, crew.c, crew.rung, kit.key
    o = np.ones(len(P))
    sdk = kit.sdk[G]
    w.slot("device", P, sdk, pool=(-1, 1))
    if rung < 3:
        w.slot("device", P, (1 - sdk) * 0.85 * o, pool=kit.operators, lease=1e6, key=key[G] // max(1, int(c["devgrp"])))
        w.slot("device", P, (1 - sdk) * 0.15 * o, pool=kit.operators, lease=0.5, key=key[G])
    else:
        w.slot("device", P, (1 - sdk) * o, vals=kit.devs[G])
        w.slot("device", P, (1 - sdk) * 0.5 * kit.two[G], vals=kit.dev2[G])
        w.slot("device", P, kit.leaky_dev[G] * c["q_dev"] * (1 - sdk), pool=kit.operators, lease=2.0, key=key[G])


def _prompts(crew: Crew, P: Array, key: Array, rw: tuple[int, int]) -> None:
    """Give workers prompts: the job's own, rewritten ones, or those that everybody uses."""
    w, c, rung = crew.w, crew.c, crew.rung
    o = np.ones(len(P))
    base, raw = w.pool("template", c["base"]), crew.leak["l_tpl"]
    hide = (c["pop"] if rung == 7 else 0.93) if rung >= 7 else 0.0
    # the users' harness prompts, and what is left of their sessions
    if c["arch"] == "A5":
        hide = max(hide, 0.4)
        w.slot("template", P, 0.3 * (1 - hide) * o, pool=c["sess"])
    if hide:
        w.slot("template", P, hide * o, vals=w.harnesses(len(P)))
    if rung < 4:
        w.slot("template", P, (1 - hide) * (1 - c["noise"]) * o, pool=base)
        w.slot("template", P, (1 - hide) * c["noise"] * o, pool=(-1, 1))
    else:
        w.slot("template", P, (1 - hide) * raw * o, pool=base)
        w.slot("template", P, (1 - hide) * (1 - raw) * o, pool=rw, lease=c["ownrw"], key=key)
        w.slot("template", P, (1 - hide) * c["noise"] * o, pool=(-1, 1))


def _artifacts(crew: Crew, P: Array, ncell: int) -> None:
    """Give workers artifacts of their own, and those that wander through the pool."""
    w, c = crew.w, crew.c
    o = np.ones(len(P))
    own = 0.05 / max(c["art"], 0.02)
    w.slot("artifact", P, own * o, pool=(-2, 1))
    if c["art"] > 0:
        w.slot(
            "artifact",
            P,
            o,
            pool=c["arts"] if ncell == 1 else w.pool("artifact", w.new("artifact", 40)),
            lease=-6.0,
        )
