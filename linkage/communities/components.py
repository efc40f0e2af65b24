"""Connected components: the coarsest groups that links allow."""

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
