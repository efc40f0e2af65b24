"""In which order relationships are written so that concurrent transactions never touch one node.

A relationship locks both its ends. Nodes are spread over classes by a hash; a group is the relationships between
two classes, and the groups of one round share no class. Rounds run one after another, groups of a round at once.

* Ends of two sorts (account, identifier), n lanes: n classes a side, round r holds the groups (s, (r - s) mod n).
* Ends of one sort (account, account), n lanes: 2n classes, and the rounds of a tournament in which everybody meets
  everybody (the circle method): 2n - 1 rounds of n groups, then the groups within a class.
"""

from typing import Final

import polars as pl

_SEED: Final = 20_001


def classes(values: pl.Expr, n_classes: int) -> pl.Expr:
    """Return the class of each value: uint64 below `n_classes`, stable within one version of polars."""
    return values.hash(_SEED) % n_classes


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
