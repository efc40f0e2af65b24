"""The jobs of a campaign: how many there are on each day and hour, and what they carry and replay."""

from dataclasses import dataclass, replace

import numpy as np

from .countries import OFFSETS
from .days import around
from .draws import DAY, Floats, Ints
from .farm_operators import Operator
from .world import World

RATES = {1: 5, 2: 16, 3: 5, 4: 11, 5: 6, 6: 1.8, 8: 6, 9: 4, 10: 5}
"""Requests that an account makes on a usual day, by archetype."""


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
