"""`linkage risk`: how likely accounts belong to a coordinated campaign, with the reasons."""

import math
from typing import TYPE_CHECKING

import typer

from linkage.cli.options import AccountIds, Json, examples
from linkage.cli.session import opened_graph, session
from linkage.cli.show import day, out, out_json, row, signed, table

if TYPE_CHECKING:
    from rich.table import Table

    from linkage.graph.interface import Risk

EXAMPLES = examples("linkage risk acct-17", "linkage risk acct-17 acct-42 --json")


def risk(context: typer.Context, accounts: AccountIds, as_json: Json = False) -> None:
    """Say how likely accounts belong to a campaign, and why.

    Prints score, band, campaign, and reasons whose weights add up to the score. An account that no file has spoken of
    has status `unknown`; that is an answer, not an error.
    """
    with opened_graph(session(context)) as graph:
        risks = graph.risks(accounts)
    if as_json:
        out_json({"risks": risks})
        return
    for number, each in enumerate(risks):
        out(*([""] if number else []), headline(each))
        if each.reasons:
            out(reasons_table(each))


def headline(risk: "Risk") -> str:
    """Return one line that says the risk of an account."""
    if risk.status == "unknown":
        return f"{risk.account_id}: unknown; no record speaks of it."
    campaign = f"in campaign {risk.campaign_id}" if risk.campaign_id else "in no campaign"
    return f"{risk.account_id}: score {risk.score:.0f} of 100, band {risk.band}, {campaign} (as of {day(risk.as_of)})"


def reasons_table(risk: "Risk") -> "Table":
    """Return the reasons of a risk; their weights add up to its log-odds."""
    shown = table("weight", "reason", right=("weight",), wide="reason")
    for reason in risk.reasons:
        row(shown, signed(reason.weight), reason.text)
    shown.add_section()
    row(shown, signed(math.fsum(reason.weight for reason in risk.reasons)), "log-odds of the score, in nats")
    return shown
