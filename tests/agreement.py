"""How well groups agree with the truth: pairwise and B-cubed precision, recall and F.

Both take two labellings of the same accounts; a group of one is an account that is in no group. Pairwise
counts pairs, so it is ruled by the largest groups; B-cubed counts accounts, so each group weighs by its size.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean, each in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Sizes of groups, of truths, and of what they have in common."""

    found: npt.NDArray[np.int64]
    """[n_cells]: size of the found group of each cell."""
    true: npt.NDArray[np.int64]
    """[n_cells]: size of the true group of each cell."""
    common: npt.NDArray[np.int64]
    """[n_cells]: accounts in both; at least 1."""


def overlaps(found: Labels, true: Labels) -> Overlaps:
    """Return the non-empty cells of the table found × true.

    Raises:
        ValueError: the two labellings have different lengths.
    """
    if len(found) != len(true):
        raise ValueError(f"{len(found)} found labels for {len(true)} true ones")
    _, f = np.unique(found, return_inverse=True)
    _, t = np.unique(true, return_inverse=True)
    n_true = int(t.max(initial=-1)) + 1
    cell, common = np.unique(f.astype(np.int64) * max(n_true, 1) + t, return_counts=True)
    return Overlaps(
        found=np.bincount(f)[cell // max(n_true, 1)].astype(np.int64),
        true=np.bincount(t)[cell % max(n_true, 1)].astype(np.int64),
        common=common.astype(np.int64),
    )


def pairwise(found: Labels, true: Labels) -> Agreement:
    """Return agreement over pairs of accounts: a pair is found when both are in one found group.

    Without a found pair precision is 1; without a true pair recall is 1.
    """
    cells = overlaps(found, true)
    both = float((cells.common * (cells.common - 1)).sum())
    n_found = float((cells.common * (cells.found - 1)).sum())
    n_true = float((cells.common * (cells.true - 1)).sum())
    return Agreement(both / n_found if n_found else 1.0, both / n_true if n_true else 1.0)


def b_cubed(found: Labels, true: Labels) -> Agreement:
    """Return agreement averaged over accounts: the part of an account's found group that is of its true one.

    Without accounts both are 1.

    Source: Bagga & Baldwin (1998), LREC Workshop on Linguistic Coreference.
    """
    cells = overlaps(found, true)
    n = float(cells.common.sum())
    if not n:
        return Agreement(1.0, 1.0)
    square = cells.common.astype(np.float64) ** 2
    return Agreement(float((square / cells.found).sum() / n), float((square / cells.true).sum() / n))
