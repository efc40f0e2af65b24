"""Leiden and components in process."""

import numpy as np

from linkage.communities import components, leiden
from tests.linked import links_of, ring_of_cliques


def test_leiden_finds_the_cliques_of_a_ring():
    assert leiden(ring_of_cliques(6, 5), resolution=1.0, seed=7).tolist() == np.repeat(np.arange(6), 5).tolist()


def test_components_join_what_leiden_parts():
    assert set(components(ring_of_cliques(6, 5)).tolist()) == {0}


def test_an_account_without_links_is_alone():
    links = links_of(6, {(1, 4): 3.0})
    expected = [0, 1, 2, 3, 1, 4]
    assert leiden(links, resolution=1.0, seed=1).tolist() == expected
    assert components(links).tolist() == expected


def test_without_links_everyone_is_alone():
    links = links_of(3, {})
    assert leiden(links, resolution=1.0, seed=1).tolist() == components(links).tolist() == [0, 1, 2]


def test_the_same_seed_gives_the_same_groups():
    rng = np.random.default_rng(3)
    edges = {
        (int(a), int(b)): float(w)
        for a, b, w in zip(rng.integers(0, 40, 300), rng.integers(40, 80, 300), rng.random(300) + 0.1, strict=True)
    }
    links = links_of(80, edges)
    assert len({leiden(links, resolution=2.0, seed=5).tobytes() for _ in range(3)}) == 1


def test_a_higher_resolution_never_gives_fewer_groups_on_a_ring_of_cliques():
    links = ring_of_cliques(10, 4, inside=1.0, between=0.9)
    n_groups = [len(set(leiden(links, resolution=r, seed=7).tolist())) for r in (0.1, 1.0, 4.0, 30.0)]
    assert n_groups == sorted(n_groups)
    assert n_groups[0] < 10 < n_groups[-1]
