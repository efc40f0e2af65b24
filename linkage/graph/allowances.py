"""Which accounts people allowed, told where a run's answer alone would mislead.

A run does not judge an allowed account and links it with nobody, and its tables do not say why. So the answers about
accounts say who allowed what and when, from the decisions as they are now: a run made before still judges, and one made
since does not, which is what is said, whichever is served.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from linkage.errors import WorkspaceError
from linkage.graph.allowlist import allow_list, with_allowed
from linkage.graph.decisions import standing
from linkage.graph.interface import Account, Allowance, Decision, Explanation, Graph, Risk

UNTIED = "base_rate"
"""Code of the reason of an account that nothing ties to a group."""
NOT_JUDGED = "an analyst allowed it, so no run made since then judges it"


def allowances(graph: Graph, account_ids: Sequence[str], decisions: Iterable[Decision]) -> dict[str, Allowance]:
    """Return what allows each of these accounts that is allowed: its own decision before that on its organisation.

    Args:
        graph: is asked for the organisations of the accounts, only where organisations are allowed at all.
        account_ids: the accounts.
        decisions: all decisions, in any order.
    """
    allowed = {subject: one for subject, one in standing(decisions).items() if one.verdict == "allowed"}
    asked = any(subject == "organisation" for subject, _ in allowed)
    declared = graph.organisations(account_ids) if asked else {}
    found: dict[str, Allowance] = {}
    for account_id in account_ids:
        decision = allowed.get(("account", account_id)) or allowed.get(("organisation", declared.get(account_id, "")))
        if decision is not None:
            found[account_id] = _allowance(account_id, decision)
    return found


def risks_told(graph: Graph, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """Return risks that say of allowed accounts that they are, and what people said of accounts or their campaigns.

    Who may not read the decisions is told the risks as the run has them.
    """
    decisions = _readable_decisions(graph)
    found = allowances(graph, [one.account_id for one in risks], decisions)
    judged = {subject: one for subject, one in standing(decisions).items() if one.verdict != "allowed"}
    told = (risk_told(one, found.get(one.account_id)) for one in risks)
    return tuple(
        replace(
            one, decision=judged.get(("account", one.account_id)) or judged.get(("campaign", one.campaign_id or ""))
        )
        for one in told
    )


def account_told(graph: Graph, account: Account) -> Account:
    """Return an account whose risk says that the account is allowed, where it is."""
    return replace(account, risk=risks_told(graph, [account.risk])[0])


def risk_told(risk: Risk, allowance: Allowance | None) -> Risk:
    """Return a risk that says that its account is allowed; that nothing ties it to a group is then no reason."""
    if allowance is None:
        return risk
    reasons = tuple(
        replace(one, code="allowed", text=NOT_JUDGED) if one.code == UNTIED else one for one in risk.reasons
    )
    return replace(risk, reasons=reasons, allowed=allowance)


def explained(graph: Graph, a: str, b: str) -> Explanation:
    """Return why two accounts are linked or not, with what people allowed: identifiers, and the accounts themselves.

    Who may not read the decisions is told what the run alone says.

    Raises:
        AccountNotFound: the run knows one of them not.
        UsageError: both ids are the same.
    """
    explanation, decisions = graph.explain(a, b), _readable_decisions(graph)
    found = allowances(graph, (a, b), decisions)
    return with_allowed(explanation, allow_list(decisions), tuple(found[one] for one in (a, b) if one in found))


def _readable_decisions(graph: Graph) -> tuple[Decision, ...]:
    """Return all decisions; none to who may not read them."""
    try:
        return graph.decisions()
    except WorkspaceError:
        return ()


def _allowance(account_id: str, decision: Decision) -> Allowance:
    subject = "account" if decision.subject == "account" else "organisation"
    return Allowance(account_id, subject, decision.id, decision.author, decision.at)  # type: ignore[arg-type]
