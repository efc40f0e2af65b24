"""When a campaign is found, and whether it keeps its id, on three days made by hand."""

from pathlib import Path

import polars as pl
import pytest

from linkage.errors import UnreadableFile
from linkage.evaluation.counts import Count
from linkage.evaluation.daily import (
    Daily,
    Detection,
    cut_days,
    daily_figures,
    detections_of,
    requests_of,
    retold,
    steps_of,
)
from linkage.evaluation.run import Wanted, evaluate_world
from linkage.evaluation.worlds import DAY_SECONDS
from linkage.settings import Settings
from tests.unit.evaluation.hand_made import members, truth

SAID = [members(x="o0 a0"), members(x="a0 a1 a2 s0"), members(y="a0 a1", x="a2 a3")]
REQUESTS = pl.DataFrame(
    {"campaign_id": ["c1", "c1", "c2"], "at": [0, 2 * DAY_SECONDS, 10], "requests": [30, 10, 40]},
)


def test_days_cover_all_the_time_closely_at_first_and_the_last_ones_follow_one_another():
    assert cut_days(30) == [1, 3, 5, 8, 11, 14, 18, 21, 26, 27, 28, 29, 30]
    assert cut_days(2) == [1, 2]


def test_an_id_is_kept_by_accounts_that_are_flagged_on_both_days():
    steps = steps_of([1, 2, 4], SAID, truth())
    assert [step.n_farm_flagged for step in steps] == [1, 3, 4]
    assert [step.stayed for step in steps] == [None, Count(2, 1), Count(4, 3)]
    assert [step.kept for step in steps] == [None, Count(1, 1), Count(3, 1)]
    assert [step.next_day for step in steps] == [False, True, False]


def test_a_campaign_is_found_on_the_first_day_with_three_of_it_in_a_group_that_is_mostly_it():
    moments = [DAY_SECONDS, 2 * DAY_SECONDS, 4 * DAY_SECONDS]
    known = [members(), members(x="a0 a1 a2 a3"), members(x="a0 a1 a2 a3", y="b0 b1 b2")]
    assert detections_of(moments, SAID, known, truth(), REQUESTS) == [
        Detection("c1", 2.0, 0.75, 0.75),
        Detection("c2", None, None, 1.0),
    ]


def test_a_ledger_that_counts_no_requests_has_one_a_row():
    rows = pl.LazyFrame({"account_id": ["a0", "a0", "h0"], "at": [1, 2, 3]})
    expected = pl.DataFrame({"campaign_id": ["c1", "c1"], "at": [1, 2], "requests": [1, 1]})
    assert requests_of(rows, truth()).equals(expected)
    assert requests_of(rows.with_columns(requests=pl.Series([4, None, 9])), truth())["requests"].to_list() == [4, 1]


def test_a_campaign_is_late_by_what_went_through_between_its_evidence_and_its_detection():
    assert Detection("c", 2.0, 0.75, 0.5).late() == 0.25
    assert Detection("c", None, None, 0.5).late() == 0.5
    assert Detection("c", 1.0, 0.5, 0.75).late() == 0.0
    assert Detection("c", 1.0, 0.5, None).late() == 0.0
    assert Detection("c", None, None, None).late() is None


def test_figures_take_days_that_follow_one_another_and_campaigns_that_were_found_or_could_have_been():
    detections = [Detection("c1", 2.0, 0.75, 0.75), Detection("c2", None, None, None), Detection("c3", None, None, 0.4)]
    daily = Daily(steps_of([1, 2, 4], SAID, truth()), detections, successors=Count(4, 3))
    assert daily_figures(daily) == {
        "id_kept": 1.0, "still_flagged": 0.5, "succession_daily": 0.75, "days_to_detection": 2.0,
        "requests_to_detection": 0.75, "requests_after_evidence": 0.3, "found_early": 0.5,
    }  # fmt: skip


def test_of_a_world_without_activity_nothing_is_said_day_by_day(tmp_path: Path):
    pl.DataFrame(schema={"account_id": pl.String, "at": pl.Int64}).write_parquet(tmp_path / "activity.parquet")
    told = retold(tmp_path, truth(), Settings(), plain=True)
    assert told == Daily([], [])
    assert set(daily_figures(told).values()) == {None}


def test_a_world_in_csv_cannot_be_cut_off_at_a_day_and_is_refused_before_it_is_searched(tmp_path: Path):
    (tmp_path / "truth").mkdir()
    truth().accounts.write_parquet(tmp_path / "truth" / "accounts.parquet")
    (tmp_path / "activity.csv").write_text("account_id,at\na0,not searched, so never read\n")
    with pytest.raises(UnreadableFile, match=r"holds no activity\*\.parquet"):
        evaluate_world(tmp_path, Settings(), Wanted(daily=True))
