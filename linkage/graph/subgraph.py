"""A campaign as nodes and edges: what is drawn, and what was left out."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a subgraph: an account or an identifier."""

    id: str
    """`account:<id>` or `<kind>:<key>`."""
    type: Literal["account", "identifier"]
    label: str
    attributes: dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of a subgraph: a use, or a link."""

    source: str
    target: str
    type: str
    weight: float
    attributes: dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A campaign's accounts, the identifiers that two or more of them share, and the links between them."""

    campaign_id: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    n_accounts_total: int
    n_identifiers_total: int
    n_links_total: int
    cut: str | None
    """A sentence that says what was left out and by which order, or None when everything is here."""
