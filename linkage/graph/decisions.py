"""What people decided: which verdict stands, and what two places together say, a workspace and a Neo4j.

A decision is written where it was asked for: in the database through a Neo4j graph, in the workspace without one. From
there publishing hands it on to the database, whose saved queries read no workspace. Both are read wherever a Neo4j
graph is asked with a workspace beside it, so that what detection hears can be seen.
"""

from collections.abc import Callable, Iterable, Sequence

from linkage.graph.interface import Decision

Beside = Callable[[], Sequence[Decision]]
"""Returns the decisions that a graph reads beside its own."""


def nobody() -> Sequence[Decision]:
    """Return the decisions of a place where none are."""
    return ()


def merged(*places: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions of several places, oldest first; one that is the same in two of them is told once.

    Of one moment those of an earlier place come first, and each place's stay in their order.
    """
    every = dict.fromkeys(decision for place in places for decision in place)
    return tuple(sorted(every, key=lambda decision: decision.at))


def about(decisions: Iterable[Decision], subject: str, subject_id: str) -> list[Decision]:
    """Return the decisions on one subject, in their order."""
    return [one for one in decisions if (one.subject, one.id) == (subject, subject_id)]


def standing(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """Return the decision that stands on each (subject, id), for decisions given in any order.

    That is the newest one, and of one moment the later given; a note takes nothing back, and is no verdict alone.
    """
    return {(one.subject, one.id): one for one in sorted(decisions, key=lambda one: one.at) if one.verdict != "note"}


def on_campaigns(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return the verdict that stands on each campaign that people judged, by campaign id."""
    return {name: one.verdict for (subject, name), one in standing(decisions).items() if subject == "campaign"}
