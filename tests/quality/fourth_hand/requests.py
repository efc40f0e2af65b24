"""From sessions to requests: what is sent when, what outages lose or delay, and what is cut off when accounts end."""

from dataclasses import dataclass, fields

import numpy as np

from .countries import REGIONS
from .draws import DAY, MINUTE, Flags, Floats, Ints, Salt, hashed
from .events import Outage
from .world import Sessions, World

LONGEST_GAP = 1800
MOST_REQUESTS = 200
"""Seconds between requests of a session, and requests of one, at most."""


@dataclass(frozen=True, slots=True)
class Requests:
    """All rows of activity in order of time: session and account of each, its second, and whether it failed."""

    session: Ints
    account: Ints
    at: Floats
    failed: Flags


def joined(w: World) -> Sessions:
    """Return all sessions of a world."""
    names = [each.name for each in fields(Sessions)]
    return Sessions(**{name: np.concatenate([getattr(block, name) for block in w.sessions]) for name in names})


def requests(w: World, sessions: Sessions) -> Requests:
    """Return the requests of sessions that are served, or at least answered."""
    rng, accounts = w.rng, w.accounts
    n = np.clip(sessions.n, 1, MOST_REQUESTS)
    session = np.repeat(np.arange(len(n)), n)
    account = sessions.account[session]
    at = _times(w, sessions, session, n)
    kept, failed = _through_outages(w, account, at)
    # A few requests still come when the account is suspended or closed.
    late = (rng.random(len(at)) < 0.01) * rng.exponential(0.5 * DAY, len(at))
    silent = (at >= accounts.silent_from[account]) & (at < accounts.silent_until[account])
    kept &= (at < w.length) & (at < accounts.end[account] + late) & ~silent
    order = np.flatnonzero(kept)
    order = order[np.argsort(at[order], kind="stable")]
    return Requests(session[order], account[order], np.floor(at[order]), failed[order])


def _times(w: World, sessions: Sessions, session: Ints, n: Ints) -> Floats:
    spread = sessions.uneven[session] * w.rng.standard_normal(len(session))
    gap = np.minimum(np.exp(np.log(sessions.gap)[session] + spread), LONGEST_GAP)
    first = np.cumsum(n) - n
    gap[first] = 0
    passed = np.cumsum(gap)
    return np.asarray(sessions.at[session] + passed - np.repeat(passed[first], n))


def _through_outages(w: World, account: Ints, at: Floats) -> tuple[Flags, Flags]:
    """Move times of requests that are sent again after an outage; return which are kept, and which failed."""
    rng, events, country = w.rng, w.events, w.accounts.country[account]
    kept, failed = np.ones(len(at), dtype=bool), np.zeros(len(at), dtype=bool)

    def hit(of: Flags, outage: Outage) -> None:
        over = outage.start + outage.length
        inside = of & (at >= outage.start) & (at < over)
        these = np.flatnonzero(inside & (rng.random(len(at)) < outage.severity))
        luck = rng.random(len(these))
        kept[these[luck < 0.45]] = False
        failed[these[(luck >= 0.45) & (luck < 0.7)]] = True
        again = these[luck >= 0.7]
        at[again] = over + rng.exponential(w.uniform(4, 25) * MINUTE, len(again))

    for outage in events.outages:
        hit(np.ones(len(at), dtype=bool), outage)
    for outage in events.regional:
        hit(REGIONS[country] == outage.where, outage)
    for outage in events.of_networks:
        hit((country == outage.where) & (hashed(account, Salt.BIG_PROVIDER) < 0.3), outage)
    return kept, failed
