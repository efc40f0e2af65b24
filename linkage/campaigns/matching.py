"""Like is compared with like: deviations of an account from accounts of the same plan and volume.

An account's stratum is its plan group crossed with its decile of volume. Within a stratum a feature is read
as (value − median) / scale, the scale being 1.4826 × the median absolute deviation with a floor, so that
one odd account, or a stratum in which all are alike, cannot make large numbers; clipped to ± 3.
Only accounts outside groups form the reference: groups must not vouch for themselves.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.features import Features

Array = npt.NDArray[np.float64]

CLIP: Final = 3.0
N_VOLUMES: Final = 10
MIN_STRATUM: Final = 30
SCALE_FLOOR: Final[dict[str, float]] = {
    "hours_per_day": 0.25,
    "quiet_share": 0.02,
    "output_tokens": 50.0,
    "limited_share": 0.01,
    "hard_share": 0.1,
    "release_share": 0.1,
}
"""What is compared, and the least scale of each, in its own unit: what no analyst would call a difference."""


def strata(plan: pl.Series, volume: Array) -> npt.NDArray[np.int64]:
    """Return the stratum of each account: plan group × decile of volume. int64[n_accounts]"""
    group = plan.fill_null("").rank("dense").to_numpy().astype(np.int64) - 1 if plan.len() else np.zeros(0, np.int64)
    positive = volume[volume > 0]
    edges = np.quantile(positive, np.linspace(0.1, 0.9, N_VOLUMES - 1)) if positive.size else np.zeros(0)
    return group * N_VOLUMES + np.searchsorted(edges, volume, side="right")


def median_and_scale(values: Array, floor: float) -> tuple[float, float]:
    """Return the median of some values, and their robust scale: at least the floor."""
    median = float(np.median(values))
    return median, max(1.4826 * float(np.median(np.abs(values - median))), floor)


def deviation(values: Array, stratum: npt.NDArray[np.int64], reference: npt.NDArray[np.bool_], floor: float) -> Array:
    """Return how far each value is from its stratum's reference, in robust scales within ± 3; nan stays nan.

    A stratum with fewer than 30 reference accounts is compared with the whole reference; where that has fewer too,
    nobody can say what is usual: nan.
    """
    base = reference & ~np.isnan(values)
    if base.sum() < MIN_STRATUM:
        return np.full(values.size, np.nan)
    everywhere = median_and_scale(values[base], floor)
    n = int(stratum.max(initial=0)) + 1
    centre = np.full(n, everywhere[0])
    scale = np.full(n, everywhere[1])
    rows = np.flatnonzero(base)
    rows = rows[np.argsort(stratum[rows], kind="stable")]
    bounds = np.searchsorted(stratum[rows], np.arange(n + 1))
    for s in range(n):
        inside = values[rows[bounds[s] : bounds[s + 1]]]
        if inside.size >= MIN_STRATUM:
            centre[s], scale[s] = median_and_scale(inside, floor)
    return np.asarray(np.clip((values - centre[stratum]) / scale[stratum], -CLIP, CLIP))


def deviations(features: Features, plan: pl.Series, reference: npt.NDArray[np.bool_]) -> dict[str, Array]:
    """Return the deviation of every compared feature, by its name."""
    stratum = strata(plan, features.n_requests)
    return {name: deviation(getattr(features, name), stratum, reference, floor) for name, floor in SCALE_FLOOR.items()}
