"""Prompt text → fingerprints: tokens, shingles of three, winnowed, hashed under the key."""

from dataclasses import dataclass
from hashlib import blake2b

import numba
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from linkage.templates.siphash import begin, end, take

# compiled with siphash.py, SHA-256 d1174c385449

_ENDS = 24
"""Shingles at either end that are kept more densely: openings and closings are seldom slots."""


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of some prompts. Row i has `values[starts[i]:starts[i + 1]]`, sorted and distinct."""

    keys: npt.NDArray[np.uint64]
    """uint64[n]: names the canonical text."""
    starts: npt.NDArray[np.int64]
    """int64[n + 1]."""
    values: npt.NDArray[np.uint64]

    def to_frame(self) -> pl.DataFrame:
        """Return columns `prompt` (UInt64) and `fingerprints` (List(UInt64))."""
        lists = pa.LargeListArray.from_arrays(pa.array(self.starts), pa.array(self.values))
        return pl.DataFrame({"prompt": pl.Series(self.keys, dtype=pl.UInt64), "fingerprints": pl.Series(lists)})

    @staticmethod
    def from_frame(frame: pl.DataFrame) -> "Prints":
        """Return the prints of a frame as `to_frame` gives it, in its order."""
        lengths = frame["fingerprints"].list.len().to_numpy().astype(np.int64)
        values = frame.filter(pl.col("fingerprints").list.len() > 0)["fingerprints"].explode()
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        return Prints(frame["prompt"].to_numpy(), starts, values.cast(pl.UInt64).to_numpy())


def fingerprints(texts: pl.Series, key: bytes) -> Prints:
    """Return the prints of prompts, none of them null, under the key of a workspace.

    Lower case; a token is a run of letters and digits, or one CJK character; one with a digit counts as any other
    such. Of each window of 2 shingles near the ends and of 16 elsewhere the least hash is kept. Linear in bytes.

    Source: Schleimer, Wilkerson & Aiken (2003), Winnowing, SIGMOD.
    """
    own = blake2b(key, person=b"linkage-template", digest_size=16).digest()
    k0, k1 = (np.uint64(int.from_bytes(own[at : at + 8], "little")) for at in (0, 8))
    lower = texts.str.to_lowercase().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = lower.buffers()
    starts = np.frombuffer(offsets, np.int64, count=len(lower) + 1, offset=8 * lower.offset)
    found = _prints(starts, np.frombuffer(data if data is not None else b"", np.uint8), k0, k1)
    return Prints(*found)


@numba.njit(cache=True, nogil=True)
def _prints(
    starts: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], k0: np.uint64, k1: np.uint64
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
    n = starts.size - 1
    keys, ends = np.empty(n, np.uint64), np.zeros(n + 1, np.int64)
    longest = 1
    for row in range(n):
        longest = max(longest, starts[row + 1] - starts[row])
    tokens, values = np.empty(longest, np.uint64), np.empty(max(16, data.size // 8), np.uint64)
    n_values = 0
    for row in range(n):
        n_tokens = _tokens(data, starts[row], starts[row + 1], k0, tokens)
        state = begin(k0, ~k1)
        for at in range(n_tokens):
            state = take(state, tokens[at])
        keys[row] = end(state, n_tokens)
        kept = _winnowed(_shingles(tokens[:n_tokens], k0, k1))
        if n_values + kept.size > values.size:
            larger = np.empty(2 * (n_values + kept.size), np.uint64)
            larger[:n_values] = values[:n_values]
            values = larger
        values[n_values : n_values + kept.size] = kept
        n_values += kept.size
        ends[row + 1] = n_values
    return keys, ends, values[:n_values].copy()


@numba.njit(cache=True, nogil=True)
def _tokens(data: npt.NDArray[np.uint8], start: int, stop: int, seed: np.uint64, tokens: npt.NDArray[np.uint64]) -> int:
    """Fill `tokens` with a hash of each token of the UTF-8 in data[start:stop]; return how many there are."""
    n, mixed, inside, digit, at = 0, seed, False, False, start
    while at <= stop:
        point, width = (0x20, 1) if at == stop else _point(data, at, stop)
        alone = (0x2E80 <= point < 0xAC00 and not 0x3000 <= point < 0x3040) or 0x20000 <= point < 0x32000
        if inside and (alone or _is_gap(point)):
            tokens[n] = np.uint64(1) if digit else _finished(mixed)
            n += 1
            mixed, inside, digit = seed, False, False
        if alone:
            tokens[n] = _finished((seed ^ np.uint64(point)) * np.uint64(0x100000001B3))
            n += 1
        elif not _is_gap(point):
            mixed = (mixed ^ np.uint64(point)) * np.uint64(0x100000001B3)
            inside, digit = True, digit or 0x30 <= point <= 0x39
        at += width
    return n


@numba.njit(cache=True, nogil=True)
def _point(data: npt.NDArray[np.uint8], at: int, stop: int) -> tuple[int, int]:
    """Return the code point at a place of valid UTF-8, and its width in bytes."""
    first = int(data[at])
    if first < 0x80:
        return first, 1
    width = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    point = first & (0xFF >> (width + 1))
    for place in range(at + 1, min(at + width, stop)):
        point = (point << 6) | (int(data[place]) & 0x3F)
    return point, width


@numba.njit(cache=True, nogil=True)
def _is_gap(point: int) -> bool:
    if point < 0x80:
        return not (0x30 <= point <= 0x39 or 0x61 <= point <= 0x7A or 0x41 <= point <= 0x5A)
    return point < 0xC0 or 0x2000 <= point < 0x2070 or 0x3000 <= point < 0x3040 or 0xFF00 <= point < 0xFF10


@numba.njit(cache=True, nogil=True)
def _finished(mixed: np.uint64) -> np.uint64:
    # The finaliser of MurmurHash3. These hashes stay in memory: what is kept is hashed again, by SipHash.
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return mixed ^ (mixed >> np.uint64(33))


@numba.njit(cache=True, nogil=True)
def _shingles(tokens: npt.NDArray[np.uint64], k0: np.uint64, k1: np.uint64) -> npt.NDArray[np.uint64]:
    hashes = np.empty(max(0, tokens.size - 2), np.uint64)
    for at in range(hashes.size):
        state = take(take(take(begin(k0, k1), tokens[at]), tokens[at + 1]), tokens[at + 2])
        hashes[at] = end(state, 3)
    return hashes


@numba.njit(cache=True, nogil=True)
def _winnowed(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    n = hashes.size
    kept = np.zeros(n, np.bool_)
    for at in range(n):
        stop = min(n, at + (2 if at < _ENDS or at >= n - _ENDS else 16))
        if stop - at < 2 and at > 0:
            continue
        least = at
        for place in range(at + 1, stop):
            if hashes[place] <= hashes[least]:
                least = place
        kept[least] = True
    return np.unique(hashes[kept])
