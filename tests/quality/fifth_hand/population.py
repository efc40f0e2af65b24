"""Who is in a world: its hidden parameters, honest people of every class, campaigns, and who is suspended or closed.

Classes are of about the same size in every world, and accounts are closed at random, whatever they do.
"""

from collections.abc import Callable

import numpy as np

from .campaigns import farm, plan_campaigns
from .companies import agencies, companies
from .engine import cat
from .gatherings import campuses, hackathons, programmes
from .homes import homes, overlays
from .individuals import individuals
from .tables import HONEST
from .values import Array
from .world import World

MAKERS: dict[str, Callable[[World, int], None]] = {
    "vpn": lambda w, k: individuals(w, k, "vpn"),
    "company": companies,
    "agency": agencies,
    "programme": programmes,
    "campus": campuses,
    "hackathon": hackathons,
    "household": lambda w, k: homes(w, k, "household"),
    "carpool": lambda w, k: homes(w, k, "carpool"),
}
"""What makes the people of a class."""


def populate(w: World, prevalence: float | None) -> None:
    """Enter everybody, honest or not, into an empty world."""
    r = w.r
    # priors of the world
    for name, v in {
        "age_mean": w.lu(120, 320),
        "new_share": r.uniform(0.12, 0.3),
        "cgnat_size": w.lu(0.6, 1.6),
        "vendor_size": w.lu(3, 20),
        "popular_z": r.uniform(1.6, 2.6),
        "second_account": r.uniform(0.03, 0.09),
        "router_share": r.uniform(0.06, 0.2),
        "company_banned": r.uniform(0.02, 0.08),
        "automation": r.uniform(0.06, 0.10),
    }.items():
        w.prior(name, v)
    w.prior("release", r.uniform(w.days * 0.3, w.days * 0.8) if r.random() < 0.8 else 1e6)
    prev = float(prevalence) if prevalence is not None else float(w.lu(0.005, 0.05))
    nfarm = round(prev * w.n)
    mixed = nfarm >= 5
    w.places()
    # honest people
    sh = np.array([HONEST[c][0] for c in HONEST]) * np.exp(r.normal(0, 0.15, len(HONEST)))
    cnt = np.floor(sh / sh.sum() * (w.n - nfarm)).astype(int)
    for c, k in zip(list(HONEST)[1:], cnt[1:], strict=True):
        MAKERS[c](w, k)
    individuals(w, w.n - nfarm - w.na, "individual")
    overlays(w, mixed)
    # farms
    if mixed:
        for i, (arch, k) in enumerate(plan_campaigns(w, nfarm)):
            farm(w, f"c{i:03d}", arch, k)
    if w.na < w.n:
        if w.n - w.na > 1:
            individuals(w, w.n - w.na, "individual")
        else:
            w.accounts(1, cls="individual")


def fates(w: World) -> dict[str, Array]:
    """Return the columns of accounts, after some were closed or suspended, rightly or not."""
    A = {x: cat(w.acc, x) for x in w.acc[0]}
    # everybody: some are closed or suspended, rightly or not
    n, r = w.na, w.r
    u = r.random(n)
    base = (A["status"] == 0) & (u < 0.045)
    A["status"] = np.where(base, np.where(u < 0.015, 1, 2), A["status"])
    A["status_at"] = np.where(
        base, np.maximum(r.uniform(-60, w.days, n), A["created"] + r.exponential(4, n)), A["status_at"]
    )
    late = A["status_at"] >= w.days
    A["status"][late & (A["status"] > 0)] = 0
    return A


def lives(w: World, A: dict[str, Array]) -> dict[str, Array]:
    """Return the columns of personas, each of which begins after its account and ends with it."""
    P = {x: cat(w.per, x) for x in w.per[0]}
    ac = P["acct"].astype(int)
    P["t0"] = np.maximum(P["t0"], A["created"][ac] + 0.002)
    P["t1"] = np.minimum(P["t1"], np.where(A["status"] > 0, A["status_at"], 1e9)[ac])
    return P
