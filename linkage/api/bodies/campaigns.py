"""Campaigns and what belongs to them."""

from typing import Literal

from pydantic import ConfigDict, Field

from linkage.api.bodies.base import Band, Body, Counterfactual, Moment, Reason, Verdict
from linkage.api.bodies.decisions import Decision


class CampaignSummary(Body):
    """A campaign in a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "campaign_id": "c-7f3a",
                    "name": "amber heron",
                    "verdict": "campaign",
                    "resembles": None,
                    "band": "high",
                    "score": 93.2,
                    "link_score": 97.0,
                    "conduct_score": 93.2,
                    "q_value": 0.0004,
                    "state": "grew",
                    "n_accounts": 41,
                    "n_pools": 2,
                    "n_requests": 118204,
                    "first_seen": "2026-01-03T08:00:00Z",
                    "last_seen": "2026-01-30T23:59:00Z",
                    "decision": "confirmed",
                }
            ]
        }
    )
    campaign_id: str
    name: str
    verdict: Verdict
    resembles: str | None
    band: Band
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
    decision: str | None = Field(description="The newest verdict of a person on it, notes aside; null without one.")


class Campaigns(Body):
    """A page of campaigns, by score descending then id."""

    items: list[CampaignSummary]
    next_cursor: str | None


class Named(Body):
    """A campaign by its id and its name."""

    campaign_id: str
    name: str


class ReliedOn(Body):
    """An identifier that a campaign relies on."""

    kind: str
    key: str
    n_accounts: int
    n_accounts_outside: int
    lift: float
    skeleton: str | None
    n_campaigns_outside: int = Field(description="Other campaigns that rely on it, whatever their verdict.")
    also_by: list[Named] = Field(description="Those of them of the highest score, at most 10.")


class Join(Body):
    """One reason for which two pools of a campaign are one party's; pools are numbered as in members."""

    from_pool: int
    to_pool: int = Field(description="Where the code is `succession`, this pool follows the other.")
    code: str
    points: float
    text: str


class Relation(Body):
    """How a campaign follows from, or leads to, another."""

    from_campaign: str
    relation: str
    to_campaign: str
    text: str


class Campaign(Body):
    """A campaign in full."""

    summary: CampaignSummary
    link_reasons: list[Reason]
    conduct_reasons: list[Reason]
    relies_on: list[ReliedOn] = Field(description="Those that most members use, at most 200.")
    n_relied_on: int = Field(description="How many there are; `linkage export infrastructure` writes all of them.")
    joins: list[Join] = Field(description="Why its pools are one party's; empty where it has one pool.")
    relations: list[Relation]
    decisions: list[Decision]
    statuses: dict[str, int] = Field(description="Members that are active, suspended or closed, or of unknown status.")
    counterfactual: Counterfactual | None = Field(None, description="Null in band none, or where nothing would do.")


class Member(Body):
    """A member of a campaign."""

    account_id: str
    pool: int
    strength: float
    since: Moment | None
    score: float
    band: Band
    status: str | None = Field(description="Of the account: active, suspended or closed; null where nothing says.")


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
