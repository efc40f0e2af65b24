"""Engines in Graph Data Science beside those in process, on a real server."""

import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from linkage.communities import components, leiden
from linkage.detection import detect
from linkage.errors import GraphDenied, GraphOutOfMemory, GraphUnreachable, SettingsError, UsageError
from linkage.evaluation.truth import read_truth
from linkage.findings import Findings
from linkage.graph.neo4j.science import engines
from linkage.graph.neo4j.science.client import PREFIX, Client, connected, faults, projected
from linkage.ledger import Workspace, load, snapshot
from linkage.links.incidence import Links
from linkage.making import engine, make_run
from linkage.records import find_sources
from linkage.settings import GraphSettings, LoadSettings, Settings
from linkage.simulation import simulate
from tests.agreement import pairwise
from tests.conftest import Neo4jServer
from tests.linked import links_of, ring_of_cliques

pytestmark = pytest.mark.neo4j

ENGINES = sorted(engines.SEEDERS)
ALIKE = {"gds": 0.95, "gds-louvain": 0.95, "gds-wcc": 0.90}
"""Least part of pairs of one campaign that an engine has in common with the one in process."""
F_MARGIN = {"gds": 0.02, "gds-louvain": 0.02, "gds-wcc": 0.05}
"""Most that pairwise F against the truth may be below that of the engine in process."""
UNTIL_INTERRUPTED = """
import sys
import numpy as np
from linkage.graph.neo4j.science import engines
from linkage.graph.neo4j.science.client import connected
from linkage.settings import GraphSettings
from tests.linked import links_of

rng = np.random.default_rng(1)
a = rng.integers(0, 6_000, 20_000)
links = links_of(6_100, {(int(one), int(one + step)): 1.0 for one, step in zip(a, rng.integers(1, 99, a.size))})
with connected(GraphSettings(uri=sys.argv[1], password=sys.argv[2])) as client:
    while sys.stdin.readline():
        try:
            print("begun", flush=True)
            while True:
                engines.leiden(links, resolution=4.0, seed=7, client=client)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
"""


@pytest.fixture(scope="module")
def client(neo4j_server: Neo4jServer) -> Iterator[Client]:
    with connected(GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)) as connection:
        yield connection


def noisy_groups(n_accounts: int = 600, n_groups: int = 20) -> Links:
    """Return links of which most are within groups that were drawn by lot."""
    rng = np.random.default_rng(5)
    group = rng.integers(0, n_groups, n_accounts)
    edges = {}
    for a, b in rng.integers(0, n_accounts, (40 * n_accounts, 2)).tolist():
        if a != b and (group[a] == group[b] or rng.random() < 0.02):
            edges[min(a, b), max(a, b)] = 0.5 + float(rng.random())
    return links_of(n_accounts, edges)


def modularity(links: Links, label: np.ndarray, resolution: float) -> float:
    """Return the part of weight inside groups, less what chance would have put there times the resolution."""
    weight = links.weight_bits.astype(np.float64)
    degree = np.bincount(links.a, weight, links.n_accounts) + np.bincount(links.b, weight, links.n_accounts)
    inside = weight[label[links.a] == label[links.b]].sum() / weight.sum()
    return float(inside - resolution * ((np.bincount(label, degree) / degree.sum()) ** 2).sum())


@pytest.mark.parametrize("name", ["gds", "gds-louvain"])
@pytest.mark.parametrize(
    ("links", "resolution"),
    [
        pytest.param(ring_of_cliques(8, 5), 1.0, id="a ring of cliques"),
        pytest.param(ring_of_cliques(8, 5), 4.0, id="a ring of cliques, split on purpose"),
        pytest.param(ring_of_cliques(8, 5), 0.1, id="a ring of cliques, joined on purpose"),
        pytest.param(ring_of_cliques(3, 9, inside=2.0, between=1.0), 1.0, id="large cliques"),
        pytest.param(links_of(9, {(1, 4): 3.0, (4, 7): 3.0, (1, 7): 3.0, (2, 3): 1.0}), 1.0, id="with lone accounts"),
    ],
)
def test_there_and_here_give_the_one_best_answer(client: Client, name: str, links: Links, resolution: float) -> None:
    here = leiden(links, resolution=resolution, seed=7)
    there = engines.SEEDERS[name](links, resolution=resolution, seed=7, client=client)
    assert there.tolist() == here.tolist()
    assert there.dtype == here.dtype


def test_components_are_the_same_there_and_here(client: Client) -> None:
    rng = np.random.default_rng(3)
    links = links_of(300, {(a, a + int(rng.integers(1, 9))): 0.01 + float(rng.random()) for a in range(0, 290, 3)})
    there = engines.wcc(links, resolution=4.0, seed=7, client=client)
    assert there.tolist() == components(links).tolist()
    assert 1 < len(set(there.tolist())) < 300


@pytest.mark.parametrize("resolution", [0.1, 0.5, 1.0, 4.0, 20.0, 200.0])
@pytest.mark.parametrize("name", ["gds", "gds-louvain"])
def test_groups_are_as_good_at_every_resolution(client: Client, name: str, resolution: float) -> None:
    """Louvain in a server has no resolution of its own: were the loops wrong, this modularity would not be reached."""
    links = noisy_groups()
    here = modularity(links, leiden(links, resolution=resolution, seed=7), resolution)
    there = modularity(links, engines.SEEDERS[name](links, resolution=resolution, seed=7, client=client), resolution)
    assert there >= here - 0.01


def test_detection_finds_the_same_groups_with_every_engine(neo4j_server, tmp_path):
    """Each is reached in the command line's own way, twice, on a simulated world."""
    simulate(tmp_path / "world", accounts=1500, days=14, seed=7, scenario="demo")
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    load(workspace, find_sources([str(tmp_path / "world")], None), settings=LoadSettings())
    ledger = snapshot(workspace)
    truth = read_truth(tmp_path / "world").accounts
    pairs, agreement = {}, {}
    for name in ("in-process", *ENGINES):
        settings = Settings(
            communities={"engine": name}, graph={"uri": neo4j_server.uri, "password": neo4j_server.password}
        )
        with engine(settings) as chosen:
            findings, _, _ = detect(ledger, settings, None, chosen)
            again, _, _ = detect(ledger, settings, None, chosen)
        assert findings.members.equals(again.members)
        pairs[name] = pairs_of(findings)
        agreement[name] = agreement_with(truth, findings)
    here = pairs["in-process"]
    assert len(here) > 500
    for name in ENGINES:
        assert len(here & pairs[name]) >= ALIKE[name] * len(here | pairs[name])
        assert agreement[name] >= agreement["in-process"] - F_MARGIN[name]


def pairs_of(findings: Findings) -> set[tuple[str, ...]]:
    """Return every two accounts that are in one campaign."""
    groups = findings.members.group_by("campaign_id").agg("account_id")["account_id"].to_list()
    return {pair for accounts in groups for pair in combinations(sorted(accounts), 2)}


def agreement_with(truth: pl.DataFrame, findings: Findings) -> float:
    """Return the pairwise F of the campaigns against who really runs the accounts."""
    found = truth.select("account_id", "party_id").join(
        findings.members.unique("account_id", keep="first", maintain_order=True), on="account_id", how="left"
    )
    group = found.select(pl.coalesce("campaign_id", "account_id")).to_series()
    return pairwise(group.rank("dense").to_numpy(), found["party_id"].rank("dense").to_numpy()).f1


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_in_a_server_without_a_server_named_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"--graph neo4j detect --communities {name}"):
        make_run(Settings(workspace=tmp_path / "nothing", communities={"engine": name}))


@pytest.mark.parametrize("name", ENGINES)
def test_groups_do_not_depend_on_the_order_of_links(client: Client, name: str) -> None:
    links = noisy_groups()
    order = np.random.default_rng(11).permutation(len(links.a))
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
    once = engines.SEEDERS[name](links, resolution=2.0, seed=3, client=client)
    again = engines.SEEDERS[name](shuffled, resolution=2.0, seed=3, client=client)
    assert once.tolist() == again.tolist()


@pytest.mark.parametrize("name", ENGINES)
def test_no_projection_stays_behind(client: Client, name: str) -> None:
    engines.SEEDERS[name](ring_of_cliques(3, 4), resolution=1.0, seed=1, client=client)
    assert client.graph.list() == []


def test_no_projection_stays_behind_when_leiden_fails(client: Client) -> None:
    with pytest.raises(OverflowError):
        engines.leiden(ring_of_cliques(3, 4), resolution=1.0, seed=2**70, client=client)
    assert client.graph.list() == []


def test_a_failure_is_told_even_when_the_projection_is_gone_already(client: Client) -> None:
    nodes = pl.DataFrame({"nodeId": [0, 1]}).to_pandas()
    ends = {"sourceNodeId": [0], "targetNodeId": [1], "relationshipType": ["LINKED_TO"]}
    relationships = pl.DataFrame(ends).to_pandas()
    with (
        pytest.raises(ZeroDivisionError),
        projected(client, f"{PREFIX}gone", nodes, relationships, undirected=True),
    ):
        client.graph.drop(client.graph.list()[0].graph_name)
        raise ZeroDivisionError


def test_no_projection_stays_behind_after_ctrl_c(client: Client, neo4j_server: Neo4jServer) -> None:
    """Ctrl-C while links are sent, while Leiden runs, and whenever it comes; the client answers after it."""
    process = subprocess.Popen(
        [sys.executable, "-c", UNTIL_INTERRUPTED, neo4j_server.uri, neo4j_server.password],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            moments = (partial(time.sleep, 0.04 * n) for n in range(9))
            for wait in (*moments, lambda: is_projected(client), lambda: time.sleep(0.9)):
                process.stdin.write("begin\n")
                process.stdin.flush()
                assert process.stdout.readline() == "begun\n"
                eventually(wait)
                interrupt(process)
                assert process.stdout.readline() == "interrupted\n"
                assert client.graph.list() == []
        finally:
            process.kill()


def interrupt(process: subprocess.Popen[str]) -> None:
    """Send Ctrl-C until the process answers, as one does: Python drops one that comes while it frees an object."""
    for _ in range(10):
        process.send_signal(signal.SIGINT)
        if select.select([process.stdout], [], [], 5)[0]:
            return
    pytest.fail("ten times Ctrl-C went unanswered")


def is_projected(client: Client) -> bool:
    """Return whether a projection of ours is there."""
    return any(one.graph_name.startswith(PREFIX) for one in client.graph.list())


def eventually(holds: Callable[[], bool | None]) -> None:
    """Wait until something does not answer False."""
    deadline = time.monotonic() + 30
    while holds() is False:
        assert time.monotonic() < deadline


@pytest.mark.parametrize("name", ENGINES)
def test_a_graph_too_large_for_the_heap_is_refused_before_it_is_sent(client: Client, name: str) -> None:
    """Of 20 million links the server of tests could hold half."""
    n_accounts, n_links = 2_000_000, 20_000_000
    a = np.arange(n_links, dtype=np.int32) % (n_accounts - 10)
    links = Links(
        n_accounts=n_accounts,
        a=a,
        b=a + 1 + np.arange(n_links, dtype=np.int32) // n_accounts,
        bits=np.broadcast_to(np.float32(1), (n_links, 8)),
        weight_bits=np.broadcast_to(np.float32(1), n_links),
        threshold_bits=0.0,
        null_rate=0.0,
        proof=np.broadcast_to(np.bool_(False), n_links),
        rule="two families or proof",
    )
    with pytest.raises(GraphOutOfMemory, match=r"2,000,000 accounts .* give the server more, or use .* in-process"):
        engines.SEEDERS[name](links, resolution=1.0, seed=1, client=client)
    assert client.graph.list() == []


@pytest.mark.parametrize("name", ENGINES)
def test_no_links_need_no_server(client: Client, name: str) -> None:
    assert engines.SEEDERS[name](links_of(3, {}), resolution=1.0, seed=1, client=client).tolist() == [0, 1, 2]


def test_a_wrong_password_is_one_sentence(neo4j_server: Neo4jServer) -> None:
    with (
        pytest.raises(GraphDenied, match="password"),
        connected(GraphSettings(uri=neo4j_server.uri, password="not the password")) as client,
    ):
        engines.leiden(ring_of_cliques(3, 4), resolution=1.0, seed=1, client=client)


def test_a_database_that_is_not_there_is_said(neo4j_server: Neo4jServer) -> None:
    settings = GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password, database="elsewhere")
    with pytest.raises(SettingsError, match=r"graph\.database"), connected(settings):
        pass


def test_a_server_that_is_not_there_is_said_at_once_and_once(capfd: pytest.CaptureFixture[str]) -> None:
    settings = GraphSettings(uri="bolt://127.0.0.1:9", password="whatever-it-is")
    with pytest.raises(GraphUnreachable, match="linkage neo4j start"), connected(settings):
        pass
    assert capfd.readouterr().err == ""


def test_a_server_that_goes_while_it_groups_is_said_and_not_waited_for(neo4j_server: Neo4jServer) -> None:
    """All connections are cut, and none is taken any more, while the server is at work on a projection."""
    there = neo4j_server.uri.rpartition(":")[2]
    with relay(int(there)) as (port, cut):
        settings = GraphSettings(uri=f"bolt://127.0.0.1:{port}", password=neo4j_server.password)
        nodes = pl.DataFrame({"nodeId": [0, 1]}).to_pandas()
        ends = pl.DataFrame({"sourceNodeId": [0], "targetNodeId": [1], "relationshipType": ["LINKED_TO"]}).to_pandas()
        with (
            pytest.raises(GraphUnreachable),
            connected(settings) as client,
            faults(),
            projected(client, f"{PREFIX}cut", nodes, ends, undirected=True),
        ):
            threading.Timer(0.5, cut).start()
            client.run_cypher("UNWIND range(1, 1000000000) AS i RETURN count(i)")
    with connected(GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)) as client:
        for one in client.graph.list():
            client.graph.drop(one.graph_name)


@contextmanager
def relay(port: int) -> Iterator[tuple[int, Callable[[], None]]]:
    """Give the port of a relay to another port of this machine, and what cuts it off."""
    listening = socket.create_server(("127.0.0.1", 0))
    open_sockets = [listening]

    def copy(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while read := source.recv(65536):
                target.sendall(read)

    def accept() -> None:
        with suppress(OSError):
            while True:
                ours, _ = listening.accept()
                theirs = socket.create_connection(("127.0.0.1", port))
                open_sockets.extend((ours, theirs))
                for pair in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=copy, args=pair, daemon=True).start()

    def cut() -> None:
        for each in open_sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1], cut
    finally:
        cut()
