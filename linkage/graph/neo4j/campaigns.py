"""What a database answers about campaigns."""

import json
from collections.abc import Mapping

from linkage.errors import CampaignNotFound
from linkage.graph import cut
from linkage.graph.cursor import campaigns_after, campaigns_page, check_limit, members_after, members_page
from linkage.graph.interface import (
    Campaign,
    CampaignFilter,
    CampaignSummary,
    Day,
    Decision,
    Join,
    Member,
    Named,
    Page,
    Relation,
    Reliance,
    ReliedOn,
    Subgraph,
)
from linkage.graph.missing import no_campaign
from linkage.graph.neo4j.database import Row
from linkage.graph.neo4j.reading import Reader
from linkage.graph.risk import read_reasons
from linkage.graph.statements import statement

_N_SUMMARY = 15
"""Columns of a summary, first in `read/campaign`; what people decided is no column, not all of it being here."""


def campaigns(
    reader: Reader, wanted: CampaignFilter, verdicts: Mapping[str, str], limit: int, cursor: str | None
) -> Page[CampaignSummary]:
    """Return a page of campaigns, by score descending then id; `verdicts` has those that people judged, by id.

    It has them wherever they were judged: in the database, or beside it.
    """
    check_limit(limit)
    after_score, after_id = campaigns_after(cursor) or (None, None)
    rows = reader.rows(
        statement("read/campaigns"),
        min_score=wanted.min_score,
        bands=None if wanted.bands is None else list(wanted.bands),
        verdicts=None if wanted.verdicts is None else list(wanted.verdicts),
        min_accounts=wanted.min_accounts,
        seen_since=wanted.seen_since,
        reviewed=wanted.reviewed,
        judged=list(verdicts),
        after_score=after_score,
        after_id=after_id,
        limit=limit + 1,
    )
    return campaigns_page([CampaignSummary(*(*row, verdicts.get(row[0]))) for row in rows], limit)


def campaign(reader: Reader, campaign_id: str) -> Campaign:
    """Return a campaign in full, with the decisions that the database holds; which of all stands is told elsewhere."""
    row = _campaign(reader, campaign_id)
    link_reasons, conduct_reasons, relations, joins, n_relied_on, *_ = row[_N_SUMMARY:]
    return Campaign(
        summary=CampaignSummary(*row[:_N_SUMMARY]),
        link_reasons=read_reasons(link_reasons),
        conduct_reasons=read_reasons(conduct_reasons),
        relies_on=tuple(
            ReliedOn(*(*one[:-1], tuple(Named(*other) for other in one[-1])))
            for one in reader.rows(statement("read/campaign_relies_on"), id=campaign_id, limit=cut.MAX_RELIED_ON)
        ),
        n_relied_on=n_relied_on,
        joins=tuple(Join(*one) for one in json.loads(joins or "[]")),
        relations=tuple(Relation(*one) for one in json.loads(relations or "[]")),
        decisions=tuple(
            Decision(*one) for one in reader.rows(statement("decisions/about"), subject="campaign", id=campaign_id)
        ),
        statuses=dict(reader.rows(statement("read/member_statuses"), id=campaign_id)),
    )


def reliances(reader: Reader, kind: str, key: str, limit: int) -> tuple[Reliance, ...]:
    """Return the campaigns that rely on an identifier, those with most members that use it first."""
    return tuple(Reliance(*row) for row in reader.rows(statement("read/reliances"), kind=kind, key=key, limit=limit))


def members(reader: Reader, campaign_id: str, limit: int, cursor: str | None) -> Page[Member]:
    """Return a page of members, by account id."""
    check_limit(limit)
    after = members_after(cursor)
    _campaign(reader, campaign_id)
    return members_page(_members(reader, campaign_id, after, limit + 1), limit)


def subgraph(reader: Reader, campaign_id: str, max_nodes: int) -> Subgraph:
    """Return a campaign's subgraph, cut to `max_nodes`."""
    n_accounts = CampaignSummary(*_campaign(reader, campaign_id)[:_N_SUMMARY]).n_accounts
    shared = [cut.CampaignIdentifier(*row) for row in reader.rows(statement("read/shared_identifiers"), id=campaign_id)]
    choice = cut.choose(_members(reader, campaign_id, None, n_accounts), shared, max_nodes)
    accounts = [one.account_id for one in choice.members]
    identifiers = [f"{one.kind}:{one.key}" for one in choice.identifiers]
    limit = choice.max_edges + 1
    uses = reader.rows(
        statement("read/subgraph_uses"), id=campaign_id, accounts=accounts, identifiers=identifiers, limit=limit
    )
    links = reader.rows(statement("read/subgraph_links"), id=campaign_id, accounts=accounts, limit=limit)
    total = reader.rows(statement("read/subgraph_links_total"), id=campaign_id)
    return cut.draw(
        campaign_id,
        choice,
        [cut.Use(*row) for row in uses],
        [cut.MemberLink(a, b, weight, tuple(kinds)) for a, b, weight, kinds in links],
        total[0][0],
    )


def timeline(reader: Reader, campaign_id: str) -> tuple[Day, ...]:
    """Return a campaign's days, oldest first."""
    days, n_requests, n_accounts = _campaign(reader, campaign_id)[_N_SUMMARY + 5 :]
    return tuple(Day(*day) for day in zip(days or (), n_requests or (), n_accounts or (), strict=True))


def _campaign(reader: Reader, campaign_id: str) -> Row:
    found = reader.rows(statement("read/campaign"), id=campaign_id)
    if not found:
        raise _no_campaign(reader, campaign_id)
    return found[0]


def _no_campaign(reader: Reader, campaign_id: str) -> CampaignNotFound:
    holding = reader.rows(statement("read/relations"), id=json.dumps(campaign_id, ensure_ascii=False))
    relations = [Relation(*one) for (some,) in holding for one in json.loads(some)]
    return no_campaign(
        campaign_id, {(one.relation, one.to_campaign) for one in relations if one.from_campaign == campaign_id}
    )


def _members(reader: Reader, campaign_id: str, after: str | None, limit: int) -> list[Member]:
    rows = reader.rows(statement("read/members"), id=campaign_id, after=after, limit=limit)
    return [Member(*(*row[:4], row[4] or 0.0, row[5] or "none", row[6])) for row in rows]
