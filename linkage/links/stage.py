"""The stage: incidence → links."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from queue import SimpleQueue

import numpy as np
import numpy.typing as npt

from linkage.links import kernel, null
from linkage.links.incidence import Incidence, Links
from linkage.links.rows import positions_after
from linkage.links.weights import proofs, rarities
from linkage.settings import LinkSettings

TWO_FAMILIES = "two families or proof"
REPEATED = "repeated or proof"
CHUNKS_PER_THREAD = 16


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pair without proof must show."""

    name: str
    min_families: int
    min_shared: int

    def floor_bits(self, family_min_bits: float) -> float:
        """Return the least total that the rule can give."""
        return self.min_families * family_min_bits


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the kernel kept, sorted by (a, b)."""

    a: npt.NDArray[np.int32]
    b: npt.NDArray[np.int32]
    bits: npt.NDArray[np.float32]
    why: npt.NDArray[np.int8]

    def weights(self) -> npt.NDArray[np.float32]:
        """Return the total bits of each pair: float32[n_pairs]."""
        return np.asarray(self.bits.sum(axis=1, dtype=np.float32))


def run(incidence: Incidence, settings: LinkSettings, seed: int, n_threads: int | None = None) -> Links:
    """Return every link of the ledger: two independent families and enough bits in all, or one near-proof.

    The threshold is that of a degree-preserving permutation null at `settings.false_link_rate`.
    The same for any number of threads.
    """
    threads = n_threads or len(os.sched_getaffinity(0))
    rarity = rarities(incidence, settings.degree_cap)
    proof = proofs(incidence, settings.degree_cap)
    rule = choose_rule(incidence, rarity)
    floor = rule.floor_bits(settings.family_min_bits)
    found = find_pairs(incidence, rarity, proof, rule, settings, floor, threads)
    shuffled = null.shuffled(incidence, settings.degree_cap, seed)
    by_chance = find_pairs(shuffled, rarity, np.zeros_like(proof), rule, settings, floor, threads)
    weights = found.weights()
    by_rule = (found.why & kernel.FAMILIES) != 0
    threshold, rate = null.threshold(weights[by_rule], by_chance.weights(), settings.false_link_rate, floor)
    proven = (found.why & kernel.PROOF) != 0
    keep = proven | (by_rule & (weights >= np.float32(threshold)))
    return Links(
        n_accounts=incidence.n_accounts,
        a=found.a[keep],
        b=found.b[keep],
        bits=found.bits[keep],
        weight_bits=weights[keep],
        threshold_bits=threshold,
        null_rate=rate,
        proof=proven[keep],
        rule=rule.name,
    )


def choose_rule(incidence: Incidence, rarity: npt.NDArray[np.float32]) -> Rule:
    """Return the two-family rule, or repeated coincidence where only one family is shared at all."""
    slots = np.unique(slots_of(incidence)[rarity > 0])
    families = {max(int(slot), kernel.NETWORK) for slot in slots if slot != kernel.CONTEXT}
    if len(families) >= 2:
        return Rule(TWO_FAMILIES, min_families=2, min_shared=2)
    return Rule(REPEATED, min_families=1, min_shared=2)


def slots_of(incidence: Incidence) -> npt.NDArray[np.int8]:
    """Return the kernel's slot of each identifier: int8[n_identifiers]."""
    return np.array([kernel.SLOTS[name] for name in incidence.kind_names], dtype=np.int8)[incidence.kind_of]


def find_pairs(
    incidence: Incidence,
    rarity: npt.NDArray[np.float32],
    proof: npt.NDArray[np.bool_],
    rule: Rule,
    settings: LinkSettings,
    threshold_bits: float,
    n_threads: int,
) -> Pairs:
    """Return the pairs that clear the rule at a threshold, on so many threads."""
    slot = slots_of(incidence)
    root = np.sqrt(incidence.account_share)
    member_root = np.sqrt(incidence.identifier_share)
    after = positions_after(incidence.account_ptr, incidence.account_identifier, incidence.identifier_ptr)
    walked = np.where(slot == kernel.CONTEXT, np.float32(0), rarity)
    work = kernel.work_per_account(
        incidence.account_ptr, incidence.account_identifier, after, incidence.identifier_ptr, walked
    )
    scratch: SimpleQueue[tuple[npt.NDArray[np.float32], npt.NDArray[np.int32], npt.NDArray[np.int32]]] = SimpleQueue()
    n = incidence.n_accounts
    for _ in range(n_threads):
        scratch.put(
            (np.zeros((n, kernel.N_SLOTS), np.float32), np.zeros(n, np.int32), np.empty(n, np.int32)),
        )

    def walk(span: tuple[int, int]) -> Pairs:
        sums, seen, touched = scratch.get()
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
                    slot,
                    proof,
                    settings.family_min_bits,
                    threshold_bits,
                    settings.proof_bits,
                    settings.context_max_bits,
                    rule.min_families,
                    rule.min_shared,
                    sums,
                    seen,
                    touched,
                )
            )
        finally:
            scratch.put((sums, seen, touched))

    return _joined(_on_threads(walk, equal_spans(work, CHUNKS_PER_THREAD * n_threads), n_threads))


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
