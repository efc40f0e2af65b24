"""Which verdict of people stands, of all that they said of one thing."""

from collections.abc import Iterable

from linkage.graph.interface import Decision


def standing(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """Return the decision that stands on each (subject, id), for decisions given in any order.

    That is the newest one, and of one moment the later given; a note takes nothing back, and is no verdict alone.
    """
    return {(one.subject, one.id): one for one in sorted(decisions, key=lambda one: one.at) if one.verdict != "note"}


def on_campaigns(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return the verdict that stands on each campaign that people judged, by campaign id."""
    return {name: one.verdict for (subject, name), one in standing(decisions).items() if subject == "campaign"}
