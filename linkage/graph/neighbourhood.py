"""What is near an account, out of any graph: accounts within some steps of links, and what they have in common."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from linkage.errors import UsageError
from linkage.graph.cut import MemberLink, Use, link_edge, use_edge
from linkage.graph.interface import Account, Edge, Graph, IdentifierUse, Node

MAX_STEPS: Final = 5


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An account and accounts near it, their links, and the identifiers that it uses or that two of them share."""

    account_id: str
    nodes: tuple[Node, ...]
    """Accounts, nearest first, then identifiers."""
    edges: tuple[Edge, ...]
    cut: str | None
    """A sentence that says what was left out, or None when every account within the steps is here."""


def neighbourhood(graph: Graph, account_id: str, steps: int = 1, max_accounts: int = 200) -> Neighbourhood:
    """Return what is within `steps` links of an account.

    The graph is asked once for each account, of which it tells at most 200 identifiers and 100 links. Where there are
    more than `max_accounts`, the nearest stay; of those equally near, the ones with the heaviest links.

    Raises:
        AccountNotFound: there is no such account.
        UsageError: steps are below 0 or above 5, or no account may be shown.
    """
    if not 0 <= steps <= MAX_STEPS or max_accounts < 1:
        raise UsageError(f"A neighbourhood has 0 to {MAX_STEPS} steps and at least 1 account; ask for that.")
    distance = {account_id: 0}
    accounts = last = [graph.account(account_id)]
    n_left_out = 0
    for step in range(1, steps + 1):
        next_ids = _following(last, set(distance))
        room = max_accounts - len(accounts)
        n_left_out += len(next_ids[room:])
        distance |= dict.fromkeys(next_ids[:room], step)
        last = [graph.account(one) for one in next_ids[:room]]
        accounts = accounts + last
    used_by = Counter((use.kind, use.key) for account in accounts for use in account.identifiers)
    own = {(use.kind, use.key) for use in accounts[0].identifiers}
    shown = {each for each, n_users in used_by.items() if n_users > 1 or each in own}
    uses = [(account, use) for account in accounts for use in account.identifiers if (use.kind, use.key) in shown]
    identifiers = {(use.kind, use.key): _identifier_node(use) for _, use in uses}
    return Neighbourhood(
        account_id=account_id,
        nodes=(*(_account_node(one, distance[one.account_id]) for one in accounts), *identifiers.values()),
        edges=(*(_use_edge(account, use) for account, use in uses), *_links(accounts)),
        cut=f"Too large to show in full; left out are {n_left_out:,} accounts farther away." if n_left_out else None,
    )


def _following(accounts: Iterable[Account], known: set[str]) -> list[str]:
    """Return the accounts that are linked to one of these and not known yet, those of the heaviest links first."""
    weight: dict[str, float] = {}
    for near in (near for account in accounts for near in account.neighbours):
        weight[near.account_id] = max(near.weight_bits, weight.get(near.account_id, 0.0))
    return sorted(weight.keys() - known, key=lambda one: (-weight[one], one))


def _links(accounts: Collection[Account]) -> list[Edge]:
    """Return the links between these accounts, each once."""
    here = {account.account_id for account in accounts}
    links = {}
    for account in accounts:
        for near in account.neighbours:
            a, b = sorted((account.account_id, near.account_id))
            if near.account_id in here:
                links[a, b] = link_edge(MemberLink(a, b, near.weight_bits, near.kinds))
    return list(links.values())


def _account_node(account: Account, distance: int) -> Node:
    return Node(
        id=f"account:{account.account_id}",
        type="account",
        label=account.account_id,
        attributes={
            "distance": distance,
            "score": account.risk.score,
            "band": account.risk.band,
            "campaign_id": account.risk.campaign_id,
        },
    )


def _identifier_node(use: IdentifierUse) -> Node:
    return Node(
        id=f"{use.kind}:{use.key}",
        type="identifier",
        label=use.key,
        attributes={"kind": use.kind, "n_accounts": use.n_accounts, "skeleton": use.skeleton},
    )


def _use_edge(account: Account, use: IdentifierUse) -> Edge:
    return use_edge(Use(account.account_id, use.kind, use.key, use.share, use.count, use.first_seen, use.last_seen))
