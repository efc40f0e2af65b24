"""What a notebook is told, whichever graph it asks."""

from datetime import UTC, datetime

import polars as pl
import pytest

from linkage import notebook as nb
from linkage.errors import AccountNotFound, CampaignNotFound, UsageError
from linkage.graph.interface import CampaignFilter, Graph
from tests.small_world import BETA, DAY, T0


def test_campaigns_come_in_order_with_their_columns(graph: Graph) -> None:
    found = nb.campaigns(graph)
    assert found["campaign_id"].to_list() == ["c-alpha", "c-big", "c-gamma", BETA, "c-thin", "c-lab"]
    assert found["first_seen"].dtype == pl.Datetime("us", "UTC")
    assert found["first_seen"][0] == datetime.fromtimestamp(T0 + DAY, UTC)
    assert found["first_seen"].null_count() == 1
    high = nb.campaigns(graph, CampaignFilter(bands=("high",)))
    assert high["campaign_id"].to_list() == ["c-alpha", "c-big"]
    assert nb.campaigns(graph, CampaignFilter(min_score=99.5)).schema == found.schema


def test_more_members_than_a_page_are_all_there(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkage.notebook.frames.PAGE", 7)
    found = nb.members(graph, "c-big")
    assert found.height == found["account_id"].n_unique() == 60
    assert nb.campaigns(graph).height == 6


def test_reasons_and_what_a_campaign_relies_on_are_frames(graph: Graph) -> None:
    assert nb.reasons(graph, "c-alpha").select("side", "weight").rows() == [
        ("link", -2.0),
        ("link", 4.5),
        ("conduct", 2.25),
    ]
    assert nb.relies_on(graph, "c-alpha").select("kind", "key", "n_accounts_outside").rows() == [
        ("device", "dev-1", 1),
        ("ip", "192.0.2.1", 1),
        ("template", "t-code", 0),
    ]
    assert nb.relies_on(graph, "c-alpha")["also_by"].to_list() == [[], ["c-big", BETA], []]
    assert nb.joins(graph, "c-alpha").select("from_pool", "to_pool", "code").rows() == [
        (0, 1, "shared_template"),
        (0, 1, "succession"),
        (1, 0, "members_fit_both"),
    ]
    assert nb.joins(graph, "c-big").schema == nb.joins(graph, "c-alpha").schema
    assert nb.reasons(graph, "c-gamma").schema == nb.reasons(graph, "c-alpha").schema


def test_a_day_is_a_date(graph: Graph) -> None:
    found = nb.timeline(graph, "c-alpha")
    assert found["day"].to_list() == [datetime.fromtimestamp(T0 + day * DAY, UTC) for day in (1, 2, 5)]
    assert found["n_requests"].to_list() == [10, 20, 50]


def test_risk_is_in_the_order_asked(graph: Graph) -> None:
    found = nb.risk(graph, ["nobody", "a-1"])
    assert found.select("account_id", "status").rows() == [("nobody", "unknown"), ("a-1", "known")]
    assert nb.risk(graph, []).schema == found.schema


def test_what_an_account_uses_and_whom_it_is_linked_to(graph: Graph) -> None:
    assert {("device", "dev-1"), ("ip", "192.0.2.1")} <= set(nb.identifiers(graph, "a-1").select("kind", "key").rows())
    assert nb.links(graph, "a-1").rows() == [("a-2", 12.0, ["device", "ip"]), ("a-3", 6.25, ["template"])]
    shared = nb.explain(graph, "a-1", "a-2")
    assert shared["bits"].is_sorted(descending=True)
    assert shared["first_seen_b"].dtype == pl.Datetime("us", "UTC")


def test_a_campaign_is_a_network_of_accounts_and_what_they_share(graph: Graph) -> None:
    net = nb.campaign(graph, "c-alpha")
    assert set(net.adj["account:a-3"]) == {"account:a-1", "template:t-code"}
    assert net.graph == {"campaign_id": "c-alpha", "cut": ""}
    assert nb.campaign(graph, "c-big", max_nodes=12).graph["cut"].startswith("Too large")
    edges = nb.edges(net)
    assert ("account:a-2", "device:dev-1", "USED_DEVICE", 0.25) in edges.select(
        "source", "target", "type", "weight"
    ).rows()
    assert edges.filter(type="LINKED_TO")["kinds"].to_list() == [["device", "ip"], ["template"]]
    assert nb.nodes(net).filter(type="account")["strength"].to_list() == [1.0, 0.75, 0.5]


def test_a_neighbourhood_grows_by_steps(graph: Graph) -> None:
    def accounts(steps: int) -> list[str]:
        return nb.nodes(nb.neighbourhood(graph, "a-3", steps)).filter(type="account")["label"].to_list()

    assert [accounts(steps) for steps in (0, 1, 2, 5)] == [
        ["a-3"],
        ["a-3", "a-1"],
        ["a-3", "a-1", "a-2"],
        ["a-3", "a-1", "a-2"],
    ]


def test_a_neighbourhood_shows_what_its_centre_uses_and_what_two_accounts_share(graph: Graph) -> None:
    net = nb.neighbourhood(graph, "a-3", steps=2)
    assert set(nb.nodes(net).filter(type="identifier")["id"]) == {
        "template:t-code",
        "device:dev-1",
        "ip:192.0.2.1",
        "ip:2001:db8::/64",
    }
    alone = nb.neighbourhood(graph, "a-1", steps=0)
    assert {"device:dev-1", "ip:192.0.2.1", "template:t-code"} <= set(alone)
    assert net.edges["account:a-1", "account:a-2"]["weight"] == 12.0


def test_a_neighbourhood_that_is_too_large_keeps_the_heaviest_links_and_says_so(graph: Graph) -> None:
    net = nb.neighbourhood(graph, "busy", max_accounts=11)
    kept = nb.nodes(net).filter(type="account", distance=1)["label"].to_list()
    assert kept == nb.links(graph, "busy")["account_id"].head(10).to_list()
    assert net.graph["cut"] == "Too large to show in full; left out are 90 accounts farther away."


def test_what_is_not_there_is_said(graph: Graph) -> None:
    with pytest.raises(CampaignNotFound):
        nb.campaign(graph, "c-none")
    with pytest.raises(AccountNotFound):
        nb.neighbourhood(graph, "nobody")
    with pytest.raises(UsageError, match="steps"):
        nb.neighbourhood(graph, "a-1", steps=6)
