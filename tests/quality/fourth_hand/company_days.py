"""Days of a company: stand-ups, lunch, meetings, deadlines, workshops, incidents and shifts.

Colleagues begin together because the same thing calls them; each follows it or not, with a delay of his own.
"""

from dataclasses import dataclass

import numpy as np

from .days import burst
from .draws import DAY, HOUR, MINUTE, Floats, Ints
from .sessions import Workplace, addresses_of, send
from .world import World


@dataclass(frozen=True, slots=True)
class Company:
    """One company, as its days need it."""

    members: Ints
    gather: Ints
    """Who meets: all of a remote company, else those in the country of the first."""
    teams: list[Ints]
    office: Workplace
    gateway: Workplace
    """Where they work, and from where at a deadline; not the same where a gateway runs on changing machines."""
    templates: Ints
    templated: float
    """Its own prompts, and the part of sessions under one of them."""
    zone: float
    workdays: list[int]

    def second(self, day: int, hour: float) -> float:
        """Return the second at which a local hour of a day is."""
        return day * DAY + (hour - self.zone) * HOUR


def weekly(w: World, workdays: list[int]) -> Floats:
    """Return a factor for each day: a company has busy weekdays, busy days, and sometimes shuts for some of them."""
    rng = w.rng
    of_weekday = np.exp(w.uniform(0.1, 0.8) * rng.standard_normal(7))
    factor = np.array([of_weekday[w.weekday(day)] for day in range(w.days)])
    factor = factor * np.exp(w.uniform(0.1, 0.45) * rng.standard_normal(w.days))
    if rng.random() < 0.25 and len(workdays) > 6:
        first = int(rng.choice(workdays))
        factor[first : first + int(rng.integers(2, 8))] *= 0.05
    return np.asarray(factor)


def at_work(w: World, company: Company) -> None:
    """Let a company's people meet."""
    rng, n_workdays = w.rng, len(company.workdays)
    if rng.random() < 0.65:
        _stand_ups(w, company)
    if rng.random() < 0.6:
        _lunch(w, company)
    for _ in range(int(rng.poisson(n_workdays * 0.3))):
        _meeting(w, company)
    for _ in range(int(rng.poisson(0.8))):
        _deadline(w, company)
    if rng.random() < 0.3:
        _workshop(w, company)
    if rng.random() < 0.35:
        _incident(w, company)


def _stand_ups(w: World, company: Company) -> None:
    """Begin after stand-ups, of each team or all together."""
    rng = w.rng
    for team in company.teams if rng.random() < 0.6 else [company.gather]:
        hour = round(w.uniform(8.5, 11) * 4) / 4
        length = rng.choice([0.25, 0.25, 0.5, 0.75])
        delay = w.uniform(1.5, 12) * MINUTE
        share = w.uniform(0.1, 0.55)
        weekdays = set(rng.choice(7, int(rng.integers(2, 7)), replace=False))
        for day in company.workdays:
            if w.weekday(day) in weekdays:
                over = company.second(day, hour + length) + rng.normal(0, 3 * MINUTE)
                today = share * w.uniform(0.5, 1.4)
                among = company.templates if rng.random() < company.templated else None
                burst(w, team, over, today, delay, among=among, workplace=company.office)


def _lunch(w: World, company: Company) -> None:
    hour = w.uniform(12.3, 14)
    share = w.uniform(0.05, 0.4)
    for day in company.workdays:
        back = company.second(day, hour)
        burst(w, company.gather, back, share, w.uniform(4, 18) * MINUTE, workplace=company.office)


def _meeting(w: World, company: Company) -> None:
    rng = w.rng
    team = company.teams[int(rng.integers(len(company.teams)))]
    over = company.second(rng.choice(company.workdays), rng.integers(18, 35) / 2)
    burst(w, team, over, w.uniform(0.3, 0.9), w.uniform(2, 10) * MINUTE, workplace=company.office)


def _deadline(w: World, company: Company) -> None:
    """Work harder each hour until something is due, into the evening."""
    rng, gather = w.rng, company.gather
    day = rng.choice(company.workdays)
    hour = w.uniform(15, 23.9)
    busy = gather[rng.random(len(gather)) < w.uniform(0.3, 1)]
    whose = np.repeat(busy, rng.poisson(w.uniform(1, 5), len(busy)))
    at = company.second(day, hour) - rng.exponential(w.uniform(1.5, 9) * HOUR, len(whose))
    template = rng.choice(company.templates, len(whose))
    send(w, whose, at, template=template, address=addresses_of(w, whose, at, company.gateway))


def _workshop(w: World, company: Company) -> None:
    """Do the same exercise in the same half hours."""
    rng = w.rng
    day = rng.choice(company.workdays)
    template = w.names.one("template")
    for hour in np.cumsum(w.uniform(0.5, 1.2, int(rng.integers(3, 8)))) + 9:
        share, delay = w.uniform(0.5, 0.95), w.uniform(2, 8) * MINUTE
        begins = company.second(day, hour)
        burst(w, company.gather, begins, share, delay, sitting=5, template=template, workplace=company.office)
    w.accounts.tag(company.gather, "workshop")


def _incident(w: World, company: Company) -> None:
    """Work through an incident at night."""
    rng, members = w.rng, company.members
    start = company.second(rng.choice(company.workdays), w.uniform(22, 29))
    called = members[rng.random(len(members)) < w.uniform(0.1, 0.6)]
    whose = np.repeat(called, rng.poisson(w.uniform(2, 7), len(called)))
    at = start + rng.gamma(1.6, w.uniform(0.3, 1.2) * HOUR, len(whose))
    send(w, whose, at, template=rng.choice(company.templates, len(whose)), gap=25.0)
    w.accounts.tag(called, "incident")


def shifts(w: World, members: Ints, offset: float, template: int, workplace: Workplace) -> None:
    """Let a company work around the clock: everyone begins when the shift does.

    Args:
        w: the world.
        members: its accounts.
        offset: hours that it is ahead of UTC.
        template: its prompt.
        workplace: where it works.
    """
    rng, accounts = w.rng, w.accounts
    shift = rng.integers(0, int(rng.choice([2, 3])), len(members))
    first = w.uniform(5, 8)
    accounts.peak[members] = (first + 8 * shift + 1.5) % 24
    accounts.second_peak[members] = (first + 8 * shift + 5.5) % 24
    accounts.spread[members] = 1.5
    accounts.weekend[members] = w.uniform(0.4, 1)
    for day in range(w.days):
        for each in np.unique(shift):
            begins = day * DAY + (first + 8 * each - offset) * HOUR
            share, delay = w.uniform(0.1, 0.5), w.uniform(3, 15) * MINUTE
            own = template if rng.random() < 0.5 else None
            burst(w, members[shift == each], begins, share, delay, template=own, workplace=workplace)
