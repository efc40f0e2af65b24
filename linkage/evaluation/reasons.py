"""Are the reasons given the real ones? Identifiers that reasons name, against what was planted."""

import json

import polars as pl

from linkage.evaluation.counts import Count
from linkage.findings import Findings

TOP = 5
"""Reasons of a campaign that are looked at, by weight."""


def planted_reasons(
    findings: Findings, members: pl.DataFrame, evidence: pl.DataFrame, farms: pl.DataFrame
) -> tuple[Count, Count]:
    """Return how many of the `TOP` reasons that name identifiers name a planted one; and of those named, how many are.

    Only asserted campaigns of which half or more are farm accounts count: the others have no true reason.

    Args:
        findings: of a run.
        members: `account_id, campaign_id` of the campaigns that are asserted.
        evidence: `kind, key` that were planted in any campaign.
        farms: `account_id` of farm accounts.
    """
    planted = set(evidence.select("kind", "key").unique().iter_rows())
    true = (
        members.join(farms.select("account_id", farm=pl.lit(True)), on="account_id", how="left")
        .group_by("campaign_id")
        .agg(pl.col("farm").fill_null(False).mean())
        .filter(pl.col("farm") >= 0.5)
    )
    heaviest = (
        findings.reasons.join(true, on="campaign_id", how="semi")
        .filter(pl.col("weight") > 0)
        .sort(["campaign_id", "weight", "code"], descending=[False, True, False])
    )
    reasons = identifiers = Count(0, 0)
    for _, rows in heaviest.group_by("campaign_id", maintain_order=True):
        named = [each for each in map(_identifiers, rows["evidence"].to_list()) if each][:TOP]
        reasons += Count(len(named), sum(bool(each & planted) for each in named))
        identifiers += Count(sum(map(len, named)), sum(len(each & planted) for each in named))
    return reasons, identifiers


def _identifiers(evidence: str) -> set[tuple[str, str]]:
    named = json.loads(evidence).get("identifiers", [])
    return {(each["kind"], each["key"]) for each in named}
