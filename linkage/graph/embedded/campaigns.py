"""What a run file answers about campaigns; a subgraph reads only what belongs to its campaign."""

# ruff: noqa: S608 (only constants of this module are put into statements; values are parameters)

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb

from linkage.errors import CampaignNotFound
from linkage.graph import cut
from linkage.graph.cursor import campaigns_after, campaigns_page, check_limit, members_after, members_page
from linkage.graph.decisions import on_campaigns
from linkage.graph.embedded.runfile import RunFile
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
    Reason,
    Relation,
    Reliance,
    ReliedOn,
    Subgraph,
)
from linkage.graph.missing import no_campaign
from linkage.graph.risk import read_evidence

_SUMMARY: Final = """campaign_id, name, verdict, resembles, band, score, link_score, conduct_score, q_value,
    state, n_accounts, n_pools, n_requests, first_seen, last_seen"""


def campaigns(
    file: RunFile, wanted: CampaignFilter, verdicts: Mapping[str, str], limit: int, cursor: str | None
) -> Page[CampaignSummary]:
    """Return a page of campaigns, by score descending then id; `verdicts` has those that people judged, by id."""
    check_limit(limit)
    after = campaigns_after(cursor)
    tests = _tests(wanted, list(verdicts))
    if after is not None:
        tests.append(("(score < ? OR (score = ? AND campaign_id > ?))", [after[0], *after]))
    where = f"WHERE {' AND '.join(test for test, _ in tests)}" if tests else ""
    values = [value for _, some in tests for value in some]
    with file.cursor() as reader:
        rows = reader.execute(
            f"SELECT {_SUMMARY} FROM campaigns {where} ORDER BY score DESC, campaign_id LIMIT ?", [*values, limit + 1]
        ).fetchall()
    return campaigns_page([CampaignSummary(*(*row, verdicts.get(row[0]))) for row in rows], limit)


def campaign(file: RunFile, campaign_id: str, decisions: Sequence[Decision]) -> Campaign:
    """Return a campaign in full, with the decisions on it."""
    with file.cursor() as cursor:
        summary = cursor.execute(f"SELECT {_SUMMARY} FROM campaigns WHERE campaign_id = ?", [campaign_id]).fetchone()
        if summary is None:
            raise _no_campaign(cursor, campaign_id)
        reasons = cursor.execute(
            "SELECT side, code, text, weight, evidence FROM reasons WHERE campaign_id = ? ORDER BY side, rank",
            [campaign_id],
        ).fetchall()
        relied = cursor.execute(
            """SELECT r.kind, r.key, r.n_accounts, n_accounts_outside, lift, skeleton, n_campaigns_outside, also_by
               FROM relies_on r LEFT JOIN skeletons s ON s.kind = r.kind AND s.key = r.key
               WHERE campaign_id = ? ORDER BY r.n_accounts DESC, r.kind, r.key LIMIT ?""",
            [campaign_id, cut.MAX_RELIED_ON],
        ).fetchall()
        n_relied_on = cursor.execute("SELECT count(*) FROM relies_on WHERE campaign_id = ?", [campaign_id]).fetchone()
        others = cursor.execute(
            """SELECT campaign_id, name FROM campaigns
               WHERE campaign_id IN (SELECT unnest(also_by) FROM relies_on WHERE campaign_id = ?)""",
            [campaign_id],
        ).fetchall()
        joins = cursor.execute(
            """SELECT from_pool, to_pool, code, points, text FROM joins
               WHERE campaign_id = ? ORDER BY from_pool, to_pool, code""",
            [campaign_id],
        ).fetchall()
        statuses = cursor.execute(
            """SELECT coalesce(status, 'unknown') AS told, count(*) FROM members m JOIN accounts USING (account)
               WHERE campaign = (SELECT campaign FROM campaigns WHERE campaign_id = ?) GROUP BY told""",
            [campaign_id],
        ).fetchall()
        relations = cursor.execute(
            """SELECT from_campaign, relation, to_campaign, text FROM lineage
               WHERE from_campaign = ? OR to_campaign = ? ORDER BY from_campaign, relation, to_campaign""",
            [campaign_id, campaign_id],
        ).fetchall()
    names: dict[str, str] = dict(others)
    return Campaign(
        summary=CampaignSummary(*(*summary, on_campaigns(decisions).get(campaign_id))),
        link_reasons=tuple(_reason(*row) for side, *row in reasons if side == "link"),
        conduct_reasons=tuple(_reason(*row) for side, *row in reasons if side == "conduct"),
        relies_on=tuple(_relied_on(row, names) for row in relied),
        n_relied_on=n_relied_on[0] if n_relied_on else 0,
        joins=tuple(Join(*row) for row in joins),
        relations=tuple(Relation(*row) for row in relations),
        decisions=tuple(decisions),
        statuses=dict(sorted(statuses)),
    )


def reliances(file: RunFile, kind: str, key: str, limit: int) -> tuple[Reliance, ...]:
    """Return the campaigns that rely on an identifier, those with most members that use it first."""
    with file.cursor() as cursor:
        rows = cursor.execute(
            """SELECT campaign_id, n_accounts, n_accounts_outside FROM relies_on
               WHERE kind = ? AND key = ? ORDER BY n_accounts DESC, campaign_id LIMIT ?""",
            [kind, key, limit],
        ).fetchall()
    return tuple(Reliance(*row) for row in rows)


def members(file: RunFile, campaign_id: str, limit: int, cursor: str | None) -> Page[Member]:
    """Return a page of members, by account id."""
    check_limit(limit)
    after = members_after(cursor)
    with file.cursor() as reader:
        number = _number(reader, campaign_id)
        rows = reader.execute(
            """SELECT m.account_id, pool, strength, since, coalesce(risk_score, 0), coalesce(risk_band, 'none'), status
               FROM (SELECT * FROM members WHERE campaign = ? AND (? IS NULL OR account_id > ?)
                     ORDER BY account LIMIT ?) m JOIN accounts USING (account) ORDER BY account""",
            [number, after, after, limit + 1],
        ).fetchall()
    return members_page([Member(*row) for row in rows], limit)


def subgraph(file: RunFile, campaign_id: str, max_nodes: int) -> Subgraph:
    """Return a campaign's subgraph, cut to `max_nodes`."""
    with file.cursor() as cursor:
        number = _number(cursor, campaign_id)
        member_rows = cursor.execute(
            """SELECT account, m.account_id, pool, strength, since,
                      coalesce(risk_score, 0), coalesce(risk_band, 'none')
               FROM members m JOIN accounts USING (account) WHERE campaign = ?""",
            [number],
        ).fetchall()
        shared_rows = cursor.execute(
            """SELECT identifier, kind, key, n_accounts, n_members, skeleton
               FROM campaign_identifiers JOIN identifiers USING (identifier) WHERE campaign = ?""",
            [number],
        ).fetchall()
        members = {row[1]: row[0] for row in member_rows}
        shared = {(row[1], row[2]): row[0] for row in shared_rows}
        choice = cut.choose(
            [Member(*row[1:]) for row in member_rows],
            [cut.CampaignIdentifier(*row[1:]) for row in shared_rows],
            max_nodes,
        )
        chosen = {
            "campaign": number,
            "accounts": [members[one.account_id] for one in choice.members],
            "limit": choice.max_edges + 1,
        }
        uses = cursor.execute(
            """SELECT account_id, kind, key, share, count, u.first_seen, u.last_seen
               FROM campaign_uses u JOIN accounts USING (account) JOIN identifiers USING (identifier)
               WHERE campaign = $campaign AND account IN (SELECT unnest($accounts::UINTEGER[]))
               AND identifier IN (SELECT unnest($identifiers::UINTEGER[]))
               ORDER BY share DESC, account_id, kind, key LIMIT $limit""",
            {**chosen, "identifiers": [shared[one.kind, one.key] for one in choice.identifiers]},
        ).fetchall()
        links = cursor.execute(
            """SELECT x.account_id, y.account_id, weight_bits, kinds FROM campaign_links l
               JOIN accounts x ON x.account = l.a JOIN accounts y ON y.account = l.b
               WHERE campaign = $campaign AND a IN (SELECT unnest($accounts::UINTEGER[]))
               AND b IN (SELECT unnest($accounts::UINTEGER[]))
               ORDER BY weight_bits DESC, a, b LIMIT $limit""",
            chosen,
        ).fetchall()
        total = cursor.execute("SELECT count(*) FROM campaign_links WHERE campaign = ?", [number]).fetchall()
    return cut.draw(
        campaign_id,
        choice,
        [cut.Use(*row) for row in uses],
        [cut.MemberLink(a, b, weight, tuple(kinds)) for a, b, weight, kinds in links],
        total[0][0],
    )


def timeline(file: RunFile, campaign_id: str) -> tuple[Day, ...]:
    """Return a campaign's days, oldest first."""
    with file.cursor() as cursor:
        _number(cursor, campaign_id)
        rows = cursor.execute(
            "SELECT day, n_requests, n_accounts FROM timeline WHERE campaign_id = ? ORDER BY day", [campaign_id]
        ).fetchall()
    return tuple(Day(*row) for row in rows)


def _tests(wanted: CampaignFilter, reviewed: Sequence[str]) -> list[tuple[str, list[object]]]:
    is_reviewed = "campaign_id IN (SELECT unnest(?::VARCHAR[]))"
    asked: list[tuple[str, object]] = [
        ("score >= ?", wanted.min_score),
        ("band IN (SELECT unnest(?::VARCHAR[]))", None if wanted.bands is None else list(wanted.bands)),
        ("verdict IN (SELECT unnest(?::VARCHAR[]))", None if wanted.verdicts is None else list(wanted.verdicts)),
        ("n_accounts >= ?", wanted.min_accounts),
        ("last_seen >= ?", wanted.seen_since),
        (is_reviewed if wanted.reviewed else f"NOT {is_reviewed}", None if wanted.reviewed is None else list(reviewed)),
    ]
    return [(test, [value]) for test, value in asked if value is not None]


def _reason(code: str, text: str, weight: float, evidence: str | None) -> Reason:
    return Reason(code, text, weight, read_evidence(evidence))


def _relied_on(row: tuple[Any, ...], names: dict[str, str]) -> ReliedOn:
    return ReliedOn(*(*row[:-1], tuple(Named(one, names[one]) for one in row[-1] if one in names)))


def _number(cursor: duckdb.DuckDBPyConnection, campaign_id: str) -> int:
    found = cursor.execute("SELECT campaign FROM campaigns WHERE campaign_id = ?", [campaign_id]).fetchone()
    if found is None:
        raise _no_campaign(cursor, campaign_id)
    return int(found[0])


def _no_campaign(cursor: duckdb.DuckDBPyConnection, campaign_id: str) -> CampaignNotFound:
    led_to = cursor.execute(
        "SELECT relation, to_campaign FROM lineage SEMI JOIN campaigns ON campaign_id = to_campaign"
        " WHERE from_campaign = ?",
        [campaign_id],
    ).fetchall()
    return no_campaign(campaign_id, led_to)
