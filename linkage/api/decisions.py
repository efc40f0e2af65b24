"""Routes about what people decided."""

import time
from typing import Annotated

from fastapi import APIRouter, Query

from linkage.api import bodies
from linkage.api.asked import Asked, errors
from linkage.errors import UsageError
from linkage.graph import Graph
from linkage.graph.interface import Decision
from linkage.identifiers.kinds import PUBLISHED_KINDS

router = APIRouter(prefix="/v1", tags=["decisions"])


@router.post("/decisions", status_code=201, summary="Write down a decision", responses=errors(404, 413))
def decide(said: bodies.NewDecision, graph: Asked) -> bodies.Decision:
    """Write down what a person said of a campaign, account, identifier or organisation; the newest on each counts.

    What is allowed gives the next `linkage detect` no evidence.
    """
    _check(graph, said)
    decision = Decision(said.subject, said.id, said.verdict, said.note, said.author, int(time.time()))
    graph.decide(decision)
    return bodies.Decision.model_validate(decision)


@router.get("/decisions", summary="List decisions", responses=errors())
def decisions(
    graph: Asked,
    subject: Annotated[bodies.Subject | None, Query()] = None,
    subject_id: Annotated[str | None, Query(alias="id", max_length=1024)] = None,
) -> bodies.Decisions:
    """Return every decision, or those on one subject, oldest first."""
    found = [
        bodies.Decision.model_validate(one)
        for one in graph.decisions()
        if subject in (None, one.subject) and subject_id in (None, one.id)
    ]
    return bodies.Decisions(items=found)


def _check(graph: Graph, said: bodies.NewDecision) -> None:
    if said.subject == "campaign":
        graph.campaign(said.id)
    elif said.subject == "account":
        graph.account(said.id)
    elif said.subject == "identifier":
        kind, colon, key = said.id.partition(":")
        if kind not in PUBLISHED_KINDS or not colon or not key:
            raise UsageError("An identifier is named `kind:key`, as in ip:198.51.100.7.")
