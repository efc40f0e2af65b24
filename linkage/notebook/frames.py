"""What a graph answers, as polars frames: moments are timestamps in UTC, and an empty frame has its columns too."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from linkage.findings import SCHEMAS
from linkage.graph.allowances import explained, risks_told
from linkage.graph.interface import CampaignFilter, Graph, Risk
from linkage.notebook.table import MOMENT, TEXTS, fields, table

ALL: Final = CampaignFilter()
PAGE: Final = 1000
"""Rows that are asked for at a time."""
CAMPAIGNS: Final[dict[str, pl.DataType]] = {
    **SCHEMAS["campaigns"],
    "first_seen": MOMENT,
    "last_seen": MOMENT,
    "decision": pl.String(),
}
MEMBERS: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "pool": pl.UInt32(),
    "strength": pl.Float64(),
    "since": MOMENT,
    "score": pl.Float64(),
    "band": pl.String(),
    "status": pl.String(),
}
REASONS: Final[dict[str, pl.DataType]] = {
    "side": pl.String(),
    "code": pl.String(),
    "text": pl.String(),
    "weight": pl.Float64(),
}
RELIES_ON: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(),
    "key": pl.String(),
    "n_accounts": pl.UInt32(),
    "n_accounts_outside": pl.UInt32(),
    "lift": pl.Float64(),
    "skeleton": pl.String(),
    "n_campaigns_outside": pl.UInt32(),
    "also_by": TEXTS,
}
JOINS: Final[dict[str, pl.DataType]] = {
    name: dtype for name, dtype in SCHEMAS["joins"].items() if name != "campaign_id"
}
TIMELINE: Final[dict[str, pl.DataType]] = {"day": MOMENT, "n_requests": pl.Int64(), "n_accounts": pl.UInt32()}
RISK: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "status": pl.String(),
    "score": pl.Float64(),
    "band": pl.String(),
    "campaign_id": pl.String(),
    "why": TEXTS,
    "decision": pl.String(),
    "allowed_by": pl.String(),
    "allowed_at": MOMENT,
}
IDENTIFIERS: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(),
    "key": pl.String(),
    "n_accounts": pl.UInt32(),
    "count": pl.Int64(),
    "share": pl.Float64(),
    "first_seen": MOMENT,
    "last_seen": MOMENT,
    "skeleton": pl.String(),
}
LINKS: Final[dict[str, pl.DataType]] = {"account_id": pl.String(), "weight_bits": pl.Float64(), "kinds": TEXTS}
SHARED: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(),
    "key": pl.String(),
    "n_accounts": pl.UInt32(),
    "bits": pl.Float64(),
    "share_a": pl.Float64(),
    "share_b": pl.Float64(),
    "first_seen_a": MOMENT,
    "last_seen_a": MOMENT,
    "first_seen_b": MOMENT,
    "last_seen_b": MOMENT,
    "skeleton": pl.String(),
}


def campaigns(graph: Graph, wanted: CampaignFilter = ALL) -> pl.DataFrame:
    """Return all campaigns that are wanted, by score descending then id: `CAMPAIGNS`.

    Below band medium nothing is asserted; `CampaignFilter(bands=("medium", "high"))` asks for what is.
    """
    rows, cursor = [], None
    while True:
        page = graph.campaigns(wanted, PAGE, cursor)
        rows += [fields(one, CAMPAIGNS) for one in page.items]
        if (cursor := page.next_cursor) is None:
            return table(rows, CAMPAIGNS)


def members(graph: Graph, campaign_id: str) -> pl.DataFrame:
    """Return all members of a campaign, by account id: `MEMBERS`. Raises CampaignNotFound."""
    rows, cursor = [], None
    while True:
        page = graph.members(campaign_id, PAGE, cursor)
        rows += [fields(one, MEMBERS) for one in page.items]
        if (cursor := page.next_cursor) is None:
            return table(rows, MEMBERS)


def reasons(graph: Graph, campaign_id: str) -> pl.DataFrame:
    """Return why a campaign is one: `REASONS`; the weights of a side add up to its log-odds, in nats.

    Sides are `link`, what its accounts share, and `conduct`, how they behave. Raises CampaignNotFound.
    """
    found = graph.campaign(campaign_id)
    sides = [("link", one) for one in found.link_reasons] + [("conduct", one) for one in found.conduct_reasons]
    return table(({**fields(one, REASONS), "side": side} for side, one in sides), REASONS)


def relies_on(graph: Graph, campaign_id: str) -> pl.DataFrame:
    """Return the identifiers that a campaign relies on, at most 200 of most members: `RELIES_ON`.

    Raises CampaignNotFound.

    `also_by` are ids of other campaigns that rely on the same, of which there are `n_campaigns_outside`.
    """
    found = graph.campaign(campaign_id).relies_on
    rows = ({**fields(one, RELIES_ON), "also_by": [other.campaign_id for other in one.also_by]} for one in found)
    return table(rows, RELIES_ON)


def joins(graph: Graph, campaign_id: str) -> pl.DataFrame:
    """Return why the pools of a campaign are one party's: `JOINS`. Raises CampaignNotFound."""
    return table((fields(one, JOINS) for one in graph.campaign(campaign_id).joins), JOINS)


def timeline(graph: Graph, campaign_id: str) -> pl.DataFrame:
    """Return a campaign's days, oldest first: `TIMELINE`. Raises CampaignNotFound."""
    return table((fields(one, TIMELINE) for one in graph.timeline(campaign_id)), TIMELINE)


def risk(graph: Graph, account_ids: str | Sequence[str]) -> pl.DataFrame:
    """Return how likely each account belongs to a campaign, 0 to 100, in the order asked: `RISK`.

    `why` says the reasons, heaviest first, and `decision` what stands of what people said of the account or else of its
    campaign; an account that is not there has the status `unknown`. Of an account that
    somebody allowed, by itself or with its organisation, `allowed_by` and `allowed_at` say who did and when: no run
    made since then judges it.
    """
    asked = [account_ids] if isinstance(account_ids, str) else account_ids
    rows = risks_told(graph, graph.risks(asked))
    return table((_risk(one) for one in rows), RISK)


def _risk(one: Risk) -> dict[str, object]:
    said: dict[str, object] = {
        "why": [reason.text for reason in one.reasons],
        "decision": None if one.decision is None else one.decision.verdict,
    }
    if one.allowed is not None:
        said |= {"allowed_by": one.allowed.author, "allowed_at": one.allowed.at}
    return fields(one, RISK) | said


def identifiers(graph: Graph, account_id: str) -> pl.DataFrame:
    """Return what an account uses, rarest first, at most 200: `IDENTIFIERS`. Raises AccountNotFound."""
    return table((fields(one, IDENTIFIERS) for one in graph.account(account_id).identifiers), IDENTIFIERS)


def links(graph: Graph, account_id: str) -> pl.DataFrame:
    """Return whom an account is linked to, heaviest first, at most 100: `LINKS`. Raises AccountNotFound."""
    return table((fields(one, LINKS) for one in graph.account(account_id).neighbours), LINKS)


def explain(graph: Graph, a: str, b: str) -> pl.DataFrame:
    """Return what two accounts both use, and the bits that each weighs by itself: `SHARED`. Raises AccountNotFound.

    What people allowed has none, and where one of two accounts that are not linked is allowed, nothing has any.
    """
    return table((fields(one, SHARED) for one in explained(graph, a, b).shared), SHARED)
