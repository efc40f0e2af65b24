"""Connected components: the coarsest groups that links allow."""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from linkage.communities.labels import canonical
from linkage.links.incidence import Links


def components(links: Links) -> npt.NDArray[np.int32]:
    """Return the connected component of each account, numbered by its smallest account: int32[n_accounts]."""
    n = links.n_accounts
    adjacency = sp.coo_matrix((np.ones(len(links.a), np.int8), (links.a, links.b)), shape=(n, n))
    return canonical(connected_components(adjacency, directed=False)[1])
