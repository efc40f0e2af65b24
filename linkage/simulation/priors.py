"""What differs from world to world: drawn from priors by the seed.

Not so the part of accounts whose key is stolen, which is the same everywhere, and what the caller says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from linkage.simulation.classes import ARCHETYPE_NAMES, HONEST, RUNG_NAMES
from linkage.simulation.draft import Floats

EPOCH = 1_772_409_600
"""2026-03-02T00:00:00Z, a Monday: the first moment of every world."""
MOST_SEED = 10**15
"""Beyond it the numbers that names are made of do not fit into 64 bits."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """One world's parameters."""

    seed: int
    n_accounts: int
    n_days: int
    prevalence: float
    """Part of accounts that farms run."""
    class_shares: Floats
    """[honest classes], summing to 1."""
    releases: tuple[int, ...]
    """Moments at which a new model comes out."""
    harness: float
    """Part of people who use a popular harness."""
    automation: float
    """Part of people with a nightly or ever-running job beside their own use."""
    stolen_keys: float
    """Part of accounts whose key a pool uses for a day or two; the same in every world."""
    activity: float
    """Factor on everybody's volume."""
    archetypes: tuple[str, ...]
    rungs: tuple[str, ...]
    sample: float = 1.0
    """Part of sessions that is kept; below 1 it thins large worlds evenly."""
    campaign_accounts: int | None = None
    """Accounts of each campaign; None where they are drawn for its kind."""

    @property
    def start(self) -> int:
        """The first moment."""
        return EPOCH

    @property
    def end(self) -> int:
        """The moment after the last."""
        return EPOCH + self.n_days * 86_400

    def stream(self, name: str, *more: int) -> np.random.Generator:
        """Return the generator of one part of the world, independent of what other parts draw."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, crc32(name.encode()), *more]))


def draw_parameters(
    seed: int,
    n_accounts: int,
    n_days: int,
    *,
    prevalence: float | None = None,
    archetypes: Sequence[str] = ARCHETYPE_NAMES,
    rungs: Sequence[str] = RUNG_NAMES,
    sample: float = 1.0,
    campaign_accounts: int | None = None,
) -> Parameters:
    """Return a world's parameters, drawn by `seed`; a given prevalence is taken as it is."""
    rng = np.random.default_rng(np.random.SeedSequence([seed, crc32(b"parameters")]))
    drawn_prevalence = float(np.exp(rng.uniform(np.log(0.002), np.log(0.05))))
    shares = np.array([c.share for c in HONEST.values()])
    shares = shares * rng.gamma(12.0, 1 / 12, len(shares))
    names = list(HONEST)
    if rng.random() < 0.25:
        shares[names.index("app_user")] = rng.uniform(0.15, 0.3)
    n_releases = 1 if n_days < 12 else int(rng.integers(1, 3))
    spots = (np.arange(n_releases) + rng.uniform(0.25, 0.8, n_releases)) / n_releases
    hour = rng.integers(15, 20, n_releases)
    releases = tuple(int(EPOCH + int(s * n_days) * 86_400 + h * 3600) for s, h in zip(spots, hour, strict=True))
    return Parameters(
        seed=seed,
        n_accounts=n_accounts,
        n_days=n_days,
        prevalence=drawn_prevalence if prevalence is None else prevalence,
        class_shares=shares / shares.sum(),
        releases=releases,
        harness=float(rng.uniform(0.4, 0.6)),
        automation=float(rng.uniform(0.1, 0.18)),
        stolen_keys=0.001,
        activity=float(rng.lognormal(0.0, 0.12)),
        archetypes=tuple(archetypes),
        rungs=tuple(rungs),
        sample=sample,
        campaign_accounts=campaign_accounts,
    )
