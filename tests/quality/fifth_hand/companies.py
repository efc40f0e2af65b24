"""Companies and agencies: offices, remote staff, security egress, gateways and routers over accounts of one payer.

A company is in one country and has one style of working; nobody leaves it.
"""

import numpy as np

from .tables import HONEST, MIXN
from .values import Array
from .world import World


def companies(w: World, total: int) -> None:
    """Enter companies of two and more, of every style of working."""
    r = w.r
    for k in w.fill(total, lambda: min(12 * np.exp(r.normal(0, 2.07)), max(30, total * 0.4)), 2):
        style = r.choice(["office", "hybrid", "remote", "sase"], p=[0.5, 0.27, 0.14, 0.09])
        dom, org, ctry = w.domains(1)[0], -1, w.country(1)[0]
        if r.random() < 0.5:
            w.norg += 1
            org = w.norg
        found = -w.lu(1, 500) if r.random() < 0.8 else r.uniform(0, w.days * 0.8)
        morning = np.floor(found) + 0.38 + r.exponential(0.05, k)
        late = r.random(k) < r.beta(2, 4)
        made = np.where(late, np.minimum(np.maximum(found, -700) + r.exponential(90, k), w.days - 1), morning)
        made = np.where(made < found, found, made)
        cardstyle = r.random()
        if cardstyle < 0.82:
            card = np.full(k, w.cards(1)[0])
        elif cardstyle < 0.93:
            card = w.cards(5)[r.integers(0, min(5, 1 + k // 6), k)]
        else:
            card = w.cards(k)
        far = r.random(k) < (0.6 if style == "remote" else 0.08)
        a, d = w.accounts(
            k,
            cls="company",
            party=w.party(),
            created=made,
            org=org,
            card=card,
            country=np.where(far, w.country(k), ctry),
            plan=np.where(r.random() < 0.5, "team", np.where(r.random(k) < 0.6, "payg", "team")),
            dom=np.where(r.random(k) < (0.02 if r.random() < 0.85 else 0.5), w.freemail(k), dom),
        )
        p, h = w.owner(
            "company",
            a,
            d,
            adopt=w.par["release"] + r.exponential(8) + r.exponential(2, k)
            if r.random() < 0.5
            else w.par["release"] + r.exponential(10, k),
            tls=200 + r.integers(0, 30) if r.random() < 0.15 else -1,
        )
        key = w.keys(k)
        off = {"office": 0.85, "hybrid": 0.45, "remote": 0.03, "sase": 0.0}[style] * r.uniform(0.5, 1.1, k)
        ne = int(min(5, 1 + r.poisson(0.4 + k / 80)))
        eg = w.pool("ip", w.biz(ne))
        w.slot("ip", p, off, pool=eg, lease=0.5, key=key)
        if style == "sase":
            w.slot("ip", p, 0.85, pool=w.sase, z=1.3, lease=1.0, key=key // 40)
        if style in ("hybrid", "remote") and r.random() < 0.4:
            w.vpn(p, 0.2, key)
        w.home(p, (1 - np.minimum(off, 0.95)) * 0.8 + 0.02, key)
        w.mobile(p, (r.random(k) < 0.4) * r.beta(1, 6, k), key)
        dev = w.devices(p, HONEST["company"][10], 0.35)
        # shared workstations, a jump host
        if r.random() < 0.2 and k > 5:
            jh = w.pool("device", w.new("device", 1 + k // 25))
            w.slot("device", p, (r.random(k) < 0.3) * r.uniform(0.1, 0.6, k), pool=jh, lease=1.0, key=key)
        w.prompts(
            p,
            np.where(h, 0.97, 0.05),
            0.15,
            w.pool("template", w.new("template", int(r.integers(1, 5)))),
            r.beta(1.6, 2.2) * r.uniform(0.4, 1.1, k).clip(0, 0.95),
        )
        # a router spreads the product's load over service accounts
        if k >= 6 and r.random() < w.par["router_share"]:
            router(
                w,
                a,
                d,
                eg if r.random() < 0.6 else w.pool("ip", w.hosting(3, 3)),
                max(2, int(k * r.uniform(0.2, 0.9))),
                "office",
            )
        if k >= 10 and r.random() < w.par["company_banned"]:
            tb = r.uniform(3, w.days - 5)
            # suspended together, reinstated after an appeal
            if r.random() < 0.5:
                w.gap.append((p, tb, tb + r.uniform(1.5, 6)))
            # suspended together, back with new accounts
            else:
                q = k // 2
                d["status"][:q], d["status_at"][:q] = 1, tb + r.uniform(0, 0.1, q)
                d["created"][q:] = tb + 0.3 + r.exponential(0.8, k - q).clip(0, 6)
                w.slot("device", p[q : 2 * q], 2.5, vals=dev[:q])


def router(
    w: World, a: Array, d: dict[str, Array], egress: tuple[int, int], q: int, mixn: str, rate: float | None = None
) -> None:
    """Spread the load of one honest product over several accounts of one party."""
    r = w.r
    q = min(q, len(a), 60)
    sub = r.choice(len(a), q, replace=False)
    k = w.keys(q)
    p = w.personas(
        a[sub],
        sched=1,
        mix=MIXN.index(r.choice([mixn, "app", "dev", "reason", "bench"])),
        t0=d["created"][sub],
        client=100 + r.integers(0, 8000),
        fin=np.exp(r.normal(0, 0.6)),
        fout=np.exp(r.normal(0, 0.5)),
        err=0.02,
        ref=0.012,
        rl=0.02,
        adopt=w.par["release"] + r.exponential(6),
        adq=r.uniform(0.3, 1),
        art=r.uniform(0, 0.25),
    )
    w.slot("ip", p, 1.0, pool=egress, lease=0.0, key=k)
    w.slot("device", p, 1.0, pool=(-1, 1))
    w.slot("template", p, 1.0, pool=w.pool("template", w.new("template", int(r.integers(1, 12)))), z=1.5)
    w.slot("artifact", p, 1.0, pool=(-2, 1))
    # conversations wander between accounts
    if r.random() < 0.4:
        w.slot("artifact", p, r.uniform(0.03, 0.4), pool=w.pool("artifact", w.new("artifact", 30 * q)), lease=-4.0)
    t0, t1 = (0, w.days) if r.random() < 0.7 else sorted(r.uniform(0, w.days, 2))
    w.jobs.append(
        {
            "p": p,
            "rate": rate or w.lu(8, 120),
            "phase": np.ones(w.days),
            "mode": r.choice(["even", "fill", "loose"]),
            "tz": 0.0,
            "t0": t0,
            "t1": t1,
            "rhythm": r.choice(["flat", "office", "evening"]),
            "limit": w.lu(60, 600),
            "jit": r.uniform(0.1, 0.5),
            "burst": w.lu(1, 6),
            "duty": r.choice([1, 1, r.uniform(0.3, 1)]),
        }
    )


def agencies(w: World, total: int) -> None:
    """Enter agencies, gateways and shops that open accounts for their clients."""
    r = w.r
    for k in w.fill(total, lambda: min(w.lu(5, 400), max(20, total * 0.5)), 5):
        style = r.choice(["gateway", "agency", "shop"], p=[0.35, 0.4, 0.25])
        org = -1
        if r.random() < 0.4 and style != "shop":
            w.norg += 1
            org = w.norg
        ctry, dom = w.country(1)[0], w.domains(1)[0]
        made = (
            np.sort(r.uniform(-w.lu(20, 500), w.days * 0.8, k))
            if r.random() < 0.7
            else w.grown(1)[0] + r.exponential(2, k)
        )
        own = r.random(k)
        dm = np.where(
            own < {"gateway": 0.9, "agency": 0.45, "shop": 0}[style],
            dom,
            np.where(own < 0.97, w.mails(k, 0.02, 0.5 if style == "agency" else 0.05), w.disposable[3]),
        )
        card = np.where(r.random(k) < r.uniform(0.85, 1), w.cards(1)[0], w.cards(k))
        a, d = w.accounts(
            k,
            cls="agency",
            party=w.party(),
            created=np.minimum(made, w.days - 1),
            org=org,
            dom=dm,
            card=card,
            country=np.where(r.random(k) < 0.8, ctry, w.country(k)),
            plan="payg" if style != "shop" else np.where(r.random(k) < 0.7, "pro", "payg"),
        )
        key, srv = w.keys(k), w.pool("ip", w.hosting(int(r.integers(2, 7)), 3))
        p, h = w.owner(
            "agency" if style != "shop" else "individual", a, d, adopt=w.par["release"] + r.exponential(9, k)
        )
        w.slot("ip", p, {"gateway": 0.95, "agency": 0.3, "shop": 0}[style] * np.ones(k), pool=srv, lease=0.3, key=key)
        w.slot("ip", p, (r.random(k) < 0.4) * (style == "agency") * 0.6, pool=w.cloud, lease=40.0, key=key)
        w.home(p, {"gateway": 0.03, "agency": 0.5, "shop": 0.8}[style] * r.uniform(0.3, 1, k), key)
        w.mobile(p, (style == "shop") * r.beta(1, 3, k), key)
        w.devices(p, 0.6 if style != "shop" else 0.15)
        if style != "shop":
            # agency staff log in to clients' accounts
            st = w.pool("device", w.new("device", 1 + k // 30))
            w.slot("device", p, (r.random(k) < 0.5) * r.uniform(0.05, 0.5, k), pool=st, lease=1.0, key=key)
        w.prompts(
            p,
            np.where(h, 0.95, 0.05),
            0.7 if style != "shop" else 0.2,
            w.pool("template", w.new("template", 3)),
            0.0 if style == "shop" else r.uniform(0.05, 0.5),
        )
        if style == "gateway" and r.random() < 0.7:
            router(w, a, d, srv, k, "app", w.lu(10, 80))
