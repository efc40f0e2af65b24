"""Every figure of one system in one world, against counts made by hand."""

import math
from dataclasses import replace

import polars as pl
import pytest

from linkage.errors import UnreadableFile
from linkage.evaluation.counts import Count
from linkage.evaluation.score import Score, found_of_members, n_unknown, organisations, score
from tests.unit.evaluation.hand_made import members, truth

SAID = members(x="a0 a1 a2 a4 s0", y="o0 o1 o2", z="g0 g1 b0")


@pytest.fixture(scope="module")
def found() -> Score:
    return score(truth(), found_of_members(SAID))


def test_precision_counts_honest_members_as_wrong_and_carpools_apart(found: Score):
    assert found.figures["member_precision"] == 5 / 9
    assert found.figures["member_precision_strict"] == 5 / 11


def test_recall_is_over_farm_accounts_of_all_rungs_and_of_some(found: Score):
    assert found.figures["member_recall"] == 5 / 10
    assert found.figures["member_f1"] == pytest.approx(2 * (5 / 9) * 0.5 / (5 / 9 + 0.5))
    assert (found.figures["recall_E0_E2"], found.figures["recall_E3"]) == (3 / 4, 1 / 2)
    assert (found.figures["recall_E4_E5"], found.figures["recall_E6_E8"]) == (1 / 4, None)
    assert found.rungs == {"E0": Count(4, 3), "E3": Count(2, 1), "E4": Count(4, 1)}
    assert found.archetypes == {"A2": Count(6, 4), "A4": Count(4, 1)}


def test_the_false_positive_rate_leaves_carpools_out_and_lists_them_as_a_class(found: Score):
    assert found.figures["fpr"] == 4 / 7
    assert found.classes == {
        "carpool": Count(3, 2),
        "company_office": Count(5, 3),
        "individual": Count(2, 1),
        "+cgnat": Count(1, 1),
    }


def test_a_campaign_is_false_when_most_of_it_is_honest_and_not_grey(found: Score):
    assert found.figures["n_campaigns_found"] == 3
    assert found.figures["false_campaigns"] == 1


def test_errors_are_counted_by_sort_of_world_in_accounts_and_in_worlds(found: Score):
    assert found.errors == {
        "honest accounts, mixed": Count(7, 4),
        "worlds with a false campaign, mixed": Count(1, 1),
    }


def test_a_campaign_half_found_lies_half_in_one_pure_group():
    pure = score(truth(), found_of_members(members(x="a0 a1 a2")))
    assert [row["half_found"] for row in pure.campaigns] == [True, False]
    assert pure.figures["half_found"] == 1 / 2
    assert pure.figures["half_found_50"] is None
    mixed = score(truth(), found_of_members(SAID))
    assert [row["half_found"] for row in mixed.campaigns] == [False, False]


def test_a_pool_is_found_when_half_of_it_is_flagged(found: Score):
    assert found.cells == {"A2 E0": Count(1, 1), "A2 E3": Count(1, 1), "A4 E4": Count(1, 0)}
    assert found.figures["sure_pools"] == 1


def test_an_organisation_is_flagged_when_three_of_it_are_in_one_campaign():
    judged = truth().accounts.with_columns(grey=pl.col("honest_class").eq("carpool").fill_null(False))
    assert organisations(judged, members(y="o0 o1 o2"))["party_id"].to_list() == ["office"]
    assert organisations(judged, members(y="o0 o1", z="o2")).height == 0
    assert organisations(judged, members(y="g0 g1 g2")).height == 0


def test_a_band_is_worth_the_part_of_its_accounts_that_belong_to_farms_without_carpools():
    bands = pl.DataFrame(
        {"account_id": ["a0", "a1", "o0", "g0", "o1", "a2"], "band": ["high", "high", "high", "high", "low", "low"]}
    )
    said = replace(found_of_members(SAID), bands=bands)
    assert score(truth(), said).bands == {"high": Count(3, 2), "low": Count(2, 1)}


def test_accounts_that_a_score_leaves_out_rank_lowest():
    scored = members(x="a0 a1 s0").with_columns(score=pl.Series([3.0, 2.0, 1.0]))
    figures = score(truth(), found_of_members(scored)).figures
    assert figures["recall_at_fpr"] == 2 / 10
    assert score(truth(), found_of_members(SAID)).figures["pr_auc"] is None


def test_an_account_whose_campaign_is_empty_or_null_is_in_none_and_still_ranked():
    said = pl.DataFrame({"account_id": ["a0", "s0", "s1"], "campaign_id": ["x", "", None], "score": ["3", "2", "1"]})
    found = found_of_members(said)
    assert found.members.rows() == found.groups.rows() == [("a0", "x")]
    assert found.risk is not None
    assert found.risk.rows() == [("a0", 3.0), ("s0", 2.0), ("s1", 1.0)]


def test_ids_may_be_numbers():
    found = found_of_members(pl.DataFrame({"account_id": [7, 8], "campaign_id": [1, None]}))
    assert found.members.rows() == [("7", "1")]


def test_ids_that_a_null_has_made_floats_are_the_integers_they_were():
    ids = {"account_id": [7.0, 8.0, 9.0, None], "campaign_id": [1.0, None, math.nan, 2.0]}
    found = found_of_members(pl.DataFrame(ids).with_columns(score=1.0))
    assert found.members.rows() == [("7", "1")]
    assert found.risk is not None
    assert found.risk["account_id"].to_list() == ["7", "8", "9"]


@pytest.mark.parametrize("odd", [7.5, math.inf, 2.0**53])
@pytest.mark.parametrize("column", ["account_id", "campaign_id"])
def test_an_id_that_is_a_number_but_surely_no_integer_is_told(column: str, odd: float):
    said = pl.DataFrame({"account_id": [1.0, 2.0], "campaign_id": [1.0, 1.0]})
    with pytest.raises(UnreadableFile, match=f"{column} is not whole, or beyond 2.53; write ids as texts or integers"):
        found_of_members(said.with_columns(pl.Series(column, [1.0, odd])))


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ({"campaign_id": ["x"], "score": ["high"]}, "a score that is no number"),
        ({"campaign_id": ["x"], "score": [[1.0]]}, "a score that is no number"),
        ({"campaign_id": [["x"]]}, "ids that are no texts"),
    ],
)
def test_a_column_that_cannot_be_what_it_is_called_is_told(column: dict[str, list[object]], said: str):
    with pytest.raises(UnreadableFile, match=said):
        found_of_members(pl.DataFrame({"account_id": ["a0"], **column}))


def test_a_score_that_is_missing_ranks_lowest_however_it_is_written():
    for missing in ([None, 2.0], [float("nan"), 2.0], ["", "2"]):
        said = members(x="a0 a1").with_columns(pl.Series("score", missing, strict=False))
        found = found_of_members(said)
        assert found.risk is not None
        assert found.risk["score"].to_list() == [None, 2.0]


def test_accounts_that_the_truth_does_not_know_are_counted_once_each():
    assert n_unknown(truth(), found_of_members(members(x="a0 nobody none", y="nobody"))) == 2


def test_the_truth_itself_scores_full_marks():
    known = truth()
    said = known.accounts.drop_nulls("campaign_id").select("account_id", "campaign_id")
    figures = score(known, found_of_members(said)).figures
    full = ("member_precision", "member_recall", "linkage_precision", "linkage_recall", "linkage_campaign_f1")
    assert [figures[name] for name in full] == [1.0] * 5
    assert (figures["fpr"], figures["false_campaigns"], figures["organisations_flagged"]) == (0, 0, 0)


def test_saying_nothing_has_no_precision_and_no_recall():
    figures = score(truth(), found_of_members(members())).figures
    assert (figures["member_precision"], figures["member_recall"], figures["fpr"]) == (None, 0, 0)
    assert (figures["linkage_precision"], figures["linkage_pool_f1"]) == (None, 0)
