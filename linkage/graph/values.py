"""What a graph answers with: plain values, the same whichever graph was asked.

All times are whole epoch seconds, UTC; the doors turn them into dates.
"""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from linkage.findings import RunInfo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a score; the weights of one score add up to its log-odds, in nats."""

    code: str
    text: str
    weight: float
    evidence: dict[str, object]


@dataclass(frozen=True, slots=True)
class Allowance:
    """That somebody allowed an account, by itself or with its organisation: no run made since then judges it."""

    account_id: str
    subject: Literal["account", "organisation"]
    id: str
    """The account, or the organisation that it declares."""
    author: str
    at: int


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely an account belongs to a coordinated campaign."""

    account_id: str
    status: Literal["known", "unknown"]
    score: float
    band: str
    reasons: tuple[Reason, ...]
    campaign_id: str | None
    as_of: int
    run: str
    model_version: str
    allowed: Allowance | None = None
    """Filled in by `linkage.graph.allowances`, for the doors; a graph answers from its run alone."""


@dataclass(frozen=True, slots=True)
class IdentifierUse:
    """An account's use of one identifier."""

    kind: str
    key: str
    n_accounts: int
    """How many accounts use the identifier."""
    count: int
    share: float
    """Part of the account's uses of that kind, in (0, 1]."""
    first_seen: int | None
    last_seen: int | None
    skeleton: str | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An account that is linked to another."""

    account_id: str
    weight_bits: float
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """An account with what it uses and whom it is linked to."""

    account_id: str
    created_at: int | None
    organisation_id: str | None
    plan: str | None
    programme: str | None
    country: str | None
    status: str | None
    n_requests: int
    first_seen: int | None
    last_seen: int | None
    identifiers: tuple[IdentifierUse, ...]
    """Rarest first, then by (kind, key); at most 200."""
    neighbours: tuple[Neighbour, ...]
    """Heaviest first, then by id; at most 100."""
    risk: Risk


@dataclass(frozen=True, slots=True)
class SharedIdentifier:
    """An identifier that two accounts both use, and what that weighs."""

    kind: str
    key: str
    n_accounts: int
    share_a: float
    share_b: float
    bits: float
    """Evidence that this identifier gives by itself; 0 for a hub."""
    first_seen_a: int | None
    last_seen_a: int | None
    first_seen_b: int | None
    last_seen_b: int | None
    skeleton: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two accounts are linked, or why they are not."""

    a: str
    b: str
    linked: bool
    weight_bits: float
    """Weight of the link; 0 when they are not linked."""
    families: dict[str, float]
    """Bits of the link by family (and `context`); they add up to `weight_bits`."""
    shared: tuple[SharedIdentifier, ...]
    """Most bits first, then by (kind, key)."""
    same_campaign: str | None
    allowed: tuple[Allowance, ...] = ()
    """Of `a` and `b` those that are allowed. Filled in by `linkage.graph.allowances`, for the doors."""


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
class Decision:
    """What a person said of a campaign, an account, an identifier or a declared organisation."""

    subject: Literal["campaign", "account", "identifier", "organisation"]
    id: str
    """Campaign id, account id, organisation id, or `kind:key`, where the key of an `ip` may be an address range."""
    verdict: Literal["confirmed", "rejected", "allowed", "note"]
    note: str
    author: str
    at: int


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


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a campaign."""

    account_id: str
    pool: int
    strength: float
    since: int | None
    score: float
    band: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list."""

    items: tuple[T, ...]
    next_cursor: str | None
    """What to ask with for the next page; None on the last."""


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


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result."""

    type: Literal["account", "campaign", "identifier"]
    id: str
    title: str
    n_accounts: int | None


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the graph can answer, and from which run."""

    kind: Literal["embedded", "neo4j"]
    run: RunInfo | None
    detail: str
