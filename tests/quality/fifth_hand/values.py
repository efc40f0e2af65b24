"""What a world draws from, and values of identifiers: pools of them, and the weighted slots by which they are chosen.

A value is leased for a time that is the same all through a world; no pool grows or is sold.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from .tables import COUNTRIES, KINDS

Array = npt.NDArray[Any]
"""Numbers, one for each of something."""

Real = float | np.floating[Any] | Array
"""A number, or one for each."""


def mix64(a: Any, b: Any = 0) -> Any:
    """Return numbers in [0, 1) that two integers fix (splitmix64)."""
    with np.errstate(over="ignore"):
        z = np.asarray(a).astype(np.int64).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = z + np.asarray(b).astype(np.int64).astype(np.uint64) * np.uint64(0xD1B54A32D192ED03)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2**53


class Values:
    """Draws, accounts, personas and the slots of their identifiers, in chunks as they are made."""

    def __init__(self, n: int, days: int, seed: int) -> None:
        self.n, self.days, self.seed = n, days, seed
        self.r = np.random.default_rng([seed, 77])
        # column chunks
        self.acc, self.per, self.jobs = [], [], []
        self.na = self.np_ = 0
        self.slots = {k: [] for k in KINDS}
        self.flat = {k: [] for k in KINDS}
        self.flen = dict.fromkeys(KINDS, 0)
        self.nval = dict.fromkeys(KINDS, 0)
        self.ncard = self.nparty = self.ndom = self.norg = self.nkey = 0
        self.par = {}
        # (persona array, t0, t1): outage (banned and reinstated)
        self.gap = []
        self.campuses = []
        self.stolen, self.taken, self.automated = np.array([], int), [], []

    # draws
    def lu(self, a: float, b: float, size: int | None = None) -> Any:
        """Draw log-uniformly."""
        return np.exp(self.r.uniform(np.log(a), np.log(b), size))

    def prior(self, name: str, value: float) -> None:
        """Enter a hidden parameter."""
        self.par[name] = round(float(value), 5)

    def keys(self, k: int) -> Array:
        """Return new keys of leases."""
        self.nkey += k
        return np.arange(self.nkey - k, self.nkey)

    def cards(self, k: int) -> Array:
        """Return new cards."""
        self.ncard += k
        return np.arange(self.ncard - k, self.ncard)

    def domains(self, k: int) -> Array:
        """Return new mail domains."""
        self.ndom += k
        return np.arange(self.ndom - k, self.ndom) + 1000

    # identifier pools and slots
    def new(self, kind: str, k: int) -> Array:
        """Return new values of a kind."""
        self.nval[kind] += k
        return np.arange(self.nval[kind] - k, self.nval[kind])

    def pool(self, kind: str, values: Any) -> tuple[int, int]:
        """Enter a pool of values, and return where it begins and how many it holds."""
        values = np.asarray(values, dtype=np.int64)
        self.flat[kind].append(values)
        self.flen[kind] += len(values)
        return self.flen[kind] - len(values), len(values)

    def slot(
        self,
        kind: str,
        p: Any,
        w: Real,
        pool: tuple[Any, Any] = (-1, 1),
        vals: Array | None = None,
        z: float = 1.0,
        lease: Real = 0.0,
        key: Any = 0,
    ) -> None:
        """Give personas a weighted slot.

        Args:
            kind: of identifier.
            p: the personas.
            w: weights, beside those of their other slots of the kind.
            pool: where a shared pool begins, and its size; -1 for no value, -2 for a fresh one each time.
            vals: one value for each, instead of a pool.
            z: how much the first of the pool are preferred.
            lease: days for which a value is kept; 0 for none, below 0 for a window that moves through the pool.
            key: what fixes the value; personas of one key have the same.
        """
        p = np.asarray(p)
        if vals is not None:
            off, _ = self.pool(kind, vals)
            off, size = off + np.arange(len(p)), 1
        else:
            off, size = pool
        cols = [np.broadcast_to(np.asarray(x, dtype=np.float64), p.shape) for x in (off, size, z, lease, key, w)]
        m = cols[-1] > 1e-9
        if m.any():
            self.slots[kind].append(np.column_stack([p[m]] + [c[m] for c in cols]))

    # accounts and personas
    def accounts(self, k: int, **c: Any) -> tuple[Array, dict[str, Array]]:
        """Enter accounts, and return their numbers and columns."""
        d = {
            "created": self.grown(k),
            "org": -1,
            "plan": "free",
            "programme": "",
            "dom": self.freemail(k),
            "country": self.country(k),
            "status": 0,
            "status_at": 1e9,
            "card": -1,
            "card2": -1,
            "cls": "",
            "party": -1,
            "campaign": "",
            "pool": "",
            "arch": "",
            "rung": -1,
        }
        d.update(c)
        d = {x: np.array(np.broadcast_to(np.asarray(v), (k,))) for x, v in d.items()}
        self.acc.append(d)
        self.na += k
        return np.arange(self.na - k, self.na), d

    def personas(self, acct: Array, **c: Any) -> Array:
        """Enter a persona for each account, and return their numbers."""
        k = len(acct)
        d = {
            "acct": acct,
            "rate": 6.0,
            "pact": 0.4,
            "wk": 0.9,
            "rhythm": 0,
            "hour": 0.0,
            "tz": 0.0,
            "t0": -1e9,
            "t1": 1e9,
            "mix": 0,
            "fin": 1.0,
            "fout": 1.0,
            "err": 0.02,
            "ref": 0.012,
            "rl": 0.008,
            "adopt": 1e9,
            "adq": 0.0,
            "art": 0.0,
            "client": -1,
            "tls": -1,
            "sched": 0,
            "big": 0.4,
            "every": 0,
        }
        d.update(c)
        d = {x: np.array(np.broadcast_to(np.asarray(v, dtype=np.float64), (k,))) for x, v in d.items()}
        self.per.append(d)
        self.np_ += k
        return np.arange(self.np_ - k, self.np_)

    def country(self, k: int) -> Array:
        """Draw countries."""
        w = np.array([c[1] for c in COUNTRIES])
        return self.r.choice(len(COUNTRIES), k, p=w / w.sum())

    def freemail(self, k: int) -> Array:
        """Draw domains of free mail."""
        return (12 * self.r.random(k) ** 2.6).astype(int)

    def grown(self, k: int) -> Array:
        """Draw sign-ups of a growing service: most are earlier, some in what is observed."""
        t = -self.r.exponential(self.par["age_mean"], k)
        inside = self.r.random(k) < self.par["new_share"]
        return np.where(inside, self.r.uniform(0, self.days * 0.97, k), np.maximum(t, -900))

    def tzof(self, c: Array) -> Array:
        """Return offsets of countries, in hours."""
        return np.array([x[2] for x in COUNTRIES])[c]

    def fill(self, total: int, draw: Callable[[], float], lo: int) -> list[int]:
        """Draw sizes of groups until so many accounts are in one."""
        out = []
        while total >= lo:
            k = int(min(max(draw(), lo), total))
            if total - k < lo:
                k = total
            out.append(k)
            total -= k
        return out
