"""What a graph answers with about campaigns: as `linkage.graph.values`, of which this is the other half."""

from collections.abc import Mapping
from dataclasses import dataclass

from linkage.graph.values import Decision, Reason


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """A row of the list of campaigns."""

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
    first_seen: int | None
    last_seen: int | None
    decision: str | None = None
    """The newest verdict of a person on it, notes aside; None where nobody judged it."""


@dataclass(frozen=True, slots=True)
class Named:
    """A campaign by its id and its name."""

    campaign_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """An identifier that a campaign relies on."""

    kind: str
    key: str
    n_accounts: int
    n_accounts_outside: int
    lift: float
    skeleton: str | None
    n_campaigns_outside: int
    """How many other campaigns rely on it, whatever their verdict."""
    also_by: tuple[Named, ...]
    """Those of them of the highest score, at most 10; by score descending, then id."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """A campaign that relies on an identifier."""

    campaign_id: str
    n_accounts: int
    n_accounts_outside: int


@dataclass(frozen=True, slots=True)
class Join:
    """One reason for which two pools of a campaign are one party's; pools are numbered as in `Member.pool`."""

    from_pool: int
    to_pool: int
    """Where `code` is `succession`, this pool follows the other."""
    code: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Relation:
    """How a campaign follows from, or leads to, another."""

    from_campaign: str
    relation: str
    to_campaign: str
    text: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign in full."""

    summary: CampaignSummary
    link_reasons: tuple[Reason, ...]
    conduct_reasons: tuple[Reason, ...]
    relies_on: tuple[ReliedOn, ...]
    """Of most members first, then by (kind, key); at most 200."""
    n_relied_on: int
    """How many identifiers it relies on, listed or not."""
    joins: tuple[Join, ...]
    """By (from_pool, to_pool, code); none in a campaign of one pool."""
    relations: tuple[Relation, ...]
    decisions: tuple[Decision, ...]
    statuses: Mapping[str, int]
    """How many members are active, suspended or closed, or `unknown`; what nobody is, is left out."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a campaign."""

    account_id: str
    pool: int
    strength: float
    since: int | None
    score: float
    band: str
    status: str | None = None
    """Of the account: active, suspended or closed; None where nothing says. A fact of the ledger, which is that of the
    next run already while it is being published."""


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """Which campaigns to list; None asks nothing. Ordered by score descending, then id."""

    min_score: float | None = None
    bands: tuple[str, ...] | None = None
    verdicts: tuple[str, ...] | None = None
    min_accounts: int | None = None
    seen_since: int | None = None
    reviewed: bool | None = None
    """True: those that a person confirmed, rejected or allowed (a note alone is no review); False: the others."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a campaign."""

    day: int
    n_requests: int
    n_accounts: int
