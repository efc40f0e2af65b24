"""Seeds: what Leiden dissolves because it is nearly all there is comes back whole."""

from itertools import combinations

import numpy as np

from linkage.communities import leiden
from linkage.communities.components import components, undissolved
from linkage.communities.expansion import numbered
from linkage.links.incidence import COLUMNS, Links


def clique(n_accounts: int, members: range) -> Links:
    """Every pair of the members linked by ten bits of device."""
    pairs = np.array(list(combinations(members, 2)), dtype=np.int32)
    bits = np.zeros((len(pairs), len(COLUMNS)), dtype=np.float32)
    bits[:, COLUMNS.index("device")] = 10.0
    return Links(
        n_accounts, pairs[:, 0].copy(), pairs[:, 1].copy(), bits, bits.sum(axis=1), 2.0, 0.0,
        np.ones(len(pairs), dtype=np.bool_), "two families or proof",
    )  # fmt: skip


def test_a_group_that_holds_all_links_of_a_small_ledger_is_a_seed() -> None:
    links = clique(50, range(10, 24))
    seeds = numbered(leiden(links, resolution=4.0, seed=7))
    assert (seeds >= 0).sum() == 0, "modularity dissolves it; else this test holds nothing"
    found = undissolved(seeds, components(links))
    assert set(np.flatnonzero(found >= 0)) == set(range(10, 24))
    assert np.unique(found[10:24]).size == 1


def test_a_component_that_leiden_parted_stays_parted() -> None:
    links = clique(50, range(10, 24))
    parted = np.full(50, -1, dtype=np.int32)
    parted[10:17], parted[17:24] = 0, 1
    assert (undissolved(parted, components(links)) == parted).all()


def test_pairs_are_no_seed_of_their_own() -> None:
    links = clique(50, range(10, 12))
    nobody = np.full(50, -1, dtype=np.int32)
    assert (undissolved(nobody, components(links)) == nobody).all()
