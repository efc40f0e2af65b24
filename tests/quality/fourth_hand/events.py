"""What happens to everybody: outages, releases of models, holidays, and good and bad days of the whole service."""

from dataclasses import dataclass

import numpy as np

from .countries import CODES, COUNTRIES, WEIGHTS
from .draws import DAY, MINUTE, Flags, Floats


@dataclass(frozen=True, slots=True)
class Outage:
    """A time at which a part of requests is lost, fails or comes late."""

    start: float
    length: float
    severity: float
    where: int = -1
    """Region of the provider, or country of a network's customers."""


@dataclass(frozen=True, slots=True)
class Events:
    """Times in seconds since the first day; tables by country and day."""

    outages: list[Outage]
    regional: list[Outage]
    of_networks: list[Outage]
    releases: Floats
    holidays: Flags
    mood: Floats
    weekends: Flags


def draw_events(rng: np.random.Generator, n_days: int, first_weekday: int) -> Events:
    """Return the events of one world."""

    def uniform(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def outage(shortest: float, longest: float, mildest: float, worst: float, where: int = -1) -> Outage:
        start = uniform(0.5, n_days - 0.5) * DAY
        return Outage(start, uniform(shortest, longest) * MINUTE, uniform(mildest, worst), where)

    outages = [outage(8, 200, 0.6, 1) for _ in range(int(rng.integers(2, 4)))]
    regional = [outage(20, 300, 0.2, 0.8, int(rng.integers(0, 3))) for _ in range(int(rng.integers(1, 4)))]
    of_networks = [
        outage(20, 400, 0.3, 0.9, int(rng.choice(len(CODES), p=WEIGHTS))) for _ in range(int(rng.integers(2, 6)))
    ]
    releases = np.sort(rng.uniform(2, n_days - 1, int(rng.integers(1, 4)))) * DAY
    holidays = np.zeros((len(CODES), n_days), dtype=bool)
    for country in range(len(CODES)):
        for _ in range(int(rng.poisson(1.1 * n_days / 30))):
            first = int(rng.integers(0, n_days))
            holidays[country, first : first + int(rng.choice([1, 1, 1, 2, 3]))] = True
    mood = np.exp(0.12 * rng.standard_normal(n_days))
    weekdays = (np.arange(n_days) + first_weekday) % 7
    weekends = np.array([np.isin(weekdays, country.weekend) for country in COUNTRIES.values()])
    return Events(outages, regional, of_networks, releases, holidays, mood, weekends)
