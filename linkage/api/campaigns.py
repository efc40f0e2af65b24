"""Routes about campaigns."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from linkage.api import bodies
from linkage.api.accepting import prefers
from linkage.api.asked import Asked, Cursor, Limit, OneRun, PathId, errors
from linkage.errors import UsageError
from linkage.export import graphml
from linkage.graph.counterfactual import of_campaign
from linkage.graph.interface import CampaignFilter

GRAPHML: Final = "application/graphml+xml"

router = APIRouter(prefix="/v1", tags=["campaigns"], route_class=OneRun)


@router.get("/campaigns", summary="List campaigns", responses=errors(400))
def campaigns(
    graph: Asked,
    limit: Limit = 50,
    cursor: Cursor = None,
    min_score: Annotated[float | None, Query(ge=0, le=100)] = None,
    band: Annotated[list[bodies.Band] | None, Query(description="May be given several times.")] = None,
    verdict: Annotated[list[bodies.Verdict] | None, Query(description="May be given several times.")] = None,
    min_accounts: Annotated[int | None, Query(ge=0, le=2**31)] = None,
    seen_since: Annotated[datetime | None, Query(description="Active at or after this moment.")] = None,
    reviewed: Annotated[bool | None, Query(description="Whether a person judged it.")] = None,
) -> bodies.Campaigns:
    """Return a page of campaigns, by score descending then id.

    Where a new run was swapped in since the page before, the list goes on after the same score and id in the new run:
    `Linkage-Run` then names another. Start again, without a cursor, where all pages must be of one run.
    """
    wanted = CampaignFilter(
        min_score=min_score,
        bands=None if band is None else tuple(band),
        verdicts=None if verdict is None else tuple(verdict),
        min_accounts=min_accounts,
        seen_since=_epoch(seen_since),
        reviewed=reviewed,
    )
    return bodies.Campaigns.model_validate(graph.campaigns(wanted, limit, cursor))


@router.get("/campaigns/{campaign_id}", summary="A campaign", responses=errors(404))
def campaign(campaign_id: PathId, graph: Asked) -> bodies.Campaign:
    """Return a campaign with its reasons, without which it would fall, its infrastructure, relations and decisions."""
    found = graph.campaign(campaign_id)
    body = bodies.Campaign.model_validate(found)
    if (less := of_campaign(found)) is not None:
        body.counterfactual = bodies.Counterfactual.model_validate(less)
    return body


@router.get("/campaigns/{campaign_id}/members", summary="Members of a campaign", responses=errors(400, 404))
def members(campaign_id: PathId, graph: Asked, limit: Limit = 100, cursor: Cursor = None) -> bodies.Members:
    """Return a page of members, by account id.

    Where a new run was swapped in since the page before, the list goes on after the same account id in the new run:
    `Linkage-Run` then names another. Start again, without a cursor, where all pages must be of one run.
    """
    return bodies.Members.model_validate(graph.members(campaign_id, limit, cursor))


@router.get(
    "/campaigns/{campaign_id}/subgraph",
    summary="A campaign's subgraph, as JSON or GraphML",
    response_model=bodies.Subgraph,
    responses={
        **errors(404),
        200: {"description": "The subgraph.", "content": {GRAPHML: {"schema": {"type": "string"}}}},
    },
)
def subgraph(
    campaign_id: PathId,
    graph: Asked,
    request: Request,
    response: Response,
    max_nodes: Annotated[int | None, Query(ge=1, description="Most nodes; the server has a limit of its own.")] = None,
    form: Annotated[Literal["json", "graphml"] | None, Query(alias="format", description="Wins over Accept.")] = None,
) -> Any:
    """Return the accounts, the identifiers that two or more share and the links, cut by the order that `cut` states."""
    most: int = request.app.state.max_subgraph_nodes
    found = graph.subgraph(campaign_id, min(max_nodes or most, most))
    accept = ",".join(request.headers.getlist("accept"))
    if form == "graphml" or (form is None and prefers(accept, GRAPHML)):
        return Response(graphml(found), media_type=GRAPHML, headers={"Vary": "Accept"})
    response.headers["Vary"] = "Accept"
    return bodies.Subgraph.model_validate(found)


@router.get("/campaigns/{campaign_id}/timeline", summary="A campaign's days", responses=errors(404))
def timeline(campaign_id: PathId, graph: Asked) -> bodies.Timeline:
    """Return requests and active accounts per day, oldest first; days without any are left out."""
    return bodies.Timeline(days=[bodies.Day.model_validate(day) for day in graph.timeline(campaign_id)])


def _epoch(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise UsageError("`seen_since` needs a time zone, as in 2026-01-31T00:00:00Z.")
    return int(moment.timestamp())
