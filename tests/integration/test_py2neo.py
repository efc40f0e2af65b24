"""Notebooks on py2neo, on a real server that holds the small world."""

import doctest
import importlib
from collections.abc import Iterator
from typing import Any

import neo4j
import py2neo
import pytest
from py2neo.ogm import Property, Related

from linkage.errors import AccountNotFound, CampaignNotFound
from linkage.graph.schema import IDENTIFIER_LABELS, NODES, RELATIONSHIPS
from linkage.notebook import py2neo as ours
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.integration import whole_graph
from tests.publishing import in_neo4j
from tests.small_world import INFO, small_world

pytestmark = pytest.mark.neo4j

INTERNAL = {
    "Account": {"run", "previous"},
    "Campaign": {
        "run",
        "why",
        "link_reasons",
        "conduct_reasons",
        "relations",
        "joins",
        "timeline_days",
        "timeline_requests",
        "timeline_accounts",
    },
    "Organisation": {"run"},
    "Identifier": {"skeleton", "folded"},
    "PromptTemplate": {"folded"},
}
"""Properties that a class leaves out: what linkage keeps for itself, or serves in another form."""
CLASSES = (ours.Account, ours.Campaign, ours.Organisation, ours.Identifier, *ours.IDENTIFIERS.values())


@pytest.fixture(scope="module")
def graph(neo4j_server: Neo4jServer) -> Iterator[py2neo.Graph]:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        whole_graph.empty(driver)
        made = in_neo4j(GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password))
        made.publish(small_world(), INFO)
        made.close()
        yield py2neo.Graph(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password))
        whole_graph.empty(driver)


def members_of(cls: type, kind: type) -> dict[str, Any]:
    """Return the properties, or the relations, that a class and those it is made from declare."""
    return {name: each for base in cls.__mro__ for name, each in vars(base).items() if isinstance(each, kind)}


def ids(subgraph: py2neo.Subgraph, label: str) -> set[str]:
    return {node["id"] for node in subgraph.nodes if node.has_label(label)}


def types(subgraph: py2neo.Subgraph) -> set[str]:
    return {type(each).__name__ for each in subgraph.relationships}


def test_its_example_is_true(graph: py2neo.Graph, neo4j_server: Neo4jServer) -> None:
    about = {"uri": neo4j_server.uri, "user": neo4j_server.user, "password": neo4j_server.password}
    found = doctest.testmod(importlib.import_module("linkage.notebook.py2neo"), extraglobs=about)
    assert found.attempted > 5
    assert found.failed == 0


def test_a_campaign_has_its_members_what_they_share_and_their_links(graph: py2neo.Graph) -> None:
    found = ours.campaign(graph, "c-alpha")
    assert ids(found, "Campaign") == {"c-alpha"}
    assert ids(found, "Account") == {"a-1", "a-2", "a-3"}
    assert {node["key"] for node in found.nodes if node.has_label("Identifier")} == {
        "dev-1",
        "192.0.2.1",
        "2001:db8::/64",
        "t-code",
    }
    assert types(found) == {"MEMBER_OF", "USED_IP", "USED_DEVICE", "SENT_TEMPLATE", "LINKED_TO"}
    links = {
        (each.start_node["id"], each.end_node["id"]): each["weight_bits"]
        for each in found.relationships
        if type(each).__name__ == "LINKED_TO"
    }
    assert links == {("a-1", "a-2"): 12.0, ("a-1", "a-3"): 6.25}
    assert all(node.graph == graph and node.identity is not None for node in found.nodes)


def test_a_large_campaign_is_cut_to_its_strongest_members(graph: py2neo.Graph) -> None:
    strongest = sorted(ids(ours.campaign(graph, "c-big"), "Account"), key=lambda one: -int(one[4:]))
    assert len(strongest) == 60
    assert ids(ours.campaign(graph, "c-big", max_accounts=5), "Account") == set(strongest[:5])


def test_a_neighbourhood_has_whom_an_account_is_linked_to_and_all_that_it_uses(graph: py2neo.Graph) -> None:
    found = ours.neighbourhood(graph, "a-3")
    assert ids(found, "Account") == {"a-3", "a-1"}
    assert {node["key"] for node in found.nodes if node.has_label("Identifier")} == {"t-code"}
    alone = ours.neighbourhood(graph, "silent")
    assert ids(alone, "Account") == {"silent"}
    assert not alone.relationships
    assert ids(ours.neighbourhood(graph, "busy", max_accounts=7), "Account") > {"busy"}
    assert len(ids(ours.neighbourhood(graph, "busy", max_accounts=7), "Account")) == 8


def test_what_is_not_there_is_said(graph: py2neo.Graph) -> None:
    with pytest.raises(CampaignNotFound):
        ours.campaign(graph, "c-none")
    with pytest.raises(AccountNotFound):
        ours.neighbourhood(graph, "nobody")


def test_a_subgraph_that_was_read_is_bound_and_merging_it_makes_nothing_anew(graph: py2neo.Graph) -> None:
    before = len(graph.nodes), len(graph.relationships)
    graph.merge(ours.campaign(graph, "c-alpha"))
    assert (len(graph.nodes), len(graph.relationships)) == before


def test_the_classes_read_the_graph(graph: py2neo.Graph) -> None:
    account = ours.Account.match(graph, "a-1").first()
    assert (account.plan, account.campaign_id) == ("pro", "c-alpha")
    assert {other.id for other in account.linked} == {"a-2", "a-3"}
    assert {device.key for device in account.devices} == {"dev-1"}
    assert [campaign.id for campaign in account.campaigns] == ["c-alpha"]
    bits = {other.id: properties["weight_bits"] for _, (_, properties), other in account.linked.triples()}
    assert bits == {"a-2": 12.0, "a-3": 6.25}
    campaign = ours.Campaign.match(graph, "c-alpha").first()
    assert {member.id for member in campaign.members} == {"a-1", "a-2", "a-3"}
    assert {one.kind for one in campaign.relies_on} == {"device", "ip", "template"}
    assert [one.id for one in campaign.succeeded_by] == ["c/βeta'1"]
    template = ours.PromptTemplate.match(graph, "t-code").first()
    assert template.skeleton == "Write * unit tests for * 100%_sure"
    assert {user.id for user in template.users} == {"a-1", "a-3"}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_class_has_the_properties_of_the_schema(cls: Any) -> None:
    promised = set(NODES[cls.__primarylabel__]) - INTERNAL.get(cls.__primarylabel__, set())
    assert set(members_of(cls, Property)) == promised


def test_the_classes_know_every_relationship_of_the_schema() -> None:
    known = {one.relationship_type for cls in CLASSES for one in members_of(cls, Related).values()}
    assert known == set(RELATIONSHIPS)
    assert {kind: cls.__primarylabel__ for kind, cls in ours.IDENTIFIERS.items()} == IDENTIFIER_LABELS
