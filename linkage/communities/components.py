"""Connected components: the coarsest groups that links allow, and what is left where finer ones dissolved."""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from linkage.communities.labels import canonical
from linkage.links.incidence import Links


def components(links: Links) -> npt.NDArray[np.int32]:
    """Return the connected component of each account, numbered by its smallest account: int32[n_accounts]."""
    return connected(links.n_accounts, links.a, links.b)


def connected(n: int, a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Return the component of each of n things that the pairs (a, b) join, numbered by its smallest: int32[n]."""
    ends = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    adjacency = sp.coo_matrix((np.ones(ends[0].size, np.int8), ends), shape=(n, n))
    return canonical(connected_components(adjacency, directed=False)[1])


def undissolved(labels: npt.NDArray[np.int32], component: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the labelling with every component of three or more that fell to single accounts as one group.

    A group that holds more than 1 / resolution of all weight is dissolved by modularity, however tight it is; in a
    small ledger that is the very group one looks for.

    Args:
        labels: int32[n], the group of each, -1 for none.
        component: int32[n], the connected component of each.
    """
    size = np.bincount(component)
    grouped = np.bincount(component, weights=labels >= 0)
    lost = ((grouped == 0) & (size >= 3))[component]
    return np.where(lost, component + np.int32(labels.max(initial=-1) + 1), labels)
