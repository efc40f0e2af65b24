"""Rates with the bounds that they deserve: exact binomial for one rate, bootstrap for a mean over worlds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import beta

CONFIDENCE: Final = 0.95
BOOTSTRAPS: Final = 2000
SEED: Final = 7
"""Of all that evaluation draws by chance."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of `n` were hit."""

    n: int
    hits: int

    @property
    def rate(self) -> float | None:
        """Return hits / n; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def lower(self) -> float:
        """Return the lower end of the two-sided 95 % Clopper-Pearson interval."""
        return float(beta.ppf((1 - CONFIDENCE) / 2, self.hits, self.n - self.hits + 1)) if self.hits else 0.0

    @property
    def upper(self) -> float:
        """Return the upper end of the two-sided 95 % Clopper-Pearson interval.

        Source: Clopper & Pearson (1934), Biometrika 26(4).
        """
        if self.hits == self.n:
            return 1.0
        return float(beta.ppf((1 + CONFIDENCE) / 2, self.hits + 1, self.n - self.hits))

    def __add__(self, other: "Count") -> "Count":
        """Return both counted together."""
        return Count(self.n + other.n, self.hits + other.hits)


def pooled(tables: Iterable[dict[str, Count]]) -> dict[str, Count]:
    """Return the counts of several worlds added up, by name, in the order of the names."""
    total: dict[str, Count] = {}
    for table in tables:
        for name, count in table.items():
            total[name] = total.get(name, Count(0, 0)) + count
    return dict(sorted(total.items()))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over worlds: its bootstrap interval, and the worst and best world."""

    n: int
    """Worlds in which the figure is defined."""
    mean: float
    low: float
    high: float
    least: float
    most: float


def interval(values: Sequence[float | None]) -> Interval | None:
    """Return the mean over worlds with its 95 % percentile-bootstrap interval; None where no world has a value."""
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if not known.size:
        return None
    draws = np.random.default_rng(SEED).integers(0, known.size, (BOOTSTRAPS, known.size))
    low, high = np.quantile(known[draws].mean(axis=1), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(known.size, float(known.mean()), float(low), float(high), float(known.min()), float(known.max()))
