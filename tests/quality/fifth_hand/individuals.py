"""People alone: at home, on a VPN, with a second account, on a cloud server or behind a residential proxy.

One person has two accounts at most, and neither class nor company.
"""

import numpy as np

from .tables import HONEST
from .world import World


def individuals(w: World, k: int, cls: str) -> None:
    """Enter people alone, of the class at home or of the class on a VPN."""
    r = w.r
    plan = w.plans(k, (0.52, 0.32, 0.16))
    a, d = w.accounts(k, cls=cls, plan=plan, card=w.own_cards(k, plan), dom=w.mails(k, 0.06 if cls == "vpn" else 0.02))
    key = w.keys(k)
    # second account of one person
    dev_of = np.arange(k)
    if cls == "individual":
        twin = np.flatnonzero(r.random(k - 1) < w.par["second_account"])[::2]
        for i in twin:
            if i + 1 < k and d["party"][i] < 0:
                key[i + 1] = key[i]
                dev_of[i + 1] = i
                d["party"][i] = d["party"][i + 1] = w.party()
                d["country"][i + 1] = d["country"][i]
                if d["card"][i] >= 0 and d["card"][i + 1] >= 0 and r.random() < 0.6:
                    d["card"][i + 1] = d["card"][i]
    # a new card at some time
    m = (r.random(k) < 0.06) & (d["card"] >= 0) & (d["party"] < 0)
    d["card2"][m] = w.cards(m.sum())
    p, h = w.owner(cls, a, d)
    cg = r.random(k) < 0.2
    hw = np.where(cg, 0.12, 0.8) * r.uniform(0.5, 1.2, k)
    if cls == "vpn":
        hw = 0.3 * r.beta(1, 2, k)
        w.vpn(p, np.where(r.random(k) < 0.85, 0.8, 0.1), key + 10**7)
        # private relays: one exit to a region, big pools
        m = r.random(k) < 0.12
        w.slot("ip", p, m * 0.9, pool=w.vpnpool, z=1.1, lease=0.05, key=key)
    else:
        m = r.random(k) < 0.15
        w.vpn(p, m * r.uniform(0.02, 0.4, k), key)
        w.mobile(p, np.where(cg, 0.9, (r.random(k) < 0.7) * r.beta(1.2, 3.2, k)), key)
        w.slot("ip", p, (r.random(k) < 0.15) * r.beta(1, 5, k), pool=w.wifi, z=1.5, lease=2.0, key=key)
        # works from a small cloud server
        m = r.random(k) < 0.06
        w.slot("ip", p, m * r.uniform(0.1, 0.9, k), pool=w.cloud, lease=25.0, key=key)
        # scrapers and privacy folk on residential proxies
        m = r.random(k) < 0.003
        w.slot("ip", p, m * 2.0, pool=w.pool("ip", w.vendors[0]), lease=0.05, key=key)
        # homes that are somebody's exit
        m = r.random(k) < 0.005
        w.slot(
            "ip",
            p,
            m * 1.5,
            vals=w.vendors[1][: len(p)] if len(w.vendors[1]) >= len(p) else np.resize(w.vendors[1], len(p)),
        )
    w.home(p, hw, key)
    dev = w.devices(p, HONEST[cls][10])
    t = np.flatnonzero(dev_of != np.arange(k))
    w.slot("device", p[t], 1.2, vals=dev[dev_of[t]])
    # a container image with a baked machine id
    m = r.random(k) < 0.004
    w.slot("device", p[m], 0.8, pool=w.images, z=1.8, lease=1e6, key=key[m])
    m = r.random(k) < 0.003
    w.slot("artifact", p[m], 0.05, pool=w.samples)
    w.slot("artifact", p[m], 0.95, pool=(-2, 1))
    w.prompts(p, np.where(h, 0.97, 0.02))
