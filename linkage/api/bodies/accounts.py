"""Accounts, pairs of them, and what a search finds."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from linkage.api.bodies.base import Band, Body, Counterfactual, Id, Moment, Reason, RequestBody
from linkage.api.bodies.decisions import Decision

_GROUP = (
    "The group that it is in, whatever its verdict: a company, a class or a household as well. Only where `band` is "
    "medium or high is the account said to be of a campaign."
)
_RISK_EXAMPLE: JsonDict = {
    "account_id": "acc-1",
    "status": "known",
    "score": 88.1,
    "band": "high",
    "reasons": [
        {"code": "prior", "text": "Few accounts are coordinated.", "weight": -4.0, "evidence": {}},
        {"code": "device", "text": "Shares a device with 3 accounts.", "weight": 6.0, "evidence": {"accounts": 3}},
    ],
    "campaign_id": "c-7f3a",
    "as_of": "2026-01-31T00:00:00Z",
    "run": "20260131T001500Z-5a0c91be",
    "model_version": "2026.1",
}


class Allowance(Body):
    """That somebody allowed an account, or the organisation that it declares: no run made since then judges it."""

    account_id: str
    subject: Literal["account", "organisation"]
    id: str
    author: str
    at: Moment


class Risk(Body):
    """How likely an account belongs to a coordinated campaign."""

    model_config = ConfigDict(json_schema_extra={"examples": [_RISK_EXAMPLE]})
    account_id: str
    status: Literal["known", "unknown"]
    score: float = Field(description="0 to 100.")
    band: Band
    reasons: list[Reason]
    campaign_id: str | None = Field(description=_GROUP)
    as_of: Moment = Field(description="The latest moment that the records speak of.")
    run: str
    model_version: str
    counterfactual: Counterfactual | None = Field(
        None, description="Of members of campaigns, and only where the risk itself is asked for."
    )
    allowed: Allowance | None = Field(None, description="Who allowed the account, or its organisation.")
    decision: Decision | None = Field(
        None,
        description="What stands of what people said of the account, or else of its campaign: `rejected` says that it "
        "is none, whatever the score.",
    )


class RiskQuery(RequestBody):
    """Accounts to ask about."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_ids": ["acc-1", "acc-2"]}]})
    account_ids: list[Id] = Field(min_length=1, max_length=1000, description="1 to 1,000 ids.")


class Risks(Body):
    """Risks in the order asked."""

    risks: list[Risk]


class IdentifierUse(Body):
    """An account's use of one identifier."""

    kind: str
    key: str
    n_accounts: int
    count: int
    share: float
    first_seen: Moment | None
    last_seen: Moment | None
    skeleton: str | None


class Neighbour(Body):
    """A linked account."""

    account_id: str
    weight_bits: float
    kinds: list[str]


class Account(Body):
    """An account with what it uses and whom it is linked to."""

    account_id: str
    created_at: Moment | None
    organisation_id: str | None
    plan: str | None
    programme: str | None
    country: str | None
    status: str | None
    n_requests: int
    first_seen: Moment | None
    last_seen: Moment | None
    identifiers: list[IdentifierUse] = Field(description="Rarest first; at most 200.")
    neighbours: list[Neighbour] = Field(description="Heaviest first; at most 100.")
    risk: Risk


class User(Body):
    """An account that uses an identifier."""

    account_id: str
    score: float = Field(description="0 to 100.")
    band: Band
    campaign_id: str | None = Field(description=_GROUP)
    campaign_name: str | None
    status: str | None = Field(description="Of the account: active, suspended or closed; null where nothing says.")
    first_seen: Moment | None = Field(description="When it first used the identifier.")
    last_seen: Moment | None


class Users(Body):
    """A page of the accounts that use an identifier, by id."""

    kind: str
    key: str
    n_accounts: int = Field(description="How many accounts use it, on this page or not.")
    account_ids: list[str] = Field(description="The ids of `items`, for whoever needs no more.")
    items: list[User]
    next_cursor: str | None


class SharedIdentifier(Body):
    """An identifier that both accounts use."""

    kind: str
    key: str
    n_accounts: int
    share_a: float
    share_b: float
    bits: float
    first_seen_a: Moment | None
    last_seen_a: Moment | None
    first_seen_b: Moment | None
    last_seen_b: Moment | None
    skeleton: str | None


class Explanation(Body):
    """Why two accounts are linked, or what they share without being linked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "a": "acc-1",
                    "b": "acc-2",
                    "linked": True,
                    "weight_bits": 14.5,
                    "families": {"net": 4.5, "device": 10.0},
                    "shared": [
                        {
                            "kind": "device",
                            "key": "d-41c2",
                            "n_accounts": 3,
                            "share_a": 1.0,
                            "share_b": 0.5,
                            "bits": 10.0,
                            "first_seen_a": "2026-01-03T08:00:00Z",
                            "last_seen_a": "2026-01-29T21:10:00Z",
                            "first_seen_b": "2026-01-04T07:30:00Z",
                            "last_seen_b": "2026-01-30T03:00:00Z",
                            "skeleton": None,
                        }
                    ],
                    "same_campaign": "c-7f3a",
                }
            ]
        }
    )
    a: str
    b: str
    linked: bool
    weight_bits: float
    families: dict[str, float]
    shared: list[SharedIdentifier]
    same_campaign: str | None = Field(description="The group that both are in, whatever its verdict.")
    allowed: list[Allowance] = Field(default_factory=list, description="Which of the two accounts somebody allowed.")


class Hit(Body):
    """A search result."""

    type: Literal["account", "campaign", "identifier"]
    id: str
    title: str
    n_accounts: int | None


class Hits(Body):
    """Search results, best first."""

    items: list[Hit]


class Ready(Body):
    """That answers can be given."""

    status: Literal["ready"]
    graph: str = Field(description="The sort of graph that answers.")
    run: str


class Run(Body):
    """The run that is served."""

    run: str
    as_of: Moment
    model_version: str
    ledger_digest: str
    n_total_accounts: int
