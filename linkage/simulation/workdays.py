"""When people of one company act together: stand-ups, lunch, deploys, meetings, launches, incidents, workshops."""

from typing import Final

import numpy as np

from linkage.simulation.draft import Floats, Ints, counted
from linkage.simulation.occasions import call, clock, gather, thin
from linkage.simulation.people import Group, Scene
from linkage.simulation.timetables import give_tasks

FAR_HOURS: Final = 5.0
"""Beyond so many hours of difference people hardly come to a meeting."""


def give_workdays(scene: Scene, rng: np.random.Generator, group: Group, of: Ints, zone: Floats) -> None:
    """Give parties common moments, as strongly as each is organised: a quarter have none.

    Args:
        of: [accounts] the party of each account, ascending.
        zone: [parties] hours east of UTC of the party's own day.
    """
    k = len(zone)
    strength = np.where(rng.random(k) < 0.25, 0.0, rng.beta(1.0, 1.1, k))
    near = np.abs(group.zone - zone[of]) <= FAR_HOURS
    keen = np.where(near, 1.0, 0.15) * rng.beta(4.0, 1.5, len(group)) * 1.3
    party = np.arange(k)
    whole = gather(scene.draft, group.habits, of, keen)
    team_of, team_party = _teams(rng, of, k)
    teams = gather(scene.draft, group.habits, team_of, keen)
    by_team = rng.random(k) < 0.5
    units = np.r_[whole[~by_team], teams[by_team[team_party]]]
    unit_party = np.r_[party[~by_team], team_party[by_team[team_party]]]
    stands = (rng.random(k) < 0.45) & (strength > 0)
    mine = stands[unit_party]
    _stand_ups(scene, rng, units[mine], strength[unit_party[mine]], zone[unit_party[mine]])
    _lunches(scene, rng, *_some(rng, 0.35, whole, strength, zone))
    _deploys(scene, rng, *_some(rng, 0.25, whole, strength, zone))
    _meetings(scene, rng, teams, strength[team_party], zone[team_party], 2.5 * rng.exponential(1.0, k)[team_party])
    _meetings(scene, rng, whole, strength, zone, 2.5 * rng.exponential(1.0, k))
    _launches(scene, rng, whole, strength, zone)
    _incidents(scene, rng, whole, strength, zone)
    taught = _some(rng, 0.15, whole, strength, zone)
    window = np.full(len(taught[0]), scene.parameters.start), np.full(len(taught[0]), scene.parameters.end)
    give_tasks(scene, rng, taught[0], taught[2], *window, taught[1])
    thin(scene.draft, group.habits, (1.0 - 0.7 * strength)[of])


def _teams(rng: np.random.Generator, of: Ints, k: int) -> tuple[Ints, Ints]:
    """Return the team of each account, and the party of each team: five to thirteen accounts of one party."""
    size = np.bincount(of, minlength=k)
    each = rng.integers(5, 14, k)
    n = -(-size // each)
    _, within = counted(size)
    return (np.cumsum(n) - n)[of] + within // each[of], np.repeat(np.arange(k), n)


def _some(
    rng: np.random.Generator, chance: float, crowds: Ints, strength: Floats, zone: Floats
) -> tuple[Ints, Floats, Floats]:
    """Return a part of the parties that have common moments at all."""
    chosen = (rng.random(len(crowds)) < chance) & (strength > 0)
    return crowds[chosen], strength[chosen], zone[chosen]


def _daily(scene: Scene, rng: np.random.Generator, n: int, weekdays: float, held: float) -> tuple[Ints, Ints]:
    """Return (crowd, day): on which days each has something that happens on its own weekdays, unless it falls out."""
    day = np.arange(scene.parameters.n_days)
    usual = rng.random((n, 5)) < weekdays
    on = np.pad(usual, ((0, 0), (0, 2)))[:, day % 7] & (rng.random((n, len(day))) < held)
    of, days = np.nonzero(on)
    return of.astype(np.int64), days.astype(np.int64)


def _stand_ups(scene: Scene, rng: np.random.Generator, crowds: Ints, strength: Floats, zone: Floats) -> None:
    n = len(crowds)
    of, day = _daily(scene, rng, n, 0.8, 0.93)
    hour = np.round(rng.uniform(8.5, 11.0, n) * 4) / 4 + rng.choice([0.25, 0.25, 0.5, 0.75], n)
    at = clock(scene, day, hour[of] + rng.normal(0, 0.05, len(of)), zone[of])
    part = strength * rng.uniform(0.4, 0.9, n)
    call(scene.draft, crowds[of], at, spread=rng.uniform(90, 720, n)[of], part=part[of])


def _lunches(scene: Scene, rng: np.random.Generator, crowds: Ints, strength: Floats, zone: Floats) -> None:
    n = len(crowds)
    of, day = _daily(scene, rng, n, 1.0, 0.95)
    at = clock(scene, day, rng.uniform(12.3, 14.0, n)[of], zone[of])
    part = strength * rng.uniform(0.1, 0.5, n)
    call(scene.draft, crowds[of], at, spread=rng.uniform(240, 1080, n)[of], part=part[of])


def _deploys(scene: Scene, rng: np.random.Generator, crowds: Ints, strength: Floats, zone: Floats) -> None:
    """A day or two of the week, at an hour of its own."""
    n = len(crowds)
    of, day = _daily(scene, rng, n, 0.3, 0.85)
    at = clock(scene, day, rng.uniform(10.0, 18.0, n)[of] + rng.normal(0, 0.2, len(of)), zone[of])
    part = strength * rng.uniform(0.2, 0.8, n)
    call(scene.draft, crowds[of], at, spread=rng.uniform(300, 1500, n)[of], part=part[of])


def _once(
    scene: Scene, rng: np.random.Generator, per_month: Floats, strength: Floats, weekends: bool = False
) -> tuple[Ints, Ints]:
    """Return (crowd, day) of what happens now and then, mostly on workdays."""
    n_days = scene.parameters.n_days
    counts = rng.poisson(per_month * n_days / 30) * (strength > 0)
    of = np.repeat(np.arange(len(strength)), counts)
    day = rng.integers(0, n_days, len(of))
    workday = weekends | (day % 7 < 5)
    return of[workday], day[workday]


def _meetings(
    scene: Scene, rng: np.random.Generator, crowds: Ints, strength: Floats, zone: Floats, per_month: Floats
) -> None:
    """Single meetings, on the half hour."""
    of, day = _once(scene, rng, per_month, strength)
    at = clock(scene, day, rng.integers(18, 36, len(of)) / 2, zone[of])
    part = np.minimum(strength[of] * rng.uniform(0.5, 1.5, len(of)), 1.0)
    call(scene.draft, crowds[of], at, spread=rng.uniform(120, 600, len(of)), part=part)


def _launches(scene: Scene, rng: np.random.Generator, crowds: Ints, strength: Floats, zone: Floats) -> None:
    """Now and then a day on which most work late, and within it a surge of an hour."""
    of, day = _once(scene, rng, rng.exponential(1.0, len(crowds)), strength)
    n = len(of)
    evening = clock(scene, day, np.full(n, 17.0), zone[of])
    part = np.minimum(0.3 + strength[of], 1.0)
    call(scene.draft, crowds[of], evening, spread=rng.uniform(1.5, 3.5, n) * 3600, part=part, times=2.5)
    surge = evening + (rng.uniform(-7, 5, n) * 3600).astype(np.int64)
    call(scene.draft, crowds[of], surge, spread=rng.uniform(300, 1500, n), part=part * rng.uniform(0.5, 1.0, n))


def _incidents(scene: Scene, rng: np.random.Generator, crowds: Ints, strength: Floats, zone: Floats) -> None:
    """Now and then a night on which some are called to work for an hour or two."""
    of, day = _once(scene, rng, np.full(len(crowds), 0.2), strength, weekends=True)
    at = clock(scene, day, rng.uniform(22.0, 29.0, len(of)), zone[of])
    call(scene.draft, crowds[of], at, spread=2400.0, part=rng.uniform(0.1, 0.6, len(of)), times=2.5)
