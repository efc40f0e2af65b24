"""Is the evidence that is named the evidence there is? It is deleted from the ledger, and detection run again.

Only uses by members of the campaign go; everybody else's stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from linkage.campaigns.counterfactual import RESTS_ON, edge_of, fewest_reasons
from linkage.campaigns.reasons import alone_nats, open_share
from linkage.campaigns.verdict import logit
from linkage.evaluation.counts import SEED, Count
from linkage.evaluation.reasons import TOP, heaviest_reasons, true_campaigns
from linkage.evaluation.worlds import JITTER_SECONDS
from linkage.findings import BANDS, Findings
from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot

LOWER: Final = 0.5
"""Nats by which the log-odds of a score must fall to count as lower: near 0 and 100 points say nothing."""
LOAD_SPREAD: Final = 1.0
"""Log units by which members' loads are spread where evenness is taken away."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is to be deleted of one campaign."""

    identifiers: frozenset[tuple[str, str]] = frozenset()
    families: frozenset[str] = frozenset()
    """Families of which everything goes that two members share; also `time`, `load` and `suspension`."""


def named_evidence(findings: Findings, members: pl.DataFrame, farms: pl.DataFrame) -> dict[str, Evidence]:
    """Return, of each asserted campaign that is mostly farm, the identifiers that its `TOP` heaviest reasons name."""
    found: dict[str, Evidence] = {}
    for campaign, rows in heaviest_reasons(findings, true_campaigns(members, farms)):
        named = [identifiers for identifiers in rows if identifiers][:TOP]
        found[campaign] = Evidence(identifiers=frozenset().union(*named))
    return found


def counterfactual_evidence(findings: Findings, members: pl.DataFrame, farms: pl.DataFrame) -> dict[str, Evidence]:
    """Return, of each asserted campaign that is mostly farm, what its counterfactual says would have to go.

    Campaigns are left out of which it names what cannot be deleted from a ledger: how members work.
    """
    true = true_campaigns(members, farms)
    found: dict[str, Evidence] = {}
    for campaign, band in findings.campaigns.join(true, on="campaign_id").select("campaign_id", "band").iter_rows():
        edge = edge_of(band)
        if edge is None:
            continue
        mine = findings.reasons.filter(pl.col("campaign_id") == campaign)
        prior = pl.col("code") == "prior"
        link, conduct = (
            dict(mine.filter(~prior & (pl.col("side") == side)).select("code", alone_nats()).iter_rows())
            for side in ("link", "conduct")
        )
        before = [float(mine.filter(prior & (pl.col("side") == side))["weight"].sum()) for side in ("link", "conduct")]
        how_open = mine.select(open_share().max().fill_null(0.0)).item()
        fewest = fewest_reasons(link, conduct, edge, (before[0], before[1]), how_open)
        if fewest is None:
            continue
        codes = (*fewest.link, *fewest.conduct)
        if all(code in RESTS_ON for code in codes):
            found[campaign] = Evidence(families=frozenset(name for code in codes for name in RESTS_ON[code]))
    return found


def deleted(snapshot: Snapshot, members: pl.DataFrame, evidence: Mapping[str, Evidence]) -> Snapshot:
    """Return the snapshot without the evidence of each campaign, given its members `account_id, campaign_id`."""
    rng = np.random.default_rng(SEED)
    ids = snapshot.accounts["account_id"]
    mine = members.filter(pl.col("campaign_id").is_in(list(evidence)))
    campaign_of = ids.replace_strict(mine["account_id"], mine["campaign_id"], default=None, return_dtype=pl.String)
    family = snapshot.identifiers["kind"].replace_strict({name: kind.family for name, kind in KINDS.items()})
    kinds, keys = snapshot.identifiers["kind"], snapshot.identifiers["key"]
    used, user = snapshot.uses["identifier"], snapshot.uses["account"]
    uses = pl.DataFrame(
        {
            "campaign": campaign_of.gather(user),
            "identifier": used,
            "family": family.gather(used),
            "name": pl.DataFrame({"kind": kinds.gather(used), "key": keys.gather(used)}).to_struct(),
        }
    ).with_columns(n_inside=pl.len().over("campaign", "identifier"))
    gone = pl.any_horizontal(
        pl.lit(False),
        *(
            (pl.col("campaign") == campaign)
            & (
                (pl.col("family").is_in(list(what.families)) & (pl.col("n_inside") >= 2))
                | pl.col("name").is_in([{"kind": kind, "key": key} for kind, key in what.identifiers])
            )
            for campaign, what in evidence.items()
        ),
    )
    return replace(
        snapshot.with_uses(~uses.select(gone.fill_null(False)).to_series().to_numpy()),
        accounts=_unsuspended(snapshot.accounts, campaign_of.is_in(_with(evidence, "suspension"))),
        activity=_disturbed(
            snapshot.activity,
            campaign_of.is_in(_with(evidence, "time")).fill_null(False).to_numpy(),
            campaign_of.is_in(_with(evidence, "load")).fill_null(False).to_numpy(),
            rng,
        ),
    )


def _with(evidence: Mapping[str, Evidence], family: str) -> list[str]:
    return [campaign for campaign, what in evidence.items() if family in what.families]


def _unsuspended(accounts: pl.DataFrame, whose: pl.Series) -> pl.DataFrame:
    theirs = whose.fill_null(False)
    return accounts.with_columns(
        pl.when(theirs).then(pl.lit("active")).otherwise("status").alias("status"),
        pl.when(~theirs).then("status_at").alias("status_at"),
    )


def _disturbed(
    activity: pl.DataFrame, out_of_step: np.ndarray, uneven: np.ndarray, rng: np.random.Generator
) -> pl.DataFrame:
    account = activity["account"].to_numpy()
    shift = rng.integers(-JITTER_SECONDS, JITTER_SECONDS, out_of_step.size) * out_of_step
    factor = np.exp(rng.normal(0.0, LOAD_SPREAD, uneven.size) * uneven)
    requests = np.maximum(np.round(activity["requests"].to_numpy() * factor[account]), 1).astype(np.int64)
    at = activity["at"].to_numpy() + shift[account]
    return activity.with_columns(pl.Series("at", at), pl.Series("requests", requests)).sort(
        "account", "at", maintain_order=True
    )


def fell(before: Findings, after: Findings, members: pl.DataFrame, evidence: Mapping[str, Evidence]) -> Count:
    """Return of how many campaigns the log-odds of members' mean risk are lower after their evidence was deleted."""
    table = _risks(before, after, members, evidence).group_by("campaign_id").agg(pl.col("score", "score_after").mean())
    was, became = (logit(table[column].to_numpy() / 100) for column in ("score", "score_after"))
    return Count(table.height, int((became < was - LOWER).sum()))


def lost_band(before: Findings, after: Findings, members: pl.DataFrame, evidence: Mapping[str, Evidence]) -> Count:
    """Return of how many campaigns fewer than half of the members are still in the campaign's band or above."""
    order = {band: number for number, band in enumerate(BANDS)}
    bands = before.campaigns.select("campaign_id", least=pl.col("band").replace_strict(order, return_dtype=pl.Int8))
    table = (
        _risks(before, after, members, evidence)
        .join(bands, on="campaign_id")
        .with_columns(still=pl.col("band_after").replace_strict(order, return_dtype=pl.Int8) >= pl.col("least"))
        .group_by("campaign_id")
        .agg(pl.col("still").mean())
    )
    return Count(table.height, int((table["still"] < 0.5).sum()))


def _risks(before: Findings, after: Findings, members: pl.DataFrame, evidence: Mapping[str, Evidence]) -> pl.DataFrame:
    then, now = (table.accounts.select("account_id", score="risk_score", band="risk_band") for table in (before, after))
    mine = members.filter(pl.col("campaign_id").is_in(list(evidence)))
    return mine.join(then, on="account_id").join(now, on="account_id", suffix="_after")
