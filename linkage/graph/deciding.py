"""Writing down what a person decided: looked up first, and named as the ledger names it.

The doors take a subject, an id and a verdict as people write them; what is wrong is told before anything is written.
"""

import unicodedata
from dataclasses import replace
from typing import Final, NamedTuple

from linkage.errors import InputError, UsageError
from linkage.graph.interface import Decision, Graph
from linkage.graph.subjects import SubjectName, identifier_name, remark
from linkage.ledger.identify import Identify

MAX_ID: Final = 1024
MAX_NOTE: Final = 4000
MAX_AUTHOR: Final = 100
"""Characters that an id, a note and an author may have."""
NOT_ONE_LINE: Final = "Give a name on one line, without control characters and those that turn the direction of text."
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""The characters that turn the direction in which others are shown."""
NOT_ALLOWED: Final = (
    "A campaign cannot be allowed, since `linkage detect` would find it again: allow its accounts, their organisation "
    "or the identifiers that tie them, or say `rejected` of the campaign."
)


class Written(NamedTuple):
    """A decision as it was written down."""

    decision: Decision
    remark: str | None
    """That it matches nothing now, and whether its id was taken as a hash; None where it may match."""


def decide(graph: Graph, identify: Identify, said: Decision) -> Written:
    """Write down a decision and return it as it was written: an identifier's raw value goes by the ledger's key.

    Args:
        graph: what was decided about, and where that is written.
        identify: gives the ledger's key of a raw identifier.
        said: what a person said, the id as that person wrote it.

    Raises:
        UsageError: id, note or author is missing or too long, the author `is_one_line` not, or the kind of an
            identifier is none.
        InputError: it allows a campaign, or the value of an identifier cannot be of its kind.
        NotFound: the served run has no such campaign or account.
        WorkspaceError: a value is to be hashed and there is no key, or the decision cannot be written.
    """
    said = replace(said, author=said.author.strip())
    _check(said)
    named = _named(graph, identify, said)
    decision = replace(said, id=named.name)
    told = remark(graph, said.subject, named)
    graph.decide(decision)
    return Written(decision, told)


def _check(said: Decision) -> None:
    for what, text, least, most in (
        ("an id", said.id, 1, MAX_ID),
        ("a note", said.note, 0, MAX_NOTE),
        ("an author", said.author, 1, MAX_AUTHOR),
    ):
        if not least <= len(text) <= most:
            raise UsageError(f"Give {what} of {least} to {most:,} characters; this one has {len(text):,}.")
    if not is_one_line(said.author):
        raise UsageError(NOT_ONE_LINE)


def is_one_line(name: str) -> bool:
    """Return whether a name holds nothing by which it could be read as another's where it is shown."""
    return not any(unicodedata.category(one) in ("Cc", "Zl", "Zp") or one in _BIDI for one in name)


def _named(graph: Graph, identify: Identify, said: Decision) -> SubjectName:
    """Return the id under which a decision is written down, after looking whether there is such a thing."""
    if said.subject == "campaign":
        graph.campaign(said.id)
        if said.verdict == "allowed":
            raise InputError(NOT_ALLOWED)
    elif said.subject == "account":
        graph.account(said.id)
    elif said.subject == "identifier":
        return identifier_name(graph, identify, said.id)
    return SubjectName(said.id)
