"""Campaigns: which there are, and the hidden parameters and pools in time of each.

A campaign keeps its habits when its rung grows, and has two pools at most.
"""

import numpy as np

from .pools import farm_pool
from .tables import ARCH
from .world import World


def plan_campaigns(w: World, total: int) -> list[tuple[str, int]]:
    """Return archetypes and sizes until the farm accounts are used up; sizes 5 .. a third of them."""
    r, out, cap = w.r, [], max(5, total // 3)
    names = [x for x in ARCH if x != "A10"]
    wt = np.array([ARCH[x][10] for x in names]) * np.exp(r.normal(0, 0.7, len(names)))
    flock = int(total * r.beta(1.6, 7)) if total >= 30 else 0
    left = total - flock
    while left >= 5:
        x = r.choice(names, p=wt / wt.sum())
        lo, hi = min(ARCH[x][0], cap), min(ARCH[x][1], cap)
        k = int(min(np.exp(r.uniform(np.log(lo), np.log(hi + 1))), left, cap))
        if left - k < 5 and left <= cap:
            k = left
        if k >= 5:
            out.append((x, k))
            left -= k
    flock += left
    while flock >= 5:
        k = int(min(w.lu(5, 40), flock, cap))
        k = flock if flock - k < 5 and flock <= cap else k
        out.append(("A10", k))
        flock -= k
    return out


def farm(w: World, name: str, arch: str, size: int) -> None:
    """Enter a campaign: its hidden parameters, its pools in time, their infrastructure."""
    r, D, A = w.r, w.days, ARCH[arch]
    rung = int(r.choice(A[8]))
    c = {
        "burst": w.lu(1, 8),
        "duty": r.uniform(0.2, 0.5) if arch == "A4" else 1.0 if r.random() < 0.4 or arch == "A6" else r.uniform(0.3, 1),
        "name": name,
        "arch": arch,
        "rate": w.lu(A[2], A[3]),
        "mixed": r.uniform(*A[6]),
        "cover5": r.uniform(0.5, 0.9),
        "drip": r.uniform(0.25, 0.6),
        "ntemp": int(r.integers(A[5][0], A[5][1] + 1)),
        "l_ip": r.beta(1.3, 4),
        "q_ip": r.uniform(0.01, 0.15),
        "l_card": r.uniform(0.03, 0.30),
        "l_dev": r.uniform(0.04, 0.40),
        "q_dev": r.uniform(0.05, 0.4),
        "l_tpl": r.uniform(0, 0.10),
        "sticky": 0.0 if r.random() < 0.2 else w.lu(0.2, 40),
        "reuse": w.lu(2, 300),
        "cardgrp": w.lu(4, 40),
        "devgrp": w.lu(5, 40),
        "rewrites": int(w.lu(5, 50)),
        "ownrw": 0.0 if r.random() < 0.25 else w.lu(4, 200),
        "noise": r.choice([0, 0, 0.03, 0.08]),
        "sdk": r.beta(1.2, 2),
        "disp": r.uniform(0.1, 0.6),
        "tlsleak": (r.random() < 0.35) * r.uniform(0.2, 1),
        "aged": r.random() < 0.25,
        "pop": r.uniform(0.5, 0.85),
        "pivot": w.par["release"] + r.uniform(0, 1),
        "pivq": r.uniform(0.4, 0.95) if r.random() < 0.8 else 0.2,
        "tz": float(r.choice([8, 8, 7, 3, 5.5, -5])),
        "limit": w.lu(50, 500),
        "mode": r.choice(["even", "even", "fill"]),
        "fin": np.exp(r.normal(0, 0.5)),
        "fout": np.exp(r.normal(0.2, 0.4)),
        "art": A[7] * r.uniform(0.5, 1.3),
        "perop": w.lu(20, 100),
        "plan": r.dirichlet([3, 2, 2]),
        "other": r.random() < (0.7 if arch == "A2" else 0.35 if arch == "A1" else 0.08),
        "otherp": r.uniform(0.2, 0.5),
        "rhythm": r.choice(["flat", "long", "office", "office"]),
    }
    c["base"] = w.new("template", c["ntemp"])
    c["egress"] = w.hosting(max(2, int(size / c["perop"]) + 1), 2)
    c["opdev"] = w.new("device", max(2, int(size / c["devgrp"]) + 1))
    c["client"], c["tlsv"], c["vendor"] = (
        100 + r.integers(0, 8000),
        200 + r.integers(0, 30),
        w.vendors[r.integers(0, 3)],
    )
    c["rw"] = w.pool("template", w.new("template", c["ntemp"] * c["rewrites"]))
    c["arts"] = w.pool("artifact", w.new("artifact", max(20, size * 3)))
    if arch == "A5":
        c["sess"] = w.pool("template", w.new("template", max(8, size // 2)))
    c["doms"] = w.domains(int(r.integers(1, 4)))
    # pools in time
    t0 = r.uniform(-8, D * 0.45) if arch not in ("A6", "A8") else r.uniform(-3, D * 0.4)
    t1 = min(D, t0 + w.lu(10, 70))
    if t1 < 5:
        t1 = 5 + r.uniform(0, D / 2)
    ban = r.random() < A[9] and size >= 10
    c["limit"] = max(c["limit"], c["rate"] * 1.2)
    if ban and t1 - max(t0, 0) > 4:
        tb = r.uniform(max(t0, 0) + 2.5, min(t1, D) - 1)
        k1 = int(np.clip(size * r.uniform(0.35, 0.7), 5, size - 5))
        up = min(max(A[8]), rung + int(r.choice([0, 1, 2], p=[0.55, 0.3, 0.15])))
        pools = [
            (k1, rung, t0, t1, tb, r.uniform(0.7, 1)),
            (size - k1, up if up in A[8] else rung, tb + r.uniform(0.08, 1), max(t1, min(D, tb + 6)), None, 0),
        ]
    # two regions bought from two suppliers
    elif arch in ("A1", "A3", "A9") and size >= 40 and r.random() < 0.5:
        k1 = int(size * r.uniform(0.3, 0.7))
        pools = [(k1, rung, t0, t1, None, 0), (size - k1, int(r.choice(A[8])), t0 + r.uniform(0, 4), t1, None, 0)]
    else:
        pools = [(size, rung, t0, t1, None, 0)]
    for i, (k, g, a, b, tb, part) in enumerate(pools):
        farm_pool(w, c, f"{name}-p{i}", k, g, a, b, tb, part, i)
