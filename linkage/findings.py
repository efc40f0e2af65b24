"""What a run found, as tables: the value that detection gives and every graph, file and door takes.

All times are whole epoch seconds, UTC. Accounts, campaigns and identifiers are named, not numbered,
so that a run can be read without the snapshot it came from. Each table has the stated sort order,
so equal findings are equal bytes.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Final

import polars as pl

from linkage.identifiers.kinds import FAMILIES

LINK_FAMILIES: Final = (*FAMILIES, "context")
"""The families whose bits a link has, each in a column of its own."""
FAMILY_BITS: Final = tuple(f"{family}_bits" for family in LINK_FAMILIES)
"""These columns, in the order of `LINK_FAMILIES`."""

SCHEMAS: Final[dict[str, dict[str, pl.DataType]]] = {
    # one row per account, by account_id
    "accounts": {
        "account_id": pl.String(),
        "created_at": pl.Int64(),
        "organisation_id": pl.String(),
        "plan": pl.String(),
        "programme": pl.String(),
        "country": pl.String(),
        "status": pl.String(),
        "status_at": pl.Int64(),
        "n_requests": pl.Int64(),
        "first_seen": pl.Int64(),
        "last_seen": pl.Int64(),
        "risk_score": pl.Float64(),
        "risk_band": pl.String(),
        "campaign_id": pl.String(),
        "reasons": pl.String(),
    },
    # one row per identifier, by (kind, key)
    "identifiers": {
        "kind": pl.String(),
        "key": pl.String(),
        "n_accounts": pl.UInt32(),
        "skeleton": pl.String(),
        "first_seen": pl.Int64(),
        "last_seen": pl.Int64(),
    },
    # one row per (account, identifier), by (account_id, kind, key)
    "uses": {
        "account_id": pl.String(),
        "kind": pl.String(),
        "key": pl.String(),
        "count": pl.Int64(),
        "share": pl.Float32(),
        "first_seen": pl.Int64(),
        "last_seen": pl.Int64(),
    },
    # one row per linked pair, a < b, by (a, b); the bits of each family add up to weight_bits
    "links": {
        "a": pl.String(),
        "b": pl.String(),
        "weight_bits": pl.Float32(),
        "kinds": pl.List(pl.String()),
        **dict.fromkeys(FAMILY_BITS, pl.Float32()),
    },
    # one row per campaign, by (score descending, campaign_id)
    "campaigns": {
        "campaign_id": pl.String(),
        "name": pl.String(),
        "verdict": pl.String(),
        "resembles": pl.String(),
        "band": pl.String(),
        "score": pl.Float64(),
        "link_score": pl.Float64(),
        "conduct_score": pl.Float64(),
        "q_value": pl.Float64(),
        "state": pl.String(),
        "n_accounts": pl.UInt32(),
        "n_pools": pl.UInt32(),
        "n_requests": pl.Int64(),
        "first_seen": pl.Int64(),
        "last_seen": pl.Int64(),
    },
    # one row per (campaign, account), by (campaign_id, account_id)
    "members": {
        "campaign_id": pl.String(),
        "account_id": pl.String(),
        "pool": pl.UInt32(),
        "strength": pl.Float64(),
        "since": pl.Int64(),
    },
    # why the pools of a campaign are one party's, by (campaign_id, from_pool, to_pool, code)
    "joins": {
        "campaign_id": pl.String(),
        "from_pool": pl.UInt32(),
        "to_pool": pl.UInt32(),
        "code": pl.String(),
        "points": pl.Float64(),
        "text": pl.String(),
    },
    # one row per reason of a campaign, by (campaign_id, side, rank); weights of a side add up to its log-odds
    "reasons": {
        "campaign_id": pl.String(),
        "side": pl.String(),
        "rank": pl.UInt32(),
        "code": pl.String(),
        "text": pl.String(),
        "value": pl.Float64(),
        "unit": pl.String(),
        "weight": pl.Float64(),
        "evidence": pl.String(),
    },
    # the infrastructure: one row per (campaign, identifier), by (campaign_id, n_accounts descending, kind, key)
    "relies_on": {
        "campaign_id": pl.String(),
        "kind": pl.String(),
        "key": pl.String(),
        "n_accounts": pl.UInt32(),
        "n_accounts_outside": pl.UInt32(),
        "lift": pl.Float64(),
        "n_campaigns_outside": pl.UInt32(),
        "also_by": pl.List(pl.String()),
    },
    # how campaigns follow one another, by (from_campaign, relation, to_campaign)
    "lineage": {
        "from_campaign": pl.String(),
        "relation": pl.String(),
        "to_campaign": pl.String(),
        "text": pl.String(),
    },
    # requests per campaign and day, by (campaign_id, day); day is the epoch second at which it starts
    "timeline": {
        "campaign_id": pl.String(),
        "day": pl.Int64(),
        "n_requests": pl.Int64(),
        "n_accounts": pl.UInt32(),
    },
}
"""Columns of each table.

* `accounts.reasons` and `reasons.evidence` are JSON: a list of `{code, text, weight, evidence}`, and an object.
* `campaigns.verdict` is `campaign`, `organisation` (then `resembles` says which kind) or `insufficient`
  (not enough evidence); `band` is none, low, medium or high; `state` is born, grew, shrank, steady, split or merged.
* `reasons.side` is `link` or `conduct`; `weight` is in nats of log-odds, the prior being a reason too. Where other
  reasons say the same, `evidence.alone_nats` is what it would weigh alone, of a group that is `open_share` openly one.
* `joins` numbers pools as `members` does, and has the `MOST_JOINS` strongest of each campaign. Where `code` is
  `succession`, `to_pool` follows `from_pool`; where it is `members_fit_both`, the members are those of `to_pool`; of
  other codes the order says nothing.
* `relies_on` has every identifier that a campaign relies on; `n_campaigns_outside` is how many other campaigns rely on
  it, whatever their verdict, and `also_by` the ids of those of the highest score, ten at most.
* `lineage.relation` is SUCCEEDED_BY, SPLIT_INTO or MERGED_INTO. Detection gives the last two: a campaign that goes on
  in new accounts keeps its id, so that it needs no successor.
"""

BEFORE: Final[dict[str, pl.DataType]] = {
    "campaign_id": pl.String(),
    "account_id": pl.String(),
    "asserted": pl.Boolean(),
    "gone": pl.Boolean(),
}
"""Columns of what a run hands down to the next, by (campaign_id, account_id): the members of its groups, and with
`gone`, as they were last, those of earlier runs that it has no more, if they were asserted or decided about."""
MOST_JOINS: Final = 200
"""Reasons between its pools that are told of a campaign, the strongest: a hundred pools have thousands of pairs."""
BANDS: Final[tuple[str, ...]] = ("none", "low", "medium", "high")
ASSERTED: Final = frozenset({"medium", "high"})
"""Bands in which something is asserted; a member's is never above its group's, which then is a campaign."""
VERDICTS: Final[tuple[str, ...]] = ("campaign", "organisation", "insufficient")


@dataclass(frozen=True, slots=True)
class Findings:
    """All tables of one run; each has exactly the columns of `SCHEMAS`."""

    accounts: pl.DataFrame
    identifiers: pl.DataFrame
    uses: pl.DataFrame
    links: pl.DataFrame
    campaigns: pl.DataFrame
    members: pl.DataFrame
    joins: pl.DataFrame
    reasons: pl.DataFrame
    relies_on: pl.DataFrame
    lineage: pl.DataFrame
    timeline: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every table by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def members_from(self, band: str) -> pl.DataFrame:
        """Return the `members` of campaigns of a band and above, by campaign then account.

        From medium on campaigns are judged such, and their accounts are of that band as well: of a member that fits
        less well nothing is asserted. Below, where we show and do not assert, groups for which the evidence is not
        enough are there too, with all their members; what looks like an organisation never is.
        """
        bands = BANDS[BANDS.index(band) :]
        verdicts = ["campaign"] if band in ASSERTED else ["campaign", "insufficient"]
        wanted = self.campaigns.filter(pl.col("band").is_in(bands) & pl.col("verdict").is_in(verdicts))
        found = self.members.join(wanted, on="campaign_id", how="semi")
        if band in ASSERTED:
            banded = self.accounts.filter(pl.col("risk_band").is_in(bands))
            found = found.join(banded, on="account_id", how="semi")
        return found.sort("campaign_id", "account_id")

    def asserted_members(self) -> pl.DataFrame:
        """Return `account_id, campaign_id` of the members that we stand by, in their order."""
        return self.members_from("medium").select("account_id", "campaign_id")


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What identifies a run and says how it was made."""

    run: str
    """Its id: `YYYYMMDDTHHMMSSZ-` and eight hex digits of ledger, settings and model."""
    as_of: int
    """The latest moment that the ledger speaks of, epoch seconds."""
    model_version: str
    ledger_digest: str
    n_total_accounts: int
    """N of the weights: accounts in the snapshot."""


def handed_down(
    members: pl.DataFrame, verdicts: pl.DataFrame, before: pl.DataFrame | None, decided: Collection[str] = ()
) -> pl.DataFrame:
    """Return what a run hands down to the next: `BEFORE`.

    Args:
        members: of its groups.
        verdicts: `campaign_id`, `verdict`.
        before: what was handed to it.
        decided: ids of groups that people decided about, which are remembered whatever their verdict.
    """
    asserted = verdicts.filter(pl.col("verdict") == "campaign")["campaign_id"]
    now = members.select(
        "campaign_id",
        "account_id",
        pl.col("campaign_id").is_in(asserted.implode()).alias("asserted"),
        gone=pl.lit(value=False),
    )
    if before is None:
        return now
    gone = before.join(now, on="campaign_id", how="anti").with_columns(gone=pl.lit(value=True))
    gone = gone.filter(pl.col("asserted") | pl.col("campaign_id").is_in(list(decided)))
    return pl.concat([now, gone]).sort("campaign_id", "account_id")
