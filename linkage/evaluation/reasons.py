"""Are the reasons given the real ones? Identifiers that reasons name, against what was planted."""

import json
from collections.abc import Iterator

import polars as pl

from linkage.evaluation.counts import Count
from linkage.findings import Findings

Place = tuple[str, str]
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
    reasons = identifiers = Count(0, 0)
    for _, rows in heaviest_reasons(findings, true_campaigns(members, farms)):
        named = [each for each in rows if each][:TOP]
        reasons += Count(len(named), sum(bool(each & planted) for each in named))
        identifiers += Count(sum(map(len, named)), sum(len(each & planted) for each in named))
    return reasons, identifiers


def true_campaigns(members: pl.DataFrame, farms: pl.DataFrame) -> pl.DataFrame:
    """Return the `campaign_id` of which half or more of the members are farm accounts."""
    return (
        members.join(farms.select("account_id", farm=pl.lit(True)), on="account_id", how="left")
        .group_by("campaign_id")
        .agg(pl.col("farm").fill_null(False).mean())
        .filter(pl.col("farm") >= 0.5)
        .select("campaign_id")
    )


def heaviest_reasons(findings: Findings, campaigns: pl.DataFrame) -> Iterator[tuple[str, list[set[Place]]]]:
    """Yield campaigns, each with the identifiers that its reasons name, the heaviest first; some name none."""
    heaviest = (
        findings.reasons.join(campaigns, on="campaign_id", how="semi")
        .filter(pl.col("weight") > 0)
        .sort(["campaign_id", "weight", "code"], descending=[False, True, False])
    )
    for (campaign,), rows in heaviest.group_by("campaign_id", maintain_order=True):
        yield str(campaign), [_identifiers(text) for text in rows["evidence"].to_list()]


def _identifiers(evidence: str) -> set[Place]:
    named = json.loads(evidence).get("identifiers", [])
    return {(each["kind"], each["key"]) for each in named}
