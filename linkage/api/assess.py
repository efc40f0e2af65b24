"""The route that says what a new account attaches to."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError

from linkage.api import bodies
from linkage.api.asked import Asked, OneRun, TakesJson, errors
from linkage.errors import UsageError
from linkage.graph.assessment import Used, assess
from linkage.ledger.identify import Identify

router = APIRouter(prefix="/v1", tags=["assess"], route_class=OneRun)


@router.post("/assess", summary="What a new account attaches to", dependencies=[TakesJson], responses=errors(400, 415))
def assess_account(account: bodies.NewAccount, graph: Asked, request: Request) -> bodies.Assessment:
    """Return which known campaigns and accounts share identifiers with a new account, and why; nothing is stored."""
    identify: Identify = request.app.state.identify
    found = assess(graph, _used(account, identify), request.app.state.rule)
    return bodies.Assessment.model_validate(found)


def _used(account: bodies.NewAccount, identify: Identify) -> list[Used]:
    """Return what the account uses, in normal form. Raises RequestValidationError that names every value at fault."""
    n_of_kind = Counter(one.kind for one in account.identifiers)
    shares: dict[tuple[str, str], float] = {}
    faults: list[dict[str, object]] = []
    for place, one in enumerate(account.identifiers):
        try:
            key = identify(one.kind, one.value)
        except UsageError as error:
            faults.append({"loc": ("body", "identifiers", place, "value"), "msg": str(error)})
            continue
        if key is not None:
            share = one.share if one.share is not None else 1 / n_of_kind[one.kind]
            shares[one.kind, key] = min(1.0, shares.get((one.kind, key), 0.0) + share)
    if faults:
        raise RequestValidationError(faults)
    return [Used(kind, key, share) for (kind, key), share in shares.items()]
