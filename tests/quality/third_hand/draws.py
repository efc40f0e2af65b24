"""Draws for many rows at once: hashes, and one item of a persona's weighted list for each row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .accounts import Floats

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


def mixed(values: npt.NDArray[np.int64] | Hashes) -> Hashes:
    """Return one 64-bit hash per value (the end of splitmix64)."""
    x = values.astype(np.uint64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))


class Lists:
    """Weighted lists of numbers, one per persona."""

    def __init__(self, lists: Sequence[Sequence[int]], weights: Sequence[Sequence[float] | None]) -> None:
        lengths = np.array([len(items) for items in lists])
        self._items = np.array([item for items in lists for item in items], dtype=np.int64)
        flat = np.array(
            [
                weight
                for items, given in zip(lists, weights, strict=True)
                for weight in (given if given is not None else [1.0] * len(items))
            ],
            dtype=float,
        )
        of = np.repeat(np.arange(len(lengths)), lengths)
        summed = np.cumsum(flat)
        start = np.cumsum(lengths) - lengths
        before, total = summed[start] - flat[start], np.add.reduceat(flat, start)
        # Row number plus place within the row: one sorted array, in which a single search finds any row's item.
        self._keys = of + (summed - before[of]) / total[of]
        self._last = start + lengths - 1

    def draw(self, rows: Ints, uniform: Floats) -> Ints:
        """Return an item of each row's list, given a number in [0, 1) for each."""
        found = np.searchsorted(self._keys, rows + uniform * 0.999999, side="right")
        return np.asarray(self._items[np.minimum(found, self._last[rows])])
