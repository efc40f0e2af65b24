"""Verdicts without one signal: the groups as they are, judged anew by the other signals.

The reasons of a run hold what every signal gave to every group, so a signal is taken away without another run: its
weight is zero, and all else stays but what has a ceiling in common with it. For fixed groups that is exact but for the
q-values, which are those of the run: there each hangs on the conduct of all groups, and so on the signal, a little.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from linkage.campaigns.counterfactual import edge_of
from linkage.campaigns.outcome import DECLARED_SHARE, LEAST_ACCOUNTS
from linkage.campaigns.reasons import alone_nats, open_share
from linkage.campaigns.signals import CAPPED, SIGNALS, under_ceilings
from linkage.evaluation.score import Found
from linkage.findings import Findings
from linkage.settings import CampaignSettings


def without_each_signal(findings: Findings, whole: Found, settings: CampaignSettings) -> Iterator[tuple[str, Found]]:
    """Yield the code of each signal, and what a run would say without it; `whole` is what it says with all."""
    for signal in SIGNALS:
        yield signal.code, without_signal(findings, whole, signal.code, settings)


def without_signal(findings: Findings, whole: Found, code: str, settings: CampaignSettings) -> Found:
    """Return what a run would say of the same groups if a signal weighed nothing.

    The risk of accounts outside groups stays as it is.
    """
    medium = edge_of("medium")
    sides = _nats_without(findings.reasons, code).with_columns(p=1 / (1 + (-pl.col("nats")).exp()))
    judged = (
        sides.group_by("campaign_id")
        .agg(pl.col("p").product())
        .join(findings.campaigns.select("campaign_id", "q_value", "n_accounts"), on="campaign_id")
        .join(_declared(findings), on="campaign_id", how="left")
    )
    kept = judged.filter(
        (pl.col("p") >= medium)
        & (pl.col("q_value") <= settings.max_q_value)
        & (pl.col("n_accounts") >= LEAST_ACCOUNTS)
        & (pl.col("declared").fill_null(0.0) < DECLARED_SHARE)
    )
    inside = findings.members.join(judged.select("campaign_id", "p"), on="campaign_id").select(
        "account_id", "campaign_id", p=pl.col("p") * pl.col("strength")
    )
    # As in the run, of a member that fits less well nothing is asserted.
    members = inside.filter(pl.col("p") >= medium).join(kept, on="campaign_id", how="semi")
    scores = inside.select("account_id", score=100 * pl.col("p"))
    assert whole.risk is not None
    outside = whole.risk.select("account_id", "score").join(scores, on="account_id", how="anti")
    return Found(
        members.select("account_id", "campaign_id").sort("campaign_id", "account_id"),
        whole.pools,
        whole.groups,
        pl.concat([scores, outside]).sort("account_id"),
    )


def _nats_without(reasons: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return `campaign_id, side, nats`: what the reasons of each side add up to without one signal.

    Where it has a ceiling in common with others, those give more without it.
    """
    capped = sorted(CAPPED)
    kept = reasons.filter(pl.col("code") != code).with_columns(alone_nats().alias("alone"))
    of_fact = (
        kept.filter(pl.col("code").is_in(capped))
        .pivot("code", index=["campaign_id", "side"], values="alone")
        .join(reasons.group_by("campaign_id").agg(open_share().max().fill_null(0.0).alias("open")), on="campaign_id")
    )
    alone = {one: of_fact[one].fill_null(0.0).to_numpy() for one in capped if one in of_fact.columns}
    nats = sum(under_ceilings(alone, of_fact["open"].to_numpy()).values(), np.zeros(of_fact.height))
    beside = of_fact.select("campaign_id", "side", pl.Series("nats", nats))
    others = kept.filter(~pl.col("code").is_in(capped)).select("campaign_id", "side", nats="weight")
    return pl.concat([others, beside]).group_by("campaign_id", "side").agg(pl.col("nats").sum())


def _declared(findings: Findings) -> pl.DataFrame:
    """Return the part of each group's members that declare its commonest organisation."""
    return (
        findings.members.join(findings.accounts.select("account_id", "organisation_id"), on="account_id")
        .with_columns(size=pl.len().over("campaign_id"))
        .drop_nulls("organisation_id")
        .group_by("campaign_id", "organisation_id", "size")
        .len("n")
        .group_by("campaign_id")
        .agg(declared=(pl.col("n") / pl.col("size")).max())
    )
