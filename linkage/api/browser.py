"""What Neo4j Browser fetches from us: the guide and the style, which hold no data and need no key.

The Browser comes from another port, so that it may read an answer only where CORS lets it. It is let in from this
machine's loopback and from the host that it asks, on any port; the pages of other sites learn nothing. It asks with
`Cache-Control` and `Pragma`, for which browsers send OPTIONS first.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

router = APIRouter(prefix="/browser", include_in_schema=False)

_TYPES: Final = {"guide.html": "text/html", "guide.adoc": "text/asciidoc", "style.grass": "text/plain"}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Allow-Headers": "cache-control, pragma",
    "Access-Control-Max-Age": "600",
}


@router.get("/{name}")
def file(name: str, request: Request) -> Response:
    """Return the guide in HTML or AsciiDoc, or the style."""
    from linkage.graph.neo4j import browser  # brings the driver of Neo4j, which other graphs do without

    _check(name)
    address = _address(request) or browser.API_ADDRESS
    made = {"guide.html": browser.html, "guide.adoc": browser.asciidoc}
    text = made[name](address) if name in made else browser.grass()
    return Response(text, media_type=_TYPES[name], headers=_allowed(request))


@router.options("/{name}")
def preflight(name: str, request: Request) -> Response:
    """Return what the Browser may ask with."""
    _check(name)
    allowed = _allowed(request)
    return Response(status_code=204, headers=allowed | (_PREFLIGHT if len(allowed) > 1 else {}))


def may_read(origin: str, host: str | None) -> bool:
    """Return whether a page of that origin may read the guide from a server that it calls by that host name."""
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
        return parts.scheme in ("http", "https") and (name == host or _is_loopback(name))
    except ValueError:
        return False


def _allowed(request: Request) -> dict[str, str]:
    origin = request.headers.get("origin", "")
    vary = {"Vary": "Origin"}
    return vary | {"Access-Control-Allow-Origin": origin} if may_read(origin, _host(request)) else vary


def _check(name: str) -> None:
    if name not in _TYPES:
        raise HTTPException(404)


def _address(request: Request) -> str | None:
    """Return how the client reaches us, where that is an address and not something to be quoted."""
    found = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return found if re.fullmatch(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?", found) else None


def _host(request: Request) -> str | None:
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        return None


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
