"""Errors as RFC 9457 problems: one shape for all of them, without what the client sent."""

import re
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from linkage.errors import CampaignNotFound, LinkageError, outcome

MEDIA_TYPE: Final = "application/problem+json"


class Fault(BaseModel):
    """What is wrong with one part of a request."""

    where: str = Field(description="Path to it, as in `body.account_ids.3`.")
    message: str


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Names the sort of error.", examples=["urn:linkage:problem:campaign-not-found"])
    title: str = Field(description="The sort of error in words.", examples=["Campaign not found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="What is wrong and what to do.")
    request_id: str | None = Field(None, description="What to quote when asking about it.")
    errors: list[Fault] | None = Field(None, description="For a request that does not fit: each fault.")
    successors: list[str] | None = Field(
        None, description="For a campaign that is no more: the ids of those that it merged or split into, if any."
    )


_METHODS: Final = {"GET": "GET", "HEAD": "GET", "POST": "POST", "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE"}
"""As what the routes are asked for each method: the guard answers HEAD wherever there is GET."""
_TITLES: Final = {413: "Content too large"}
"""Of statuses that Python called by an older name up to 3.12; an error is named alike wherever it was noticed."""


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    request_id: str | None,
    headers: dict[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
    successors: tuple[str, ...] = (),
) -> JSONResponse:
    """Return the response that says what went wrong."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    content: dict[str, Any] = {
        "type": f"urn:linkage:problem:{slug}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "request_id": request_id,
    }
    if errors is not None:
        content["errors"] = errors
    if successors:
        content["successors"] = list(successors)
    return JSONResponse(content, int(status), headers=headers, media_type=MEDIA_TYPE)


def handle_problems(app: FastAPI) -> None:
    """Let the app answer every error with a problem."""
    app.add_exception_handler(LinkageError, _of_linkage)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)


def _of_linkage(request: Request, error: Exception) -> Response:
    assert isinstance(error, LinkageError)
    status = outcome(error).http_status
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).capitalize()
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    successors = error.successors if isinstance(error, CampaignNotFound) else ()
    return problem(status, words, str(error), request_id=_id(request), headers=headers, successors=successors)


def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {
            "where": ".".join(str(part) for part in fault["loc"]),
            "message": str(fault["msg"]).removeprefix("Value error, "),
        }
        for fault in error.errors()
    ]
    detail = "The request does not fit; `errors` says where and why."
    return problem(422, "Unprocessable request", detail, request_id=_id(request), errors=faults)


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    details = {
        HTTPStatus.NOT_FOUND: "No such address; /openapi.json lists those there are.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method; `Allow` names those it takes.",
    }
    headers = dict(error.headers) if error.headers else None
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(_methods(request))}
    detail = details.get(status, str(error.detail))
    title = _TITLES.get(status, status.phrase.capitalize())
    return problem(status, title, detail, request_id=_id(request), headers=headers)


def _methods(request: Request) -> list[str]:
    """Return the methods that the address takes, whichever routes they lead to."""
    return [
        method
        for method, asked in _METHODS.items()
        if any(route.matches({**request.scope, "method": asked})[0] is Match.FULL for route in request.app.routes)
    ]


def _id(request: Request) -> str | None:
    return getattr(request.state, "request_id", None)
