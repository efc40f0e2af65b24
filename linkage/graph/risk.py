"""The risk of an account, from what a run wrote about it."""

import json

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


def read_evidence(text: str | None) -> dict[str, object]:
    """Return the evidence of one reason of a campaign from its JSON object."""
    return dict(json.loads(text or "{}"))
