"""Routes about what people decided."""

import time
from contextlib import suppress
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request

from linkage.api import bodies
from linkage.api.asked import Asked, TakesJson, errors
from linkage.errors import InputError, UsageError, WorkspaceError
from linkage.graph import deciding
from linkage.graph.allowlist import covers
from linkage.graph.interface import Decision, Subject
from linkage.graph.subjects import identifier_name

router = APIRouter(prefix="/v1", tags=["decisions"])


@router.post(
    "/decisions",
    status_code=201,
    summary="Write down a decision",
    dependencies=[TakesJson],
    responses=errors(400, 404, 415, 507),
    response_model_exclude_unset=True,
)
def decide(said: bodies.NewDecision, graph: Asked, request: Request) -> bodies.Decided:
    """Write down what a person said of a campaign, account, identifier or organisation; the newest on each counts.

    What is allowed gives the next `linkage detect` no evidence, until a later `rejected` or `confirmed` on the same
    subject and id takes that back; a `note` takes nothing back. An identifier is written down under the name that the
    ledger has for it: a value that is given raw is put into its normal form, and hashed where its kind is. One of
    32 hex digits is taken as the hash that a ledger has, unless the run has an identifier that is the hash of it.
    """
    asked = Decision(said.subject, said.id, said.verdict, said.note, said.author, int(time.time()))
    decision, told = deciding.decide(graph, request.app.state.identify, asked)
    structlog.get_logger().info("api.decided", subject=said.subject, verdict=said.verdict)
    written = bodies.Decided.model_validate(decision)
    return written if told is None else written.model_copy(update={"remark": told})


@router.get("/decisions", summary="List decisions", responses=errors())
def decisions(
    graph: Asked,
    request: Request,
    subject: Annotated[Subject | None, Query()] = None,
    subject_id: Annotated[str | None, Query(alias="id", max_length=deciding.MAX_ID)] = None,
) -> bodies.Decisions:
    """Return every decision, or those on one subject, oldest first; an identifier may be named by its raw value.

    Those on one identifier include those on address ranges that hold it.
    """
    wanted = set() if subject_id is None else {subject_id}
    if subject_id is not None and subject == "identifier":
        # Under a name that cannot be one only earlier versions wrote anything down, and where there is no key, none is
        # looked for as a value: names as they were written down can always be asked for.
        with suppress(UsageError, InputError, WorkspaceError):
            wanted.add(identifier_name(graph, request.app.state.identify, subject_id).name)
    found = [
        bodies.Decision.model_validate(one)
        for one in graph.decisions()
        if subject in (None, one.subject)
        and (subject_id is None or one.id in wanted or (subject == "identifier" and _covers_any(one.id, wanted)))
    ]
    return bodies.Decisions(items=found)


def _covers_any(network: str, names: set[str]) -> bool:
    return any(covers(network, name) for name in names)
