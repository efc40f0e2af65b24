"""Decisions of two places are one list."""

from linkage.graph.decisions import about, merged, on_campaigns, standing
from linkage.graph.interface import Decision


def said(at: int, verdict: str = "confirmed", name: str = "c-1", author: str = "ana") -> Decision:
    return Decision("campaign", name, verdict, "", author, at)  # type: ignore[arg-type]


def test_decisions_of_two_places_come_oldest_first_and_the_same_one_once() -> None:
    here, there = [said(1), said(3), said(5, author="ben")], [said(2), said(3), said(5, author="eve")]
    assert merged(here, there) == (said(1), said(2), said(3), said(5, author="ben"), said(5, author="eve"))


def test_a_note_is_no_verdict_and_other_subjects_are_left_out() -> None:
    found = [said(1, name="c-2"), said(2, "note", "c-3"), said(3), Decision("account", "a", "allowed", "", "ana", 4)]
    assert on_campaigns(found) == {"c-2": "confirmed", "c-1": "confirmed"}
    assert about(found, "campaign", "c-3") == [said(2, "note", "c-3")]


def test_the_newest_verdict_stands_and_of_one_moment_the_later_given() -> None:
    found = [said(3, "rejected"), said(1), said(3), said(4, "note"), said(2, "rejected", "c-2")]
    assert list(standing(found).values()) == [said(3), said(2, "rejected", "c-2")]
