"""Which account takes each job: the schedulers of honest queues and of farms alike."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from .draws import HOUR, Floats, Ints, Salt, hashed
from .world import World

Schedule = Literal["least", "rr", "random", "sticky", "awake", "drain", "hot", "bag", "weighted"]


def dealt(w: World, who: Ints, at: Floats, schedule: Schedule, limit: int = 40) -> Ints:
    """Return the account that takes each job.

    Args:
        w: the world.
        who: accounts among which jobs are dealt.
        at: when jobs arrive, in order.
        schedule: how they are dealt.
        limit: jobs that an account may do, for schedules that keep to a limit.
    """
    if not len(at):
        return np.zeros(0, dtype=np.int64)
    return _SCHEDULES[schedule](w, who, at, limit)


def _in_turn(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    place: Ints = np.arange(len(at)) + w.rng.integers(len(who))
    return who[place % len(who)]


def _shuffled(w: World, who: Ints, n: int) -> Ints:
    return np.concatenate([w.rng.permutation(len(who)) for _ in range(n // len(who) + 1)])[:n]


def _bag(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    """Deal every account one job before any has the next."""
    return who[_shuffled(w, who, len(at))]


def _least_used(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    """Deal to the account that was used least: swaps between neighbours keep the counts level."""
    order, n = _shuffled(w, who, len(at)), len(at)
    i = np.flatnonzero(w.rng.random(n - 1) < 0.4) if n > 1 else np.zeros(0, dtype=np.int64)
    order[i], order[i + 1] = order[i + 1], order[i].copy()
    return who[order]


def _at_random(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    return who[w.rng.integers(0, len(who), len(at))]


def _weighted(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    weights = w.rng.gamma(1.2, 1, len(who)) + 0.05
    return who[w.rng.choice(len(who), len(at), p=weights / weights.sum())]


def _drain(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    """Use one account until nine tenths of its limit, then the next."""
    filled: Ints = np.arange(len(at)) // max(1, int(limit * 0.9)) + w.rng.integers(len(who))
    return who[filled % len(who)]


def _hot(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    """Use a small set of accounts, then the next set."""
    n_hot = max(2, len(who) // int(w.rng.integers(3, 7)))
    place: Ints = np.arange(len(at)) // (n_hot * limit) * n_hot + w.rng.integers(0, n_hot, len(at))
    return who[place % len(who)]


def _sticky(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    """Leave each of the scheduler's own users with one account for some hours."""
    user = w.rng.integers(0, len(who) * 3, len(at))
    spell = (at / (w.uniform(3, 40) * HOUR)).astype(int)
    place: Ints = (hashed(user, spell, Salt.STICKY_USER) * len(who)).astype(int)
    return who[place]


def _awake(w: World, who: Ints, at: Floats, limit: int) -> Ints:
    """Deal to accounts whose owner would be awake."""
    accounts = w.accounts
    local = (at / HOUR)[:, None] + accounts.zone[who][None, :] - accounts.peak[who][None, :] + 12
    from_peak = np.abs(local % 24 - 12)
    unfit: Floats = w.rng.random((len(at), len(who))) + (from_peak > w.uniform(5, 9)) * 2
    place: Ints = np.argmin(unfit, 1)
    return who[place]


_SCHEDULES: dict[Schedule, Callable[[World, Ints, Floats, int], Ints]] = {
    "least": _least_used,
    "rr": _in_turn,
    "random": _at_random,
    "sticky": _sticky,
    "awake": _awake,
    "drain": _drain,
    "hot": _hot,
    "bag": _bag,
    "weighted": _weighted,
}
