"""Hackathons: two days at one venue, teams of about four, a starter kit, and the sponsor's trial cards."""

import numpy as np

from .accounts import Plan, Status
from .countries import OFFSETS
from .days import burst, live
from .draws import DAY, HOUR, MINUTE, Ints
from .people import people
from .sessions import Workplace, addresses_of, send
from .world import World


def hackathon(w: World, n: int) -> None:
    """Enter a hackathon of n people."""
    rng, accounts, names = w.rng, w.accounts, w.names
    group, country = names.group("hackathon"), w.country()
    venue = names.addresses(int(rng.integers(1, 5)), "office")
    zone = float(OFFSETS[country])
    start = int(w.uniform(0, w.days - 2)) * DAY + (18 - zone) * HOUR
    earlier = np.where(rng.random(n) < 0.6, 0, rng.exponential(20 * DAY, n))
    opened = start - earlier + rng.exponential(50 * MINUTE, n)
    who = people(w, n, "hackathon", country=country, group=group, created=opened, paid=0.2)
    kit = names.many("template", int(rng.integers(1, 4)))
    trials = who[rng.random(n) < w.uniform(0.2, 0.9)]
    accounts.plan[trials] = Plan.TRIAL
    if rng.random() < 0.4:
        accounts.card[trials] = names.one("card")
    team = rng.integers(0, max(1, n // 4), n)
    for each in np.unique(team):
        _team(w, who[team == each], start, zone, venue, kit)
    workplace = Workplace(venue, 0.9)
    kick_off, pitch = start + 30 * MINUTE, start + 47 * HOUR
    burst(w, who, kick_off, 0.7, 10 * MINUTE, sitting=4, template=kit[0], workplace=workplace)
    burst(w, who, pitch, 0.7, 15 * MINUTE, sitting=8, template=kit[0], workplace=workplace)
    live(w, who[rng.random(n) < 0.35], 0.6)
    if rng.random() < 0.4:
        end = start + w.uniform(3, 10) * DAY
        if end < w.length:
            accounts.end[trials] = accounts.status_at[trials] = end
            accounts.status[trials] = Status.CLOSED


def _team(w: World, team: Ints, start: float, zone: float, venue: Ints, kit: Ints) -> None:
    """Work for two days, with little sleep, under the team's prompt and the kit's."""
    rng, accounts, names = w.rng, w.accounts, w.names
    own = names.one("template")
    accounts.unite(team, names.party())
    if len(team) > 1 and rng.random() < 0.4:
        accounts.second_device[team] = accounts.device[team[0]]
        accounts.on_second_device[team] = 0.3
    whose = np.repeat(team, rng.poisson(9, len(team)))
    at = start + 48 * HOUR * rng.beta(1.4, 1.1, len(whose))
    asleep = ((at / HOUR + zone) % 24 < 7) & (rng.random(len(whose)) < 0.6)
    whose, at = whose[~asleep], at[~asleep]
    address = addresses_of(w, whose, at, Workplace(venue, w.uniform(0.5, 1)))
    send(
        w, whose, at, address=address, template=np.where(rng.random(len(whose)) < 0.5, own, rng.choice(kit, len(whose)))
    )
