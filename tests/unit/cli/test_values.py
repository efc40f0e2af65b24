"""Results as JSON."""

import json

import pytest

from linkage.cli.values import as_json, iso, plain
from linkage.graph.interface import Day, Explanation, Page, Reason, Risk, SharedIdentifier
from linkage.ledger import PruneReport, SourceReport


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_790_000_000, "2026-09-21T14:13:20Z"),
        (-62_135_596_800, "1-01-01T00:00:00Z"),
        (10**18, "1000000000000000000"),
    ],
)
def test_a_moment_is_iso_8601_in_utc(seconds: int, text: str) -> None:
    assert iso(seconds).lstrip("0") == text


def test_a_page_of_dataclasses_becomes_objects_and_lists() -> None:
    page = Page(items=(Day(day=86_400, n_requests=5, n_accounts=2),), next_cursor=None)
    assert json.loads(as_json(page)) == {
        "items": [{"day": "1970-01-02T00:00:00Z", "n_requests": 5, "n_accounts": 2}],
        "next_cursor": None,
    }


def test_counts_and_scores_stay_numbers() -> None:
    reason = Reason("prior", "How many accounts are farms at all.", -6.2, {"at": 60, "n": 3})
    risk = Risk("a", "known", 12.5, "low", (reason,), None, as_of=60, run="r", model_version="1")
    shown = plain(risk)
    assert isinstance(shown, dict)
    assert (shown["score"], shown["as_of"]) == (12.5, "1970-01-01T00:01:00Z")
    assert shown["reasons"] == [
        {"code": "prior", "text": reason.text, "weight": -6.2, "evidence": {"at": "1970-01-01T00:01:00Z", "n": 3}}
    ]


def test_first_and_last_seen_of_either_account_are_moments() -> None:
    shared = SharedIdentifier("ip", "192.0.2.1", 2, 0.5, 1.0, 3.0, 0, 60, None, 120, None)
    shown = json.loads(as_json(Explanation("a", "b", True, 3.0, {"net": 3.0}, (shared,), None)))["shared"][0]
    assert [shown[name] for name in ("first_seen_a", "last_seen_a", "first_seen_b", "last_seen_b")] == [
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:01:00Z",
        None,
        "1970-01-01T00:02:00Z",
    ]


def test_what_json_cannot_hold_is_refused_rather_than_written_wrongly() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"score": float("nan")})


def test_the_date_of_a_prune_is_a_moment() -> None:
    pruned = PruneReport(before=86_400, dry_run=True, n_accounts=1, n_activity=2, n_observations=3, n_left=4)
    assert json.loads(as_json(pruned.to_dict()))["before"] == "1970-01-02T00:00:00Z"
    again = SourceReport("a.csv", known=True, pruned_before=86_400)
    assert json.loads(as_json(again))["pruned_before"] == "1970-01-02T00:00:00Z"
