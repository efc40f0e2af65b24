"""What is shown when there is too much: the caps, the order by which things stay, and the sentence that says so.

A campaign's subgraph is made in two steps, so that a graph fetches only what is drawn: `choose` picks the
nodes from the list of members and of shared identifiers, `draw` puts them and the edges between them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from linkage.graph.interface import Edge, Member, Node, Subgraph
from linkage.identifiers.kinds import KINDS

MAX_IDENTIFIERS: Final = 200
"""Identifiers of an account that are listed: rarest first, then by (kind, key)."""
MAX_NEIGHBOURS: Final = 100
"""Linked accounts of an account that are listed: heaviest first, then by id."""
MAX_RELIED_ON: Final = 200
"""Identifiers that are listed with a campaign, of all that it relies on: those of most members, then by (kind, key)."""
EDGES_PER_NODE: Final = 10
"""Uses, and links, drawn for each node that may be drawn."""


@dataclass(frozen=True, slots=True)
class CampaignIdentifier:
    """An identifier that two or more members of a campaign use."""

    kind: str
    key: str
    n_accounts: int
    """Accounts that use it, members or not."""
    n_members: int
    skeleton: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """A member's use of a shared identifier."""

    account_id: str
    kind: str
    key: str
    share: float
    count: int
    first_seen: int | None
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class MemberLink:
    """A link between two members, a < b."""

    a: str
    b: str
    weight_bits: float
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The nodes that are drawn, in the order by which they stay, and how many there are in all."""

    members: tuple[Member, ...]
    """Strongest first, then by id."""
    identifiers: tuple[CampaignIdentifier, ...]
    """Those that most members use first, then the rarest, then by (kind, key)."""
    n_accounts_total: int
    n_identifiers_total: int
    max_edges: int
    """Uses, and links, that are drawn at most; fetch one more of each so that the cut can be stated."""


def choose(members: Sequence[Member], shared: Sequence[CampaignIdentifier], max_nodes: int) -> Choice:
    """Return which members and shared identifiers are drawn with at most `max_nodes` nodes.

    A third of the nodes is for identifiers, two thirds for accounts; what one does not need the other gets.
    """
    n_identifiers = min(len(shared), max(max_nodes // 3, max_nodes - len(members)))
    n_members = min(len(members), max_nodes - n_identifiers)
    by_strength = sorted(members, key=lambda one: (-one.strength, one.account_id))
    by_use = sorted(shared, key=lambda one: (-one.n_members, one.n_accounts, one.kind, one.key))
    return Choice(
        members=tuple(by_strength[:n_members]),
        identifiers=tuple(by_use[:n_identifiers]),
        n_accounts_total=len(members),
        n_identifiers_total=len(shared),
        max_edges=EDGES_PER_NODE * max_nodes,
    )


def draw(
    campaign_id: str, choice: Choice, uses: Sequence[Use], links: Sequence[MemberLink], n_links_total: int
) -> Subgraph:
    """Return the subgraph of the chosen nodes.

    Args:
        campaign_id: the campaign.
        choice: what `choose` gave.
        uses: uses between chosen nodes by (share descending, account_id, kind, key), at least `max_edges + 1` of
            them or all.
        links: links between chosen members by (weight descending, a, b), likewise.
        n_links_total: links between members, drawn or not.
    """
    drawn_uses = sorted(map(use_edge, uses[: choice.max_edges]), key=_edge_order)
    drawn_links = sorted(map(link_edge, links[: choice.max_edges]), key=_edge_order)
    return Subgraph(
        campaign_id=campaign_id,
        nodes=(*map(_account_node, choice.members), *map(_identifier_node, choice.identifiers)),
        edges=(*drawn_uses, *drawn_links),
        n_accounts_total=choice.n_accounts_total,
        n_identifiers_total=choice.n_identifiers_total,
        n_links_total=n_links_total,
        cut=_sentence(choice, len(drawn_links), n_links_total, uses_were_cut=len(uses) > choice.max_edges),
    )


def _sentence(choice: Choice, n_links: int, n_links_total: int, *, uses_were_cut: bool) -> str | None:
    parts = []
    if len(choice.members) < choice.n_accounts_total:
        parts.append(f"the {len(choice.members):,} strongest of {choice.n_accounts_total:,} accounts")
    if len(choice.identifiers) < choice.n_identifiers_total:
        parts.append(
            f"{len(choice.identifiers):,} of {choice.n_identifiers_total:,} shared identifiers, those that most"
            " members use first and the rarer before the popular"
        )
    if n_links < n_links_total:
        parts.append(f"{n_links:,} of {n_links_total:,} links, the heaviest between shown accounts")
    if uses_were_cut:
        parts.append(f"the {choice.max_edges:,} uses with the largest shares")
    return f"Too large to show in full; shown are {'; '.join(parts)}." if parts else None


def _account_node(member: Member) -> Node:
    return Node(
        id=f"account:{member.account_id}",
        type="account",
        label=member.account_id,
        attributes={
            "pool": member.pool,
            "strength": member.strength,
            "since": member.since,
            "score": member.score,
            "band": member.band,
        },
    )


def _identifier_node(item: CampaignIdentifier) -> Node:
    return Node(
        id=f"{item.kind}:{item.key}",
        type="identifier",
        label=item.key,
        attributes={
            "kind": item.kind,
            "n_accounts": item.n_accounts,
            "n_members": item.n_members,
            "skeleton": item.skeleton,
        },
    )


def use_edge(use: Use) -> Edge:
    """Return a use as an edge, weighed by its share."""
    return Edge(
        source=f"account:{use.account_id}",
        target=f"{use.kind}:{use.key}",
        type=KINDS[use.kind].relationship,
        weight=use.share,
        attributes={"count": use.count, "first_seen": use.first_seen, "last_seen": use.last_seen},
    )


def link_edge(link: MemberLink) -> Edge:
    """Return a link as an edge, weighed in bits."""
    return Edge(
        source=f"account:{link.a}",
        target=f"account:{link.b}",
        type="LINKED_TO",
        weight=link.weight_bits,
        attributes={"kinds": ",".join(link.kinds)},
    )


def _edge_order(edge: Edge) -> tuple[str, str]:
    return edge.source, edge.target
