"""One campaign on a terminal page: what it is, both scores with their reasons, what it relies on, who is in it."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from linkage.cli.counterfactual import counterfactual_line
from linkage.cli.show import count, day, minute, points, q_value, row, short, signed, table
from linkage.wording import several

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from linkage.graph.interface import Campaign, CampaignSummary, Decision, Join, Member, Reason, Relation, ReliedOn

N_RELIED_ON = 20
N_ALSO_BY = 3
N_JOINS = 10
_JOINED = {
    "succession": "pool {to_pool} follows pool {from_pool}",
    "members_fit_both": "pool {to_pool} fits pool {from_pool}",
}
_VERDICTS = {
    "campaign": "coordinated: these accounts act as one party that does not show itself as one",
    "organisation": "linked, and looks like an organisation",
    "insufficient": "linked, and not enough evidence that anything is concealed",
}


def parts(campaign: "Campaign", members: Sequence["Member"], pasteable: Callable[[str], str]) -> list["RenderableType"]:
    """Return the parts of the page, top to bottom; what is empty is left out.

    Args:
        campaign: what it shows.
        members: those that are shown.
        pasteable: makes the commands of a sentence reach the same workspace and graph.
    """
    from linkage.graph.counterfactual import of_campaign

    summary = campaign.summary
    judged = judgement(campaign)
    shown: list[RenderableType] = [
        *head(summary),
        *statuses_lines(campaign.statuses),
        *([f"decided: {judged}"] if judged else []),
        "",
    ]
    for title, score, reasons in (
        ("link: one party?", summary.link_score, campaign.link_reasons),
        ("conduct: concealed?", summary.conduct_score, campaign.conduct_reasons),
    ):
        shown += [reasons_table(title, score, reasons), ""]
    if (less := of_campaign(campaign)) is not None:
        shown += [counterfactual_line(less), ""]
    if campaign.relies_on:
        shown += [infrastructure_table(campaign.relies_on[:N_RELIED_ON], summary.n_accounts)]
        shown += [*map(pasteable, more_relied_on(campaign)), ""]
    if campaign.joins:
        shown += ["Pools", *(f"  {each}" for each in pools_lines(campaign.joins)), ""]
    if campaign.relations:
        shown += ["Lineage", *(f"  {line(relation)}" for relation in campaign.relations), ""]
    if campaign.decisions:
        shown += ["Decisions", *(f"  {said(decision)}" for decision in campaign.decisions), ""]
    if members:
        shown += [members_table(members), f"{several(len(members), 'member')} of {count(summary.n_accounts)} shown."]
    return shown


def more_relied_on(campaign: "Campaign") -> list[str]:
    """Return, as a line, how many identifiers that the campaign relies on are not in the table, and where they are."""
    n_more = campaign.n_relied_on - min(len(campaign.relies_on), N_RELIED_ON)
    if n_more <= 0:
        return []
    told = f"{several(n_more, 'identifier')} more; --json shows "
    if len(campaign.relies_on) == campaign.n_relied_on:
        return [f"{told}all of them."]
    return [f"{told}{len(campaign.relies_on)}, and `linkage export infrastructure` writes all of them."]


def head(summary: "CampaignSummary") -> list[str]:
    """Return the first lines: what the campaign is called and what it comes to."""
    verdict = _VERDICTS.get(summary.verdict, summary.verdict)
    resembles = f" ({summary.resembles})" if summary.resembles else ""
    return [
        f"{summary.campaign_id}  {summary.name}",
        f"{verdict}{resembles}",
        f"score {points(summary.score)} of 100, band {summary.band}; link {points(summary.link_score)}, conduct "
        f"{points(summary.conduct_score)}, both required; q-value {q_value(summary.q_value)}",
        f"{several(summary.n_accounts, 'account')} in {several(summary.n_pools, 'pool')}, "
        f"{several(summary.n_requests, 'request')}, {minute(summary.first_seen)} to {minute(summary.last_seen)} UTC; "
        f"{summary.state}",
    ]


def statuses_lines(statuses: Mapping[str, int]) -> list[str]:
    """Return, as a line, how many members are suspended, closed or active, where anything says."""
    if set(statuses) <= {"unknown"}:
        return []
    told = ", ".join(f"{count(n)} {name}" for name, n in sorted(statuses.items(), key=lambda one: (-one[1], one[0])))
    return [f"of the accounts: {told}"]


def reasons_table(title: str, score: float, reasons: Sequence["Reason"]) -> "Table":
    """Return the reasons of one side; their weights add up to the log-odds of its score."""
    shown = table("weight", title, right=("weight",), wide=title)
    for reason in reasons:
        row(shown, signed(reason.weight), reason.text)
    total = math.fsum(reason.weight for reason in reasons)
    shown.add_section()
    row(shown, signed(total), f"log-odds in nats: score {points(score)} of 100")
    return shown


def infrastructure_table(relied_on: Sequence["ReliedOn"], n_accounts: int) -> "Table":
    """Return the identifiers that the campaign relies on."""
    columns = ("relies on", "members", "outside", "lift")
    shown = table(*columns, right=columns[1:], folds=columns[0])
    for each in relied_on:
        row(
            shown,
            f"{each.kind} {short(each.skeleton or each.key, 52)}",
            f"{each.n_accounts:,} of {n_accounts:,}",
            count(each.n_accounts_outside),
            f"{each.lift:,.0f}×",
        )
        if each.n_campaigns_outside:
            row(shown, f"  {also_by(each)}", *[""] * 3)
    return shown


def members_table(members: Sequence["Member"]) -> "Table":
    """Return members with their pool and strength."""
    columns = ("member", "pool", "strength", "score", "band", "status", "active since")
    shown = table(*columns, right=("pool", "strength", "score"))
    for member in members:
        row(
            shown,
            short(member.account_id, 40),
            str(member.pool),
            f"{member.strength:.2f}",
            points(member.score),
            member.band,
            member.status or "–",
            day(member.since),
        )
    return shown


def also_by(relied_on: "ReliedOn") -> str:
    """Return which other campaigns rely on an identifier; several parties can rent the same."""
    named = [f"{other.name} ({other.campaign_id})" for other in relied_on.also_by[:N_ALSO_BY]]
    n_more = relied_on.n_campaigns_outside - len(named)
    return f"also relied on by {', '.join(named + ([f'{count(n_more)} more'] if n_more else []))}"


def pools_lines(joins: Sequence["Join"]) -> list[str]:
    """Return why pools are one party's, a sentence each: first which follows which."""
    from linkage.findings import MOST_JOINS

    in_order = sorted(joins, key=lambda join: join.code != "succession")
    n_more = len(joins) - N_JOINS
    # A run of so many may have found more, and does not say.
    kept = "shows all of them" if len(joins) < MOST_JOINS else f"shows them; a run keeps the {MOST_JOINS} strongest"
    more = [f"{several(n_more, 'reason')} more; --json {kept}."] if n_more > 0 else []
    return [*map(joined, in_order[:N_JOINS]), *more]


def joined(join: "Join") -> str:
    """Return why two pools are one party's, as a sentence."""
    words = _JOINED.get(join.code, "pools {from_pool} and {to_pool}")
    return f"{words.format(from_pool=join.from_pool, to_pool=join.to_pool)}: {join.text}"


def line(relation: "Relation") -> str:
    """Return how two campaigns follow one another, as a sentence."""
    words = relation.relation.lower().replace("_", " ")
    return f"{relation.from_campaign} {words} {relation.to_campaign}: {relation.text}"


def judgement(campaign: "Campaign") -> str | None:
    """Return the newest verdict of a person on a campaign as a sentence, or None where nobody judged it."""
    from linkage.graph.decisions import standing

    found = standing(campaign.decisions).get(("campaign", campaign.summary.campaign_id))
    return said(found) if found else None


def said(decision: "Decision") -> str:
    """Return a decision as a sentence."""
    note = f": {decision.note}" if decision.note else ""
    return f"{day(decision.at)} {decision.author} {decision.verdict}{note}"
