"""What a graph answers with: plain values, the same whichever graph was asked.

All times are whole epoch seconds, UTC; the doors turn them into dates.
"""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from linkage.findings import ASSERTED, RunInfo

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a score; the weights of one score add up to its log-odds, in nats."""

    code: str
    text: str
    weight: float
    evidence: dict[str, object]


Subject = Literal["campaign", "account", "identifier", "organisation"]
Judgement = Literal["confirmed", "rejected", "allowed", "note"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a campaign, an account, an identifier or a declared organisation."""

    subject: Subject
    id: str
    """Campaign id, account id, organisation id, or `kind:key`, where the key of an `ip` may be an address range."""
    verdict: Judgement
    note: str
    author: str
    at: int


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
    """The group that it is in, whatever its verdict; see `asserted`."""
    as_of: int
    run: str
    model_version: str
    allowed: Allowance | None = None
    """Filled in by `linkage.graph.allowances`, for the doors; a graph answers from its run alone. So is `decision`."""
    decision: Decision | None = None
    """What stands of what people said of the account, if it is no allowance, or else of its campaign."""

    @property
    def asserted(self) -> bool:
        """Return whether it is said to be of a campaign; a group may as well be a company, a class or a household."""
        return self.band in ASSERTED


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
class Tie:
    """An identifier that an account uses and its campaign relies on."""

    kind: str
    key: str
    share: float
    """Part of the account's uses of that kind, in (0, 1]."""
    lift: float


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
class Page(Generic[T]):
    """One page of a list."""

    items: tuple[T, ...]
    next_cursor: str | None
    """What to ask with for the next page; None on the last."""


@dataclass(frozen=True, slots=True)
class User:
    """An account that uses an identifier."""

    account_id: str
    score: float
    band: str
    campaign_id: str | None
    """The group that it is in, whatever its verdict."""
    campaign_name: str | None
    status: str | None
    first_seen: int | None
    """When it first used the identifier."""
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class Users(Page[User]):
    """One page of the accounts that use an identifier."""

    n_accounts: int
    """How many use it, on this page or not."""


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
