"""The stage: incidence → links."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from linkage.cores import n_cores
from linkage.links import kernel, null
from linkage.links.incidence import Evidence, Incidence, Links
from linkage.links.proofs import believed, near_proof
from linkage.links.walk import Bounds, Pairs, find_pairs, merged, slots_of
from linkage.links.weights import rarities
from linkage.settings import LinkSettings

TWO_FAMILIES = "two families or proof"
REPEATED = "repeated or proof"
BELIEF_ROUNDS = 2
"""Rounds in which identifiers of a ledger with one family vouch for each other, so that hubs do not."""


def run(incidence: Incidence, settings: LinkSettings, seed: int, n_threads: int | None = None) -> Links:
    """Return every link of the ledger: two independent families and enough bits in all, or one near-proof.

    Where the ledger has one family only, two shared identifiers take the place of two families, and identifiers
    whose users have nothing else in common say nothing (`Links.rule` tells which rule was used). How many bits are
    enough, a degree-preserving permutation null says, at `settings.false_link_rate`. The same for any number
    of threads.
    """
    threads = n_threads or n_cores()
    bounds = choose_bounds(incidence, settings)
    with ThreadPoolExecutor(1) as beside:  # shuffling takes one core, and a third of weighing leaves the other idle
        shuffling = beside.submit(null.shuffled, incidence, settings.degree_cap, seed)
        evidence, by_rule = weigh(incidence, settings, bounds, threads)
    shuffled = shuffling.result()
    no_proof = np.zeros_like(evidence.proof)
    chance = find_pairs(shuffled, evidence.rarity, no_proof, bounds, threads).weights()
    weights = by_rule.weights()
    threshold, rate = null.threshold(weights, chance, settings.false_link_rate, bounds.threshold)
    strong = by_rule.where(weights >= np.float32(threshold))
    proven = find_pairs(incidence, evidence.rarity, evidence.proof, bounds.at(threshold), threads, only=evidence.proof)
    found = merged(proven, strong, incidence.n_accounts)
    rule = TWO_FAMILIES if bounds.min_families == 2 else REPEATED
    return found.as_links(incidence.n_accounts, threshold, rate, rule, evidence)


def by_chance(
    incidence: Incidence, settings: LinkSettings, real: Links, seed: int, n_threads: int | None = None
) -> tuple[Incidence, Links]:
    """Return a ledger whose uses are shuffled within each kind, and the links it makes by the rule of the real one.

    The threshold is that of `real`. Nothing is near-proof there: a device of two accounts has two users after
    every shuffle, and proves nothing.
    """
    assert real.evidence is not None
    bounds = choose_bounds(incidence, settings).at(real.threshold_bits)
    shuffled = null.shuffled(incidence, settings.degree_cap, seed)
    evidence = Evidence(rarity=real.evidence.rarity, proof=np.zeros_like(real.evidence.proof))
    threads = n_threads or n_cores()
    found = find_pairs(shuffled, evidence.rarity, evidence.proof, bounds, threads)
    return shuffled, found.as_links(incidence.n_accounts, real.threshold_bits, 1.0, real.rule, evidence)


def choose_bounds(incidence: Incidence, settings: LinkSettings) -> Bounds:
    """Return the two-family bounds, or those of repeated coincidence where one family is all that is shared.

    In the latter a proof needs what elsewhere a family needs: traffic is spread over all that the ledger has,
    and identifiers that prove nothing were already found out by their users.
    """
    rarity = rarities(incidence, settings.degree_cap)
    slots = np.unique(slots_of(incidence)[rarity > 0])
    families = {max(int(slot), kernel.NETWORK) for slot in slots if slot != kernel.CONTEXT}
    wanted = 2 if len(families) >= 2 else 1
    return Bounds(
        min_families=wanted,
        family_min_bits=settings.family_min_bits,
        proof_bits=settings.proof_bits if wanted == 2 else min(settings.proof_bits, settings.family_min_bits),
        context_max_bits=settings.context_max_bits,
        threshold=wanted * settings.family_min_bits,
    )


def weigh(incidence: Incidence, settings: LinkSettings, bounds: Bounds, n_threads: int) -> tuple[Evidence, Pairs]:
    """Return what each identifier may say, from its rarity, kind and users, and the pairs that clear without proof.

    With one family only, believing is circular: two hubs that the same strangers use vouch for each other. A few
    rounds, each on the identifiers that were believed in the one before, take such pairs of hubs out.
    """
    rarity = rarities(incidence, settings.degree_cap)
    no_proof = np.zeros(incidence.n_identifiers, dtype=np.bool_)
    pairs = find_pairs(incidence, rarity, no_proof, bounds, n_threads)
    trusted = believed(incidence, settings.degree_cap, pairs.a, pairs.b)
    if bounds.min_families == 1:
        for _ in range(BELIEF_ROUNDS):
            pairs = find_pairs(incidence, np.where(trusted, rarity, np.float32(0)), no_proof, bounds, n_threads)
            heard = trusted
            trusted = believed(incidence, settings.degree_cap, pairs.a, pairs.b)
        rarity = np.where(heard, rarity, np.float32(0))
        trusted &= heard
    return Evidence(rarity=rarity, proof=trusted & near_proof(incidence)), pairs
