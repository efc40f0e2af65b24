"""The work of a campaign: how much there is on each day, and the sessions in which a pool's accounts do it."""

from dataclasses import dataclass, replace

import numpy as np

from .countries import OFFSETS
from .days import around, arrivals
from .draws import DAY, HOUR, Floats, Ints, Salt, hashed
from .farm_operators import Operator
from .scheduling import dealt
from .sessions import addresses_of, send
from .world import World

RATES = {1: 5, 2: 16, 3: 5, 4: 11, 5: 6, 6: 1.8, 8: 6, 9: 4, 10: 5}
"""Requests that an account makes on a usual day, by archetype."""
REPLAYS = {3: 0.12, 4: 0.35, 6: 0.7}
"""Part of sessions that present another account's reasoning, by archetype."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a campaign has to do."""

    rate: float
    """Requests of an account on a usual day."""
    sitting: float
    jobs: float
    """Requests of a job, and jobs of an account on a usual day."""
    days: Floats
    hours: Floats | None
    """A factor for each day of the world and each hour of the day."""
    adopts: float = 0.0
    """Seconds from a model's release until it is used."""
    strangers_template: int | None = None
    """Prompt of another party, whose work it carries too."""
    artifacts: Ints | None = None
    """Reasoning that is passed between accounts."""

    def stocked(self, w: World, operator: Operator, size: int) -> "Work":
        """Return the work of a campaign of so many accounts, with what it adopts, carries and replays."""
        adopts = w.uniform(0.05, 1) * DAY
        carries = operator.archetype == 2 and w.rng.random() < 0.6
        strangers = w.names.one("template") if carries else None
        artifacts = w.names.many("artifact", int(np.clip(size * w.uniform(0.3, 2), 3, 200)))
        return replace(self, adopts=adopts, strangers_template=strangers, artifacts=artifacts)


def draw_work(w: World, operator: Operator, start: float) -> Work:
    """Return the work of a campaign that begins at a second."""
    archetype, rung = operator.archetype, operator.rung
    rate = RATES[archetype] * w.lognormal(0.62 if rung >= 2 else 0.9, 0.3)
    if rung >= 5:
        rate *= 0.6
    if rung >= 6:
        rate *= w.uniform(0.35, 0.7)
    sitting = w.lognormal(3.6, 0.35)
    days = _days(w, archetype, start)
    return Work(rate, sitting, max(0.25, rate / sitting), days, _hours(w, operator))


def _days(w: World, archetype: int, start: float) -> Floats:
    """Return a factor for each day: it probes before it scales, and has days without work."""
    rng = w.rng
    days: Floats = np.exp(w.uniform(0.15, 0.75) * rng.standard_normal(w.days))
    scales = int(max(0, start) / DAY) + int(w.uniform(1, 6))
    days[: max(0, min(w.days, scales))] *= w.uniform(0.05, 0.4)
    if archetype in (1, 2):
        days *= np.clip((np.arange(w.days) - scales) / w.uniform(3, 12), 0.15, 1.6)
    if archetype == 8:
        # A burst, then idle.
        days *= 0.04
        level = w.uniform(1.5, 3.5)
        days[min(scales, w.days - 2) : scales + int(w.uniform(3, 9))] = level
    if archetype == 6:
        # Two days after a trickle.
        first = int(w.uniform(max(1, start / DAY + 2), w.days - 2))
        days *= 0.4
        days[first : first + 2] = w.uniform(4, 9)
    for _ in range(int(rng.poisson(1.5))):
        first = int(rng.integers(w.days))
        days[first : first + int(rng.integers(1, 4))] *= w.uniform(0, 0.3)
    return days


def _hours(w: World, operator: Operator) -> Floats | None:
    """Return a factor for each hour: none, by the operator's working day, or by that of those whom it serves."""
    offset = OFFSETS[operator.country]
    of_operator = around((14 - offset) % 24, w.uniform(2, 4.5))
    of_users = around((16 - offset) % 24, w.uniform(4, 8))
    if operator.archetype == 3:
        return of_users
    chances = [0.2, 0.4, 0.4] if operator.rung < 2 else [0.06, 0.54, 0.4]
    sort = w.rng.choice(["flat", "operator", "users"], p=chances)
    return {"flat": None, "operator": of_operator, "users": of_users}[sort]


def hand_out(w: World, who: Ints, operator: Operator, work: Work, start: float, stop: float) -> None:
    """Hand the campaign's work to a pool's accounts, from one second to another."""
    rng, archetype, rung = w.rng, operator.archetype, operator.rung
    start, stop = max(0, start), min(stop, w.length)
    if stop - start < HOUR:
        return
    at = arrivals(w, work.jobs * len(who), start, stop, work.hours, days=work.days)
    if rng.random() < 0.5 and len(at):
        at = _in_batches(w, at, start, stop)
    if not len(at):
        return
    x = dealt(w, who, at, operator.schedule, limit=int(w.uniform(8, 60)))
    unopened = w.accounts.created[x] > at
    if unopened.any():
        x[unopened] = rng.choice(who, unopened.sum())
    at = at + (
        rng.exponential(operator.delay, len(at)) if rng.random() < 0.6 else w.lognormal(operator.delay, 0.8, len(at))
    )
    sitting = rng.geometric(1 / max(1.01, work.sitting), len(at))
    address = _addresses(w, operator, x, at)
    template = _templates(w, operator, work, x)
    artifact = np.full(len(at), -1)
    if archetype in REPLAYS and rung < 8 and work.artifacts is not None:
        replays = rng.random(len(at)) < REPLAYS[archetype] * (1 if rung < 4 else w.uniform(0.1, 0.6))
        artifact[replays] = rng.choice(work.artifacts, replays.sum())
    send(
        w,
        x,
        at,
        n=sitting,
        gap=w.lognormal(12, 0.8) if rung < 5 else w.lognormal(35, 0.4),
        uneven=w.uniform(0.3, 1.2),
        address=address,
        template=template,
        mixes=0 if rung < 4 else w.uniform(0, 0.3),
        artifact=artifact,
        requests=int(rng.integers(1, 5)) if archetype == 2 else 1,
        batch=int(rng.random() < 0.08),
    )


def _in_batches(w: World, at: Floats, start: float, stop: float) -> Floats:
    """Return when jobs arrive if a part of them comes in batches."""
    rng = w.rng
    n_batches = max(1, int((stop - start) / DAY * w.uniform(0.5, 4)))
    batches = np.sort(w.uniform(start, stop, n_batches))
    batched = rng.random(len(at)) < w.uniform(0.2, 0.8)
    at[batched] = rng.choice(batches, batched.sum()) + rng.exponential(w.uniform(0.2, 2.5) * HOUR, batched.sum())
    return np.sort(at[at < stop])


def _addresses(w: World, operator: Operator, x: Ints, at: Floats) -> Ints:
    """Return where each session comes from: servers, rented homes, or, at the highest rungs, honest people's places."""
    rng, rung, n = w.rng, operator.rung, len(x)
    if rung == 0:
        return rng.choice(operator.servers, n)
    if rung == 8:
        return addresses_of(w, x, at)
    kept = w.uniform(8, 240) * HOUR if rung >= 2 else w.uniform(0.1, 6) * HOUR
    exits = np.asarray(w.commons.proxies[operator.proxy])
    spell = np.floor(at / kept + hashed(x, Salt.PROXY_PHASE))
    exit_now = exits[(hashed(x, spell, Salt.PROXY_EXIT) * len(exits)).astype(int)]
    found: Ints = np.where(rng.random(n) < operator.through_proxy, exit_now, addresses_of(w, x, at))
    if operator.leaks > 0.03 and rung < 7:
        leaks = rng.random(n) < operator.leaks * 0.5
        found[leaks] = rng.choice(operator.servers, leaks.sum())
    if rung < 7:
        return found
    spots = _borrowed(w, operator)
    mine = spots[(hashed(x, np.floor(at / (4 * DAY)), Salt.BORROWED) * len(spots)).astype(int)]
    return np.where(rng.random(n) < w.uniform(0.5, 0.95), mine, found)


def _borrowed(w: World, operator: Operator) -> Ints:
    """Return addresses of honest people, campuses, VPNs and shared lines."""
    rng, campuses = w.rng, w.places.campuses
    spots = [addresses_of(w, rng.integers(0, w.n_honest, 30), w.uniform(0, w.length, 30))]
    if campuses:
        chosen = rng.choice(len(campuses), min(3, len(campuses)), replace=False)
        spots.append(np.concatenate([campuses[number] for number in chosen]))
    spots += [exits[:8] for exits in w.commons.vpns[:3]]
    spots.append(rng.choice(w.commons.cgnat[operator.country], 3))
    return np.concatenate(spots)


def _templates(w: World, operator: Operator, work: Work, x: Ints) -> Ints:
    """Return the prompt of each session: as it was written, rewritten, a popular one, or the account's own."""
    rng, accounts, archetype, rung, n = w.rng, w.accounts, operator.archetype, operator.rung, len(x)
    rewrites = operator.rewrites
    if rung < 4:
        found = rng.choice(operator.templates, n)
    elif archetype == 5 or (rung >= 7 and rng.random() < 0.7):
        popular = rng.random(n) < w.uniform(0.4, 0.9)
        found = np.where(popular, rng.choice(operator.popular, n), rng.choice(rewrites, n))
    elif rng.random() < 0.8:
        # Each account has a few rewrites of its own.
        which = rng.integers(0, 1 + int(w.uniform(1, 4)), n)
        found = rewrites[(hashed(x, which, Salt.REWRITE) * len(rewrites)).astype(int)]
    else:
        found = rng.choice(rewrites, n)
    if rung == 8:
        found = np.where(rng.random(n) < 0.5, accounts.template[x], accounts.second_template[x])
    if work.strangers_template is not None:
        found = np.where(rng.random(n) < 0.25, work.strangers_template, found)
    if archetype == 1 or rung >= 4:
        found = np.where(rng.random(n) < w.uniform(0.02, 0.25), -1, found)
    return found
