"""How surely what an account uses is a habit of it, and how much an account can say by all its habits of a kind.

A share of use saturates: w = 1 − exp(−20 · share). So a twentieth of an account's traffic shows nearly as much as all
of it, and honest traffic mixed in hides little. But who works through a thousand exits, throw-away machines or a
harness of forty prompts would speak twenty times as loud as who has one office, by things that only come in bundles.
So the habits of a kind are worth three whole ones at most. Prompts are limited from the rarest on, two whole ones in
full and T in all by no more than 2 (1 + ln T/2): a farm's own prompt stays whole however many prompts of the world an
account sends beside it. Of addresses and machines the rarest of a bundle are those that chance made rare, so there all
shrink alike. Prompts and addresses that nobody else uses tie nobody, and take nothing from those that are shared: a
farm moves over hundreds of rented exits. Machines that nobody else uses do, for they are what most of a runner's are.

Where it stops being true: a farm whose accounts move over very many machines of its own is tied by few of them.
"""

from dataclasses import replace
from typing import Final

import numba
import numpy as np
import numpy.typing as npt

from linkage.links.incidence import Incidence
from linkage.links.rows import transpose

# compiled with rows.py, SHA-256 684308f1ca75

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

HABIT_RATE = np.float32(20.0)
"""Effective number of uses: an identifier of a twentieth of the traffic is a habit with probability .63."""
MOST_HABITS: Final = 3.0
"""Whole habits that all an account uses of a kind are worth at most."""
MOST_PROMPTS: Final = 2.0
"""Whole habits up to which the rarest prompts of an account count in full."""
OWN_APART: Final = ("ip", "network", "template")
"""Kinds of which what only one account uses is limited by itself."""


def saturated(share: Floats) -> Floats:
    """Return how surely identifiers of these shares are habits, in [0, 1): 1 − exp(−20 · share)."""
    return np.asarray(1.0 - np.exp(-HABIT_RATE * share), dtype=np.float32)


def with_habits(incidence: Incidence) -> Incidence:
    """Return the incidence with the weight of each use as a habit in place of its share."""
    names = incidence.kind_names
    degree = incidence.degrees()
    # What one account alone uses of some kinds is limited as if it were another kind.
    apart = incidence.by_kind(lambda kind: kind in OWN_APART) & (degree == 1)
    prompts = np.array([name == "template" for name in names])
    habit = limited(
        incidence.account_ptr,
        incidence.account_identifier,
        saturated(incidence.account_share),
        (incidence.kind_of + len(names) * apart).astype(np.int8),
        degree,
        np.tile(np.where(prompts, MOST_PROMPTS, MOST_HABITS), 2),
        np.concatenate([prompts, np.zeros_like(prompts)]),
    )
    _, _, by_identifier = transpose(incidence.account_ptr, incidence.account_identifier, habit, incidence.n_identifiers)
    return replace(incidence, account_share=habit, identifier_share=by_identifier)


@numba.njit(cache=True, nogil=True)
def limited(
    ptr: Longs,
    identifier: Ints,
    habit: Floats,
    sort_of: Bytes,
    degree: Longs,
    most: npt.NDArray[np.float64],
    rarest_first: Flags,
) -> Floats:
    """Return the habits of every account, those of a sort limited together: float32[n_uses].

    What reaches beyond `most` shrinks by what it reaches. That is all of the sort, or, where the rarest come first,
    what is as rare or rarer.

    Args:
        ptr: int64[n_accounts + 1].
        identifier: int32[n_uses].
        habit: float32[n_uses].
        sort_of: int8[n_identifiers].
        degree: int64[n_identifiers], users of each.
        most: float64[n_sorts].
        rarest_first: bool[n_sorts].
    """
    out = habit.copy()
    total = np.zeros(most.size)
    for a in range(ptr.size - 1):
        first, last = ptr[a], ptr[a + 1]
        total[:] = 0.0
        for p in range(first, last):
            total[sort_of[identifier[p]]] += habit[p]
        if (total <= most).all():
            continue
        # By sort, and within it the rarest first; the equally rare are next to one another.
        rank = sort_of[identifier[first:last]].astype(np.int64) * (ptr.size + 1) + degree[identifier[first:last]]
        order = np.argsort(rank, kind="mergesort")
        reached = 0.0
        sort = -1
        start = 0
        while start < order.size:
            if sort_of[identifier[first + order[start]]] != sort:
                sort = sort_of[identifier[first + order[start]]]
                reached = 0.0
            end = start
            while end < order.size and rank[order[end]] == rank[order[start]]:
                reached += habit[first + order[end]]
                end += 1
            scale = most[sort] / max(reached if rarest_first[sort] else total[sort], most[sort])
            for x in order[start:end]:
                out[first + x] = np.float32(habit[first + x] * scale)
            start = end
    return out
