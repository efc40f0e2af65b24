"""Ordinary life: when people sit down, what many do after one cue, and when work arrives."""

import numpy as np

from .draws import DAY, HOUR, MINUTE, Floats, Ints
from .sessions import Workplace, addresses_of, send
from .world import World


def times(
    w: World,
    who: Ints,
    busy: float = 1.0,
    *,
    days: Floats | None = None,
    since: Floats | None = None,
    until: float | None = None,
) -> tuple[Ints, Floats]:
    """Return accounts and seconds at which they begin sessions, by their own rhythm.

    Args:
        w: the world.
        who: accounts.
        busy: factor of each one's usual rate.
        days: a further factor for each day, which all have in common.
        since: from when, for each account.
        until: until when, for all.
    """
    rng, accounts, events, n = w.rng, w.accounts, w.events, len(who)
    where, day = accounts.country[who], np.arange(w.days)
    rate = accounts.rate[who][:, None] * busy * events.mood[None, :]
    rate = rate * np.where(events.weekends[where], accounts.weekend[who][:, None], 1.0)
    rate = rate * np.where(events.holidays[where], accounts.holiday[who][:, None], 1.0)
    rate *= rng.gamma(0.9, 1 / 0.9, (n, w.days))
    travels = rng.random(n) < 0.25
    leaves = rng.integers(0, w.days, n)
    returns = leaves + rng.integers(2, 12, n)
    rate *= ~(travels[:, None] & (day >= leaves[:, None]) & (day < returns[:, None]))
    if days is not None:
        rate = rate * days
    counts = rng.poisson(rate)
    row, on = np.nonzero(counts)
    repeats = counts[row, on]
    row, on = np.repeat(row, repeats), np.repeat(on, repeats)
    whose = who[row]
    peak = np.where(
        rng.random(len(whose)) < accounts.at_first_peak[whose], accounts.peak[whose], accounts.second_peak[whose]
    )
    hour = peak + accounts.spread[whose] * rng.standard_normal(len(whose))
    at = on * DAY + (hour % 24 - accounts.zone[whose]) * HOUR
    kept = np.ones(len(whose), dtype=bool)
    if since is not None:
        kept &= at >= since[row]
    if until is not None:
        kept &= at < until
    return whose[kept], at[kept]


def live(
    w: World,
    who: Ints,
    busy: float = 1.0,
    *,
    days: Floats | None = None,
    until: float | None = None,
    workplace: Workplace | None = None,
    templates: Ints | None = None,
    share: float = 0.0,
) -> None:
    """Let accounts live by their own rhythm; a share of sessions is under one of some prompts, if there are any."""
    rng, accounts = w.rng, w.accounts
    whose, at = times(w, who, busy, days=days, until=until)
    if not len(whose):
        return
    address = addresses_of(w, whose, at, workplace) if workplace is not None else None
    template: Ints | None = None
    if templates is not None:
        given = rng.random(len(whose)) < share
        usual = np.where(rng.random(len(whose)) < 0.25, accounts.second_template[whose], accounts.template[whose])
        template = np.where(given, rng.choice(templates, len(whose)), usual)
    send(w, whose, at, gap=np.exp(rng.normal(3.6, 0.6, len(whose))), address=address, template=template)


def burst(
    w: World,
    who: Ints,
    cue: float,
    share: float = 1.0,
    delay: float = 5 * MINUTE,
    *,
    sitting: float | None = None,
    template: int | None = None,
    among: Ints | None = None,
    client: int | None = None,
    device: int | None = None,
    address: int | None = None,
    workplace: Workplace | None = None,
) -> None:
    """Let a share of people begin after one cue, each with a delay of his own.

    Args:
        w: the world, which is added to.
        who: accounts that hear it.
        cue: its second.
        share: part of them that follow it.
        delay: mean of the delays, in seconds.
        sitting: requests of a session, if not what each usually has.
        template: prompt of all of them.
        among: prompts of which each takes one.
        client: client of all of them.
        device: device of all of them.
        address: address of all of them.
        workplace: where they may be.
    """
    rng = w.rng
    whose = who[rng.random(len(who)) < share]
    if not len(whose):
        return
    at = cue + rng.exponential(delay, len(whose)) * np.exp(0.4 * rng.standard_normal(len(whose)))
    from_there = address if workplace is None else addresses_of(w, whose, at, workplace)
    prompts = template if among is None else rng.choice(among, len(whose))
    n = rng.geometric(1 / sitting, len(whose)) if sitting else None
    send(w, whose, at, n=n, gap=40.0, address=from_there, template=prompts, client=client, device=device)


def arrivals(
    w: World,
    per_day: float,
    start: float,
    stop: float,
    hours: Floats | None = None,
    *,
    zone: float = 0.0,
    days: Floats | None = None,
) -> Floats:
    """Return seconds at which jobs arrive, in order.

    Args:
        w: the world.
        per_day: jobs of a usual day.
        start: from when.
        stop: until when.
        hours: a factor for each hour of the day.
        zone: hours that the place of `hours` is ahead of UTC.
        days: a factor for each day of the world.
    """
    # Thinned: at most two and a half times the usual rate.
    most = 2.5
    stop = max(start, stop)
    n = w.rng.poisson(per_day * (stop - start) / DAY * most)
    at = np.sort(w.uniform(start, stop, n))
    factor = np.ones(n)
    if hours is not None:
        factor *= hours[((at / HOUR + zone) % 24).astype(int)]
    if days is not None:
        factor *= days[np.clip((at / DAY).astype(int), 0, w.days - 1)]
    return at[w.rng.random(n) < np.minimum(1, factor / most)]


def around(peak: float, spread: float) -> Floats:
    """Return a factor for each hour of the day, highest at one hour, 1 in the mean."""
    hour = np.arange(24)
    distance = np.minimum(abs(hour - peak), 24 - abs(hour - peak))
    found = np.exp(-0.5 * (distance / spread) ** 2) + 0.03
    return np.asarray(found / found.mean())
