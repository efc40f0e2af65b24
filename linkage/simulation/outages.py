"""Outages: of the service, for everybody, and of one internet provider; afterwards those who waited come together."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from linkage.simulation.draft import Floats, Ints
from linkage.simulation.people import any_country
from linkage.simulation.places import PROVIDERS, provider_of
from linkage.simulation.priors import Parameters

LONGEST: Final = 3 * 3600
"""Seconds that a session may have gone on when an outage begins."""


@dataclass(frozen=True, slots=True)
class Outages:
    """All outages of a world, one row each."""

    start: Ints
    end: Ints
    provider: Ints
    """As `provider_of` numbers them; -1 where the service itself is out."""
    hit: Floats
    """Part of sessions that notice."""
    back: Floats
    """Mean seconds after the end at which those who waited are back."""


@dataclass(frozen=True, slots=True)
class Struck:
    """What outages did to rows of activity."""

    when: Ints
    kept: npt.NDArray[np.bool_]
    failed: npt.NDArray[np.bool_]


def draw_outages(p: Parameters) -> Outages:
    """Return a world's outages: about two of the service in a month, and eight of providers."""
    rng = p.stream("outages")
    service, lines = rng.poisson(2.2 * p.n_days / 30), rng.poisson(8.0 * p.n_days / 30)
    n = service + lines
    start = p.start + (rng.random(n) * p.n_days * 86_400).astype(np.int64)
    minutes = np.exp(rng.uniform(np.log(10), np.log(np.where(np.arange(n) < service, 200, 400))))
    provider = any_country(rng, n) * PROVIDERS + rng.integers(0, PROVIDERS, n)
    provider[:service] = -1
    return Outages(
        start, start + (minutes * 60).astype(np.int64), provider, rng.uniform(0.4, 1.0, n), rng.uniform(240, 1500, n)
    )


def strike(
    outages: Outages, rng: np.random.Generator, began: Ints, first_row: Ints, when: Ints, address: Ints
) -> Struck:
    """Return when the rows of sessions really take place, and which are lost or fail.

    Of sessions that notice an outage a third wait for its end; else their requests are lost, or fail where the service
    is out.

    Args:
        began: [sessions] ascending.
        first_row: [sessions + 1] each session's rows.
        when: [rows] when rows would take place.
        address: [sessions]
    """
    when, kept, failed = when.copy(), np.ones(len(when), bool), np.zeros(len(when), bool)
    for start, end, provider, hit, back in zip(
        outages.start.tolist(), outages.end.tolist(), outages.provider.tolist(), outages.hit.tolist(),
        outages.back.tolist(), strict=True,
    ):  # fmt: skip
        low, high = np.searchsorted(began, [start - LONGEST, end]).tolist()
        fate = rng.random(high - low) / hit
        if provider >= 0:
            fate[provider_of(address[low:high]) != provider] = 2.0
        wait = end + (rng.exponential(back, high - low)).astype(np.int64) - np.maximum(began[low:high], start)
        rows = slice(first_row[low], first_row[high])
        session = np.repeat(np.arange(high - low), np.diff(first_row[low : high + 1]))
        inside = (when[rows] >= start) & (when[rows] < end)
        of_row = np.where(inside, fate[session], 2.0)
        kept[rows] &= of_row >= (0.4 if provider < 0 else 0.65)
        failed[rows] |= (of_row < 0.65) & (provider < 0)
        when[rows] += np.where((of_row >= 0.65) & (of_row < 1.0), wait[session], 0)
    return Struck(when, kept, failed)
