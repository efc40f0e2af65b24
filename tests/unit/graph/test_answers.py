"""What both graphs share: cursors, hits, cuts, explanations."""

import math

import pytest

from linkage.errors import UsageError
from linkage.graph.cursor import campaigns_after, campaigns_page, members_after, members_page
from linkage.graph.cut import CampaignIdentifier, MemberLink, Use, choose, draw
from linkage.graph.explanation import LinkRow, explanation
from linkage.graph.hits import account_hit, identifier_hit, ranked, terms
from linkage.graph.interface import CampaignSummary, Member, SharedIdentifier


def summary(campaign_id: str, score: float) -> CampaignSummary:
    return CampaignSummary(
        campaign_id, "", "campaign", None, "high", score, score, score, 0.0, "born", 3, 1, 1, None, None
    )


def member(account_id: str, strength: float) -> Member:
    return Member(account_id, 0, strength, None, 0.0, "none")


@pytest.mark.parametrize("score", [0.0, 0.1, 1 / 3, 99.99999999999999, 1e-300])
@pytest.mark.parametrize("name", ["c-1", 'a"b', "ü/ñ", ""])
def test_a_cursor_brings_back_the_exact_place(score: float, name: str) -> None:
    page = campaigns_page([summary(name, score), summary("next", 0.0)], 1)
    assert campaigns_after(page.next_cursor) == (score, name)


def test_the_last_page_has_no_cursor() -> None:
    assert members_page([member("a", 1.0)], 1).next_cursor is None
    assert members_page([], 5).items == ()


@pytest.mark.parametrize(
    "cursor", ["!", "W10", "bnVsbA", "WyJjYW1wYWlnbnMiLE5hTiwieCJd", "WyJjYW1wYWlnbnMiLHRydWUsIngiXQ"]
)
def test_a_forged_cursor_is_a_usage_error(cursor: str) -> None:
    with pytest.raises(UsageError):
        campaigns_after(cursor)
    with pytest.raises(UsageError):
        members_after(cursor)


def test_hits_are_listed_once_and_exact_ones_first() -> None:
    wanted = terms("ab")
    assert wanted is not None
    exact = identifier_hit("device", "ab", 2, None)
    both = identifier_hit("template", "abc", 2, "x ab")
    found = ranked(wanted, [account_hit("abz"), exact, both], [both, identifier_hit("template", "a", 1, "ab")], 10)
    assert [hit.id for hit in found] == ["device:ab", "abz", "template:abc", "template:a"]


def test_a_known_kind_before_a_colon_asks_for_that_kind() -> None:
    kinds = {text: (found.kind, found.key) for text in ("ip:1.2", "ip", "nokind:1") if (found := terms(text))}
    assert kinds == {"ip:1.2": ("ip", "1.2"), "ip": (None, "ip"), "nokind:1": (None, "nokind:1")}


@pytest.mark.parametrize(
    ("n_members", "n_shared", "max_nodes", "kept"),
    [(5, 5, 10, (5, 5)), (100, 100, 30, (20, 10)), (100, 3, 30, (27, 3)), (4, 100, 30, (4, 26)), (9, 9, 1, (1, 0))],
)
def test_a_third_of_the_nodes_is_for_identifiers_and_nothing_is_wasted(
    n_members: int, n_shared: int, max_nodes: int, kept: tuple[int, int]
) -> None:
    members = [member(f"m{number}", number / 100) for number in range(n_members)]
    shared = [CampaignIdentifier("ip", f"i{number}", 5, number + 2, None) for number in range(n_shared)]
    choice = choose(members, shared, max_nodes)
    assert (len(choice.members), len(choice.identifiers)) == kept
    assert [one.strength for one in choice.members] == sorted((one.strength for one in members), reverse=True)[
        : kept[0]
    ]


def test_too_many_uses_and_links_are_cut_and_both_are_said() -> None:
    choice = choose([member("a", 1.0), member("b", 1.0)], [CampaignIdentifier("ip", "i", 2, 2, None)], 3)
    uses = [Use("a", "ip", "i", 0.5, 1, None, None)] * (choice.max_edges + 1)
    links = [MemberLink("a", "b", 2.0, ("ip",))] * (choice.max_edges + 1)
    found = draw("c", choice, uses, links, 40)
    assert len(found.edges) == 2 * choice.max_edges
    assert found.cut == (
        "Too large to show in full; shown are 30 of 40 links, the heaviest between shown accounts;"
        " the 30 uses with the largest shares."
    )


def test_the_bits_of_shared_identifiers_follow_from_rarity_and_shares() -> None:
    shared = [
        SharedIdentifier("ip", "x", 4, 0.25, 1.0, 0.0, None, None, None, None, None),
        SharedIdentifier("device", "d", 2, 1.0, 1.0, 0.0, None, None, None, None, None),
        SharedIdentifier("client", "hub", 101, 1.0, 1.0, 0.0, None, None, None, None, None),
    ]
    found = explanation(
        "a", "b", link=None, shared=shared, campaigns_a=["z", "c"], campaigns_b=["c"], n_accounts=1024, degree_cap=100
    )
    assert [(one.key, one.bits) for one in found.shared] == [("d", 9.0), ("x", 4.0), ("hub", 0.0)]
    assert (found.same_campaign, found.linked, found.families) == ("c", False, {})


def test_families_without_bits_are_not_listed() -> None:
    link = LinkRow(5.0, {"net": 5.0, "device": 0.0})
    found = explanation("a", "b", link=link, shared=[], campaigns_a=[], campaigns_b=[], n_accounts=10, degree_cap=100)
    assert found.families == {"net": 5.0}
    assert math.isclose(sum(found.families.values()), found.weight_bits)
