"""The dictionary: which fingerprints speak for which template, and the templates of prompts by it."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import polars as pl
import scipy.sparse as sp

from linkage.templates.fingerprints import Prints

MIN_COSINE: Final = 0.25
"""Cosine with a template's centroid from which a prompt is one of it."""
MIN_HITS: Final = 3
"""Fingerprints that a prompt must share with its template."""
CARRY_COSINE: Final = 0.3
"""Cosine of two centroids from which a template that was learned again keeps its id."""
LEARNED: Final = "learned-"
"""How the id of a template begins that was learned here."""
SCHEMA: Final[dict[str, pl.DataType]] = {
    "template": pl.String(),
    "fingerprint": pl.UInt64(),
    "idf": pl.Float64(),
    "weight": pl.Float64(),
}


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What was learned."""

    ids: tuple[str, ...]
    """Of the templates."""
    known: npt.NDArray[np.uint64]
    """uint64[n_known]: fingerprints that speak for a template, sorted."""
    idf: npt.NDArray[np.float64]
    """float64[n_known]: how rare each was in the sample."""
    centroids: sp.csr_matrix
    """float64[n_known, n_templates]: weight of a fingerprint for a template; columns have length one."""

    def to_frame(self) -> pl.DataFrame:
        """Return the rows of `SCHEMA`, sorted."""
        entries = self.centroids.tocoo()
        names = np.array(self.ids, dtype=object)[entries.col] if self.ids else []
        rows = {
            "template": pl.Series(names, dtype=pl.String),
            "fingerprint": self.known[entries.row],
            "idf": self.idf[entries.row],
            "weight": entries.data,
        }
        return pl.DataFrame(rows, schema=SCHEMA).sort("template", "fingerprint")

    @staticmethod
    def from_frame(frame: pl.DataFrame) -> "Dictionary":
        """Return the dictionary of rows of `SCHEMA`."""
        ids = tuple(frame["template"].unique().sort())
        known, first, row = np.unique(frame["fingerprint"].to_numpy(), return_index=True, return_inverse=True)
        column = frame["template"].cast(pl.Enum(list(ids))).to_physical().to_numpy()
        shape = (known.size, len(ids))
        weights = sp.csr_matrix((frame["weight"].to_numpy(), (row, column.astype(np.int64))), shape=shape)
        weights.sort_indices()
        return Dictionary(ids, known, frame["idf"].to_numpy()[first], weights)


def fresh_id(fingerprints: npt.NDArray[np.uint64]) -> str:
    """Return the id of a template that was never seen before: `LEARNED` and 16 hex digits from its fingerprints."""
    return LEARNED + blake2b(np.sort(fingerprints).tobytes(), digest_size=8).hexdigest()


def assign(prints: Prints, dictionary: Dictionary) -> npt.NDArray[np.int32]:
    """Return the template of each prompt, as its place in `dictionary.ids`, or -1: int32[n].

    The nearest centroid by cosine over known fingerprints; of equals the first. Linear in fingerprints times the
    templates that share one.
    """
    if not dictionary.ids:
        return np.full(prints.keys.size, -1, np.int32)
    place = np.searchsorted(dictionary.known, prints.values)
    place[place == dictionary.known.size] = 0
    place = np.where(dictionary.known[place] == prints.values, place, -1)
    table = dictionary.centroids
    found: npt.NDArray[np.int32] = _nearest(
        prints.starts,
        place,
        dictionary.idf,
        table.indptr.astype(np.int64),
        table.indices.astype(np.int64),
        table.data,
        len(dictionary.ids),
        MIN_COSINE,
        MIN_HITS,
    )
    return found


@numba.njit(cache=True, nogil=True)
def _nearest(
    starts: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
    idf: npt.NDArray[np.float64],
    indptr: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
    n_templates: int,
    min_cosine: float,
    min_hits: int,
) -> npt.NDArray[np.int32]:
    best = np.full(starts.size - 1, -1, np.int32)
    dot, hits = np.zeros(n_templates), np.zeros(n_templates, np.int64)
    touched = np.empty(n_templates, np.int64)
    for row in range(best.size):
        n_touched, norm = 0, 0.0
        for at in range(starts[row], starts[row + 1]):
            known = place[at]
            if known < 0:
                continue
            norm += idf[known] ** 2
            for entry in range(indptr[known], indptr[known + 1]):
                template = indices[entry]
                if hits[template] == 0:
                    touched[n_touched] = template
                    n_touched += 1
                hits[template] += 1
                dot[template] += idf[known] * weights[entry]
        top = 0.0
        for template in touched[:n_touched]:
            cosine = dot[template] / np.sqrt(norm)
            nearer = cosine > top or (cosine == top and template < best[row])
            if hits[template] >= min_hits and cosine >= min_cosine and nearer:
                top, best[row] = cosine, template
            dot[template], hits[template] = 0.0, 0
    return best


def carried(new: Dictionary, old: Dictionary) -> Dictionary:
    """Return `new` with the ids of those templates of `old` that it learned again.

    One to one, most alike first, from a cosine of `CARRY_COSINE`.
    """
    _, in_new, in_old = np.intersect1d(new.known, old.known, assume_unique=True, return_indices=True)
    if not in_new.size:
        return new
    alike = (new.centroids[in_new].T @ old.centroids[in_old]).tocoo()
    pairs = [
        (-round(cosine, 9), old.ids[before], new.ids[now], now)
        for now, before, cosine in zip(alike.row.tolist(), alike.col.tolist(), alike.data.tolist(), strict=True)
        if cosine >= CARRY_COSINE
    ]
    ids, used, done = list(new.ids), set(), set()
    for _, name, _, now in sorted(pairs):
        if name not in used and now not in done:
            ids[now] = name
            used.add(name)
            done.add(now)
    taken = set(used)
    for now in range(len(ids)):
        # A fresh id that an old template carries on under, because two changed places.
        while now not in done and ids[now] in taken:
            ids[now] += "x"
    return Dictionary(tuple(ids), new.known, new.idf, new.centroids)
