"""Names of groups that do not depend on how they were found."""

import numpy as np
import numpy.typing as npt


def canonical(label: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
    """Return the same groups numbered 0, 1, … by their smallest account: int32[n_accounts]. Labels are any integers."""
    return by_smallest(np.unique(label, return_inverse=True)[1])


def by_smallest(label: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
    """Return what `canonical` does, in time linear in the accounts and in the largest label; none may be below 0."""
    first = np.full(int(label.max(initial=-1)) + 1, label.size, dtype=np.int64)
    first[label[::-1]] = np.arange(label.size)[::-1]  # of several the last one written stays: the smallest account
    number = np.empty(first.size, dtype=np.int32)
    number[np.argsort(first, kind="stable")] = np.arange(first.size, dtype=np.int32)
    return np.asarray(number[label])
