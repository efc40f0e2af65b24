"""What stands around all routes: request id, size, host and key going in; headers, ETag and counts going out."""

import hashlib
import hmac
import ipaddress
import re
import time
import traceback
import uuid
from typing import Final
from urllib.parse import unquote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from linkage.api.metrics import Metrics
from linkage.api.problems import problem

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
"""Largest body of a request: 1,000 ids of 1 KiB and their JSON fit."""
SLASH: Final = "\x00"
"""Stands for an encoded slash in a path until the route is found; ids never hold it."""

_TOO_LARGE: Final = f"A body has at most {MAX_BODY_BYTES:,} bytes; send it in parts."
_OPEN: Final = re.compile(r"/(?:healthz|readyz|openapi\.json|(?:explorer|browser)/[a-z.]+)?")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
        b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"cache-control", b"private, no-cache"),
)


class Guard:
    """Wraps an app; refuses what must not reach it, and finishes what leaves it."""

    def __init__(self, app: ASGIApp, *, key: str | None, metrics: Metrics) -> None:
        """Guard `app` with a key, or let everybody on this machine in when there is none."""
        self._app = app
        self._key = hashlib.sha256(key.encode()).digest() if key is not None else None
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        if method == "HEAD":
            scope = {**scope, "method": "GET"}  # so that the headers are those of GET; the server below knows better
        request = Request(scope)
        request_id = _request_id(request)
        is_let_in = self._key is None or self._is_let_in(request.headers.get("authorization", ""))
        scope.setdefault("state", {}).update(request_id=request_id, is_let_in=is_let_in)
        scope["path"] = _path(scope)
        started = time.perf_counter()
        answer = _Answer(send, request, request_id, is_head=method == "HEAD")
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            refusal = self._refusal(request, request_id)
            try:
                if refusal is not None:
                    await refusal(scope, receive, answer)
                else:
                    await self._app(scope, _Limited(receive), answer)
            except Exception as error:
                _log_bug(error, _route(scope), method)
                if answer.started:
                    raise
                detail = "This is a fault of linkage; the log has it under this request id."
                await problem(500, "Internal error", detail, request_id=request_id)(scope, receive, answer)
            seconds = time.perf_counter() - started
            self._metrics.count(method, _route(scope), answer.status, seconds)
            structlog.get_logger().info(
                "api.answered", route=_route(scope), method=method, status=answer.status, seconds=round(seconds, 4)
            )

    def _refusal(self, request: Request, request_id: str) -> Response | None:
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > MAX_BODY_BYTES:
            return _too_large(request_id)
        if request.scope["path"] == "" or SLASH in unquote(request.scope.get("raw_path", b"").decode("latin-1")):
            return problem(404, "Not found", "No id holds a NUL character.", request_id=request_id)
        if self._key is None:
            if not _is_local(request.headers.get("host", "")):
                detail = "Without a key this server answers only to loopback names; set LINKAGE_API__KEY for others."
                return problem(421, "Misdirected request", detail, request_id=request_id)
            return None
        if _OPEN.fullmatch(request.scope["path"]) or request.state.is_let_in:
            return None
        return problem(
            401,
            "Unauthorized",
            "Send the API key as `Authorization: Bearer …`.",
            request_id=request_id,
            headers={"WWW-Authenticate": 'Bearer realm="linkage"'},
        )

    def _is_let_in(self, header: str) -> bool:
        scheme, _, given = header.partition(" ")
        digest = hashlib.sha256(given.strip().encode("latin-1")).digest()
        return hmac.compare_digest(digest, self._key or b"") and scheme.lower() == "bearer"


class _Answer:
    """Sends an answer on with the common headers, and an ETag where it is whole and may be asked for again.

    To HEAD it sends the headers alone, also that of the length that the body would have.
    """

    def __init__(self, send: Send, request: Request, request_id: str, *, is_head: bool) -> None:
        self._send = send
        self._is_head = is_head
        self._request = request
        self._request_id = request_id
        self.status = 500
        self.started = False
        self._held: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            names = {name for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *(header for header in _HEADERS if header[0] not in names),
                (b"x-request-id", self._request_id.encode()),
            ]
            self._held = message
            return
        if self._held is not None:
            held, self._held = self._held, None
            if self._may_be_tagged(message):
                tag = f'"{hashlib.blake2b(message.get("body", b""), digest_size=16).hexdigest()}"'
                held["headers"].append((b"etag", tag.encode()))
                if (known := self._request.headers.get("if-none-match", "")).strip() == "*" or tag in known:
                    self.status = held["status"] = 304
                    held["headers"] = [
                        pair for pair in held["headers"] if pair[0] not in (b"content-length", b"content-type")
                    ]
                    message = {**message, "body": b""}
            self.started = True
            await self._send(held)
        await self._send({**message, "body": b""} if self._is_head else message)

    def _may_be_tagged(self, message: Message) -> bool:
        return self._request.method == "GET" and self.status == 200 and not message.get("more_body", False)


class _Limited:
    """Reads a body up to the limit, whatever its length was declared to be."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._n_bytes = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._n_bytes += len(message.get("body", b""))
        if self._n_bytes > MAX_BODY_BYTES:
            raise HTTPException(413, _TOO_LARGE, {"Connection": "close"})
        return message


def _too_large(request_id: str) -> Response:
    return problem(413, "Content too large", _TOO_LARGE, request_id=request_id, headers={"Connection": "close"})


def _log_bug(error: Exception, route: str, method: str) -> None:
    """Log where a bug is: neither its message nor the variables, which may hold what a client sent."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    structlog.get_logger().error("api.bug", route=route, method=method, kind=type(error).__name__, frames=frames[-12:])


def _request_id(request: Request) -> str:
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _path(scope: Scope) -> str:
    """Return the path, decoded but for its encoded slashes, so that an id may hold a slash."""
    raw = scope.get("raw_path")
    return unquote(re.sub(rb"%2[fF]", b"%00", raw).decode("latin-1")) if raw else str(scope["path"])


def _route(scope: Scope) -> str:
    """Return the pattern of the route that answered: never an id."""
    return str(getattr(scope.get("route"), "path", "none"))


def _is_local(host: str) -> bool:
    """Return whether a Host header names this machine: a page elsewhere may not reach us by rebinding its name.

    A name without a dot cannot be bought, so that it is no stranger's.
    """
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return "." not in name
