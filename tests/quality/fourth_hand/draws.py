"""Units of time, types of arrays, and hashes that stand for draws which must come out the same each time."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DAY, HOUR, MINUTE = 86400.0, 3600.0, 60.0


class Salt(IntEnum):
    """What a hash is for; two of one account are unrelated for different salts."""

    CARD_PHASE = 3
    LEASE_PHASE = 5
    LEASE = 7
    CGNAT = 9
    VPN_EXIT = 11
    MOBILE = 13
    STICKY_USER = 17
    CAFE_SEAT = 23
    PROXY_EXIT = 29
    PROXY_PHASE = 31
    BORROWED = 37
    REWRITE = 41
    BIG_PROVIDER = 51
    NETWORK = 61
    NETWORK_PART = 62
    IPV6 = 63
    HOME_ADDRESS = 64
    KEY = 71
    PHONE_COUNTRY = 81
    PHONE_NUMBER = 82
    OWN_PROMPT_SORT = 91
    OWN_PROMPT_HARNESS = 92
    OWN_PROMPT_COMMON = 93


def hashed(*values: npt.ArrayLike) -> Floats:
    """Return a number in [0, 1) for each row of some arrays of integers, the same for the same integers."""
    state: npt.NDArray[np.uint64] = np.asarray(0x9E3779B97F4A7C15, np.uint64)
    with np.errstate(over="ignore"):
        for value in values:
            bits = np.asarray(value).astype(np.int64).astype(np.uint64)
            state = (state ^ bits) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(32))
    return np.asarray((state >> np.uint64(11)).astype(np.float64) / 2.0**53)


def number_of(text: str) -> int:
    """Return 32 bits of a text (FNV-1a)."""
    found = 2166136261
    for byte in text.encode():
        found = (found ^ byte) * 16777619 % 2**32
    return found
