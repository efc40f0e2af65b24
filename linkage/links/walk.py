"""The kernel over all accounts, on threads: spans of equal work, joined in order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from linkage.links import kernel
from linkage.links.incidence import Evidence, Incidence, Links
from linkage.links.rows import pair_numbers, places_in_both, positions_after

SPANS_PER_THREAD = 16

Column = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a pair must show to be kept: families and bits in all, of two shared identifiers, or one proof."""

    min_families: int
    family_min_bits: float
    proof_bits: float
    context_max_bits: float
    threshold: float
    """Least bits in all of a pair without proof."""

    def at(self, threshold: float) -> "Bounds":
        """Return the same with another threshold."""
        return replace(self, threshold=threshold)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the kernel kept, sorted by (a, b)."""

    a: npt.NDArray[np.int32]
    b: npt.NDArray[np.int32]
    bits: npt.NDArray[np.float32]
    why: npt.NDArray[np.int8]

    def where(self, keep: npt.NDArray[np.bool_]) -> "Pairs":
        """Return the pairs to keep: bool[n_pairs]; without a copy where that is all of them."""
        if keep.all():
            return self
        return Pairs(self.a[keep], self.b[keep], self.bits[keep], self.why[keep])

    def weights(self) -> npt.NDArray[np.float32]:
        """Return the total bits of each pair: float32[n_pairs]."""
        return np.asarray(self.bits.sum(axis=1, dtype=np.float32))

    def as_links(
        self, n_accounts: int, threshold_bits: float, null_rate: float, rule: str, evidence: Evidence
    ) -> Links:
        """Return the pairs as links, with what is told of all of them."""
        return Links(
            n_accounts=n_accounts,
            a=self.a,
            b=self.b,
            bits=self.bits,
            weight_bits=self.weights(),
            threshold_bits=threshold_bits,
            null_rate=null_rate,
            proof=(self.why & kernel.PROOF) != 0,
            rule=rule,
            evidence=evidence,
        )


def slots_of(incidence: Incidence) -> npt.NDArray[np.int8]:
    """Return the kernel's slot of each identifier: int8[n_identifiers]."""
    return incidence.by_kind(kernel.SLOTS.__getitem__, np.int8)


def find_pairs(
    incidence: Incidence,
    rarity: npt.NDArray[np.float32],
    proof: npt.NDArray[np.bool_],
    bounds: Bounds,
    n_threads: int,
    only: npt.NDArray[np.bool_] | None = None,
) -> Pairs:
    """Return the pairs that clear the bounds, the same for any number of threads.

    Args:
        incidence: who uses what.
        rarity: float32[n_identifiers], bits when shared in full; 0 leaves an identifier out.
        proof: bool[n_identifiers], whether an identifier can be proof.
        bounds: what a pair must show.
        n_threads: each needs five bytes per account.
        only: bool[n_identifiers], which identifiers may bring a pair up; all by default. A pair that is brought up
            is weighed by everything that it shares.
    """
    slot = slots_of(incidence)
    root = np.sqrt(incidence.account_share)
    member_root = np.sqrt(incidence.identifier_share)
    after = positions_after(incidence.account_ptr, incidence.account_identifier, incidence.identifier_ptr)
    walked = (slot != kernel.CONTEXT) & (rarity > 0)
    if only is not None:
        walked &= only
    work = kernel.work_per_account(
        incidence.account_ptr, incidence.account_identifier, after, incidence.identifier_ptr, walked
    )
    scratch: SimpleQueue[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]] = SimpleQueue()
    for _ in range(n_threads):
        scratch.put((np.zeros(incidence.n_accounts, np.uint8), np.empty(incidence.n_accounts + 1, np.int32)))

    def walk(span: tuple[int, int]) -> Pairs:
        seen, touched = scratch.get()
        try:
            return Pairs(
                *kernel.pairs(
                    span[0],
                    span[1],
                    incidence.account_ptr,
                    incidence.account_identifier,
                    root,
                    after,
                    incidence.identifier_ptr,
                    incidence.identifier_account,
                    member_root,
                    rarity,
                    walked,
                    slot,
                    proof,
                    bounds.family_min_bits,
                    bounds.threshold,
                    bounds.proof_bits,
                    bounds.context_max_bits,
                    bounds.min_families,
                    seen,
                    touched,
                )
            )
        finally:
            scratch.put((seen, touched))

    return _joined(_on_threads(walk, equal_spans(work, SPANS_PER_THREAD * n_threads), n_threads))


def merged(first: Pairs, second: Pairs, n_accounts: int) -> Pairs:
    """Return the pairs of both, sorted by (a, b); of a pair in both, that of `first`."""
    ours, theirs = pair_numbers(first.a, first.b, n_accounts), pair_numbers(second.a, second.b, n_accounts)
    in_first, in_second = places_in_both(ours, theirs)
    of_first = in_first >= 0
    of_second = in_second[~of_first]

    def both(one: Column, other: Column) -> Column:
        out = np.empty((of_first.size, *one.shape[1:]), dtype=one.dtype)
        out[of_first], out[~of_first] = one, other[of_second]
        return out

    return Pairs(
        both(first.a, second.a), both(first.b, second.b), both(first.bits, second.bits), both(first.why, second.why)
    )


def equal_spans(work: npt.NDArray[np.int64], n_spans: int) -> list[tuple[int, int]]:
    """Return consecutive spans of accounts, each with about the same work; together they are all accounts."""
    total = np.cumsum(work + 1)
    if not len(total):
        return []
    cuts = np.searchsorted(total, np.linspace(0, float(total[-1]), n_spans + 1)[1:-1])
    edges = np.unique(np.concatenate([[0], cuts, [len(work)]]))
    return [(int(lo), int(hi)) for lo, hi in pairwise(edges)]


def _on_threads(walk: Callable[[tuple[int, int]], Pairs], spans: list[tuple[int, int]], n_threads: int) -> list[Pairs]:
    if n_threads == 1:
        return [walk(span) for span in spans]
    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(walk, spans))


def _joined(parts: list[Pairs]) -> Pairs:
    if not parts:
        none = np.empty(0, np.int32)
        return Pairs(none, none, np.empty((0, kernel.N_COLUMNS), np.float32), np.empty(0, np.int8))
    return Pairs(
        np.concatenate([part.a for part in parts]),
        np.concatenate([part.b for part in parts]),
        np.concatenate([part.bits for part in parts]),
        np.concatenate([part.why for part in parts]),
    )
