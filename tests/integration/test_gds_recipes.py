"""Analysts' own runs of Graph Data Science on the published graph: what the recipes find, every time."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import neo4j
import pytest

from linkage.graph.neo4j import saved
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, account, campaign, findings_of, identifier, link, member, use

pytestmark = pytest.mark.neo4j

RECIPES = {recipe.name.removeprefix("gds/"): recipe for recipe in saved.recipes()}
FARMS = {farm: [f"{farm}-{number}" for number in range(6)] for farm in ("left", "right")}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def session(neo4j_server: Neo4jServer) -> Iterator[neo4j.Session]:
    """A reading session on a graph of two farms and one account that stands between them."""
    everyone = [one for farm in FARMS.values() for one in farm] + ["bridge"]
    findings = findings_of(
        accounts=[account(one) for one in everyone],
        identifiers=[identifier("device", farm, 6) for farm in FARMS] + [identifier("device", "its own", 1)],
        uses=[use(one, "device", farm) for farm, members in FARMS.items() for one in members]
        + [use("left-0", "device", "its own")],
        links=[
            *(link(a, b, ["device"], device=9.0) for farm in FARMS.values() for a, b in combinations(farm, 2)),
            link("bridge", "left-0", ["ip"], net=4.0),
            link("bridge", "right-0", ["ip"], net=4.0),
            link("left-5", "right-5", ["ip"], net=1.0),
        ],
        campaigns=[campaign(f"c-{farm}", 90.0, "high", 6) for farm in FARMS],
        members=[member(f"c-{farm}", one) for farm, members in FARMS.items() for one in members],
    )
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        whole_graph.empty(driver)
        graph = in_neo4j(GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password))
        graph.publish(findings, INFO)
        graph.close()
        with driver.session(default_access_mode=neo4j.READ_ACCESS) as made:
            yield made
        whole_graph.empty(driver)


@pytest.fixture
def dropped(session: neo4j.Session) -> Iterator[None]:
    """Drop the projections after the test, and see that none is left."""
    yield
    for name in ("accounts", "campaign"):
        run(session, "drop", graph=name)
    assert session.run("CALL gds.graph.list() YIELD graphName RETURN graphName").data() == []


def run(session: neo4j.Session, name: str, **given: object) -> Rows:
    """Return the rows of a recipe, asked as its example asks but for what is given."""
    recipe = RECIPES[name]
    examples = {one.name: one.example for one in recipe.parameters}
    return session.run(recipe.text, {**examples, **given}).data()


@pytest.mark.usefixtures("dropped")
def test_the_projection_has_the_links_of_enough_bits(session: neo4j.Session) -> None:
    (projected,) = run(session, "project", min_bits=3.0)
    assert projected == {"name": "accounts", "n_nodes": 13, "n_relationships": 2 * (15 + 15 + 2)}


@pytest.mark.usefixtures("dropped")
def test_leiden_finds_each_farm_and_finds_it_again(session: neo4j.Session) -> None:
    answers = []
    for _ in range(2):
        run(session, "project", min_bits=3.0)
        answers.append(run(session, "leiden", gamma=1.0))
        run(session, "drop", graph="accounts")
    assert answers[0] == answers[1]
    assert sorted(row["campaigns"] for row in answers[0]) == [["c-left"], ["c-right"]]
    assert sorted(row["n_accounts"] for row in answers[0]) == [6, 7]


@pytest.mark.usefixtures("dropped")
def test_betweenness_finds_the_account_between_the_farms(session: neo4j.Session) -> None:
    run(session, "project", min_bits=3.0)
    found = run(session, "betweenness")
    # every path between the farms: 6 · 6, and none counted twice
    assert found[0] == {"account": "bridge", "betweenness": 36.0, "campaign": None}
    assert {row["account"] for row in found} == {"bridge", "left-0", "right-0"}


@pytest.mark.usefixtures("dropped")
def test_similarity_compares_the_members_of_one_campaign_each_pair_once(session: neo4j.Session) -> None:
    run(session, "project_campaign", campaign="c-left")
    found = run(session, "similarity", limit=100)
    pairs = [(row["a"], row["b"]) for row in found]
    assert sorted(pairs) == list(combinations(FARMS["left"], 2))
    assert {row["similarity"] for row in found if "left-0" in (row["a"], row["b"])} == {0.5}
    assert {row["similarity"] for row in found if row["a"] != "left-0"} == {1.0}


def test_dropping_what_is_not_there_is_no_error(session: neo4j.Session) -> None:
    assert run(session, "drop", graph="accounts") == []
