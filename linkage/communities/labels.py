"""Names of groups that do not depend on how they were found."""

import numpy as np
import numpy.typing as npt


def canonical(label: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
    """Return the same groups numbered 0, 1, … by their smallest account: int32[n_accounts]."""
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return rank[inverse]
