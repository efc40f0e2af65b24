"""When requests are sent: sessions of people by day and hour, those that farms planned, and each request in them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .accounts import NEVER, Floats
from .countries import HOURS, RHYTHMS
from .draws import Ints
from .world import World


@dataclass(frozen=True, slots=True)
class Requests:
    """Rows of activity to be, by time; all arrays but the last are one entry a row."""

    session: Ints
    persona: Ints
    account: Ints
    hour: Floats
    """Hours since the first day."""
    position: Ints
    """How many requests of its session came before it."""
    n_sessions: int


def habits(w: World, name: str, dtype: Any = float) -> Any:
    """Return one habit of all personas."""
    return np.array([getattr(persona, name) for persona in w.personas], dtype=dtype)


def requests(w: World) -> Requests:
    """Return all requests that accounts could send: not before they were made, not while suspended."""
    persona, begins, sitting = _sessions(w)
    g = w.arrays
    n = 1 + g.poisson(g.exponential(np.maximum(sitting - 1, 0.001)))
    session = np.repeat(np.arange(len(persona)), n)
    who = persona[session]
    starts = np.concatenate([[True], session[1:] != session[:-1]])
    first = np.flatnonzero(starts)
    gaps = g.lognormal(np.log(habits(w, "gap")[who]), 0.8) / 3600
    gaps[starts] = 0
    waited = np.cumsum(gaps)
    position = np.arange(len(session)) - first[session]
    hour = begins[session] + waited - waited[first[session]]
    account = habits(w, "account", np.int64)[who]
    keep = _possible(w, account, hour)
    session, who, account, hour, position = (x[keep] for x in (session, who, account, hour, position))
    order = np.argsort(hour, kind="stable")
    return Requests(session[order], who[order], account[order], hour[order], position[order], len(persona))


def _sessions(w: World) -> tuple[Ints, Floats, Floats]:
    """Return persona, begin and mean number of requests of each session."""
    g, n_days, n = w.arrays, w.days, len(w.personas)
    weekday = (w.start.weekday() + np.arange(n_days)) % 7
    load = g.gamma(habits(w, "evenness")[:, None], 1, (n, n_days)) + 1e-9
    load *= np.where(weekday >= 5, habits(w, "weekend")[:, None], 1.0)
    for i, persona in enumerate(w.personas):
        if persona.load is not None:
            load[i] *= persona.load
    load /= load.sum(1, keepdims=True) + 1e-12
    sitting = habits(w, "sitting")
    n_sessions = g.poisson(load * (habits(w, "rows") / sitting)[:, None]).ravel()
    cell = np.repeat(np.arange(n * n_days), n_sessions)
    who, day = cell // n_days, cell % n_days
    by_hour = np.array([np.cumsum(HOURS[name]) / sum(HOURS[name]) for name in RHYTHMS])
    rhythm = np.array([RHYTHMS.index(persona.rhythm) for persona in w.personas])
    u = g.random(len(who))
    hour = np.minimum(23, (u[:, None] > by_hour[rhythm[who]]).sum(1))
    local = hour + g.random(len(who)) + habits(w, "jitter")[who]
    begins = day * 24 + (local - habits(w, "zone")[who]) % 24
    planned = np.array([job[0] for job in w.jobs], dtype=np.int64)
    return (
        np.concatenate([who, planned]),
        np.concatenate([begins, np.array([job[1] for job in w.jobs])]),
        np.concatenate([sitting[who], np.array([job[2] for job in w.jobs], dtype=float)]),
    )


def _possible(w: World, account: Ints, hour: Floats) -> Any:
    created = np.array([each.created for each in w.accounts])
    end = np.array([each.end for each in w.accounts])
    away = np.array([each.away or (NEVER, NEVER) for each in w.accounts])
    alive = (hour >= np.maximum(0, created[account])) & (hour < np.minimum(w.hours, end[account]))
    return alive & ~((hour >= away[account, 0]) & (hour < away[account, 1]))
