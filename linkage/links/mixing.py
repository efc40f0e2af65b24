"""Numbers that look like chance, and are the same wherever they are asked for."""

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def mixed(x: np.uint64) -> np.uint64:
    """Return the finaliser of SplitMix64 (Steele, Lea & Flood 2014), a bijection of 64 bits."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
