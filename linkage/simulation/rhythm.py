"""When accounts are active: hour-of-day profiles, and the waves of a scheduler that spreads work over a pool."""

from typing import Final

import numpy as np

from linkage.simulation.draft import Floats, Ints

DAY: Final = 86_400
MOVE_ON: Final = 0.9
"""Part of a limit at which a scheduler goes on to other accounts."""


def _bell(*peaks: tuple[float, float, float]) -> Floats:
    hours = np.arange(24) + 0.5
    shape = np.full(24, 0.02)
    for hour, width, height in peaks:
        gap = np.minimum(np.abs(hours - hour), 24 - np.abs(hours - hour))
        shape += height * np.exp(-0.5 * (gap / width) ** 2)
    return np.asarray(shape / shape.sum(), np.float64)


PROFILES: Final = np.stack(
    [
        _bell((10.5, 1.6, 1.0), (15.0, 2.0, 1.0)),
        _bell((11.0, 3.0, 0.8), (20.0, 3.0, 1.0)),
        _bell((21.0, 2.5, 1.0)),
        np.full(24, 1 / 24),
        _bell((2.0, 0.3, 50.0)),
        _bell((14.0, 4.5, 1.0)),
    ]
)
"""[profiles, 24]: chance of a session by local hour."""
OFFICE, PERSON, EVENING, ALWAYS, NIGHTLY, LONG_DAY = range(6)
_SUMS = np.cumsum(PROFILES, axis=1)
_SUMS[:, -1] = 1.0
_EDGE: Final = (np.arange(len(PROFILES))[:, None] + _SUMS).ravel()


def draw_hours(profiles: Ints, u: Floats, inside: Floats) -> Floats:
    """Return a local hour in [0, 24) per row, from its profile; nightly jobs start within a few minutes."""
    hour = np.searchsorted(_EDGE, profiles + u * (1 - 1e-9), side="right") - 24 * profiles
    narrow = np.where(profiles == NIGHTLY, 0.06, 1.0)
    return np.asarray(hour + inside * narrow, np.float64)


def wave_times(
    rng: np.random.Generator, start: int, end: int, per_day: float, profile: int, zone: float, ramp_days: float = 0.0
) -> Ints:
    """Return the ascending times of a scheduler's waves between two moments, `per_day` on average once ramped up."""
    n_days = max((end - start) // DAY + 1, 1)
    noise = rng.gamma(4.0, 0.25, n_days)
    growth = np.minimum((np.arange(n_days) + 1) / ramp_days, 1.0) if ramp_days > 0 else np.ones(n_days)
    counts = rng.poisson(per_day * noise * growth)
    day = np.repeat(np.arange(n_days), counts)
    n = len(day)
    hours = draw_hours(np.full(n, profile), rng.random(n), rng.random(n)) - zone
    first = (start // DAY) * DAY
    at = first + day * DAY + (hours * 3600).astype(np.int64)
    return np.sort(at[(at >= start) & (at < end)])


def schedule(
    rng: np.random.Generator, waves: Ints, capacity: Floats, take: Floats, spread_seconds: float,
    limit: Floats | None = None,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Return (member, time) of every job: each wave goes to the members least used relative to their capacity.

    Args:
        waves: ascending times of the waves.
        capacity: [members] how much each may carry, relative.
        take: [waves] part of the members that a wave reaches.
        spread_seconds: mean delay of a member behind its wave.
        limit: [members] jobs that each may do in a day (UTC); a member that did `MOVE_ON` of them is left alone until
            the next, and a wave that finds too few others reaches fewer. None: there is no limit.
    """
    n = len(capacity)
    used, today, day = rng.random(n), np.zeros(n), -1
    members, times = [], []
    for at, part in zip(waves.tolist(), take.tolist(), strict=True):
        k = min(n, max(1, int(rng.poisson(part * n))))
        rank = used / capacity + rng.random(n) * 2.0
        late = (rng.random(k) * 2 * spread_seconds).astype(np.int64)
        if limit is not None:
            if at // DAY > day:
                today[:], day = 0.0, at // DAY
            full = today >= MOVE_ON * limit
            rank[full], k = np.inf, min(k, n - int(full.sum()))
        chosen = np.argpartition(rank, k - 1)[:k]
        used[chosen] += 1.0
        today[chosen] += 1.0
        members.append(chosen)
        times.append(at + late[:k])
    if not members:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(members).astype(np.int64), np.concatenate(times)
