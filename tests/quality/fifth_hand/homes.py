"""Households and carpools, and what lies on top of any honest account: automation and stolen keys.

No household has guests, and a thief takes keys at random.
"""

import numpy as np

from .tables import HONEST, MIXN, RHN
from .values import Array
from .world import World


def homes(w: World, total: int, cls: str) -> None:
    """Enter households, or carpools that share a plan and pay with one card."""
    r = w.r
    car = cls == "carpool"
    for k in w.fill(total, lambda: r.integers(3, 11) if car else r.choice([2, 2, 3, 4]), 3 if car else 2):
        plan = "pro"
        made = w.grown(1)[0] + (r.exponential(1.0, k) if car else r.exponential(60, k))
        card = np.where(r.random(k) < (0.95 if car else 0.85), w.cards(1)[0], w.cards(k))
        dom = np.where(r.random(k) < 0.7, w.domains(1)[0], w.freemail(k)) if car and r.random() < 0.3 else w.mails(k)
        c = w.country(1)[0]
        a, d = w.accounts(
            k, cls=cls, party=w.party(), plan=plan, card=card, created=np.minimum(made, w.days - 1), dom=dom, country=c
        )
        key = w.keys(k)
        p, h = w.owner(cls, a, d)
        # each seat is used by one to four people from their own places
        if car:
            for _j in range(int(r.integers(1, 4))):
                q = w.keys(k)
                w.home(p, r.uniform(0.2, 1, k), q)
                w.mobile(p, r.uniform(0, 0.4, k), q)
                w.slot("device", p, r.uniform(0.3, 1, k), vals=w.new("device", k))
            w.slot("device", p, 0.06, vals=np.full(k, w.new("device", 1)[0]))
            # the host
            w.home(p, 0.08, np.full(k, w.keys(1)[0]))
            if r.random() < 0.3:
                # a relay page of the host
                w.slot("ip", p, 1.5, pool=w.pool("ip", w.hosting(1)))
        else:
            w.home(p, 0.85, np.full(k, key[0]))
            w.mobile(p, r.beta(1, 3, k), key)
            dv = w.devices(p, 0.08, 0.4)
            if r.random() < 0.5:
                w.slot("device", p, r.uniform(0.05, 0.5, k), vals=np.full(k, dv[0]))
        w.prompts(p, np.where(h, 0.95, 0.03), 0.1)


def overlays(w: World, mixed: bool) -> None:
    """Put automation and stolen keys on top of any honest account.

    Args:
        w: the world.
        mixed: whether it will have campaigns, in which a part of the stolen keys works.
    """
    r = w.r
    cls = np.concatenate([d["cls"] for d in w.acc])
    made = np.concatenate([d["created"] for d in w.acc])
    wt = np.array([HONEST[c][8] for c in cls])
    k = int(len(cls) * w.par["automation"])
    a = np.sort(r.choice(len(cls), k, replace=False, p=wt / wt.sum()))
    w.automated = a.tolist()
    # nightly, CI, back-fill, router, release-day benchmark
    kind = r.choice(5, k, p=[0.34, 0.26, 0.14, 0.12, 0.14])
    t0, t1 = np.maximum(made[a], -5), np.full(k, 1e9)
    bf = r.uniform(0, w.days - 2, k)
    t0 = np.where(kind == 2, np.maximum(t0, bf), t0)
    t1 = np.where(kind == 2, bf + r.uniform(1, 4, k), t1)
    t0 = np.where(kind == 4, np.maximum(t0, w.par["release"]), t0)
    t1 = np.where(kind == 4, w.par["release"] + r.uniform(1, 3, k), t1)
    rate = np.array([50.0, 25, 220, 60, 120])[kind] * np.exp(r.normal(0, 0.9, k))
    p = w.personas(
        a,
        rate=np.minimum(rate, 1500),
        pact=np.array([0.85, 0.7, 0.98, 0.95, 0.95])[kind] * r.uniform(0.6, 1, k),
        wk=np.array([0.8, 0.4, 1, 1, 1])[kind],
        rhythm=np.array([RHN.index(x) for x in ("cron", "office", "flat", "flat", "long")])[kind],
        hour=r.uniform(0, 24, k),
        t0=t0,
        t1=t1,
        mix=np.array([MIXN.index(x) for x in ("bench", "dev", "app", "app", "bench")])[kind],
        fin=np.exp(r.normal(0, 0.6, k)),
        fout=np.exp(r.normal(0, 0.5, k)),
        err=r.beta(1.5, 40, k),
        ref=r.beta(1, 80, k),
        rl=r.beta(1, 40, k),
        adopt=np.where(kind == 4, w.par["release"], w.par["release"] + r.exponential(8, k)),
        adq=np.where(kind == 4, 0.8, 0.6),
        art=0.05,
    )
    key = w.keys(k)
    w.slot("ip", p, (kind == 1) * 1.0, pool=w.cipool, z=1.2, lease=0.0)
    w.slot("ip", p, np.where(kind == 1, 0.05, 0.6), pool=w.cloud, lease=60.0, key=key)
    w.slot("ip", p, (r.random(k) < 0.2) * 1.0, pool=w.paas, z=1.4, lease=0.3, key=key)
    w.home(p, (r.random(k) < 0.4) * 0.8 + 0.02, key)
    # throw-away runners
    w.slot("device", p, (kind == 1) * (r.random(k) < 0.5) * 1.0, pool=(-2, 1))
    w.slot("device", p, (r.random(k) < 0.12) * 1.0, pool=w.images, z=1.8, lease=1e6, key=key)
    w.slot("device", p, 0.5, pool=(-1, 1))
    w.slot("template", p, 0.9, vals=w.new("template", k))
    # public evaluation suites
    m = r.random(k) < np.where(kind == 4, 0.7, 0.25)
    suites = w.pool("template", w.new("template", 25))
    w.slot("template", p, m * 1.5, pool=suites, z=1.7)
    w.slot("template", p, (r.random(k) < 0.3) * 0.8, vals=w.popular[(20 * r.random(k) ** 2.2).astype(int)])
    # stolen keys: lone thieves with a few keys each
    k = max(2, round(len(cls) * 0.001))
    s = r.choice(len(cls), k, replace=False)
    half = k // 2 if mixed else 0
    w.stolen, lone = s[:half], s[half:]
    w.taken = lone.tolist()
    for i in range(0, len(lone), 4):
        thief(w, lone[i : i + 4])


def thief(w: World, a: Array) -> None:
    """Enter somebody who uses a few stolen keys."""
    r = w.r
    t0 = r.uniform(0, w.days - 3)
    p = w.personas(
        a,
        rate=w.lu(20, 200),
        pact=0.9,
        wk=1,
        rhythm=RHN.index("long"),
        tz=8.0,
        t0=t0 + r.uniform(0, 2, len(a)),
        t1=t0 + w.lu(2, 12),
        mix=MIXN.index("relay"),
        client=100 + r.integers(0, 8000),
    )
    w.slot("ip", p, 0.8, pool=w.vpnpool, z=2.0, lease=0.2, key=w.keys(1)[0])
    w.slot("ip", p, 0.2, pool=w.pool("ip", w.hosting(1)))
    w.slot("device", p, 0.3, vals=np.full(len(a), w.new("device", 1)[0]))
    w.slot("device", p, 0.7, pool=(-1, 1))
    w.slot("template", p, 0.5, vals=np.full(len(a), w.popular[r.integers(0, 8)]))
    w.slot("template", p, 0.5, pool=(-1, 1))
