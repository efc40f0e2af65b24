"""A bounded sample of prompts → the dictionary of its templates."""

from typing import Final

import graspologic_native
import numba
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from linkage.templates.dictionary import Dictionary, fresh_id
from linkage.templates.fingerprints import Prints

SAMPLE_PER_ACCOUNT: Final = 8
"""Prompts of one account in the sample: those of the lowest keys, whatever came first."""
MIN_PROMPTS: Final = 5
"""Prompts in which a fingerprint recurs, and of which a template is made."""
REPRESENTED: Final = 30
"""Prompts after which a recurring fingerprint is represented; more would make a giant template look common."""
MAX_PROMPTS: Final = 60
"""Prompts, after thinning, above which a fingerprint is a commonplace."""
_RESOLUTION: Final = 0.18
_LEAST_COSINE: Final = 0.05


def learn(prints: Prints, *, seed: int = 7) -> Dictionary:
    """Return the templates of a sample of prompts, the same in whatever order they come.

    A prompt that several accounts sent is there once for each. Groups are found by seeded Leiden with the constant
    Potts model on the TF-IDF cosine graph.

    Source: Traag, Waltman & van Eck (2019), Scientific Reports 9, 5233.
    """
    order = np.argsort(prints.keys, kind="stable")
    known, rows = _incidence(prints, order)
    recurs = _column_counts(rows) >= MIN_PROMPTS
    known, rows = known[recurs], _with_columns(rows, recurs)
    chosen = _representatives(rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.shape[1], REPRESENTED)
    rows = rows[chosen]
    n_prompts = _column_counts(rows)
    use = (n_prompts >= MIN_PROMPTS) & (n_prompts <= MAX_PROMPTS)
    known, rows, n_prompts = known[use], _with_columns(rows, use), n_prompts[use]
    idf = np.log(max(rows.shape[0], 1) / np.maximum(n_prompts, 1)) + 1.0
    return _dictionary(known, idf, _unit(rows @ sp.diags(idf)), seed)


def _incidence(prints: Prints, order: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint64], sp.csr_matrix]:
    """Return the distinct fingerprints and which prompt, in `order`, has which: 0/1, rows sorted."""
    known, column = np.unique(prints.values, return_inverse=True)
    shape = (prints.keys.size, known.size)
    rows = sp.csr_matrix((np.ones(column.size), column.astype(np.int64), prints.starts), shape=shape)
    return known, rows[order]


def _column_counts(rows: sp.csr_matrix) -> npt.NDArray[np.int64]:
    return np.bincount(rows.indices, minlength=rows.shape[1])


def _with_columns(rows: sp.csr_matrix, use: npt.NDArray[np.bool_]) -> sp.csr_matrix:
    kept = rows[:, np.flatnonzero(use)].tocsr()
    kept.sort_indices()
    return kept


@numba.njit(cache=True, nogil=True)
def _representatives(
    indptr: npt.NDArray[np.int64], indices: npt.NDArray[np.int64], n_columns: int, represented: int
) -> npt.NDArray[np.int64]:
    """Return the prompts of which less than half of the recurring fingerprints were represented before."""
    seen = np.zeros(n_columns, np.int64)
    chosen = np.empty(indptr.size - 1, np.int64)
    n = 0
    for row in range(indptr.size - 1):
        there = 0
        for at in range(indptr[row], indptr[row + 1]):
            there += seen[indices[at]] >= represented
        if indptr[row + 1] > indptr[row] and 2 * there < indptr[row + 1] - indptr[row]:
            chosen[n] = row
            n += 1
            for at in range(indptr[row], indptr[row + 1]):
                seen[indices[at]] += 1
    return chosen[:n].copy()


def _unit(rows: sp.csr_matrix) -> sp.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sp.diags(1.0 / np.maximum(lengths, 1e-12)) @ rows).tocsr()


def _dictionary(
    known: npt.NDArray[np.uint64], idf: npt.NDArray[np.float64], rows: sp.csr_matrix, seed: int
) -> Dictionary:
    groups = [members for members in _groups(rows, seed) if members.size >= MIN_PROMPTS]
    named = []
    for members in groups:
        own = rows[members]
        sums = np.bincount(own.indices, weights=own.data, minlength=known.size)
        # A fingerprint of one member is of its slots, or of another template beside it.
        sums[_column_counts(own) < 2] = 0.0
        speaks = np.flatnonzero(sums)
        if speaks.size:
            named.append((fresh_id(known[speaks]), speaks, sums[speaks] / np.linalg.norm(sums[speaks])))
    named.sort(key=lambda each: each[0])
    shape = (known.size, len(named))
    if not named:
        return Dictionary((), known, idf, sp.csr_matrix(shape))
    column = np.repeat(np.arange(len(named)), [each[1].size for each in named])
    entries = (np.concatenate([each[2] for each in named]), (np.concatenate([each[1] for each in named]), column))
    weights = sp.csr_matrix(entries, shape=shape)
    weights.sort_indices()
    use = np.diff(weights.indptr) > 0
    return Dictionary(tuple(each[0] for each in named), known[use], idf[use], weights[np.flatnonzero(use)])


def _groups(rows: sp.csr_matrix, seed: int) -> list[npt.NDArray[np.int64]]:
    """Return the groups of alike rows, by their first row."""
    if rows.shape[0] < MIN_PROMPTS:
        return []
    cosine = (rows @ rows.T).tocsr()
    cosine.setdiag(0.0)
    cosine.data = np.where(cosine.data < _LEAST_COSINE, 0.0, np.round(cosine.data, 6))
    cosine.eliminate_zeros()
    cosine.sort_indices()
    if not cosine.nnz:
        return []
    _, found = graspologic_native.leiden_csr(
        cosine.indptr.astype(np.int64),
        cosine.indices.astype(np.int32),
        cosine.data.astype(np.float64),
        rows.shape[0],
        resolution=_RESOLUTION,
        use_modularity=False,
        seed=seed,
    )
    label = np.full(rows.shape[0], -1, np.int64)
    label[list(found.keys())] = list(found.values())
    return [np.flatnonzero(label == each) for each in np.unique(label[label >= 0])]
