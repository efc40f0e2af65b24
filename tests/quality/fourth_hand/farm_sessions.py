"""How a pool's accounts do their campaign's jobs: when, from where, and under which prompts."""

import numpy as np

from .days import arrivals
from .draws import DAY, HOUR, Floats, Ints, Salt, hashed
from .farm_jobs import Work
from .farm_operators import Operator
from .scheduling import dealt
from .sessions import addresses_of, send
from .world import World

REPLAYS = {3: 0.12, 4: 0.35, 6: 0.7}
"""Part of sessions that present another account's reasoning, by archetype."""


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
    whose = dealt(w, who, at, operator.schedule, limit=int(w.uniform(8, 60)))
    unopened = w.accounts.created[whose] > at
    if unopened.any():
        whose[unopened] = rng.choice(who, unopened.sum())
    at = at + (
        rng.exponential(operator.delay, len(at)) if rng.random() < 0.6 else w.lognormal(operator.delay, 0.8, len(at))
    )
    sitting = rng.geometric(1 / max(1.01, work.sitting), len(at))
    address = _addresses(w, operator, whose, at)
    template = _templates(w, operator, work, whose)
    artifact = np.full(len(at), -1)
    if archetype in REPLAYS and rung < 8 and work.artifacts is not None:
        replays = rng.random(len(at)) < REPLAYS[archetype] * (1 if rung < 4 else w.uniform(0.1, 0.6))
        artifact[replays] = rng.choice(work.artifacts, replays.sum())
    send(
        w,
        whose,
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


def _addresses(w: World, operator: Operator, whose: Ints, at: Floats) -> Ints:
    """Return where each session comes from: servers, rented homes, or, at the highest rungs, honest people's places."""
    rng, rung, n = w.rng, operator.rung, len(whose)
    if rung == 0:
        return rng.choice(operator.servers, n)
    if rung == 8:
        return addresses_of(w, whose, at)
    kept = w.uniform(8, 240) * HOUR if rung >= 2 else w.uniform(0.1, 6) * HOUR
    exits = np.asarray(w.commons.proxies[operator.proxy])
    spell = np.floor(at / kept + hashed(whose, Salt.PROXY_PHASE))
    exit_now = exits[(hashed(whose, spell, Salt.PROXY_EXIT) * len(exits)).astype(int)]
    found: Ints = np.where(rng.random(n) < operator.through_proxy, exit_now, addresses_of(w, whose, at))
    if operator.leaks > 0.03 and rung < 7:
        leaks = rng.random(n) < operator.leaks * 0.5
        found[leaks] = rng.choice(operator.servers, leaks.sum())
    if rung < 7:
        return found
    spots = _borrowed(w, operator)
    mine = spots[(hashed(whose, np.floor(at / (4 * DAY)), Salt.BORROWED) * len(spots)).astype(int)]
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


def _templates(w: World, operator: Operator, work: Work, whose: Ints) -> Ints:
    """Return the prompt of each session: as it was written, rewritten, a popular one, or the account's own."""
    rng, accounts, archetype, rung, n = w.rng, w.accounts, operator.archetype, operator.rung, len(whose)
    rewrites = operator.rewrites
    if rung < 4:
        found = rng.choice(operator.templates, n)
    elif archetype == 5 or (rung >= 7 and rng.random() < 0.7):
        popular = rng.random(n) < w.uniform(0.4, 0.9)
        found = np.where(popular, rng.choice(operator.popular, n), rng.choice(rewrites, n))
    elif rng.random() < 0.8:
        # Each account has a few rewrites of its own.
        which = rng.integers(0, 1 + int(w.uniform(1, 4)), n)
        found = rewrites[(hashed(whose, which, Salt.REWRITE) * len(rewrites)).astype(int)]
    else:
        found = rng.choice(rewrites, n)
    if rung == 8:
        found = np.where(rng.random(n) < 0.5, accounts.template[whose], accounts.second_template[whose])
    if work.strangers_template is not None:
        found = np.where(rng.random(n) < 0.25, work.strangers_template, found)
    if archetype == 1 or rung >= 4:
        found = np.where(rng.random(n) < w.uniform(0.02, 0.25), -1, found)
    return found
