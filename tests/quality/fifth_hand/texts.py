"""Texts for numbers: identifiers, addresses of both versions, and mail domains.

Names are random, so that neither their order nor their form says anything; an address tells its provider alone.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from .tables import FREEMAIL
from .values import Array, mix64
from .world import World

Format = Callable[[int, int], str]
"""Makes a text of a number and of a random one."""


def named(r: np.random.Generator, codes: Array, fmt: Format) -> pl.Series:
    """Return texts of codes, made of random numbers; below zero none."""
    u, inv = np.unique(codes, return_inverse=True)
    ids = np.unique(r.integers(0, 2**62, int(len(u) * 1.01) + 8))
    ids = r.permutation(ids)[: len(u)]
    s = pl.Series(
        [None if c < 0 else fmt(c, x) for c, x in zip(u.tolist(), ids.tolist(), strict=False)], dtype=pl.String
    )
    return s.gather(inv.astype(np.uint32))


def tokens(prefix: str) -> Format:
    """Return a format of random hexadecimal digits after a prefix."""
    return lambda c, x: f"{prefix}{x:016x}"


def chosen(names: list[str], idx: Array) -> pl.Series:
    """Return the names at positions."""
    return pl.Series(names).gather(np.asarray(idx).astype(np.uint32))


def domain(c: int, x: int) -> str:
    """Return a domain of free mail, or one made up of syllables."""
    syl = [
        "ba",
        "co",
        "den",
        "fi",
        "gra",
        "hol",
        "in",
        "jo",
        "kra",
        "lum",
        "mer",
        "nova",
        "or",
        "pel",
        "qui",
        "ros",
        "sta",
        "tek",
        "um",
        "vel",
        "wex",
        "yo",
        "zen",
    ]
    tld = [".com", ".com", ".com", ".io", ".net", ".org", ".co", ".dev", ".xyz", ".app"]

    return FREEMAIL[c] if c < 12 else "".join(syl[x // 23**i % 23] for i in range(5)) + tld[x // 23**6 % 10]


def addresses(w: World, val: Array, pers: Array, device: Array, api: Array) -> pl.Series:
    """Return addresses; a fifth of home lines has the sixth version, with a host part for each machine."""
    H = w.nisp * w.perisp
    ipx = np.concatenate(w.ipx)
    # neighbours in a provider's net are strangers
    per24 = np.argsort(mix64(np.arange(w.perisp), 3 + w.seed))

    def v4(c: int) -> str:
        a = int(w.ispbase[c // w.perisp]) + int(per24[c % w.perisp]) if c < H else int(ipx[c - H])
        return f"{a >> 24}.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255}"

    six = (val >= 0) & (val < H) & (mix64(val, 61) < 0.2)
    host = (mix64(np.where(api, pers, device + 10**6), 62) * 4000).astype(np.int64)
    code = np.where(six, (val + 1) * 4096 + host + 2**40, val)

    def ipname(c: int, _: int) -> str:
        if c < 2**40:
            return v4(c)
        c -= 2**40
        v, h = c // 4096 - 1, c % 4096
        g = int(mix64(v, 63) * 2**16)
        isp, line = v // w.perisp, v % w.perisp
        interface = int(mix64(h, v) * 65535) + 1
        return f"2a0{isp % 9 + 1}:{0x100 + isp:x}:{line:x}:{g:x}::{interface:x}:{h + 1:x}"

    return named(w.r, code, ipname)
