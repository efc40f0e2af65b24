"""What routes have in common: the graph that they ask, ids in paths, and the errors that they declare."""

import re
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Annotated, Any, Final, cast

from fastapi import Depends, Path, Query, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from linkage.api.guard import SLASH
from linkage.api.problems import MEDIA_TYPE
from linkage.errors import GraphBusy, LinkageError
from linkage.graph import Graph
from linkage.graph.deciding import MAX_ID

RUN_HEADER: Final = "Linkage-Run"
PROBLEM: Final = "Problem"
"""The name of the component that describes each problem."""
NO_SUCH_ID: Final = "Nothing by that id."
NO_ID: Final = "It holds a NUL character, as no id does; one that is unknown is no error."
"""Why a route answers 404 that has an answer for each id that there may be."""
_TRIES: Final = 5


def _graph(request: Request) -> Graph:
    return cast(Graph, request.app.state.graph)


class OneRun(APIRoute):
    """A route that only asks, and whose answer is of one run, which a header names.

    Where another run is served after it than before, it is asked again: its answer may be of either, or of both.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def of_one_run(request: Request) -> Response:
            graph = _graph(request)
            for _ in range(_TRIES):
                before = await run_in_threadpool(graph.run)
                try:
                    response = await answer(request)
                except LinkageError:  # what one run has may be missing in the other
                    if await run_in_threadpool(graph.run) == before:
                        raise
                    continue
                if await run_in_threadpool(graph.run) == before:
                    response.headers[RUN_HEADER] = before.run
                    return response
            raise GraphBusy("Runs are being published faster than the question can be answered; ask again.")

        return of_one_run


def _takes_json(request: Request) -> None:
    found = Message()
    found["content-type"] = request.headers.get("content-type", "")
    if not re.fullmatch(r"application/(?:[^/]+\+)?json", found.get_content_type()):
        raise HTTPException(415, "The body does not say that it is JSON; send `content-type: application/json`.")


def _takes_only_its_own(request: Request) -> None:
    route: APIRoute = request.scope["route"]
    taken = [parameter.alias for parameter in route.dependant.query_params]
    told = f"takes only {', '.join(taken)}" if taken else "takes no query parameters"
    faults = [
        {"loc": ("query", name), "msg": f"This address {told}."} for name in request.query_params if name not in taken
    ]
    if faults:
        raise RequestValidationError(faults)


def _whole(name: str) -> str:
    return name.replace(SLASH, "/")


Asked = Annotated[Graph, Depends(_graph)]
Limit = Annotated[int, Query(ge=1, le=1000, description="Most items of the page.")]
Cursor = Annotated[str | None, Query(max_length=4096, description="`next_cursor` of the page before.")]
NeedsKey = Security(HTTPBearer(scheme_name="key", auto_error=False, description="The API key, where one is set."))
"""Says in the description that a key may be needed; the guard checks it."""
TakesJson = Depends(_takes_json)
"""Refuses a body that does not say that it is JSON: curl calls it a form, and a page of another site may send one."""
TakesOnlyItsOwn = Depends(_takes_only_its_own)
"""Refuses query parameters that the route does not take: a filter that is misspelt would let everything through."""
PathId = Annotated[str, Path(min_length=1, max_length=MAX_ID), AfterValidator(_whole)]
"""An id in a path; its slashes are encoded as %2F."""


def errors(*statuses: int, not_found: str = NO_SUCH_ID) -> dict[int | str, dict[str, Any]]:
    """Return the declaration, as problems, of these statuses and of those that every route may have that asks."""
    return refusals(401, 422, 503, 504, *statuses, not_found=not_found)


def refusals(*statuses: int, not_found: str = NO_SUCH_ID) -> dict[int | str, dict[str, Any]]:
    """Return the declaration, as problems, of these statuses and of those with which the guard may answer any route."""
    meanings = {
        400: "What is asked for cannot be done as asked, or the body cannot be read.",
        401: "The key is missing or wrong.",
        404: not_found,
        413: "The body is too large.",
        415: "The body does not say that it is JSON.",
        421: "The host is not a name of this machine, and no key is set.",
        422: "The request does not fit.",
        500: "A fault of linkage; its log has it under the request id.",
        503: "The graph cannot answer, or nothing was detected yet.",
        504: "The graph took too long.",
        507: "There is no space left to write it down.",
    }
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {
        status: {"description": meanings[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({413, 421, 500, *statuses})
    }
