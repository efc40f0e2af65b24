"""Leiden in Graph Data Science beside Leiden in process, on a real server."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from graphdatascience import GraphDataScience

from linkage.cli.detect import engine
from linkage.communities import gds, leiden
from linkage.detection import detect
from linkage.errors import GraphDenied, GraphOutOfMemory, UsageError
from linkage.ledger import Workspace, load, snapshot
from linkage.links.incidence import Links
from linkage.records import find_sources
from linkage.settings import LoadSettings, Settings
from linkage.simulation import simulate
from tests.linked import links_of, ring_of_cliques

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def client(neo4j_server) -> Iterator[GraphDataScience]:
    with gds.connected(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as connection:
        yield connection


@pytest.mark.parametrize(
    ("links", "resolution"),
    [
        pytest.param(ring_of_cliques(8, 5), 1.0, id="a ring of cliques"),
        pytest.param(ring_of_cliques(8, 5), 4.0, id="a ring of cliques, split on purpose"),
        pytest.param(ring_of_cliques(3, 9, inside=2.0, between=1.0), 1.0, id="large cliques"),
        pytest.param(links_of(9, {(1, 4): 3.0, (4, 7): 3.0, (1, 7): 3.0, (2, 3): 1.0}), 1.0, id="with lone accounts"),
    ],
)
def test_both_engines_give_the_one_best_answer(client: GraphDataScience, links: Links, resolution: float):
    here = leiden(links, resolution=resolution, seed=7)
    there = gds.leiden(links, resolution=resolution, seed=7, client=client)
    assert there.tolist() == here.tolist()
    assert there.dtype == here.dtype


def test_detection_with_either_engine_finds_the_same_groups(neo4j_server, tmp_path):
    """Both walk the command line's own way to their engine, twice, on a simulated world."""
    simulate(tmp_path / "world", accounts=1500, days=14, seed=7, scenario="demo")
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    load(workspace, find_sources([str(tmp_path / "world")], None), settings=LoadSettings())
    ledger = snapshot(workspace)
    pairs = {}
    for name in ("in-process", "gds"):
        settings = Settings(
            communities={"engine": name}, graph={"uri": neo4j_server.uri, "password": neo4j_server.password}
        )
        with engine(settings) as chosen:
            findings, _, _ = detect(ledger, settings, None, chosen)
            again, _, _ = detect(ledger, settings, None, chosen)
        assert findings.members.equals(again.members)
        groups = findings.members.group_by("campaign_id").agg("account_id")["account_id"].to_list()
        pairs[name] = {pair for accounts in groups for pair in combinations(sorted(accounts), 2)}
    here, there = pairs["in-process"], pairs["gds"]
    assert len(here) > 500
    assert len(here & there) >= 0.95 * len(here | there)


def test_gds_without_a_server_named_is_a_usage_error():
    with pytest.raises(UsageError, match="--graph"), engine(Settings(communities={"engine": "gds"})):
        pass


def test_groups_do_not_depend_on_the_order_of_links(client: GraphDataScience):
    rng = np.random.default_rng(11)
    links = links_of(
        60,
        {(a, a + int(rng.integers(1, 20))): float(rng.random() + 0.1) for a in range(40)},
    )
    order = rng.permutation(len(links.a))
    shuffled = Links(
        n_accounts=links.n_accounts,
        a=links.a[order],
        b=links.b[order],
        bits=links.bits[order],
        weight_bits=links.weight_bits[order],
        threshold_bits=links.threshold_bits,
        null_rate=links.null_rate,
        proof=links.proof[order],
        rule=links.rule,
    )
    once = gds.leiden(links, resolution=2.0, seed=3, client=client)
    again = gds.leiden(shuffled, resolution=2.0, seed=3, client=client)
    assert once.tolist() == again.tolist()


def test_no_projection_stays_behind_even_when_leiden_fails(client: GraphDataScience):
    gds.leiden(ring_of_cliques(3, 4), resolution=1.0, seed=1, client=client)
    assert client.graph.list() == []
    with pytest.raises(OverflowError):
        gds.leiden(ring_of_cliques(3, 4), resolution=1.0, seed=2**70, client=client)
    assert client.graph.list() == []


def test_a_graph_too_large_for_the_heap_is_refused_before_it_is_sent(
    client: GraphDataScience, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gds, "HEAP_SHARE", 0.0)
    with pytest.raises(GraphOutOfMemory, match="in-process"):
        gds.leiden(ring_of_cliques(100, 10), resolution=1.0, seed=1, client=client)


def test_no_links_need_no_server(client: GraphDataScience):
    assert gds.leiden(links_of(3, {}), resolution=1.0, seed=1, client=client).tolist() == [0, 1, 2]


def test_a_wrong_password_is_one_sentence(neo4j_server):
    with (
        pytest.raises(GraphDenied, match="password"),
        gds.connected(neo4j_server.uri, neo4j_server.user, "not the password") as client,
    ):
        gds.leiden(ring_of_cliques(3, 4), resolution=1.0, seed=1, client=client)
