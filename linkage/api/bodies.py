"""What the API sends and takes, as models: the values of `graph.interface`, with dates for epoch seconds."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from linkage.identifiers.kinds import PUBLISHED_KINDS


def _moment(value: object) -> object:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=1024, pattern=r"^[^\x00]+$")]
Band = Literal["none", "low", "medium", "high"]
Verdict = Literal["campaign", "organisation", "insufficient"]
Kind = Literal["ip", "device", "payment", "template", "artifact", "email", "phone", "email_domain", "client"]
assert set(PUBLISHED_KINDS) == set(Kind.__args__)  # type: ignore[attr-defined]


class Body(BaseModel):
    """Read from the values of the graph; unknown names in requests are errors."""

    model_config = ConfigDict(from_attributes=True, extra="forbid", hide_input_in_errors=True)


class Reason(Body):
    """One reason of a score; the weights of one score add up to its log-odds, in nats."""

    code: str
    text: str
    weight: float
    evidence: dict[str, object]


class Risk(Body):
    """How likely an account belongs to a coordinated campaign."""

    account_id: str
    status: Literal["known", "unknown"]
    score: float = Field(description="0 to 100.")
    band: str
    reasons: list[Reason]
    campaign_id: str | None
    as_of: Moment = Field(description="The latest moment that the records speak of.")
    run: str
    model_version: str


class RiskQuery(Body):
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


class Users(Body):
    """Accounts that use an identifier, by id."""

    kind: str
    key: str
    account_ids: list[str]
    cut: str | None = Field(description="What was left out, or null.")


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

    a: str
    b: str
    linked: bool
    weight_bits: float
    families: dict[str, float]
    shared: list[SharedIdentifier]
    same_campaign: str | None


class CampaignSummary(Body):
    """A campaign in a list."""

    campaign_id: str
    name: str
    verdict: str
    resembles: str | None
    band: str
    score: float
    link_score: float
    conduct_score: float
    q_value: float
    state: str
    n_accounts: int
    n_pools: int
    n_requests: int
    first_seen: Moment | None
    last_seen: Moment | None


class Campaigns(Body):
    """A page of campaigns, by score descending then id."""

    items: list[CampaignSummary]
    next_cursor: str | None


class ReliedOn(Body):
    """An identifier that a campaign relies on."""

    kind: str
    key: str
    n_accounts: int
    n_accounts_outside: int
    lift: float
    skeleton: str | None


class Relation(Body):
    """How a campaign follows from, or leads to, another."""

    from_campaign: str
    relation: str
    to_campaign: str
    text: str


class Decision(Body):
    """What a person said."""

    subject: Literal["campaign", "account", "identifier"]
    id: str
    verdict: Literal["confirmed", "rejected", "allowed", "note"]
    note: str
    author: str
    at: Moment


class NewDecision(Body):
    """What a person says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "campaign",
                    "id": "c-7f3a",
                    "verdict": "confirmed",
                    "note": "Same card, same prompts; accounts closed.",
                    "author": "ana",
                }
            ]
        }
    )
    subject: Literal["campaign", "account", "identifier"]
    id: Id = Field(description="Campaign id, account id, or `kind:key`.")
    verdict: Literal["confirmed", "rejected", "allowed", "note"]
    note: str = Field("", max_length=4000)
    author: str = Field(min_length=1, max_length=100)


class Decisions(Body):
    """Decisions, oldest first."""

    items: list[Decision]


class Campaign(Body):
    """A campaign in full."""

    summary: CampaignSummary
    link_reasons: list[Reason]
    conduct_reasons: list[Reason]
    relies_on: list[ReliedOn]
    relations: list[Relation]
    decisions: list[Decision]


class Member(Body):
    """A member of a campaign."""

    account_id: str
    pool: int
    strength: float
    since: Moment | None
    score: float
    band: str


class Members(Body):
    """A page of members, by account id."""

    items: list[Member]
    next_cursor: str | None


class Node(Body):
    """A node of a subgraph."""

    id: str
    type: Literal["account", "identifier"]
    label: str
    attributes: dict[str, str | int | float | None]


class Edge(Body):
    """An edge of a subgraph."""

    source: str
    target: str
    type: str
    weight: float
    attributes: dict[str, str | int | float | None]


class Subgraph(Body):
    """A campaign's accounts, the identifiers that they share, and the links between them; times are epoch seconds."""

    campaign_id: str
    nodes: list[Node]
    edges: list[Edge]
    n_accounts_total: int
    n_identifiers_total: int
    n_links_total: int
    cut: str | None = Field(description="What was left out and by which order, or null.")


class Day(Body):
    """One day of a campaign."""

    day: Moment
    n_requests: int
    n_accounts: int


class Timeline(Body):
    """A campaign's days, oldest first."""

    days: list[Day]


class Hit(Body):
    """A search result."""

    type: Literal["account", "campaign", "identifier"]
    id: str
    title: str
    n_accounts: int | None


class Hits(Body):
    """Search results, best first."""

    items: list[Hit]


class Run(Body):
    """The run that is served."""

    run: str
    as_of: Moment
    model_version: str
    ledger_digest: str
    n_total_accounts: int


class UsedIdentifier(Body):
    """An identifier that a new account uses."""

    kind: Kind
    value: Id
    share: float | None = Field(
        None, gt=0, le=1, description="Part of the account's uses of that kind; left out, all of a kind are alike."
    )


class NewAccount(Body):
    """A new account's identifiers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"identifiers": [{"kind": "ip", "value": "198.51.100.7"}, {"kind": "device", "value": "d-41c2"}]}
            ]
        }
    )
    identifiers: list[UsedIdentifier] = Field(min_length=1, max_length=100)


class SeenIdentifier(Body):
    """What is known of an identifier that was asked about."""

    kind: str
    key: str = Field(description="Its normal form; a pseudonym for sensitive kinds.")
    n_accounts: int
    is_hub: bool


class SharedEvidence(Body):
    """An identifier that the new account and a known one share."""

    kind: str
    key: str
    n_accounts: int
    share: float
    bits: float


class Attachment(Body):
    """A known account that shares something with the new one."""

    account_id: str
    attaches: bool
    weight_bits: float
    families: dict[str, float]
    why: str
    evidence: list[SharedEvidence]
    risk: Risk


class CampaignAttachment(Body):
    """A campaign that the new account attaches to."""

    campaign_id: str
    name: str
    band: str
    verdict: str
    score: float
    n_members: int
    weight_bits: float
    why: str


class Assessment(Body):
    """Which known campaigns and accounts a new account attaches to; nothing is stored."""

    run: str
    as_of: Moment
    identifiers: list[SeenIdentifier]
    campaigns: list[CampaignAttachment]
    accounts: list[Attachment]
    cut: str | None
