"""How well a score ranks farms above honest accounts; accounts of one score stand or fall together."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def curve(score: Scores, farm: Flags) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return true and false positives at each distinct threshold, from the highest score down: int64[n_scores]."""
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1) if len(score) else np.zeros(0, np.int64)
    found = np.cumsum(farm[order])[last]
    return found.astype(np.int64), (last + 1 - found).astype(np.int64)


def average_precision(score: Scores, farm: Flags) -> float | None:
    """Return the area under precision against recall, as the sum of precision over steps of recall; None without farms.

    Source: Davis & Goadrich (2006), ICML: precision must not be interpolated linearly.
    """
    n_farm = int(farm.sum())
    if not n_farm:
        return None
    found, wrong = curve(score, farm)
    steps = np.diff(found, prepend=0) / n_farm
    return float((steps * found / (found + wrong)).sum())


def recall_at(score: Scores, farm: Flags, fpr: float) -> float | None:
    """Return the best recall of a threshold whose false-positive rate is at most `fpr`; None without farms."""
    n_farm, n_honest = int(farm.sum()), int((~farm).sum())
    if not n_farm:
        return None
    found, wrong = curve(score, farm)
    allowed = found[wrong <= fpr * n_honest]
    return float(allowed.max(initial=0) / n_farm)
