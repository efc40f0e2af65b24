"""What identifiers look like: numbers as texts, and addresses that tell what network they are of."""

from collections.abc import Callable

import numpy as np
import polars as pl

from .countries import CODES, COUNTRIES
from .draws import Ints, Salt, hashed, number_of
from .names import Net
from .world import World

FIRST_OCTETS: dict[Net, tuple[int, int]] = {
    "home": (24, 100),
    "cgnat": (101, 110),
    "mobile": (111, 126),
    "vpn": (185, 185),
    "cloud": (3, 4),
    "hosted": (5, 6),
    "office": (193, 197),
    "campus": (128, 168),
}
CLOSE: tuple[Net, ...] = ("hosted", "office", "campus")
"""Networks whose addresses of one block follow each other."""
PART = 900
"""Addresses of other blocks that are in one network."""


def chosen(texts: list[str], numbers: Ints) -> pl.Series:
    """Return one of some texts for each number."""
    return pl.Series(texts, dtype=pl.String).gather(numbers)


def tokens(w: World, prefix: str, numbers: Ints) -> pl.Series:
    """Return an identifier for each number, the same for the same one; none for a number below 0."""

    def texts(unique: Ints) -> list[str]:
        parts = (hashed(unique, w.seed, number_of(prefix)) * 2**52).astype(np.int64)
        return [f"{prefix}_{part:013x}" for part in parts.tolist()]

    return _each(numbers, texts)


def phones(w: World, numbers: Ints) -> pl.Series:
    """Return a telephone number for each number, anywhere; none for a number below 0."""

    def texts(unique: Ints) -> list[str]:
        countries = (hashed(unique, Salt.PHONE_COUNTRY) * len(CODES)).astype(int)
        lines = (6e8 + hashed(unique, w.seed, Salt.PHONE_NUMBER) * 3.9e8).astype(np.int64)
        return [f"+{COUNTRIES[CODES[c]].calling_code}{n}" for c, n in zip(countries, lines, strict=True)]

    return _each(numbers, texts)


def addresses(w: World, numbers: Ints) -> pl.Series:
    """Return an IPv4 address for each number, or, of an eighth of homes, one of IPv6."""
    blocks = w.names.blocks
    first = np.array([block.first for block in blocks])
    size = np.array([block.n for block in blocks])
    net = np.array([block.net for block in blocks])
    low = np.array([FIRST_OCTETS[block.net][0] for block in blocks])
    wide = np.array([FIRST_OCTETS[block.net][1] - FIRST_OCTETS[block.net][0] + 1 for block in blocks])

    def texts(unique: Ints) -> list[str]:
        of = np.searchsorted(first, unique, "right") - 1
        start, offset = first[of], unique - first[of]
        home = net[of] == "home"
        single = size[of] == 1
        following = (hashed(start, w.seed, Salt.NETWORK) * 2**40).astype(np.int64) + offset
        part = (hashed(start, offset // PART, w.seed, Salt.NETWORK_PART) * 2**24).astype(np.int64)
        scattered = (part << 16) | ((offset % PART * 71 + 13) & 0xFFFF)
        code = np.where(single | np.isin(net[of], CLOSE), following, scattered)
        v6 = home & (hashed(unique, Salt.IPV6) < 0.12)
        own = (hashed(unique, w.seed, Salt.HOME_ADDRESS) * 2**40).astype(np.int64)
        octet = low[of] + np.where(home & single, own >> 33, code >> 16) % wide[of]
        v4 = np.where(home & single, own, code)
        columns = (unique.tolist(), v6.tolist(), code.tolist(), octet.tolist(), v4.tolist())
        return [
            _v6(number, wide_code) if is_v6 else _v4(first_octet, rest)
            for number, is_v6, wide_code, first_octet, rest in zip(*columns, strict=True)
        ]

    return _each(numbers, texts)


def _v4(first_octet: int, rest: int) -> str:
    return f"{first_octet}.{(rest >> 20) % 256}.{(rest >> 8) % 256}.{rest % 254 + 1}"


def _v6(number: int, code: int) -> str:
    parts = ((code >> 8) & 0xFFFF, number & 0xFFFF, (number >> 16) + 1)
    return f"2a0{code % 7 + 1}:{':'.join(f'{part:x}' for part in parts)}::{code % 9000 + 1:x}"


def _each(numbers: Ints, texts: Callable[[Ints], list[str]]) -> pl.Series:
    """Return a text for each number, made once for each that occurs; none for a number below 0."""
    unique, where = np.unique(numbers, return_inverse=True)
    n_none = int((unique < 0).sum())
    made: list[str | None] = [None] * n_none
    made += texts(unique[n_none:])
    return pl.Series(made, dtype=pl.String).gather(where)
