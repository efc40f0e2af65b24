"""Kernels: SipHash-2-4 over 64-bit words, a keyed hash that cannot be searched backwards without its key.

Source: Aumasson & Bernstein (2012), SipHash: a fast short-input PRF.
"""

import numba
import numpy as np


@numba.njit(cache=True, nogil=True, inline="always")
def _left(word: np.uint64, n: int) -> np.uint64:
    return np.uint64((word << np.uint64(n)) | (word >> np.uint64(64 - n)))


@numba.njit(cache=True, nogil=True)
def begin(k0: np.uint64, k1: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the state of a hash under the key (k0, k1)."""
    return (
        k0 ^ np.uint64(0x736F6D6570736575),
        k1 ^ np.uint64(0x646F72616E646F6D),
        k0 ^ np.uint64(0x6C7967656E657261),
        k1 ^ np.uint64(0x7465646279746573),
    )


@numba.njit(cache=True, nogil=True)
def _round(
    state: tuple[np.uint64, np.uint64, np.uint64, np.uint64],
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    a, b, c, d = state
    a = a + b
    b = _left(b, 13) ^ a
    a = _left(a, 32)
    c = c + d
    d = _left(d, 16) ^ c
    a = a + d
    d = _left(d, 21) ^ a
    c = c + b
    b = _left(b, 17) ^ c
    c = _left(c, 32)
    return a, b, c, d


@numba.njit(cache=True, nogil=True)
def take(
    state: tuple[np.uint64, np.uint64, np.uint64, np.uint64], word: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the state after one more word."""
    a, b, c, d = _round(_round((state[0], state[1], state[2], state[3] ^ word)))
    return a ^ word, b, c, d


@numba.njit(cache=True, nogil=True)
def end(state: tuple[np.uint64, np.uint64, np.uint64, np.uint64], n_words: int) -> np.uint64:
    """Return the hash of the `n_words` words that were taken."""
    a, b, c, d = take(state, np.uint64((n_words * 8 % 256) << 56))
    a, b, c, d = _round(_round(_round(_round((a, b, c ^ np.uint64(0xFF), d)))))
    return a ^ b ^ c ^ d
