"""A whole database is imported offline as publishing would have written it, and the one before is never lost."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j
import pytest
from structlog.testing import capture_logs

from linkage.errors import GraphBusy, GraphCorrupt, GraphUnavailable, UsageError
from linkage.findings import Findings, RunInfo
from linkage.graph.interface import Decision
from linkage.graph.neo4j import indexes, publication
from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.importing import import_run
from linkage.graph.neo4j.publication import Holder
from linkage.graph.neo4j.server import SHORT_LIVED, admin, start, stop
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.process import is_running
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, LATER, account, campaign, findings_of, later_world, link, reason, small_world

pytestmark = pytest.mark.neo4j

ODD = 'a "b", \\ c;\nd\r\n  e '
SAID = (
    Decision("campaign", "c-alpha", "confirmed", ODD, "ana", 1_760_000_000),
    Decision("identifier", "ip:192.0.2.1", "allowed", "", "ben", 1_750_000_000),
)

HERE = Decision("identifier", "ip:192.0.2.2", "rejected", "", "dan", 1_780_000_000)
"""What was decided in the workspace."""

BY_HAND = (
    "CREATE (:Decision {subject: 'account', subject_id: 'a-9', verdict: 'note', note: 'by hand', author: 'cy', "
    "at: 1770000000})"
)


def odd_world() -> Findings:
    """Return texts of several lines, empty texts, empty lists and numbers that are hard to write."""
    return findings_of(
        accounts=[
            account(ODD, plan="", programme=ODD, risk_score=0.1 + 0.2, organisation_id=" o "),
            account("b", risk_score=1e-300, n_requests=2**62),
            account("c"),
        ],
        links=[link(ODD, "b", [], net=0.1), link("b", "c", ["ip"], time=1e-7)],
        campaigns=[campaign("c", 5e-324, "low", 2, name=ODD), campaign("d", 99.9, "high", 2, q_value=None)],
        reasons=[reason("c", "link", 0, 1.0, {"text": ODD})],
    )


class Server:
    """A server that a test starts and stops in a home of its own."""

    def __init__(self, home: Path, lane: str) -> None:
        self.home, self.lane = home, lane

    @contextmanager
    def served(self) -> Iterator[tuple[GraphSettings, neo4j.Driver]]:
        found = start(self.home, heap_mb=512, page_cache_mb=64, bolt_port=0, java_options=SHORT_LIVED, lane=self.lane)
        try:
            password = found.password_file.read_text().strip()
            assert found.uri is not None
            with neo4j.GraphDatabase.driver(found.uri, auth=(found.user, password)) as driver:
                yield GraphSettings(uri=found.uri, password=password), driver
        finally:
            stop(self.home)

    def imported(self, world: Findings, info: RunInfo, **options: Any) -> Any:
        return import_run(self.home, world, info, lane=self.lane, heap_mb=512, **options)

    def identity(self) -> int:
        return (self.home / "data" / "databases" / "neo4j").stat().st_ino


@pytest.fixture(scope="module")
def published(neo4j_server: Neo4jServer) -> Any:
    """A function that says what publishing a run into an empty database makes."""
    settings = GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)
    graph = in_neo4j(settings)

    def publish(world: Findings, info: RunInfo) -> tuple[set[Any], set[Any]]:
        with neo4j.GraphDatabase.driver(settings.uri, auth=("neo4j", neo4j_server.password)) as driver:
            whole_graph.empty(driver)
            graph.publish(world, info)
            return whole_graph.whole(driver)

    yield publish
    graph.close()


@dataclass(frozen=True)
class Seen:
    """What a server served after the first import, before people decided anything."""

    told: list[str]
    whole: tuple[set[Any], set[Any]]
    online: set[str]
    publishing: list[bool]
    """Whether publishing the same run changed anything."""


@pytest.fixture(scope="module")
def first(neo4j_server: Neo4jServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Seen]:
    """A stopped server into which the small world was imported, then two decisions written; and what was seen."""
    made = Server(tmp_path_factory.mktemp("import") / "home", neo4j_server.lane)
    told: list[str] = []
    report = made.imported(small_world(), INFO, tell=lambda what, share: told.append(what))
    assert list(report.seconds) == ["decisions", "files", "tool", "indexes", "check"]
    with made.served() as (settings, driver):
        whole = whole_graph.whole(driver)
        indexed = driver.execute_query("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE'").records
        graph = in_neo4j(settings)
        with capture_logs() as logs:
            graph.publish(small_world(), INFO)
        for decision in SAID:
            graph.decide(decision)
        graph.close()
        with pytest.raises(GraphBusy):
            made.imported(later_world(), LATER)
    changed = [line["changed"] for line in logs if line["event"] == "graph.published"]
    return made, Seen(told, whole, {row["name"] for row in indexed}, changed)


@pytest.fixture
def server(first: tuple[Server, Seen]) -> Server:
    """The stopped server."""
    return first[0]


def test_an_imported_graph_is_the_published_one(first: tuple[Server, Seen], published: Any) -> None:
    server, seen = first
    assert seen.whole == published(small_world(), INFO)
    assert {one.name.rpartition("/")[2] for one in indexes.definitions()} <= seen.online
    admin(server.home, "database", "check", "neo4j")


def test_publishing_what_was_imported_finds_nothing_to_do(first: tuple[Server, Seen]) -> None:
    assert first[1].publishing == [False]


def test_every_stage_is_told(first: tuple[Server, Seen]) -> None:
    stages = ["Writing files", "Importing", "Making constraints and indexes", "Checking"]
    assert list(dict.fromkeys(first[1].told)) == stages


def test_a_check_that_fails_leaves_the_database_before(server: Server) -> None:
    before = server.identity()

    def damage(what: str, share: float | None) -> None:
        if what == "Checking":
            store = server.home / "aside" / "data" / "databases" / "neo4j" / "neostore.relationshipstore.db"
            with store.open("r+b") as file:
                file.write(bytes(8192))

    with pytest.raises(GraphCorrupt):
        server.imported(later_world(), LATER, tell=damage)
    assert server.identity() == before
    assert not (server.home / "aside").exists()


def test_what_a_server_that_failed_aside_said_can_be_read_afterwards(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = server.identity()

    def starve(what: str, share: float | None) -> None:
        if what == "Making constraints and indexes":
            monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:MaxMetaspaceSize=20m")

    with pytest.raises(GraphUnavailable, match="memory") as told:
        server.imported(later_world(), LATER, tell=starve)
    log = re.search(r"log: (.*)\)", str(told.value))
    assert log is not None
    assert "Metaspace" in Path(log[1]).read_text()
    assert server.identity() == before


@pytest.mark.parametrize("at", ["Importing", "Making constraints and indexes"])
def test_killed_it_leaves_the_database_before_and_nothing_at_work(server: Server, at: str) -> None:
    before = server.identity()
    words = [sys.executable, "-m", "tests.integration.import_small_world", str(server.home), server.lane, "later"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as importer:
        assert importer.stdout is not None
        assert any(line.strip() == at for line in importer.stdout)
        aside = Home(server.home / "aside")
        while at != "Importing" and (aside.record() is None):
            pass
        importer.kill()
    record, tool = aside.record(), aside.tool()
    left = record.process if record is not None else tool
    assert left is not None
    admin(server.home, "database", "check", "neo4j")
    assert not is_running(left)
    assert server.identity() == before
    assert not (server.home / "aside").exists()


def test_what_linkage_did_not_write_is_not_lost_unless_that_is_said(server: Server) -> None:
    with server.served() as (_, driver):
        driver.execute_query(
            "MATCH (a:Account {id: 'a-1'}), (c:Campaign {id: 'c-alpha'}) SET a.reviewed = true, c:Watched "
            "CREATE (:Account {id: 'of another program'})-[:USED_IP]->(:IPAddress {key: '203.0.113.99'}), "
            "(a)-[:BELONGS_TO]->(:Organisation {id: 'theirs'}), (a)-[:MEMBER_OF {by: 'ana'}]->(c), "
            "(:Campaign {id: 'spring sale'}), (:Decision {subject: 'account', at: datetime()})"
        )
        driver.execute_query(BY_HAND)
        driver.execute_query("CREATE INDEX of_theirs FOR (n:Account) ON (n.reviewed)")
    before = server.identity()
    with pytest.raises(UsageError) as told:
        server.imported(later_world(), LATER)
    assert server.identity() == before
    clauses = {
        "4 nodes (Account, IPAddress, Organisation, Campaign)",
        "3 relationships (USED_IP, BELONGS_TO, MEMBER_OF)",
        "1 property (reviewed of Account)",
        "1 label (Watched)",
        "1 decision (without subject, verdict or seconds)",
        "1 index or constraint (of_theirs)",
    }
    assert {as_a_set(one) for one in str(told.value).partition(": ")[2].partition(". ")[0].split("; ")} == {
        as_a_set(one) for one in clauses
    }


def test_an_import_takes_the_place_of_another_workspaces_runs_only_when_that_is_said(server: Server) -> None:
    ours, theirs = Holder("ours", "/w/ours"), Holder("theirs", "/w/theirs")
    with server.served() as (settings, _):
        publication.hold(Database(settings), theirs)
    before = server.identity()
    with pytest.raises(UsageError, match=r"/w/theirs .*--replace"):
        server.imported(later_world(), LATER, holder=ours, discard_others=True)
    assert server.identity() == before


def as_a_set(clause: str) -> frozenset[str]:
    """Return the words of a clause, in no order."""
    return frozenset(re.findall(r"\w+", clause))


def test_decisions_are_carried_over_into_the_next_import(server: Server, published: Any) -> None:
    holder = Holder("ours", "/w/ours")
    decided = (SAID[0], HERE)
    report = server.imported(odd_world(), LATER, discard_others=True, holder=holder, replace=True, decided=decided)
    assert report.n_decisions == 3
    with server.served() as (settings, driver):
        found = whole_graph.whole(driver)
        graph = in_neo4j(settings)
        assert graph.holder() == holder
        assert graph.decisions() == (
            SAID[1],
            SAID[0],
            Decision("account", "a-9", "note", "by hand", "cy", 1_770_000_000),
            HERE,
        )
        graph.decide(SAID[0])
        graph.close()
        numbers = driver.execute_query("MATCH (d:Decision) RETURN d.number AS number ORDER BY number").records
    assert [row["number"] for row in numbers] == [1, 2, 3, 4, None]
    nodes = {node for node in found[0] if not {"Decision", "DecisionLog"} & set(node[0])}
    assert (nodes, found[1]) == published(odd_world(), LATER)
