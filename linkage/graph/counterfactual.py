"""What a campaign or an account would have to lose to be in a lower band, from what a run wrote of it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from linkage.campaigns.counterfactual import account_probability, edge_of, fewest_families, fewest_reasons
from linkage.campaigns.reasons import ALONE, OPEN
from linkage.graph.interface import Campaign, Graph, Reason, Risk, Tie
from linkage.identifiers.kinds import KINDS

PRIOR = "prior"
"""Code of the reason that is no evidence: what a side starts from."""
N_NAMED = 5
"""Identifiers that are named of one piece of evidence."""
FAMILY_TITLES = {
    "net": "addresses",
    "device": "devices",
    "payment": "payment methods",
    "template": "prompts",
    "artifact": "reasoning artifacts",
    "contact": "contacts",
    "time": "moments of waking",
    "context": "mail domain, client and manner of work",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """One piece of evidence that would have to go."""

    code: str
    """The reason's code of a campaign; the family of an account."""
    text: str
    weight: float
    """What it gives, in nats."""
    identifiers: tuple[str, ...]
    """Some identifiers that it is made of, as `kind:key`, the most telling first."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The least evidence without which a score would be in a lower band."""

    below: str
    """The band that would be lost."""
    without: tuple[Lost, ...]
    score: float
    """What the score would be, 0 to 100; 0 where an account would leave its group."""


def of_campaign(campaign: Campaign) -> Counterfactual | None:
    """Return the fewest reasons without which a campaign is below its band; None in band none, or where none do.

    Exact for the reasons as they were weighed; see `linkage.campaigns.counterfactual` for what that leaves out.
    """
    edge = edge_of(campaign.summary.band)
    sides = [
        {reason.code: reason for reason in side if reason.code != PRIOR}
        for side in (campaign.link_reasons, campaign.conduct_reasons)
    ]
    priors = (_prior(campaign.link_reasons), _prior(campaign.conduct_reasons))
    if edge is None or campaign.summary.score < 100 * edge:
        return None
    link, conduct = ({code: _named(reason, ALONE, reason.weight) for code, reason in side.items()} for side in sides)
    open_share = max((_named(reason, OPEN, 0.0) for reason in sides[1].values()), default=0.0)
    if (found := fewest_reasons(link, conduct, edge, priors, open_share)) is None:
        return None
    gone = [side[code] for side, codes in zip(sides, (found.link, found.conduct), strict=True) for code in codes]
    lost = sorted((_lost_reason(reason) for reason in gone), key=lambda one: (-one.weight, one.code))
    return Counterfactual(campaign.summary.band, tuple(lost), 100.0 * found.probability)


def _named(reason: Reason, name: str, otherwise: float) -> float:
    """Return a number that the evidence of a reason names, or another where it does not."""
    number = reason.evidence.get(name)
    return number if isinstance(number, float) else otherwise


def _prior(reasons: Iterable[Reason]) -> float:
    return math.fsum(reason.weight for reason in reasons if reason.code == PRIOR)


def _lost_reason(reason: Reason) -> Lost:
    named = reason.evidence.get("identifiers")
    listed = [f"{one['kind']}:{one['key']}" for one in named] if isinstance(named, list) else []
    return Lost(reason.code, reason.text, reason.weight, tuple(listed[:N_NAMED]))


def of_risks(graph: Graph, risks: Sequence[Risk]) -> list[Counterfactual | None]:
    """Return, for each risk, the fewest families without which a member leaves its campaign or its band, else None.

    Names what the account shares with its campaign, for which the graph is asked once.
    """
    found = [_of_account(risk) for risk in risks]
    members = [risk.account_id for risk, less in zip(risks, found, strict=True) if less is not None]
    ties = graph.ties(members) if members else {}
    return [
        None if less is None else _with_identifiers(less, ties.get(risk.account_id, ()))
        for risk, less in zip(risks, found, strict=True)
    ]


def _of_account(risk: Risk) -> Counterfactual | None:
    """Return the fewest families without which a member leaves its campaign or its band; None for all others.

    Exact for the fits of the run and with the group as it is; names no identifiers.
    """
    membership = next((reason for reason in risk.reasons if reason.code == "membership"), None)
    edge = edge_of(risk.band)
    if membership is None or edge is None:
        return None
    evidence = membership.evidence
    fit, stays_from = evidence.get("fit_nats"), evidence.get("stays_from_nats")
    strength = evidence.get("strength")
    if not (isinstance(fit, dict) and isinstance(stays_from, float) and isinstance(strength, float) and strength > 0):
        return None
    group = min(risk.score / 100 / strength, 1.0)
    found = fewest_families(fit, group, edge, stays_from)
    if found is None:
        return None
    left = sum(fit.values()) - sum(fit[name] for name in found)
    lost = tuple(Lost(name, FAMILY_TITLES[name], fit[name], ()) for name in found)
    return Counterfactual(risk.band, lost, 100 * account_probability(group, left) if left >= stays_from else 0.0)


def _with_identifiers(less: Counterfactual, ties: Iterable[Tie]) -> Counterfactual:
    """Return a counterfactual that names, of each family, what ties the account most to its campaign."""
    named: dict[str, tuple[str, ...]] = {}
    for tie in sorted(ties, key=lambda one: (-one.share * math.log(max(one.lift, 1.0)), one.kind, one.key)):
        family = KINDS[tie.kind].family
        if len(named.get(family, ())) < N_NAMED:
            named[family] = (*named.get(family, ()), f"{tie.kind}:{tie.key}")
    return replace(less, without=tuple(replace(one, identifiers=named.get(one.code, ())) for one in less.without))
