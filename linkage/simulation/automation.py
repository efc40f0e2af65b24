"""Overlays of honest automation: routers that fail over to another account, and backlogs that are worked off.

Both are jobs beside the accounts' other use, with one prompt for all accounts of a party that take part. They come when
everybody else is there, and change nothing of anybody.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from linkage.simulation.classes import HONEST_NAMES
from linkage.simulation.draft import Draft, Floats, Ints, counted
from linkage.simulation.people import FREE, MIX_SHARE, Scene, copy_use, give_client, overlay, zipf_choice
from linkage.simulation.places import any_server_net
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, NIGHTLY, wave_times

ROUTED: Final = ("company_office", "company_remote", "startup", "gateway")
"""Classes of parties that may run a failover router."""

BACKLOGGED: Final = ("individual", "vpn", "multi_account", "company_office", "company_remote", "startup", "lab")
"""Classes of parties that may have a backlog to work off."""

REFUSED: Final = 0.99
"""Chance that an account past its limit answers `rate_limited`: always, but for other errors."""


def add_routers(scene: Scene) -> None:
    """Let routers of some parties send jobs to one account up to its daily limit, and then to the next.

    A limited account answers `rate_limited`, and the next one gets the job within seconds or minutes. Some routers
    remember that an account is limited, others try it before most jobs.
    """
    rng, draft = scene.parameters.stream("failover"), scene.draft
    accounts, size = _teams(draft, rng, ROUTED, float(rng.uniform(0.02, 0.08)), 2, 4)
    answering = _add_jobs(scene, rng, accounts, size, rng.lognormal(0.7, 0.5, len(size)), 1.0)
    h = draft.habits.frozen()
    refusing = draft.habits.add(len(accounts), **({name: h[name][answering] for name in h} | {"limited": REFUSED}))
    for kind in ("net", "device", "client", "payment", "template"):
        copy_use(draft, kind, answering, refusing)
    overlay(draft, accounts, "failover")
    first, start, end = _spans(h["start"][answering], h["end"][answering], size)
    for i, n in enumerate(size.tolist()):
        per_day, profile = float(np.clip(rng.lognormal(2.3, 0.6), 3, 50)), int(rng.choice([ALWAYS, LONG_DAY, NIGHTLY]))
        at = wave_times(rng, int(start[i]), int(end[i]), per_day, profile, float(rng.uniform(-12, 12)))
        turn, tried = _turns(rng, at, max(1, round(per_day * rng.uniform(0.3, 0.9))), n)
        late = np.where(tried, 1 + rng.exponential(rng.uniform(2, 60), len(at)), 0).astype(np.int64)
        draft.sessions.append((answering[first[i] + turn], at + late, 1 + rng.poisson(0.4, len(at))))
        draft.sessions.append((refusing[first[i] + turn[tried] - 1], at[tried], np.ones(int(tried.sum()), np.int64)))


def _turns(rng: np.random.Generator, at: Ints, limit: int, n: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return which of `n` accounts does each job, and whether the one before it was asked first and is limited.

    Args:
        at: ascending times of the jobs.
        limit: jobs of an account in a day (UTC).
    """
    day = at // DAY
    number = np.arange(len(at)) - np.searchsorted(day, day)
    turn = np.minimum(number // limit, n - 1)
    forgets = rng.random(len(at)) < rng.uniform(0.0, 0.9)
    return turn, (turn > 0) & ((number == turn * limit) | forgets)


def add_backlogs(scene: Scene) -> None:
    """Let some work off a backlog: for hours or days without a break, steadily, at high volume, and then no more.

    Companies share the work between a few accounts.
    """
    rng, draft = scene.parameters.stream("back-fills"), scene.draft
    accounts, size = _teams(draft, rng, BACKLOGGED, float(rng.uniform(0.005, 0.03)), 1, 3)
    k, of = len(size), np.repeat(np.arange(len(size)), size)
    habits = _add_jobs(scene, rng, accounts, size, rng.lognormal(np.log(8), 0.7, k), 0.6)
    overlay(draft, accounts, "back_fill")
    h = draft.habits.frozen()
    _, start, end = _spans(h["start"][habits], h["end"][habits], size)
    length = np.exp(rng.uniform(np.log(3 * 3600), np.log(4 * DAY), k))
    begin = start + rng.random(k) * np.maximum(end - start - length, 0)
    every = rng.uniform(900, 2700, k)
    who, nth = counted((length / every).astype(np.int64)[of])
    at = begin[of][who] + (nth + rng.random(len(nth)) * 0.1) * every[of][who]
    draft.sessions.append((habits[who], at.astype(np.int64), 2 + rng.poisson(1.5, len(who))))


def _teams(
    draft: Draft, rng: np.random.Generator, classes: tuple[str, ...], chance: float, least: int, most: int
) -> tuple[Ints, Ints]:
    """Return the accounts of some parties that take part, party by party, and how many each has.

    Args:
        chance: that a party of one account takes part; it grows with the root of its accounts.
        least: fewest active, paying accounts of a party that takes part.
        most: most accounts of it that do.
    """
    a = draft.accounts.frozen()
    numbers = [HONEST_NAMES.index(name) for name in classes]
    able = np.flatnonzero(np.isin(a["honest_class"], numbers) & (a["plan"] != FREE) & (a["status"] == 0))
    able = able[np.lexsort((rng.random(len(able)), a["party"][able]))]
    _, first, has = np.unique(a["party"][able], return_index=True, return_counts=True)
    chosen = np.flatnonzero((has >= least) & (rng.random(len(has)) < np.minimum(chance * np.sqrt(has), 0.5)))
    size = np.minimum(has[chosen], rng.integers(least, most + 1, len(chosen)))
    owner, nth = counted(size)
    return able[first[chosen][owner] + nth], size


def _spans(start: Ints, end: Ints, size: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each team's first place, and from when to when all of it is there."""
    first = np.cumsum(size) - size
    return first, np.maximum.reduceat(start, first), np.minimum.reduceat(end, first)


def _add_jobs(
    scene: Scene, rng: np.random.Generator, accounts: Ints, size: Ints, requests: Floats, servers: float
) -> Ints:
    """Return the new habit of each account for the one job of its team; the job's times are planned by others.

    Args:
        size: accounts of each team, which follow one another.
        requests: each team's requests per row.
        servers: part of teams whose job runs on a server, instead of where people are.
    """
    draft, k, n = scene.draft, len(size), len(accounts)
    of, own = np.repeat(np.arange(k), size), draft.first_habits()[accounts]
    h = draft.habits.frozen()
    habits = draft.habits.add(
        n, account=accounts, sessions=0.0, requests=np.clip(requests, 1, 80)[of], start=h["start"][own],
        end=h["end"][own], capability=zipf_choice(rng, MIX_SHARE[::-1], k)[of], adoption=h["adoption"][own],
        tokens_in=rng.normal(7.2, 0.7, k)[of], tokens_out=rng.normal(6.3, 0.7, k)[of],
        limited=np.clip(rng.lognormal(-4.5, 1.0, k), 0, 0.2)[of], extra=True,
    )  # fmt: skip
    remote = (rng.random(k) < servers)[of]
    draft.use("net", habits[remote], any_server_net(draft, rng, k, 2)[of][remote])
    draft.use("device", habits[remote], draft.new("device", k)[of][remote])
    for kind in ("net", "device"):
        copy_use(draft, kind, own[~remote], habits[~remote])
    copy_use(draft, "payment", own, habits)
    draft.use("template", habits, draft.new("template", k)[of])
    give_client(scene, rng, habits, rng.integers(0, 80, k)[of])
    overlay(draft, accounts, "automation")
    return habits
