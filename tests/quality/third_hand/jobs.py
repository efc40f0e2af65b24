"""A farm's jobs: how many fall on which day, and which account is given each."""

import numpy as np

from .accounts import Floats, Persona
from .countries import HOURS
from .world import World


def load_of_days(w: World, archetype: str, rung: int) -> Floats:
    """Return the weight of each day."""
    rng, n_days = w.rng, w.days
    day = np.arange(n_days)
    load: Floats = np.exp(w.arrays.normal(0, 0.25 if rung < 5 else 0.12, n_days))
    if archetype == "A2":
        load *= np.exp(np.minimum(0, (day - n_days * 0.3)) / 3)
    if archetype == "A6":
        spike = rng.randint(int(n_days * 0.3), n_days - 3)
        load *= 0.05
        load[spike : spike + 2] *= 60
    if archetype == "A8":
        bulk = rng.randint(8, max(9, n_days - 8))
        load *= 0.01
        load[max(0, bulk - 7) : bulk] *= 6
        load[bulk : bulk + rng.randint(2, 6)] *= 80
    if archetype in ("A1", "A4", "A5", "A10") and rng.random() < 0.6:
        load[: rng.randint(2, 6)] *= 0.05
    n_outages = rng.randint(0, 3)
    for _ in range(n_outages):
        load[rng.randrange(n_days)] *= 0.05
    return load


def hours_of_day(w: World, archetype: str, rung: int) -> list[float]:
    """Return the weight of each hour at the operator's."""
    name = "gateway" if rung >= 5 else "flat" if w.rng.random() < 0.5 else "shift"
    return HOURS["gateway" if archetype in ("A3", "A7") else name]


def hand_out(
    w: World,
    workers: list[Persona],
    n_jobs: int,
    load: Floats,
    hours: list[float],
    *,
    fills: bool,
    human: bool,
    slow: bool,
    zone: float,
    sitting: float,
) -> None:
    """Plan jobs: each goes to the least used account, or to one until it nears a limit, and then to the next.

    Args:
        w: the world whose `jobs` they are added to.
        workers: the farm's personas.
        n_jobs: how many jobs there are; those that no account can take are dropped.
        load: weight of each day.
        hours: weight of each hour at the operator's.
        fills: whether an account is filled up before the next is used.
        human: whether accounts sleep at their local night.
        slow: whether an account that was used much today is not avoided, so that days differ as a person's do.
        zone: hours that the operator is ahead of UTC.
        sitting: requests of a job.
    """
    rng, arrays = w.rng, w.arrays
    if n_jobs < 1:
        return
    day = arrays.choice(w.days, size=n_jobs, p=load / load.sum())
    hour = arrays.choice(24, size=n_jobs, p=np.array(hours) / sum(hours))
    times = np.sort(np.clip(day * 24 + (hour - zone) % 24 + arrays.random(n_jobs), 0, w.hours - 0.01))
    accounts = [w.accounts[worker.account] for worker in workers]
    n = len(workers)
    begins = [max(0, account.created + worker.warm_up) for account, worker in zip(accounts, workers, strict=True)]
    ends = [min(w.hours, account.end) for account in accounts]
    used = [0.0] * n
    today = [[0] * w.days for _ in workers]
    current = 0
    limit = max(2, int(0.9 * n_jobs / n / w.days * rng.uniform(1.5, 6)))
    noise = 2 if slow else 0.5
    for at in times.tolist():
        on = int(at // 24)
        best = -1
        if fills and begins[current] <= at < ends[current] and today[current][on] < limit:
            best = current
        else:
            least = 1e18
            for i in [rng.randrange(n) for _ in range(8)] if n > 8 else range(n):
                worker = workers[i]
                if not begins[i] <= at < ends[i] or (human and (at + worker.zone - worker.sleeps_at) % 24 < 8):
                    continue
                busy = (
                    used[i] / worker.capacity + (0 if slow else today[i][on] / worker.capacity) + rng.random() * noise
                )
                if busy < least:
                    least, best = busy, i
        if best >= 0:
            current = best
            used[best] += 1
            today[best][on] += 1
            w.jobs.append((workers[best].number, at, sitting))
