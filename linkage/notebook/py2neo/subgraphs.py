"""A campaign, or what is near an account, as a `Subgraph` whose nodes are bound to the server."""

from collections.abc import Iterable, Sequence
from typing import Any

from py2neo import Graph, Subgraph

from linkage.graph.missing import no_account, no_campaign
from linkage.graph.statements import Statement, statement

Row = tuple[Any, ...]
"""An account, a relationship and what it leads to; the last two may be missing."""


def campaign(graph: Graph, campaign_id: str, max_accounts: int = 2_000) -> Subgraph:
    """Return a campaign, its strongest members, the identifiers that two of them share, and the links between them.

    Raises:
        CampaignNotFound: there is no such campaign.
    """
    found = _rows(graph, statement("notebook/campaign"), id=campaign_id, limit=max_accounts)
    if not found:
        raise no_campaign(campaign_id)
    return _subgraph([*found, *_between(graph, [account["id"] for account, *_ in found], alone=())])


def neighbourhood(graph: Graph, account_id: str, max_accounts: int = 200) -> Subgraph:
    """Return an account, those it is linked to most heavily, their links, and what it uses or two of them share.

    Raises:
        AccountNotFound: there is no such account.
    """
    found = _rows(graph, statement("notebook/neighbours"), id=account_id, limit=max_accounts)
    if not found:
        raise no_account(account_id)
    accounts = [account_id, *(other["id"] for *_, other in found if other is not None)]
    return _subgraph([*found, *_between(graph, accounts, alone=(account_id,))])


def _between(graph: Graph, accounts: Sequence[str], alone: Sequence[str]) -> list[Row]:
    """Return the links between accounts, and their uses of what they share or one of `alone` uses."""
    uses = _rows(graph, statement("notebook/uses"), accounts=accounts, alone=list(alone))
    return [*_rows(graph, statement("notebook/links"), accounts=accounts), *uses]


def _rows(graph: Graph, wanted: Statement, **params: object) -> list[Row]:
    """Return the rows of a statement of ours, run in a reading transaction."""
    return [tuple(record) for record in graph.query(wanted.text, params)]


def _subgraph(rows: Iterable[Row]) -> Subgraph:
    # py2neo's own union copies what it has for every row, which takes minutes for a large campaign
    entities = [each for row in rows for each in row if each is not None]
    return Subgraph(
        nodes=[each for each in entities if not each.relationships],
        relationships=[each for each in entities if each.relationships],
    )
