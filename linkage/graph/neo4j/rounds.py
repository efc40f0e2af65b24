"""In which order relationships are written so that concurrent transactions never touch one node.

A relationship locks both its ends. Nodes are spread over classes; a group is the relationships between two classes, and
the groups of one round share no class. Rounds run one after another, groups of a round at once: so that none waits long
for another, classes get about as many rows each. Hubs are dealt first, the largest to the emptiest class, and all
others share by their hashes what room is left.

* Ends of two sorts (account, identifier), n lanes: n classes a side, round r holds the groups (s, (r - s) mod n).
* Ends of one sort (account, account), n lanes: 2n classes, and the rounds of a tournament in which everybody meets
  everybody (the circle method): 2n - 1 rounds of n groups, then the groups within a class.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import polars as pl

_SEED: Final = 20_001
_HUB: Final = 0.01
"""A name with more than this part of the rows of a class is dealt to one; all others have theirs by their hash."""
_SLOTS: Final = 2**16


def classes(table: pl.DataFrame, ends: Sequence[str], n_classes: int) -> list[pl.Expr]:
    """Return the class of each end of a row: uint64 below `n_classes`, stable within one version of polars.

    Args:
        table: rows to be written.
        ends: columns with names of one sort: a name has one class in all of them.
        n_classes: how many there are.
    """
    names = pl.concat([table[end].alias("name") for end in ends])
    share = names.len() / n_classes
    counts = names.value_counts(name="n").filter(pl.col("n") > _HUB * share).sort("n", "name", descending=True)
    filled, dealt = [0] * n_classes, dict[str, int]()
    for name, n in counts.iter_rows():
        dealt[name] = emptiest = min(range(n_classes), key=filled.__getitem__)
        filled[emptiest] += n
    room = list(accumulate(max(share - n, 0.0) for n in filled))
    bounds = [round(_SLOTS * one / room[-1]) if room[-1] else 0 for one in room[:-1]]
    return [_class(pl.col(end), dealt, bounds) for end in ends]


def _class(name: pl.Expr, dealt: dict[str, int], bounds: Sequence[int]) -> pl.Expr:
    slot = name.hash(_SEED) % _SLOTS
    hashed = pl.sum_horizontal(pl.lit(0, pl.UInt64), *((slot >= bound).cast(pl.UInt64) for bound in bounds))
    return name.replace_strict(dealt, default=hashed, return_dtype=pl.UInt64) if dealt else hashed


def one_sided(n_lanes: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return one round with a group per class, for rows that touch one node each."""
    return (tuple((lane,) for lane in range(n_lanes)),)


def two_sided(n_lanes: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return the rounds for ends of two sorts; a group is (class of the one end, class of the other)."""
    return tuple(tuple((s, (r - s) % n_lanes) for s in range(n_lanes)) for r in range(n_lanes))


def tournament(n_lanes: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return the rounds for ends of one sort; a group is an unordered pair of classes, lesser first."""
    n = 2 * n_lanes
    if n_lanes == 1:
        return (((0, 1),), ((0, 0),), ((1, 1),))
    ring = n - 1
    meetings = []
    for r in range(ring):
        pairs = [(r, ring)] + [((r + k) % ring, (r - k) % ring) for k in range(1, n_lanes)]
        meetings.append(tuple((min(pair), max(pair)) for pair in pairs))
    own = tuple((c, c) for c in range(n))
    return (*meetings, own[:n_lanes], own[n_lanes:])
