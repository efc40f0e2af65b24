"""A pool of farm accounts: signing up, load, cover traffic, infrastructure by rung, and the plan of its dispatcher.

What leaks is drawn once for a campaign, and no operator notices.
"""

from typing import Any

import numpy as np

from .equipment import Crew, equip
from .tables import ARCH, MIXN, RHN
from .values import Array
from .world import World


def farm_pool(
    w: World,
    c: dict[str, Any],
    pname: str,
    k: int,
    rung: int,
    t0: float,
    t1: float,
    tb: float | None,
    part: float,
    nth: int,
) -> None:
    """Enter a pool of a campaign.

    Args:
        w: the world.
        c: the campaign's hidden parameters.
        pname: the pool's name.
        k: how many accounts.
        rung: how far it hides.
        t0: the day of its first work.
        t1: the day of its last.
        tb: the day of a ban wave, if there is one.
        part: how many of its accounts that hits.
        nth: how many pools of the campaign came before.
    """
    r, D, arch = w.r, w.days, c["arch"]
    # better operators leak less
    care = 0.8 ** max(0, rung - 3) * (0.35 if rung == 8 else 1)
    leak = {x: c[x] * care for x in ("l_ip", "l_card", "l_dev", "l_tpl")}
    made = _signed_up(w, c, k, rung, t0, t1, nth)
    record = _record(w, c, k, rung, leak["l_card"])
    plan, ctry, shell = record["plan"], record["country"], arch == "A7"
    a, d = w.accounts(
        k,
        created=made,
        **record,
        campaign=c["name"],
        pool=pname,
        arch=arch,
        rung=rung,
    )
    stolen = np.array([], int)
    # borrowed honest keys in the pool: truth stays honest
    if nth == 0 and len(w.stolen) and r.random() < 0.25 and k > 10:
        stolen, w.stolen = w.stolen[:3], w.stolen[3:]
        w.taken += stolen.tolist()
    # ends: ban wave, single bans
    end = np.full(k, float(t1))
    if tb is not None:
        hit = r.random(k) < part
        d["status"][hit], d["status_at"][hit] = 1, tb + r.exponential(0.04, hit.sum())
        end = np.where(hit, d["status_at"], end)
    one = (r.random(k) < r.uniform(0, 0.12)) & (d["status"] == 0)
    st = r.uniform(max(t0, 0), max(min(t1, D), 1), k)
    d["status"][one], d["status_at"][one] = 1, np.maximum(st[one], made[one] + 0.3)
    end = np.minimum(end, np.where(one, d["status_at"], 1e9))
    # load: rate and cover
    cover = c["mixed"] if rung < 5 else max(c["mixed"], c["cover5"])
    rate = c["rate"] * (c["drip"] if rung >= 6 else 1)
    human = rung >= 5
    aa = np.concatenate([a, stolen])
    starts = np.concatenate([np.maximum(made, t0 - 7), np.full(len(stolen), t0 + 1)])
    ends = np.concatenate([end, np.full(len(stolen), min(t1, t0 + 9))])
    K, mixn = len(aa), MIXN.index(ARCH[arch][4])
    tzs = w.tzof(np.concatenate([ctry, np.full(len(stolen), 0)]))
    client = np.full(K, -1.0)
    if rung < 3:
        client[:] = c["client"]
    tls = np.where((r.random(K) < c["tlsleak"] * care) & (rung >= 3), c["tlsv"], -1)
    com = {"t0": starts, "t1": ends, "client": client, "tls": tls}
    work = w.personas(
        aa,
        sched=1,
        mix=mixn,
        fin=c["fin"] * np.exp(r.normal(0, 0.15, K)),
        fout=c["fout"] * np.exp(r.normal(0, 0.15, K)),
        err=0.02,
        ref=r.uniform(0.008, 0.035),
        rl=r.uniform(0.002, 0.02),
        adopt=c["pivot"],
        adq=c["pivq"],
        art=min(0.95, c["art"] * (0.5 if 4 <= rung < 6 else 0.3 if rung >= 6 else 1) + 0.05),
        **com,
    )
    sets = [work]
    if cover > 0.02:
        cv = w.personas(
            a,
            rate=rate * cover / 0.6 * np.exp(r.normal(0, 0.7, k)),
            pact=0.6 if not human else r.beta(2.4, 1.6, k),
            wk=r.uniform(0.6, 1),
            rhythm=0 if human else RHN.index("long"),
            tz=tzs[:k] + r.normal(0, 1, k) if human else c["tz"],
            mix=r.choice([MIXN.index(x) for x in ("chat", "dev", "office")], k, p=[0.5, 0.35, 0.15]),
            fin=np.exp(r.normal(0, 0.5, k)),
            fout=np.exp(r.normal(0, 0.4, k)),
            err=0.03,
            ref=0.015,
            adopt=w.par["release"] + r.exponential(6, k),
            adq=0.6,
            art=0.08,
            **{x: v[:k] for x, v in com.items()},
        )
        sets.append(cv)
        w.prompts(cv, 0.45, 0.25)
    # part of the pool also carries another party's traffic
    if c["other"] and k > 12:
        sub = r.choice(k, int(k * c["otherp"]), replace=False)
        ot = w.personas(
            a[sub],
            sched=1,
            mix=MIXN.index("relay"),
            fin=np.exp(r.normal(0, 0.5)),
            err=0.03,
            adopt=w.par["release"] + 3,
            adq=0.5,
            art=0.04,
            **{x: v[sub] for x, v in com.items()},
        )
        w.prompts(ot, 0.4, 0.0, w.pool("template", w.new("template", 3)), 0.4)
        w.jobs.append(
            {
                "p": ot,
                "rate": rate * r.uniform(0.1, 0.4),
                "phase": np.ones(D),
                "mode": "loose",
                "tz": r.choice([-5.0, 1.0, 8.0]),
                "t0": max(0, t0),
                "t1": t1,
                "rhythm": "evening",
                "limit": c["limit"],
                "jit": 0.5,
                "burst": w.lu(1, 6),
            }
        )
    else:
        sub, ot = None, None
    card = equip(Crew(w, c, rung, k, care, leak), work, sets, ot, sub)
    d["card"] = (
        np.where((plan == "free") & (r.random(k) < 0.93) & (not shell), -1, card) if rung >= 2 or arch == "A8" else card
    )
    ph, probe = _phases(w, c, t0, t1, nth)
    w.jobs.append(
        {
            "p": work,
            "rate": rate * (1 - cover),
            "phase": ph,
            "mode": c["mode"] if rung < 5 else "loose",
            "tz": c["tz"] if not human else float(np.median(tzs)),
            "t0": max(0, t0),
            "t1": t1,
            "rhythm": ("evening" if r.random() < 0.7 else "long") if human else c["rhythm"],
            "limit": c["limit"],
            "jit": 0.15 if rung < 5 else 0.6,
            "burst": c["burst"],
            "duty": c["duty"],
            "probe": probe,
        }
    )


def _signed_up(w: World, c: dict[str, Any], k: int, rung: int, t0: float, t1: float, nth: int) -> Array:
    """Return when each account was opened: stocked long before, or made in the gap."""
    r, D = w.r, w.days
    lead = w.lu(0.3, 12) if nth == 0 else (r.uniform(1, 15) if r.random() < 0.6 else 0.05)
    first = t0 - lead
    if rung >= 6:
        made = t0 - r.uniform(0, w.lu(60, 350), k)
    elif c["aged"] and rung >= 2:
        made = np.where(r.random(k) < 0.6, t0 - w.lu(20, 400, k), first + r.exponential(1.5, k))
    else:
        made = first + (r.uniform(0, max(w.lu(0.1, 6), 0.1), k))
    return np.minimum(made, np.minimum(max(t1 - 2, t0 + 0.5), D - 0.5))


def _record(w: World, c: dict[str, Any], k: int, rung: int, leak: float) -> dict[str, Array]:
    """Return what accounts state of themselves: plan, programme, organisation, mail and country."""
    r, arch = w.r, c["arch"]
    plan = w.r.choice(["free", "pro", "payg"], k, p=c["plan"])
    prog = np.full(k, "")
    if arch == "A8":
        plan = np.where(r.random(k) < 0.85, r.choice(["free", "credits"]), plan)
    if arch == "A9":
        plan, prog = np.full(k, "credits"), np.full(k, r.choice(["startup", "research"]))
    org = np.full(k, -1)
    if rung < 2:
        dom = np.where(
            r.random(k) < (1.0 if arch == "A8" else r.choice([0.05, 0.8])),
            c["doms"][r.integers(0, 1 if arch == "A8" else len(c["doms"]), k)],
            w.freemail(k),
        )
    else:
        u, dsp = r.random(k), c["disp"] * (0.4 if rung >= 5 else 1)
        own = w.domains(max(1, k // 8))[r.integers(0, max(1, k // 8), k)] if arch in ("A8", "A9") else w.domains(k)
        dom = np.where(
            u < dsp,
            w.thrown_away(k),
            np.where(u > (0.5 if arch in ("A8", "A9") else 0.92), own, w.freemail(k)),
        )
        dom = np.where(r.random(k) < leak * 0.5, c["doms"][0], dom)
    # invented labs of two or three accounts
    if arch == "A9" and r.random() < 0.5:
        w.norg += k // 2 + 1
        org = np.where(r.random(k) < 0.6, w.norg - np.arange(k) // 2, -1)
    ctry = np.full(k, w.country(1)[0]) if rung < 1 else w.country(k)
    if arch == "A7":
        if r.random() < 0.6:
            w.norg += 1
            org[:] = w.norg
        dom = np.where(r.random(k) < 0.85, w.domains(1)[0], w.freemail(k))
        ctry = np.where(r.random(k) < 0.85, w.country(1)[0], ctry)
        plan = np.full(k, r.choice(["payg", "team"]))
    return {"plan": plan, "programme": prog, "org": org, "dom": dom, "country": ctry}


def _phases(w: World, c: dict[str, Any], t0: float, t1: float, nth: int) -> tuple[Array, float]:
    """Return how much is sent on each day, and until when the pool is probed: probing, ramp, spike."""
    r, D, arch = w.r, w.days, c["arch"]
    day = np.arange(D)
    ph = np.clip((day - t0 + 1) / w.lu(1, 6), 0.15 if nth == 0 else 1, 1) * np.exp(r.normal(0, 0.2, D))
    probe = min(t0 + 6, t0 + w.lu(1, 6)) if nth == 0 else t0
    if arch == "A2":
        ph *= np.clip((day - t0) / max(4.0, min(t1, D) - t0), 0.1, 1) * 2.4 if nth == 0 else 1.6
    if arch == "A6":
        sp = r.uniform(max(t0 + 2, 1), max(min(t1, D) - 2, t0 + 2.5, 2))
        ph = np.where((day >= np.floor(sp)) & (day < np.floor(sp) + 2), 9.0, 0.25)
    # a week of probing, then bulk, then idle
    if arch == "A8":
        probe = t0 + (r.uniform(3, 7) if nth == 0 else 0)
        ph = np.where((day > probe) & (day < probe + w.lu(2, 6)), 2.5, 0.06)
    return ph, probe
