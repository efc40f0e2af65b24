"""The one seam to results: what can be asked of a graph, whether it is Neo4j or files.

Two implementations, `graph/embedded/` and `graph/neo4j/`, answer alike; one contract suite holds both to it.
All times are whole epoch seconds, UTC; the doors turn them into dates. Every method may raise
`GraphUnavailable` or one of its subclasses; `RunNotFound` when nothing was published yet.
"""

from collections.abc import Sequence
from typing import Protocol

from linkage.findings import RunInfo
from linkage.graph.campaign_values import (
    Campaign,
    CampaignFilter,
    CampaignSummary,
    Day,
    Join,
    Member,
    Named,
    Relation,
    Reliance,
    ReliedOn,
)
from linkage.graph.subgraph import Edge, Node, Subgraph
from linkage.graph.values import (
    Account,
    Allowance,
    Decision,
    Explanation,
    Health,
    Hit,
    IdentifierUse,
    Judgement,
    Neighbour,
    Page,
    Reason,
    Risk,
    SharedIdentifier,
    Subject,
    Tie,
    User,
    Users,
)

__all__ = [
    "Account",
    "Allowance",
    "Campaign",
    "CampaignFilter",
    "CampaignSummary",
    "Day",
    "Decision",
    "Edge",
    "Explanation",
    "Graph",
    "Health",
    "Hit",
    "IdentifierUse",
    "Join",
    "Judgement",
    "Member",
    "Named",
    "Neighbour",
    "Node",
    "Page",
    "Reason",
    "Relation",
    "Reliance",
    "ReliedOn",
    "Risk",
    "SharedIdentifier",
    "Subgraph",
    "Subject",
    "Tie",
    "User",
    "Users",
]


class Graph(Protocol):
    """What can be asked of results."""

    def health(self) -> Health:
        """Return whether the graph answers, and the run that it serves."""
        ...

    def run(self) -> RunInfo:
        """Return the run that is served. Raises RunNotFound before the first."""
        ...

    def risks(self, account_ids: Sequence[str]) -> tuple[Risk, ...]:
        """Return the risk of each account, in the order asked; unknown accounts have status `unknown`."""
        ...

    def account(self, account_id: str) -> Account:
        """Return an account in full. Raises AccountNotFound."""
        ...

    def uses(
        self, account_ids: Sequence[str], identifiers: Sequence[tuple[str, str]]
    ) -> dict[str, tuple[IdentifierUse, ...]]:
        """Return what each account uses of these identifiers (kind, key), as `account` lists it.

        Accounts that use none of them are left out.
        """
        ...

    def ties(self, account_ids: Sequence[str]) -> dict[str, tuple[Tie, ...]]:
        """Return what each account uses of what its campaign relies on, by (kind, key); those of none are left out."""
        ...

    def explain(self, a: str, b: str) -> Explanation:
        """Return why two accounts are linked, or what they share without being linked. Raises AccountNotFound."""
        ...

    def users_of(self, kind: str, key: str, limit: int) -> tuple[str, ...]:
        """Return the ids of accounts that use an identifier, sorted; empty when nobody does."""
        ...

    def users(self, kind: str, key: str, limit: int, cursor: str | None = None) -> Users:
        """Return a page of what is known of the accounts that use an identifier, by id. Raises UsageError."""
        ...

    def declares(self, organisation_id: str) -> bool:
        """Return whether any account declares an organisation."""
        ...

    def organisations(self, account_ids: Sequence[str]) -> dict[str, str]:
        """Return the organisation that each account declares; those of none are left out."""
        ...

    def reliances(self, kind: str, key: str, limit: int = 20) -> tuple[Reliance, ...]:
        """Return the campaigns that rely on an identifier, those with most members that use it first, then by id."""
        ...

    def campaigns(self, wanted: CampaignFilter, limit: int, cursor: str | None = None) -> Page[CampaignSummary]:
        """Return a page of campaigns, by score descending then id. Raises UsageError for a bad cursor."""
        ...

    def campaign(self, campaign_id: str) -> Campaign:
        """Return a campaign in full. Raises CampaignNotFound."""
        ...

    def members(self, campaign_id: str, limit: int, cursor: str | None = None) -> Page[Member]:
        """Return a page of members, by account id. Raises CampaignNotFound, UsageError."""
        ...

    def subgraph(self, campaign_id: str, max_nodes: int) -> Subgraph:
        """Return a campaign's subgraph, cut to `max_nodes`. Raises CampaignNotFound."""
        ...

    def timeline(self, campaign_id: str) -> tuple[Day, ...]:
        """Return a campaign's days, oldest first. Raises CampaignNotFound."""
        ...

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return accounts, campaigns and identifiers that a text finds, exact ids first.

        Ids and keys start with it, as it is or in lower or upper case; of a campaign's name a word starts with it, and
        a skeleton holds it, both in any case.
        """
        ...

    def decide(self, decision: Decision) -> None:
        """Write down what a person said; the newest on a subject counts."""
        ...

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first."""
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...
