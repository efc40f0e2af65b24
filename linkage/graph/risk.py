"""The risk of an account, from what a run wrote about it."""

import json
from collections.abc import Iterable
from itertools import zip_longest

from linkage.findings import RunInfo
from linkage.graph.interface import Reason, Risk


def known_risk(
    info: RunInfo,
    account_id: str,
    *,
    score: float | None,
    band: str | None,
    reasons: str | None,
    campaign_id: str | None,
) -> Risk:
    """Return the risk of an account that the run knows: columns of `Findings.accounts`."""
    return Risk(
        account_id=account_id,
        status="known",
        score=score or 0.0,
        band=band or "none",
        reasons=read_reasons(reasons),
        campaign_id=campaign_id,
        as_of=info.as_of,
        run=info.run,
        model_version=info.model_version,
    )


def unknown_risk(info: RunInfo, account_id: str) -> Risk:
    """Return the risk of an account that the run never saw: score 0, band none, no reasons."""
    return Risk(account_id, "unknown", 0.0, "none", (), None, info.as_of, info.run, info.model_version)


def read_reasons(text: str | None) -> tuple[Reason, ...]:
    """Return the reasons in a JSON list of `{code, text, weight, evidence}`, in their order."""
    return tuple(
        Reason(item["code"], item["text"], float(item["weight"]), dict(item.get("evidence") or {}))
        for item in json.loads(text or "[]")
    )


def speaking_for(link: Iterable[Reason], conduct: Iterable[Reason]) -> list[str]:
    """Return the texts of the reasons that speak for a campaign, of both sides in turn, the heaviest of each first.

    The prior is none of them: it is there before anything was seen.
    """
    sides = [
        sorted((reason for reason in side if reason.weight > 0 and reason.code != "prior"), key=lambda r: -r.weight)
        for side in (link, conduct)
    ]
    return [reason.text for both in zip_longest(*sides) for reason in both if reason is not None]


def read_evidence(text: str | None) -> dict[str, object]:
    """Return the evidence of one reason of a campaign from its JSON object."""
    return dict(json.loads(text or "{}"))
