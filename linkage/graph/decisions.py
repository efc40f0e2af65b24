"""What people decided, where it is written down in two places: a workspace, and the Neo4j that its runs go to.

A decision is written where it was asked for: in the database through a Neo4j graph, in the workspace without one. Both
are read wherever a Neo4j graph is asked with a workspace beside it, so that what detection hears can be seen.
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
