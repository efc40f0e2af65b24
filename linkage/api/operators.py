"""Routes for operators, and the explorer's files."""

from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from linkage.api import bodies
from linkage.api.asked import RUN_HEADER, Asked, NeedsKey, TakesOnlyItsOwn, errors, refusals
from linkage.api.problems import problem

router = APIRouter(include_in_schema=True, tags=["operation"])

_NOT_READY: Final = "Nothing can be answered yet; ask with the key to hear why, or run `linkage doctor` on the server."
_TYPES: Final = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@router.get("/healthz", summary="Whether the process lives", responses=refusals())
async def healthz() -> dict[str, str]:
    """Return ok; asks nothing, and needs no thread, since all of them may be waiting for the graph."""
    return {"status": "ok"}


@router.get("/readyz", summary="Whether answers can be given", response_model=bodies.Ready, responses=refusals(503))
def readyz(request: Request, graph: Asked) -> Any:
    """Return the run that is served, or 503 while there is none; why is told to whoever has the key."""
    health = graph.health()
    if health.run is None:
        headers = {"Retry-After": "5"}
        detail = health.detail if request.state.is_let_in else _NOT_READY
        return problem(503, "Not ready", detail, request_id=request.state.request_id, headers=headers)
    return bodies.Ready(status="ready", graph=health.kind, run=health.run.run)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    dependencies=[NeedsKey],
    response_class=PlainTextResponse,
    responses=refusals(401),
)
def metrics(request: Request) -> Response:
    """Return counts, seconds and the served run in Prometheus' text format."""
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/v1/run", summary="The run that is served", dependencies=[NeedsKey, TakesOnlyItsOwn], responses=errors())
def run(graph: Asked, response: Response) -> bodies.Run:
    """Return the run that is served."""
    info = graph.run()
    response.headers[RUN_HEADER] = info.run
    return bodies.Run.model_validate(info)


@router.get("/", include_in_schema=False)
def explorer() -> Response:
    """Return the explorer's page."""
    return _file("index.html")


@router.get("/explorer/{name}", include_in_schema=False)
def explorer_file(name: str) -> Response:
    """Return one of the explorer's scripts or its style."""
    return _file(name)


def _file(name: str) -> Response:
    folder = files("linkage") / "web"
    known = {entry.name: entry for entry in folder.iterdir()}
    suffix = name[name.rfind(".") :]
    if name not in known or suffix not in _TYPES:
        raise HTTPException(404)
    return Response(known[name].read_bytes(), media_type=_TYPES[suffix])
