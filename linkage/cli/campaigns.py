"""`linkage campaigns`: the list, with why, and one campaign in full."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from linkage.cli import campaign_page
from linkage.cli.options import Json, Limit, ListByDefault, examples, one_of, text
from linkage.cli.session import opened_graph, session
from linkage.cli.show import (
    count,
    indented,
    lines_of,
    out,
    out_json,
    page_width,
    points,
    q_value,
    row,
    say,
    short,
    table,
)
from linkage.cli.values import fields_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from linkage.graph.interface import Campaign, Page

T = TypeVar("T")

_LIST_EXAMPLES = examples(
    "linkage campaigns",
    "linkage campaigns list --band high --band medium --min-accounts 10",
    "linkage campaigns --json | jq '.items[].campaign_id'",
)
_SHOW_EXAMPLES = examples(
    "linkage campaigns show ID", "linkage campaigns show ID --members 100", "linkage campaigns show ID --json"
)
_N_WHY = 3
_BESIDE = len("c-0123456789  accounts  score  medium  0.001    ")
"""Columns of the list beside name and verdict."""


def application() -> typer.Typer:
    """Return the commands on campaigns."""
    app = typer.Typer(cls=ListByDefault, help="List campaigns with why, or show one in full.", rich_markup_mode=None)
    app.command("list", epilog=_LIST_EXAMPLES)(list_campaigns)
    app.command("show", epilog=_SHOW_EXAMPLES)(show_campaign)
    return app


def list_campaigns(
    context: typer.Context,
    *,
    band: Annotated[
        list[str] | None, typer.Option(help="Only this band: none, low, medium or high; may be repeated.")
    ] = None,
    verdict: Annotated[
        list[str] | None, typer.Option(help="Only this verdict: campaign, organisation or insufficient; repeatable.")
    ] = None,
    min_score: Annotated[float | None, typer.Option(min=0, max=100, help="Only scores from here up.")] = None,
    min_accounts: Annotated[int | None, typer.Option(min=1, help="Only campaigns of at least that many.")] = None,
    limit: Limit = 20,
    cursor: Annotated[str | None, typer.Option(help="Where the page before this one ended.")] = None,
    as_json: Json = False,
) -> None:
    """List campaigns by score, each with its strongest reasons, and with what people decided."""
    from linkage.findings import BANDS, VERDICTS
    from linkage.graph.interface import CampaignFilter

    wanted = CampaignFilter(
        min_score=min_score,
        bands=tuple(one_of("--band", one, BANDS) for one in band or ()) or None,
        verdicts=tuple(one_of("--verdict", one, VERDICTS) for one in verdict or ()) or None,
        min_accounts=min_accounts,
    )
    asked = session(context)
    with opened_graph(asked) as graph:
        found, after = _taken(partial(graph.campaigns, wanted), limit, cursor)
        full = [graph.campaign(summary.campaign_id) for summary in found]
    if as_json:
        out_json({"items": [{**fields_of(each.summary), "why": why(each)} for each in full], "next_cursor": after})
        return
    if not full:
        out("No campaign fits.")
        return
    out(*campaigns_lines(full))
    if after:
        say(f"More follow: --cursor {after}", quiet=asked.quiet)


def show_campaign(
    context: typer.Context,
    campaign_id: Annotated[
        str, typer.Argument(metavar="ID", help="A campaign's id.", show_default=False, callback=text)
    ],
    members: Annotated[int, typer.Option(min=0, max=100_000, metavar="N", help="Show the first N members.")] = 10,
    as_json: Json = False,
) -> None:
    """Show a campaign in full: both scores with reasons that add up, without what it would fall below its band, what
    it relies on and who else does, why its pools are one party's, lineage, members.
    """
    from linkage.graph.counterfactual import of_campaign

    asked = session(context)
    with opened_graph(asked) as graph:
        campaign = graph.campaign(campaign_id)
        shown, _ = _taken(partial(graph.members, campaign_id), members)
    if as_json:
        out_json({"campaign": campaign, "counterfactual": of_campaign(campaign), "members": shown})
        return
    out(*campaign_page.parts(campaign, shown, asked.pasteable))


def why(campaign: "Campaign") -> list[str]:
    """Return the texts of a campaign's heaviest reasons, of both sides in turn."""
    from linkage.graph.risk import speaking_for

    return speaking_for(campaign.link_reasons, campaign.conduct_reasons)[:_N_WHY]


def campaigns_lines(campaigns: list["Campaign"]) -> list["RenderableType"]:
    """Return the list of campaigns: a table, and under each of its rows what people decided, if they did, and why."""
    names = [short(campaign.summary.name, 24) for campaign in campaigns]
    room = page_width() - _BESIDE - max(map(len, names))  # a verdict may be cut, an id or a number not
    shown = table("id", "name", "accounts", "score", "band", "q", "verdict", right=("accounts", "score", "q"))
    for campaign, name in zip(campaigns, names, strict=True):
        summary = campaign.summary
        verdict = f"{summary.verdict} ({summary.resembles})" if summary.resembles else summary.verdict
        row(
            shown,
            summary.campaign_id,
            name,
            count(summary.n_accounts),
            points(summary.score),
            summary.band,
            q_value(summary.q_value),
            verdict if len(verdict) <= room else f"{verdict[: room - 1]}…",
        )
    head, rows = lines_of(shown)
    said = [indented(f"why: {'; '.join(why(campaign)) or 'see linkage campaigns show'}") for campaign in campaigns]
    judged = [
        [indented(f"decided: {one}")] if (one := campaign_page.judgement(campaign)) else [] for campaign in campaigns
    ]
    return [*head, *(line for line, why, more in zip(rows, said, judged, strict=True) for line in (line, *more, why))]


def _taken(
    ask: Callable[[int, str | None], "Page[T]"], wanted: int, cursor: str | None = None
) -> tuple[list[T], str | None]:
    """Return so many items of a list, however many pages they take, and the cursor of what follows them."""
    from linkage.graph.cursor import MAX_PAGE

    taken: list[T] = []
    while len(taken) < wanted:
        page = ask(min(wanted - len(taken), MAX_PAGE), cursor)
        taken += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return taken, cursor
