"""`linkage risk`: how likely accounts belong to a coordinated campaign, with the reasons."""

import math
from typing import TYPE_CHECKING

import typer

from linkage.cli.counterfactual import counterfactual_line
from linkage.cli.options import AccountIds, Json, examples
from linkage.cli.session import opened_graph, session
from linkage.cli.show import allowed_words, day, decision_words, out, out_json, points, row, signed, table
from linkage.cli.values import fields_of

if TYPE_CHECKING:
    from rich.table import Table

    from linkage.graph.interface import Risk

EXAMPLES = examples("linkage risk acct-17", "linkage risk acct-17 acct-42 --json")


def risk(context: typer.Context, accounts: AccountIds, as_json: Json = False) -> None:
    """Say how likely accounts belong to a campaign, and why.

    Prints score, band, campaign, what people decided of it, reasons whose weights add up to the score, what the account
    would have to lose to fall below its band, and of an account that somebody allowed, who did and when. An account
    that no file spoke of when the run was made has status `unknown`; that is an answer, not an error.
    """
    from linkage.graph.allowances import risks_told
    from linkage.graph.counterfactual import of_risks

    with opened_graph(session(context)) as graph:
        risks = risks_told(graph, graph.risks(accounts))
        less = of_risks(graph, risks)
    if as_json:
        told = [{**fields_of(each), "counterfactual": one} for each, one in zip(risks, less, strict=True)]
        out_json({"risks": told})
        return
    for number, (each, one) in enumerate(zip(risks, less, strict=True)):
        out(*([""] if number else []), headline(each))
        if each.decision is not None:
            out(f"{decision_words(each.decision)}.")
        if each.allowed is not None:
            out(f"{allowed_words(each.allowed)}; no run made since then judges it.")
        if each.reasons:
            out(reasons_table(each))
        if one is not None:
            out(counterfactual_line(one))


def headline(risk: "Risk") -> str:
    """Return one line that says the risk of an account."""
    if risk.status == "unknown":
        return f"{risk.account_id}: unknown; no record that the run was made of speaks of it."
    where = f"in campaign {risk.campaign_id}" if risk.asserted else "in no campaign"
    if risk.campaign_id and not risk.asserted:
        where = f"in group {risk.campaign_id}, not said to be of a campaign"
    return f"{risk.account_id}: score {points(risk.score)} of 100, band {risk.band}, {where} (as of {day(risk.as_of)})"


def reasons_table(risk: "Risk") -> "Table":
    """Return the reasons of a risk; their weights add up to its log-odds."""
    shown = table("weight", "reason", right=("weight",), wide="reason")
    for reason in risk.reasons:
        row(shown, signed(reason.weight), reason.text)
    shown.add_section()
    row(shown, signed(math.fsum(reason.weight for reason in risk.reasons)), "log-odds of the score, in nats")
    return shown
