"""Programmes, campuses and hackathons: many accounts that come in one burst, for one cause.

A gathering happens once; its rooms are never used by another.
"""

import numpy as np

from .companies import router
from .world import World


def programmes(w: World, total: int) -> None:
    """Enter programmes of start-ups and labs, with credits."""
    r = w.r
    for k in w.fill(total, lambda: w.lu(6, 80), 5):
        burst = w.grown(1)[0]
        made = np.minimum(burst + r.exponential(1.2, k), w.days - 1)
        code = w.pool("template", w.new("template", int(r.integers(1, 4))))
        pid, prog, lab = w.party(), r.choice(["startup", "research"]), r.random() < 0.15
        done = 0
        while done < k:
            m = int(min(1 + r.poisson(2.2), k - done))
            org = -1
            if r.random() < 0.45:
                w.norg += 1
                org = w.norg
            card = np.full(m, w.cards(1)[0]) if r.random() < 0.5 else np.where(r.random(m) < 0.7, -1, w.cards(m))
            a, d = w.accounts(
                m,
                cls="programme",
                party=pid,
                created=made[done : done + m],
                programme=prog,
                plan="credits",
                org=org,
                card=card,
                country=w.country(1)[0],
                dom=np.where(r.random(m) < 0.75, w.domains(1)[0], w.freemail(m)),
            )
            key = w.keys(m)
            p, h = w.owner("programme", a, d)
            w.slot("ip", p, r.uniform(0, 0.9), pool=w.pool("ip", w.biz(1)), lease=0.0, key=key)
            w.slot("ip", p, (r.random(m) < 0.3) * 0.7, pool=w.cloud, lease=30.0, key=key)
            w.home(p, 0.4, key)
            w.devices(p, 0.4)
            w.prompts(p, np.where(h, 0.96, 0.05), 0.5, code, r.beta(1.5, 3, m))
            # honest synthetic data: heavy, round the clock
            if lab and m >= 2:
                router(w, a, d, w.pool("ip", w.hosting(2, 2)), m, "reason", w.lu(60, 400))
            done += m


def campuses(w: World, total: int) -> None:
    """Enter campuses and bootcamps, with a week of one task."""
    r = w.r
    for k in w.fill(total, lambda: min(w.lu(20, 600), max(25, total * 0.4)), min(20, max(5, total // 4))):
        t0 = r.uniform(-4, w.days - 4)
        boot = r.random() < 0.3
        made = np.where(r.random(k) < 0.8, t0 + r.exponential(0.6, k).clip(0, 5), w.grown(k))
        plan = np.full(k, "education") if r.random() < 0.5 else w.plans(k, (0.8, 0.15, 0.05))
        card = (
            np.full(k, w.cards(1)[0])
            if boot and r.random() < 0.5
            else w.own_cards(k, np.where(plan == "education", "free", plan))
        )
        dom = np.where(r.random(k) < (0.3 if boot else 0.8), w.domains(1)[0], w.freemail(k))
        a, d = w.accounts(
            k,
            cls="campus",
            party=w.party(),
            created=np.minimum(made, w.days - 1),
            plan=plan,
            programme="education" if r.random() < 0.5 else "",
            country=np.where(r.random(k) < 0.9, w.country(1)[0], w.country(k)),
            card=card,
            dom=dom,
        )
        nat = w.pool("ip", w.biz(int(r.integers(1, 4))))
        w.campuses.append(nat)
        key, task = w.keys(k), w.pool("template", w.new("template", int(r.integers(1, 4))))
        t1 = t0 + r.uniform(5, 9)
        lab = w.pool("device", w.new("device", int(r.integers(15, 60)))) if r.random() < 0.25 else None
        week, h = w.owner("campus", a, d, t0=np.maximum(d["created"], t0), t1=t1, pact=r.beta(4, 2.5, k))
        rest, _ = w.owner("campus", a, d, rate=2 * np.exp(r.normal(0, 0.9, k)), pact=r.beta(1, 5, k), t1=1e9)
        for p, on in ((week, 0.6), (rest, 0.35)):
            w.slot("ip", p, on * r.uniform(0.4, 1.3, k), pool=nat, lease=0.2, key=key)
            w.home(p, 0.35, key)
            w.mobile(p, r.beta(1, 4, k), key)
        dv = w.devices(week, 0.1, 0.4)
        w.slot("device", rest, 1.0, vals=dv)
        if lab:
            w.slot("device", week, (r.random(k) < 0.6) * r.uniform(0.1, 0.8, k), pool=lab, lease=0.1, key=key)
        w.prompts(week, np.where(h, 0.9, 0.02), 0.05, task, r.beta(4, 3, k))
        w.prompts(rest, np.where(h, 0.9, 0.02), 0.05)


def hackathons(w: World, total: int) -> None:
    """Enter hackathons of two days, with teams of four."""
    r = w.r
    for k in w.fill(total, lambda: min(w.lu(20, 300), max(20, total * 0.5)), min(12, max(5, total // 3))):
        t0 = np.floor(r.uniform(-2, w.days - 3)) + 0.7
        made = np.where(r.random(k) < 0.75, t0 + r.exponential(0.12, k), w.grown(k))
        sponsor = r.random()
        card = (
            w.cards(1)[0]
            if sponsor < 0.25
            else (
                w.cards(k)[(np.arange(k) // 4) * 4 % k]
                if sponsor < 0.5
                else np.where(r.random(k) < 0.6, -1, w.cards(k))
            )
        )
        a, d = w.accounts(
            k,
            cls="hackathon",
            party=w.party(),
            created=np.minimum(made, w.days - 1),
            plan=np.where(r.random(k) < 0.7, "credits", "payg"),
            card=card,
            programme=np.where(r.random(k) < 0.5, "hackathon", ""),
            dom=w.mails(k, 0.08, 0.08),
            country=np.where(r.random(k) < 0.75, w.country(1)[0], w.country(k)),
        )
        key, repo = w.keys(k), w.pool("template", w.new("template", int(r.integers(1, 4))))
        ven = w.pool("ip", w.biz(int(r.integers(1, 4))))
        jam, h = w.owner("hackathon", a, d, t0=np.maximum(d["created"], t0), t1=t0 + 2.1)
        rest, _ = w.owner("hackathon", a, d, rate=4 * np.exp(r.normal(0, 1.1, k)), pact=r.beta(1, 7, k))
        dv = w.devices(jam, 0.3, 0.3)
        w.slot("device", rest, 1.0, vals=dv)
        remote = r.random(k) < r.uniform(0, 0.4)
        w.slot("ip", jam, np.where(remote, 0.02, 0.85), pool=ven, lease=0.1, key=key)
        for p in (jam, rest):
            w.home(p, np.where(remote, 0.9, 0.2), key)
            w.mobile(p, 0.1, key)
        team = key // 4
        own = w.pool("template", w.new("template", k // 4 + 1))
        w.prompts(jam, np.where(h, 0.95, 0.05), 0.1, repo, r.beta(2, 2.5, k))
        w.slot("template", jam, 0.8, pool=own, lease=1e6, key=team)
        w.prompts(rest, np.where(h, 0.95, 0.05), 0.3)
