"""What a world is put together in: its random numbers, its accounts and sessions so far, and its common places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import overload

import numpy as np

from .accounts import Accounts
from .commons import draw_commons
from .countries import CODES, WEIGHTS
from .draws import DAY, Floats, Ints
from .events import draw_events
from .names import Names


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions that begin alike: one row each."""

    account: Ints
    at: Floats
    n: Ints
    gap: Floats
    uneven: Floats
    """Requests in the session, median seconds between them, and the spread of its logarithm."""
    address: Ints
    device: Ints
    client: Ints
    card: Ints
    template: Ints
    second_template: Ints
    mixes: Floats
    artifact: Ints
    batch: Ints
    requests: Ints
    """Whether they are of the batch interface, and requests that each row counts."""


@dataclass(frozen=True, slots=True)
class Theft:
    """Work of a farm that goes over stolen keys."""

    proxy: int
    start: float
    stop: float
    client: int
    templates: Ints


@dataclass(slots=True)
class Places:
    """What later stories come back to."""

    campuses: list[Ints] = field(default_factory=list)
    """Addresses."""
    cafes: list[Ints] = field(default_factory=list)
    companies: list[Ints] = field(default_factory=list)
    vpn_users: list[Ints] = field(default_factory=list)
    """Accounts."""
    programmes: list[int] = field(default_factory=list)
    thefts: list[Theft] = field(default_factory=list)


class World:
    """One world, as it is made up."""

    def __init__(self, n_accounts: int, n_days: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.seed, self.size, self.days = seed, n_accounts, n_days
        self.length = n_days * DAY
        self.start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=int(self.rng.integers(0, 270)))
        self.accounts = Accounts(int(n_accounts * 1.3) + 3000)
        self.names = Names(seed)
        self.sessions: list[Sessions] = []
        self.commons = draw_commons(self.rng, self.names, n_accounts, seed)
        self.events = draw_events(self.rng, n_days, self.start.weekday())
        self.places = Places()
        self.n_honest = 0
        """Accounts that are there before farms come."""

    @overload
    def uniform(self, low: float, high: float) -> float: ...
    @overload
    def uniform(self, low: float, high: float, n: int) -> Floats: ...
    def uniform(self, low: float, high: float, n: int | None = None) -> float | Floats:
        """Return numbers between two."""
        return self.rng.uniform(low, high, n)

    @overload
    def lognormal(self, median: float, spread: float) -> float: ...
    @overload
    def lognormal(self, median: float, spread: float, n: int) -> Floats: ...
    def lognormal(self, median: float, spread: float, n: int | None = None) -> float | Floats:
        """Return numbers around a median, of which the logarithm has a standard deviation."""
        found: float | Floats = median * np.exp(spread * self.rng.standard_normal(n))
        return found

    def popular(self, items: Sequence[int] | Ints, n: int, slope: float) -> Ints:
        """Return n of some things that are sorted by popularity (Zipf's law)."""
        weights = 1 / np.arange(1, len(items) + 1) ** slope
        return np.asarray(items)[self.rng.choice(len(items), n, p=weights / weights.sum())]

    def client(self, slope: float) -> int:
        """Return one of the common clients."""
        return int(self.popular(self.commons.clients, 1, slope)[0])

    def country(self) -> int:
        """Return a country."""
        return int(self.rng.choice(len(CODES), p=WEIGHTS))

    def weekday(self, day: int) -> int:
        """Return the weekday of a day of the world, 0 for Monday."""
        return (day + self.start.weekday()) % 7

    def workdays(self, country: int) -> list[int]:
        """Return the days on which a country works."""
        off = self.events.weekends[country] | self.events.holidays[country]
        return [day for day in range(self.days) if not off[day]]

    def before_end(self, opened: Floats, days: float) -> Floats:
        """Return times at which accounts are opened, moved such that none falls into the last days."""
        latest = self.length - days * DAY
        return np.where(opened > latest, latest - self.rng.exponential(1.5 * DAY, np.shape(opened)), opened)
