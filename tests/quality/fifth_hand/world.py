"""A world while it is made: what people of all classes have, from machines and prompts to cards and mail.

An owner keeps habits all through: nobody learns, moves or changes job.
"""

from typing import Any

import numpy as np

from .places import Places
from .tables import HONEST, MIXN, RHN
from .values import Array, Real


class World(Places):
    """What people of all classes have, on top of their places."""

    def devices(self, p: Array, null: float = 0.15, more: float = 0.5) -> Array:
        """Give personas a machine or two, and return the first."""
        k = len(p)
        nul = self.sdkshare(k, null)
        self.slot("device", p, nul, pool=(-1, 1))
        a = self.new("device", k)
        self.slot("device", p, (1 - nul), vals=a)
        m = self.r.random(k) < more
        self.slot("device", p[m], (1 - nul[m]) * self.r.uniform(0.1, 0.9, m.sum()), vals=self.new("device", m.sum()))
        return a

    def sdkshare(self, k: int, mean: Real) -> Array:
        """Draw parts of traffic without a machine: many have none, some nearly all."""
        return np.clip(self.r.beta(0.5 * mean / 0.3, 0.5 * (1 - mean) / 0.3, k), 0, 0.98) * (self.r.random(k) < 0.9)

    def prompts(
        self, p: Array, harness: Real, own: float = 0.25, party: tuple[int, int] | None = None, pw: Real = 0.0
    ) -> Array:
        """Give personas prompts: of harnesses, of the public, of an app of their own, of their party, and free chat."""
        k = len(p)
        h = self.r.random(k) < harness
        hw = np.where(h, self.r.beta(4, 1.1, k), 0)
        self.slot("template", p, hw, vals=self.harnesses(k))
        # harnesses have side prompts: titles, summaries, sub-agents
        for share in (0.6, 0.35):
            m = h & (self.r.random(k) < share)
            self.slot(
                "template",
                p[m],
                hw[m] * self.r.uniform(0.05, 0.4, m.sum()),
                vals=self.harnesses(m.sum()),
            )
        o = (self.r.random(k) < own) * self.r.beta(1.5, 1.5, k)
        self.slot("template", p, (1 - hw) * o, vals=self.new("template", k))
        for _ in range(2):
            m = self.r.random(k) < 0.5
            self.slot("template", p[m], ((1 - hw) * o * 0.5)[m], vals=self.new("template", m.sum()))
        lt = (self.r.random(k) < 0.45) * self.r.beta(1, 3, k)
        self.slot("template", p, (1 - hw) * lt, pool=self.longtail, z=2.0)
        self.slot("template", p, (1 - hw) * 0.5 + 0.01, pool=(-1, 1))
        if party is not None:
            pw = np.broadcast_to(pw, (k,))
            self.slot("template", p, pw / np.maximum(1 - pw, 0.04), pool=party, z=1.6)
        return h

    def owner(self, cls: str, acct: Array, d: dict[str, Array], **c: Any) -> tuple[Array, Array]:
        """Enter the ordinary persona of accounts of a class, and return it and whether it has a harness."""
        t = HONEST[cls]
        k = len(acct)
        har = c.pop("harness", t[7])
        h = self.r.random(k) < har
        rate = t[1] * np.exp(self.r.normal(0, t[2], k)) * np.where(h, 1.7, 0.8)
        mixv = np.where(h & (self.r.random(k) < 0.7), MIXN.index("dev"), MIXN.index(t[9]))
        kw = {
            "rate": np.minimum(rate, 900),
            "pact": self.r.beta(t[3], t[4], k),
            "wk": t[5] * self.r.uniform(0.6, 1.2, k),
            "rhythm": RHN.index(t[6]),
            "tz": self.tzof(d["country"]) + self.r.normal(0, 1.2, k),
            "mix": mixv,
            "fin": np.exp(self.r.normal(0, 0.5, k)),
            "fout": np.exp(self.r.normal(0, 0.4, k)),
            "err": self.r.beta(1.5, 50, k),
            "ref": self.r.beta(1.2, 80, k),
            "rl": self.r.beta(1, 90, k),
            "adopt": self.par["release"] + self.r.exponential(9, k),
            "adq": self.r.uniform(0.2, 1, k),
            "art": np.where(h, 0.45, 0.06) * self.r.uniform(0.3, 1.6, k),
            "t0": d["created"],
            "t1": np.where(self.r.random(k) < 0.1, self.r.uniform(2, self.days, k), 1e9),
        }
        kw.update(c)
        return self.personas(acct, **kw), h

    def party(self) -> int:
        """Return a new honest party."""
        self.nparty += 1
        return self.nparty

    def plans(self, k: int, p: tuple[float, ...] = (0.5, 0.3, 0.2)) -> Array:
        """Draw plans."""
        return self.r.choice(["free", "pro", "payg"], k, p=p)

    def own_cards(self, k: int, plan: Array) -> Array:
        """Return a card for each who pays."""
        return np.where((plan == "free") & (self.r.random(k) < 0.93), -1, self.cards(k))

    def thrown_away(self, k: int) -> Array:
        """Draw domains of throw-away mail."""
        return self.disposable[(40 * self.r.random(k) ** 1.6).astype(int)]

    def mails(self, k: int, disp: float = 0.02, own: float = 0.07) -> Array:
        """Draw mail domains: free ones, throw-away ones, and their own."""
        u = self.r.random(k)
        d = self.freemail(k)
        d = np.where(u < disp, self.thrown_away(k), d)
        return np.where((u >= disp) & (u < disp + own), self.domains(k), d)
