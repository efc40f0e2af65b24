"""How campaigns keep their name from run to run."""

from linkage.campaigns.identity import Descent, Identity, friendly_names, identify, new_id

TEN = [f"a{x}" for x in range(10)]
OTHER = [f"b{x}" for x in range(10)]


def test_a_group_that_grew_keeps_its_id():
    [who], descents = identify([[*TEN, "x", "y", "z"]], {"c-1": set(TEN)}, 0.3)
    assert who == Identity("c-1", "grew")
    assert descents == []


def test_a_group_that_shrank_or_stayed_keeps_its_id():
    assert identify([TEN[:4]], {"c-1": set(TEN)}, 0.3)[0] == [Identity("c-1", "shrank")]
    assert identify([TEN], {"c-1": set(TEN)}, 0.3)[0] == [Identity("c-1", "steady")]


def test_how_much_must_be_common_is_a_share_of_the_smaller_of_the_two():
    """So that a campaign that grew fivefold is the same, and so is what is left of one that fell to a fifth."""
    assert identify([TEN + OTHER], {"c-1": set(TEN[:4])}, 0.3)[0] == [Identity("c-1", "grew")]
    assert identify([TEN[:4]], {"c-1": {*TEN, *OTHER}}, 0.3)[0] == [Identity("c-1", "shrank")]


def test_one_member_alone_takes_no_name_along():
    previous = {"c-1": {*TEN, *(f"m{x}" for x in range(100))}}
    assert identify([[TEN[0], "x", "y"]], previous, 0.3)[0][0].state == "born"
    assert identify([[*TEN[:2], "x"]], previous, 0.3)[0] == [Identity("c-1", "shrank")]


def test_a_campaign_that_goes_on_is_not_merged_into_where_the_other_half_of_it_went():
    whos, descents = identify([TEN[:5], [*TEN[5:], *OTHER]], {"c-1": set(TEN), "c-2": set(OTHER)}, 0.3)
    assert whos == [Identity("c-1", "shrank"), Identity("c-2", "grew")]
    assert descents == []


def test_of_the_halves_of_a_split_the_larger_keeps_the_id_and_the_other_says_whence_it_came():
    (small, large), [descent] = identify([TEN[:4], TEN[4:]], {"c-1": set(TEN)}, 0.3)
    assert large == Identity("c-1", "shrank")
    assert small.state == "split"
    assert small.campaign_id != "c-1"
    assert descent == Descent("c-1", "SPLIT_INTO", small.campaign_id, "4 of its 4 members came from there")


def test_of_two_that_merge_the_larger_keeps_its_id_and_the_other_points_to_it():
    whos, descents = identify([[*TEN, *OTHER[:6]]], {"c-1": set(TEN), "c-2": set(OTHER[:6])}, 0.3)
    assert whos == [Identity("c-1", "merged")]
    assert [(d.from_campaign, d.relation, d.to_campaign) for d in descents] == [("c-2", "MERGED_INTO", "c-1")]


def test_too_small_an_overlap_is_a_birth():
    [who], descents = identify([[*TEN[:2], *OTHER[:8]]], {"c-1": set(TEN)}, 0.3)
    assert who.state == "born" and who.campaign_id != "c-1"
    assert descents == []


def test_an_id_of_the_last_run_is_not_given_to_another_group():
    first = new_id(TEN, set())
    assert first == new_id(TEN, set())
    assert new_id(TEN, {first}) != first
    assert identify([TEN], {first: set(OTHER)}, 0.3)[0][0].campaign_id != first


def test_a_name_is_two_words_that_hang_on_the_id_alone():
    assert friendly_names(["c-1", "c-2"]) == ["hidden willow", "calm anchor"]


def test_campaigns_of_the_same_two_words_are_told_apart_by_the_first_digits_of_their_ids():
    ids = ["c-881600c28f", "c-1590b5f532"]
    several = [f"c-{number:010x}" for number in range(3000)]
    names = dict(zip(several, friendly_names(several), strict=True))
    assert len(set(names.values())) == 3000
    assert {len(name.split()) for name in names.values()} == {2, 3}
    assert friendly_names(ids) == ["late lagoon 88", "late lagoon 15"]
    assert friendly_names(ids[:1]) == ["late lagoon"]


def test_a_campaign_that_was_in_another_one_for_a_day_is_itself_again() -> None:
    whos, [descent] = identify([TEN, OTHER], {"c-1": {*TEN, *OTHER}}, 0.3, {"c-2": set(OTHER)})
    assert [(who.campaign_id, who.state) for who in whos] == [("c-1", "shrank"), ("c-2", "split")]
    assert (descent.from_campaign, descent.relation, descent.to_campaign) == ("c-1", "SPLIT_INTO", "c-2")


def test_a_campaign_that_was_gone_is_back_under_its_id_and_not_for_a_few_of_its_members() -> None:
    assert identify([TEN], {}, 0.3, {"c-1": {*TEN, "x"}})[0] == [Identity("c-1", "shrank")]
    few = [*TEN[:3], *OTHER, *(f"m{x}" for x in range(9))]
    assert identify([few], {}, 0.3, {"c-1": set(TEN)})[0][0].state == "born"


def test_who_is_there_goes_before_who_was_gone_and_a_new_id_is_nobodys() -> None:
    [who], _ = identify([TEN], {"c-1": set(TEN)}, 0.3, {"c-2": set(TEN)})
    assert who == Identity("c-1", "steady")
    taken = new_id(TEN, set())
    assert identify([TEN], {}, 0.3, {taken: {"x", "y"}})[0][0].campaign_id != taken


def test_of_campaigns_that_are_gone_the_most_alike_is_back_whatever_else_had_its_accounts() -> None:
    both = {*TEN, *OTHER}
    for names in (("c-1", "c-2", "c-3"), ("c-3", "c-2", "c-1"), ("c-2", "c-3", "c-1")):
        gone = dict(zip(names, (both, set(TEN), set(OTHER)), strict=True))
        assert [who.campaign_id for who in identify([TEN, OTHER], {}, 0.3, gone)[0]] == list(names[1:])


def test_a_campaign_most_of_which_is_back_is_not_called_by_the_few_who_were_together_meanwhile() -> None:
    gone = {"c-farm": {f"f{number}" for number in range(13)}}
    back = [f"f{number}" for number in range(9)] + ["n1", "n2", "n3", "n4", "n5", "n6"]
    identities, descents = identify([sorted(back)], {"c-three": {"n1", "n2", "n3"}}, 0.5, gone)
    assert identities == [Identity("c-farm", "merged")]
    assert [(one.from_campaign, one.relation, one.to_campaign) for one in descents] == [
        ("c-three", "MERGED_INTO", "c-farm")
    ]


def test_who_is_there_keeps_the_id_where_another_group_is_more_like_the_campaign_that_was_gone() -> None:
    gone = {"c-gone": {"a", "b", "c", "d"}}
    previous = {"c-there": {"a", "x"}}
    identities, _ = identify([["a", "b", "x"], ["c", "d"]], previous, 0.5, gone)
    assert identities[0].campaign_id == "c-there"
