"""Routes about accounts."""

from typing import Annotated

from fastapi import APIRouter, Query

from linkage.api import bodies
from linkage.api.asked import NO_ID, Asked, Cursor, Limit, OneRun, PathId, TakesJson, errors
from linkage.graph import counterfactual
from linkage.graph.allowances import account_told, explained, risks_told
from linkage.graph.interface import Risk

router = APIRouter(prefix="/v1", tags=["accounts"], route_class=OneRun)


@router.post(
    "/accounts/risk", summary="Risk of up to 1,000 accounts", dependencies=[TakesJson], responses=errors(400, 415)
)
def risks(wanted: bodies.RiskQuery, graph: Asked) -> bodies.Risks:
    """Return the risk of each account in the order asked; unknown accounts have status `unknown`."""
    found = risks_told(graph, graph.risks(wanted.account_ids))
    less = counterfactual.of_risks(graph, found)
    return bodies.Risks(risks=[_body(risk, one) for risk, one in zip(found, less, strict=True)])


@router.get("/accounts/{account_id}/risk", summary="Risk of one account", responses=errors(404, not_found=NO_ID))
def risk(account_id: PathId, graph: Asked) -> bodies.Risk:
    """Return the risk of an account; an unknown one has status `unknown`, which is not an error."""
    found = risks_told(graph, graph.risks([account_id]))
    return _body(found[0], counterfactual.of_risks(graph, found)[0])


def _body(risk: Risk, less: counterfactual.Counterfactual | None) -> bodies.Risk:
    body = bodies.Risk.model_validate(risk)
    body.counterfactual = None if less is None else bodies.Counterfactual.model_validate(less)
    return body


@router.get(
    "/accounts/{a}/links/{b}",
    summary="Why two accounts are linked",
    responses=errors(400, 404),
)
def explain(a: PathId, b: PathId, graph: Asked) -> bodies.Explanation:
    """Return each shared identifier with its bits, or what the two share without being linked.

    What people allowed gives none.
    """
    return bodies.Explanation.model_validate(explained(graph, a, b))


@router.get("/accounts/{account_id}", summary="An account", responses=errors(404))
def account(account_id: PathId, graph: Asked) -> bodies.Account:
    """Return an account with what it uses and whom it is linked to."""
    return bodies.Account.model_validate(account_told(graph, graph.account(account_id)))


@router.get(
    "/identifiers/{kind}/{key}",
    summary="Accounts that use an identifier",
    responses=errors(400, 404, not_found=NO_ID),
)
def users(kind: bodies.Kind, key: PathId, graph: Asked, limit: Limit = 100, cursor: Cursor = None) -> bodies.Users:
    """Return a page of the accounts that use an identifier, given by its key, by id, and how many there are.

    None when nobody does, which is not an error.
    """
    found = graph.users(kind, key, limit, cursor)
    return bodies.Users(
        kind=kind,
        key=key,
        n_accounts=found.n_accounts,
        account_ids=[user.account_id for user in found.items],
        items=[bodies.User.model_validate(user) for user in found.items],
        next_cursor=found.next_cursor,
    )


@router.get("/search", summary="Search by any id or identifier", responses=errors())
def search(
    graph: Asked,
    q: Annotated[str, Query(min_length=1, max_length=1024, description="Start of an id, key or name, or `kind:key`.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> bodies.Hits:
    """Return accounts, campaigns and identifiers that start with the text, and templates that hold it.

    Ids and keys are looked for as given, in lower and in upper case. Of a campaign's name any word may start with it.
    """
    return bodies.Hits(items=[bodies.Hit.model_validate(hit) for hit in graph.search(q, limit)])
