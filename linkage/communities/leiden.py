"""Leiden in process: links → groups, reproducible."""

import graspologic_native
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from linkage.communities.labels import canonical
from linkage.links.incidence import Links
from linkage.links.rows import pointers


def leiden(links: Links, *, resolution: float, seed: int) -> npt.NDArray[np.int32]:
    """Return the group of each account by seeded Leiden on the link weights: int32[n_accounts].

    Groups are numbered by their smallest account; an account without links is alone.

    Source: Traag, Waltman & van Eck (2019), Scientific Reports 9, 5233.
    """
    alone = np.arange(links.n_accounts, dtype=np.int32)
    if not len(links.a):
        return alone
    linked = np.zeros(links.n_accounts, dtype=np.bool_)
    linked[links.a] = linked[links.b] = True
    nodes = np.flatnonzero(linked)
    number = np.cumsum(linked) - 1
    matrix = symmetric(number[links.a], number[links.b], links.weight_bits, len(nodes))
    label = alone.astype(np.int64)
    label[nodes] = links.n_accounts + partition(matrix, resolution=resolution, seed=seed)
    return canonical(label)


def partition(matrix: sp.csr_matrix, *, resolution: float, seed: int) -> npt.NDArray[np.int64]:
    """Return the group of each node of a symmetric weighted adjacency, rows sorted: int64[n_nodes]."""
    _, found = graspologic_native.leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        matrix.shape[0],
        resolution=resolution,
        seed=seed,
    )
    label = np.empty(matrix.shape[0], dtype=np.int64)
    group = np.fromiter(found.values(), dtype=np.int64, count=len(found))
    label[np.fromiter(found.keys(), dtype=np.int64, count=len(found))] = group
    return label


def symmetric(
    a: npt.NDArray[np.integer], b: npt.NDArray[np.integer], weight: npt.NDArray[np.floating], n: int
) -> sp.csr_matrix:
    """Return the weighted adjacency of pairs, both triangles, rows sorted.

    Pairs are sorted by (a, b), and none is there twice, as (b, a) neither: so nothing is left to sort.
    """
    upper = sp.csr_matrix((weight.astype(np.float64), b, pointers(a, n)), shape=(n, n))
    return upper + upper.T.tocsr()
