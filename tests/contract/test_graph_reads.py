"""What every graph answers about the small world, whatever it is made of."""

import base64
from dataclasses import astuple

import pytest

from linkage.errors import AccountNotFound, CampaignNotFound, UsageError
from linkage.graph import cut
from linkage.graph.interface import CampaignFilter, Edge, Graph, Hit, Join, Named, Reason, Reliance, Tie, User, Users
from tests.small_world import BETA, DAY, HOSTILE, INFO, QUOTED, SPACED, T0, UMLAUT

EVERYTHING = CampaignFilter()


def cursor_of(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def listed(graph: Graph, wanted: CampaignFilter = EVERYTHING) -> list[str]:
    return [one.campaign_id for one in graph.campaigns(wanted, 100).items]


def test_it_says_which_run_it_serves(graph: Graph) -> None:
    assert graph.run() == INFO
    assert graph.health().run == INFO


def test_risks_come_in_the_order_asked_with_repeats_and_strangers(graph: Graph) -> None:
    found = graph.risks(["nobody", "a-1", UMLAUT, "a-1"])
    assert [(one.account_id, one.status, one.score, one.band, one.campaign_id) for one in found] == [
        ("nobody", "unknown", 0.0, "none", None),
        ("a-1", "known", 92.5, "high", "c-alpha"),
        (UMLAUT, "known", 60.0, "medium", BETA),
        ("a-1", "known", 92.5, "high", "c-alpha"),
    ]
    assert {(one.as_of, one.run, one.model_version) for one in found} == {(INFO.as_of, INFO.run, INFO.model_version)}


def test_a_risk_keeps_its_reasons_and_their_evidence(graph: Graph) -> None:
    assert graph.risks(["a-1"])[0].reasons == (
        Reason("prior", "few accounts are coordinated", -2.0, {}),
        Reason("device", "shares a device", 4.5, {"device": "dev-1", "n": 2}),
    )


def test_ties_are_what_an_account_uses_of_what_its_campaign_relies_on(graph: Graph) -> None:
    lift = {(one.kind, one.key): one.lift for one in graph.campaign("c-alpha").relies_on}
    share = {(one.kind, one.key): one.share for one in graph.account("a-1").identifiers}
    both = sorted(lift.keys() & share.keys())
    found = graph.ties(["nobody", "silent", "lab-1", "a-1", "a-1", UMLAUT])
    assert found["a-1"] == tuple(Tie(*place, share[place], lift[place]) for place in both)
    assert ("device", "dev-1") in both
    assert found.keys() <= {"a-1", UMLAUT, "lab-1"}
    assert graph.ties([]) == {}


def test_uses_are_those_that_the_accounts_list_of_what_is_asked_about(graph: Graph) -> None:
    asked = [("device", "dev-1"), ("ip", "192.0.2.1"), ("template", "tpl-000"), ("ip", "dev-1")]
    found = graph.uses(["nobody", "silent", "busy", "a-1", "a-1", "a-2", "lab-1"], asked)
    assert found.keys() == {"busy", "a-1", "a-2", "lab-1"}
    for name, uses in found.items():
        assert list(uses) == [one for one in graph.account(name).identifiers if (one.kind, one.key) in asked]
    assert [one.key for one in found["busy"]] == ["tpl-000"], "its device is beyond the rarest 200"
    assert graph.uses([], asked) == graph.uses(["a-1"], []) == {}


def test_no_ids_have_no_risks(graph: Graph) -> None:
    assert graph.risks([]) == ()


def test_an_account_lists_its_identifiers_rarest_first(graph: Graph) -> None:
    found = graph.account("a-1")
    assert [(one.kind, one.key, one.n_accounts, one.count, one.share) for one in found.identifiers] == [
        ("device", "dev-1", 2, 100, 1.0),
        ("template", "t-code", 2, 10, 0.125),
        ("ip", "192.0.2.1", 3, 10, 0.5),
        ("ip", "2001:db8::/64", 2000, 10, 0.5),
    ]
    assert [one.skeleton for one in found.identifiers][:2] == [None, "Write * unit tests for * 100%_sure"]


def test_an_account_lists_its_neighbours_heaviest_first(graph: Graph) -> None:
    assert [(one.account_id, one.weight_bits, one.kinds) for one in graph.account("a-1").neighbours] == [
        ("a-2", 12.0, ("device", "ip")),
        ("a-3", 6.25, ("template",)),
    ]


def test_an_account_keeps_what_was_declared_of_it(graph: Graph) -> None:
    found = graph.account("a-2")
    declared = (found.organisation_id, found.plan, found.programme, found.country, found.status)
    assert declared == ("org'1", "pro", None, "FR", "active")
    assert (found.created_at, found.n_requests, found.first_seen, found.last_seen) == (T0, 100, T0 + DAY, T0 + 9 * DAY)


def test_a_silent_account_has_no_times_and_no_company(graph: Graph) -> None:
    found = graph.account("silent")
    assert (found.created_at, found.first_seen, found.last_seen, found.plan, found.n_requests) == (None,) * 4 + (0,)
    assert (found.identifiers, found.neighbours, found.risk.band) == ((), (), "none")


def test_a_busy_account_shows_the_rarest_200_and_the_heaviest_100(graph: Graph) -> None:
    found = graph.account("busy")
    assert [one.key for one in found.identifiers] == [f"tpl-{number:03d}" for number in range(200)]
    heavy = sorted((-(2.0 + number % 5), f"friend-{number:03d}") for number in range(110))[:100]
    assert [(-one.weight_bits, one.account_id) for one in found.neighbours] == heavy


@pytest.mark.parametrize("account_id", [UMLAUT, QUOTED, SPACED, HOSTILE])
def test_ids_with_quotes_slashes_spaces_and_other_scripts_are_found(graph: Graph, account_id: str) -> None:
    assert graph.account(account_id).account_id == account_id
    assert graph.users_of("payment", "pay'\"/\\1", 10) == tuple(sorted([UMLAUT, QUOTED, SPACED, HOSTILE]))


@pytest.mark.parametrize("account_id", ["", "a", "A-1", "a-1 ", "a-_", "%", "*"])
def test_an_id_is_found_only_as_it_is(graph: Graph, account_id: str) -> None:
    with pytest.raises(AccountNotFound):
        graph.account(account_id)


def test_an_explanation_lists_what_both_use_with_the_bits_of_each(graph: Graph) -> None:
    found = graph.explain("a-2", "a-1")
    assert (found.a, found.b, found.linked, found.weight_bits, found.same_campaign) == (
        "a-2",
        "a-1",
        True,
        12.0,
        "c-alpha",
    )
    assert found.families == {"net": 3.0, "device": 8.5, "context": 0.5}
    assert [(one.kind, one.key, one.share_a, one.share_b) for one in found.shared] == [
        ("device", "dev-1", 0.25, 1.0),
        ("ip", "192.0.2.1", 0.5, 0.5),
        ("ip", "2001:db8::/64", 0.5, 0.5),
    ]
    device, address, hub = found.shared
    assert device.bits == pytest.approx(11 * 0.5)  # log2(4096 / 2) · sqrt(1 · 1/4)
    assert 0 < address.bits < device.bits
    assert hub.bits == 0.0
    assert (device.first_seen_a, device.last_seen_a) == (T0 + 3 * DAY, T0 + 4 * DAY)
    assert (device.first_seen_b, device.last_seen_b) == (T0 + DAY, T0 + 2 * DAY)


def test_an_explanation_read_the_other_way_swaps_the_sides(graph: Graph) -> None:
    there, back = graph.explain("a-1", "a-2"), graph.explain("a-2", "a-1")
    assert [(one.key, one.share_a, one.share_b, one.bits) for one in there.shared] == [
        (one.key, one.share_b, one.share_a, one.bits) for one in back.shared
    ]


def test_accounts_that_share_without_a_link_are_explained_too(graph: Graph) -> None:
    found = graph.explain("a-1", "lab-1")
    assert (found.linked, found.weight_bits, found.families, found.same_campaign) == (False, 0.0, {}, None)
    assert [one.key for one in found.shared] == ["192.0.2.1"]


def test_strangers_share_nothing(graph: Graph) -> None:
    assert graph.explain("silent", "g-1").shared == ()


def test_members_of_one_campaign_are_said_to_be(graph: Graph) -> None:
    assert graph.explain("g-1", "g-2").same_campaign == "c-gamma"
    assert graph.explain("lab-1", "lab-2").same_campaign == "c-lab"


def test_an_explanation_wants_two_known_accounts(graph: Graph) -> None:
    for a, b in (("a-1", "nobody"), ("nobody", "a-1")):
        with pytest.raises(AccountNotFound):
            graph.explain(a, b)
    with pytest.raises(UsageError):
        graph.explain("a-1", "a-1")


def test_the_users_of_an_identifier_are_sorted_and_can_be_limited(graph: Graph) -> None:
    assert graph.users_of("device", "dev-1", 10) == ("a-1", "a-2", "busy")
    assert graph.users_of("device", "dev-1", 2) == ("a-1", "a-2")
    assert graph.users_of("ip", "dev-1", 10) == ()
    assert graph.users_of("no-such-kind", "dev-1", 10) == ()


def test_a_user_of_an_identifier_has_its_risk_its_campaign_and_when_it_used_it(graph: Graph) -> None:
    found = graph.users("device", "dev-1", 10)
    assert (found.n_accounts, found.next_cursor) == (3, None)
    assert found.items == (
        User("a-1", 92.5, "high", "c-alpha", "name of c-alpha", "active", T0 + DAY, T0 + 2 * DAY),
        User("a-2", 90.0, "high", "c-alpha", "name of c-alpha", "active", T0 + 3 * DAY, T0 + 4 * DAY),
        User("busy", 0.0, "none", None, None, "active", T0 + DAY, T0 + 2 * DAY),
    )
    assert graph.users("ip", "dev-1", 10) == graph.users("no-such-kind", "dev-1", 10) == Users((), None, 0)


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_users_of_an_identifier_come_by_id_on_pages_of_any_size_that_say_how_many_there_are(
    graph: Graph, limit: int
) -> None:
    seen, cursor = [], None
    while True:
        page = graph.users("payment", "pay'\"/\\1", limit, cursor)
        assert (len(page.items) <= limit, page.n_accounts) == (True, 4)
        seen += [one.account_id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted([UMLAUT, QUOTED, SPACED, HOSTILE])


@pytest.mark.parametrize("cursor", ["nonsense", cursor_of('["members","a-1"]'), cursor_of('["users",1]')])
def test_a_bad_cursor_of_users_is_refused(graph: Graph, cursor: str) -> None:
    with pytest.raises(UsageError):
        graph.users("device", "dev-1", 2, cursor)


def test_an_organisation_is_declared_where_an_account_declares_it(graph: Graph) -> None:
    assert graph.declares("lab")
    assert not graph.declares("la") and not graph.declares("") and not graph.declares("c-lab")


def test_the_organisations_of_many_accounts_are_told_at_once(graph: Graph) -> None:
    found = graph.organisations(["lab-2", "a-1", "nobody", "a-2", "lab-2"])
    assert found == {"lab-2": "lab", "a-2": "org'1"}
    assert graph.organisations([]) == {}


def test_campaigns_that_rely_on_an_identifier_come_by_members_then_id_and_can_be_limited(graph: Graph) -> None:
    assert graph.reliances("ip", "192.0.2.1") == (
        Reliance("c-big", 3, 1),
        *(Reliance(one, 2, 1) for one in sorted(["c-alpha", BETA])),
    )
    assert graph.reliances("ip", "192.0.2.1", limit=1) == (Reliance("c-big", 3, 1),)
    assert graph.reliances("device", "192.0.2.1") == graph.reliances("template", "nobody's") == ()


def test_campaigns_come_by_score_then_id(graph: Graph) -> None:
    assert listed(graph) == ["c-alpha", "c-big", "c-gamma", BETA, "c-thin", "c-lab"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_pages_of_any_size_make_up_the_whole_list(graph: Graph, limit: int) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page = graph.campaigns(EVERYTHING, limit, cursor)
        assert len(page.items) <= limit
        seen += [one.campaign_id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == listed(graph)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CampaignFilter(min_score=60.0), ["c-alpha", "c-big", "c-gamma", BETA]),
        (CampaignFilter(bands=("low", "none")), ["c-thin", "c-lab"]),
        (CampaignFilter(bands=()), []),
        (CampaignFilter(verdicts=("organisation", "insufficient")), ["c-thin", "c-lab"]),
        (CampaignFilter(min_accounts=4), ["c-big", BETA]),
        (CampaignFilter(seen_since=T0 + 10 * DAY), [BETA]),
        (CampaignFilter(reviewed=True), []),
        (CampaignFilter(reviewed=False, min_score=91.0), ["c-alpha"]),
        (CampaignFilter(bands=("medium",), verdicts=("campaign",), min_accounts=3), [BETA]),
    ],
)
def test_a_filter_keeps_what_fits_all_it_asks(graph: Graph, wanted: CampaignFilter, found: list[str]) -> None:
    assert listed(graph, wanted) == found


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "bm9uZQ",
        "WyJtZW1iZXJzIiwiYS0yIl0",
        "é",
        "A" * 5000,
        cursor_of(r'["campaigns",1.0,"\ud800"]'),
        cursor_of(f'["campaigns",1{"0" * 400},"a"]'),
        cursor_of('["campaigns",true,"a"]'),
    ],
)
def test_a_cursor_that_the_list_did_not_give_is_refused(graph: Graph, cursor: str) -> None:
    with pytest.raises(UsageError):
        graph.campaigns(EVERYTHING, 2, cursor)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_1_to_1000_items(graph: Graph, limit: int) -> None:
    with pytest.raises(UsageError):
        graph.campaigns(EVERYTHING, limit)
    with pytest.raises(UsageError):
        graph.members("c-alpha", limit)


def test_a_campaign_has_the_reasons_of_both_sides_in_their_order(graph: Graph) -> None:
    found = graph.campaign("c-alpha")
    assert [(one.code, one.weight) for one in found.link_reasons] == [("link-0", -2.0), ("link-1", 4.5)]
    assert found.conduct_reasons == (Reason("conduct-0", "conduct reason 0", 2.25, {"gini": 0.125}),)
    assert found.link_reasons[1].evidence == {"device": "dev-1", "accounts": 2}
    assert graph.campaign(BETA).link_reasons[0].evidence == {"payment": "pay'\"/\\1", HOSTILE: HOSTILE}


def test_a_campaign_has_the_numbers_of_its_row(graph: Graph) -> None:
    found = graph.campaign("c-lab").summary
    assert (found.verdict, found.resembles, found.band, found.state) == ("organisation", "shared lab", "none", "steady")
    assert (found.score, found.link_score, found.conduct_score, found.q_value) == (5.0, 5.0, 4.0, 0.001)
    assert (found.n_accounts, found.n_pools, found.n_requests) == (2, 1, 200)
    assert found.name == "name of c-lab"
    gamma = graph.campaign("c-gamma").summary
    assert (gamma.first_seen, gamma.last_seen, gamma.resembles) == (None, None, None)


def test_a_campaign_names_its_infrastructure(graph: Graph) -> None:
    found = graph.campaign("c-alpha").relies_on
    assert [(one.kind, one.key, one.n_accounts, one.n_accounts_outside, one.lift, one.skeleton) for one in found] == [
        ("device", "dev-1", 2, 1, 512.0, None),
        ("ip", "192.0.2.1", 2, 1, 512.0, None),
        ("template", "t-code", 2, 0, 512.0, "Write * unit tests for * 100%_sure"),
    ]


def test_of_what_a_campaign_relies_on_what_most_members_use_is_listed_and_all_is_counted(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert graph.campaign("c-alpha").n_relied_on == 3
    monkeypatch.setattr(cut, "MAX_RELIED_ON", 2)
    found = graph.campaign("c-alpha")
    assert ([one.key for one in found.relies_on], found.n_relied_on) == (["dev-1", "192.0.2.1"], 3)
    assert graph.campaign("c-thin").n_relied_on == 0


def test_an_identifier_that_several_campaigns_rely_on_names_the_others_highest_score_first(graph: Graph) -> None:
    for campaign_id, others in (
        ("c-alpha", ["c-big", BETA]),
        ("c-big", ["c-alpha", BETA]),
        (BETA, ["c-alpha", "c-big"]),
    ):
        (shared,) = (one for one in graph.campaign(campaign_id).relies_on if one.key == "192.0.2.1")
        assert shared.n_campaigns_outside == 2
        assert shared.also_by == tuple(Named(one, f"name of {one}") for one in others)
    alone = [one for one in graph.campaign("c-alpha").relies_on if one.key != "192.0.2.1"]
    assert {(one.n_campaigns_outside, one.also_by) for one in alone} == {(0, ())}


def test_a_campaign_says_why_its_pools_are_one_partys_and_which_follows_which(graph: Graph) -> None:
    assert graph.campaign("c-alpha").joins == (
        Join(0, 1, "shared_template", 1.0, "the pools share 1 template(s)"),
        Join(0, 1, "succession", 1.0, "1 accounts were made after the suspension of 2"),
        Join(1, 0, "members_fit_both", 1.5, f"2 of 2 members fit {HOSTILE}"),
    )
    assert graph.campaign("c-big").joins == ()


def test_a_campaign_knows_what_it_came_from_and_leads_to(graph: Graph) -> None:
    found = graph.campaign("c-alpha").relations
    assert [(one.from_campaign, one.relation, one.to_campaign, one.text) for one in found] == [
        ("c-alpha", "SUCCEEDED_BY", BETA, "banned, then back"),
        ("c-thin", "MERGED_INTO", "c-alpha", "one group now"),
    ]
    assert graph.campaign("c-big").relations == ()


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_members_come_by_id_on_pages_of_any_size(graph: Graph, limit: int) -> None:
    seen = []
    cursor = None
    while True:
        page = graph.members(BETA, limit, cursor)
        seen += [one.account_id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted([UMLAUT, QUOTED, SPACED, HOSTILE])


def test_a_member_has_its_pool_strength_and_risk(graph: Graph) -> None:
    found = graph.members("c-alpha", 10)
    assert [astuple(one) for one in found.items] == [
        ("a-1", 0, 1.0, T0 + DAY, 92.5, "high", "active"),
        ("a-2", 0, 0.75, T0 + DAY, 90.0, "high", "active"),
        ("a-3", 1, 0.5, T0 + DAY, 70.0, "medium", "suspended"),
    ]
    assert found.next_cursor is None


def test_a_campaign_counts_its_members_by_status(graph: Graph) -> None:
    assert graph.campaign("c-alpha").statuses == {"active": 2, "suspended": 1}
    assert graph.campaign(BETA).statuses == {"active": 3, "unknown": 1}


@pytest.mark.parametrize("cursor", ["nonsense", cursor_of(r'["members","\ud800"]'), cursor_of('["members",1]')])
def test_a_bad_cursor_of_members_is_refused(graph: Graph, cursor: str) -> None:
    with pytest.raises(UsageError):
        graph.members("c-alpha", 2, cursor)


def test_an_unknown_campaign_is_not_found_by_any_question(graph: Graph) -> None:
    for ask in (
        lambda: graph.campaign("c-none"),
        lambda: graph.members("c-none", 10),
        lambda: graph.subgraph("c-none", 100),
        lambda: graph.timeline("c-none"),
    ):
        with pytest.raises(CampaignNotFound):
            ask()


@pytest.mark.parametrize(
    ("gone", "said", "successors"),
    [
        ("c-gone", "c-gone merged into c-gamma, and is not in this run; ask for that.", ("c-gamma",)),
        ("c-part", "c-part split into c-gamma and c-lab, and is not in this run; ask for those.", ("c-gamma", "c-lab")),
        ("c-gon", "No campaign 'c-gon' in this run; `linkage campaigns` lists those there are.", ()),
    ],
)
def test_a_campaign_that_is_no_more_is_told_with_what_became_of_it(
    graph: Graph, gone: str, said: str, successors: tuple[str, ...]
) -> None:
    for ask in (lambda: graph.campaign(gone), lambda: graph.members(gone, 10), lambda: graph.timeline(gone)):
        with pytest.raises(CampaignNotFound) as refused:
            ask()
        assert (str(refused.value), refused.value.successors) == (said, successors)


def test_a_small_subgraph_is_whole(graph: Graph) -> None:
    found = graph.subgraph("c-alpha", 100)
    assert found.cut is None
    assert (found.n_accounts_total, found.n_identifiers_total, found.n_links_total) == (3, 4, 2)
    assert [node.id for node in found.nodes] == [
        "account:a-1",
        "account:a-2",
        "account:a-3",
        "device:dev-1",
        "template:t-code",
        "ip:192.0.2.1",
        "ip:2001:db8::/64",
    ]
    assert found.nodes[0].attributes == {
        "pool": 0,
        "strength": 1.0,
        "since": T0 + DAY,
        "score": 92.5,
        "band": "high",
    }
    assert found.nodes[4].attributes == {
        "kind": "template",
        "n_accounts": 2,
        "n_members": 2,
        "skeleton": "Write * unit tests for * 100%_sure",
    }
    assert {(edge.source, edge.target, edge.type, edge.weight) for edge in found.edges} == {
        ("account:a-1", "device:dev-1", "USED_DEVICE", 1.0),
        ("account:a-1", "ip:192.0.2.1", "USED_IP", 0.5),
        ("account:a-1", "ip:2001:db8::/64", "USED_IP", 0.5),
        ("account:a-1", "template:t-code", "SENT_TEMPLATE", 0.125),
        ("account:a-2", "device:dev-1", "USED_DEVICE", 0.25),
        ("account:a-2", "ip:192.0.2.1", "USED_IP", 0.5),
        ("account:a-2", "ip:2001:db8::/64", "USED_IP", 0.5),
        ("account:a-3", "template:t-code", "SENT_TEMPLATE", 1.0),
        ("account:a-1", "account:a-2", "LINKED_TO", 12.0),
        ("account:a-1", "account:a-3", "LINKED_TO", 6.25),
    }
    assert found.edges[0] == Edge(
        "account:a-1",
        "device:dev-1",
        "USED_DEVICE",
        1.0,
        {"count": 100, "first_seen": T0 + DAY, "last_seen": T0 + 2 * DAY},
    )
    assert found.edges[-2].attributes == {"kinds": "device,ip"}


def test_identifiers_of_a_single_member_are_not_drawn(graph: Graph) -> None:
    drawn = {node.id for node in graph.subgraph(BETA, 100).nodes}
    assert {"payment:pay'\"/\\1", f"client:{HOSTILE}", "email_domain:例え.jp"} < drawn
    assert not {node for node in (one.id for one in graph.subgraph("c-lab", 100).nodes) if node.startswith("template:")}


def test_a_large_subgraph_is_cut_by_the_stated_order_and_says_so(graph: Graph) -> None:
    found = graph.subgraph("c-big", 12)
    accounts = [node.label for node in found.nodes if node.type == "account"]
    assert accounts == [f"big-{number}" for number in range(59, 51, -1)]
    assert len(found.nodes) == 12
    assert (found.n_accounts_total, found.n_identifiers_total, found.n_links_total) == (60, 39, 285)
    counts = [node.attributes["n_members"] for node in found.nodes if node.type == "identifier"]
    assert counts == sorted(counts, reverse=True)
    links = [edge for edge in found.edges if edge.type == "LINKED_TO"]
    assert {end for edge in links for end in (edge.source, edge.target)} <= {f"account:{one}" for one in accounts}
    assert found.cut is not None
    assert "8 strongest of 60 accounts" in found.cut
    assert "4 of 39 shared identifiers" in found.cut
    assert f"{len(links)} of 285 links" in found.cut


def test_a_campaign_without_shared_identifiers_is_drawn_as_its_accounts(graph: Graph) -> None:
    found = graph.subgraph("c-gamma", 10)
    assert [node.id for node in found.nodes] == ["account:g-1", "account:g-2"]
    assert (found.edges, found.cut) == ((), None)


def test_a_timeline_has_its_days_oldest_first(graph: Graph) -> None:
    found = graph.timeline("c-alpha")
    assert [(day.day, day.n_requests, day.n_accounts) for day in found] == [
        (T0 + DAY, 10, 1),
        (T0 + 2 * DAY, 20, 2),
        (T0 + 5 * DAY, 50, 3),
    ]
    assert graph.timeline("c-thin") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a-1", [Hit("account", "a-1", "a-1", None)]),
        ("c-al", [Hit("campaign", "c-alpha", "name of c-alpha", 3)]),
        ("dev-1", [Hit("identifier", "device:dev-1", "device dev-1", 2)]),
        ("device:dev", [Hit("identifier", "device:dev-1", "device dev-1", 2)]),
        ("ip:192", [Hit("identifier", "ip:192.0.2.1", "address 192.0.2.1", 3)]),
        (" lab-1 ", [Hit("account", "lab-1", "lab-1", None)]),
        (
            "UNIT tests",
            [Hit("identifier", "template:t-code", "prompt template Write * unit tests for * 100%_sure", 2)],
        ),
        ("100%_s", [Hit("identifier", "template:t-code", "prompt template Write * unit tests for * 100%_sure", 2)]),
        ("例", [Hit("identifier", "email_domain:例え.jp", "mail domain 例え.jp", 2)]),
        ("pay'\"/\\", [Hit("identifier", "payment:pay'\"/\\1", "payment method pay'\"/\\1", 4)]),
        (UMLAUT[:2], [Hit("account", UMLAUT, UMLAUT, None)]),
        ("A-1", [Hit("account", "a-1", "a-1", None)]),
        ("C-AL", [Hit("campaign", "c-alpha", "name of c-alpha", 3)]),
        ("DEV-1", [Hit("identifier", "device:dev-1", "device dev-1", 2)]),
        ("device:DEV", [Hit("identifier", "device:dev-1", "device dev-1", 2)]),
        ("Of C-Al", [Hit("campaign", "c-alpha", "name of c-alpha", 3)]),
        ("f c-alpha", []),
        ("nothing-like-it", []),
        ("", []),
        ("  ", []),
        ("%%", []),
        (".*", []),
    ],
)
def test_a_search_finds_starts_of_ids_and_keys_and_parts_of_skeletons(
    graph: Graph, text: str, found: list[Hit]
) -> None:
    assert list(graph.search(text)) == found


def test_a_search_puts_the_exact_id_first_and_stops_at_its_limit(graph: Graph) -> None:
    assert [hit.id for hit in graph.search("c", limit=3)] == ["c-alpha", "c-big", "c-gamma"]
    assert [hit.id for hit in graph.search("big-0", limit=4)] == ["big-00", "big-01", "big-02", "big-03"]
    assert [hit.id for hit in graph.search("tpl-00", limit=2)] == ["template:tpl-000", "template:tpl-001"]
    mixed = [hit.id for hit in graph.search("t", limit=100)]
    assert mixed[:2] == ["thin-1", "thin-2"]


def test_a_search_finds_campaigns_by_any_word_of_their_name(graph: Graph) -> None:
    assert [hit.id for hit in graph.search("NAME", limit=2)] == ["c-alpha", "c-big"]
    assert {hit.id for hit in graph.search("name of")} == set(listed(graph))


def test_a_hostile_id_comes_back_as_it_was(graph: Graph) -> None:
    assert [(hit.type, hit.id) for hit in graph.search(HOSTILE)] == [
        ("account", HOSTILE),
        ("identifier", f"client:{HOSTILE}"),
    ]
