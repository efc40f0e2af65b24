"""Findings as rows of statements: what each file in `cypher/publish/` is given, batch by batch.

Rows are tuples of strings and integers; the driver packs those several times faster than maps or datetimes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from linkage.findings import FAMILY_BITS, Findings, RunInfo
from linkage.graph.neo4j.database import Row
from linkage.graph.risk import read_reasons, speaking_for
from linkage.graph.schema import ELEMENTS_APART
from linkage.identifiers.kinds import PUBLISHED_KINDS

RISK: Final = ("risk_score", "risk_band", "campaign_id", "reasons")


def accounts(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/accounts`."""
    return findings.accounts.select(
        "account_id",
        "created_at",
        "plan",
        "programme",
        "country",
        "status",
        "status_at",
        "n_requests",
        "first_seen",
        "last_seen",
        *RISK,
    )


def organisations(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/organisations`."""
    return findings.accounts.select(id="organisation_id").drop_nulls().unique().sort("id")


def belongs(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/belongs`."""
    return findings.accounts.select("account_id", "organisation_id").drop_nulls()


def identifiers(findings: Findings, kind: str) -> pl.DataFrame:
    """Return the rows of `publish/identifiers_<kind>`."""
    found = findings.identifiers.filter(pl.col("kind") == kind)
    rows = found.select("key", "n_accounts", "first_seen", "last_seen")
    if kind != "template":
        return rows
    return rows.with_columns(found["skeleton"], folded(found["skeleton"]).alias("folded"))


def folded(skeletons: pl.Series) -> pl.Series:
    """Return skeletons in lower case, as they are searched."""
    return skeletons.map_elements(str.lower, return_dtype=pl.String)


def uses(findings: Findings, kind: str) -> pl.DataFrame:
    """Return the rows of `publish/uses_<kind>`."""
    return findings.uses.filter(pl.col("kind") == kind).select(
        "account_id", "key", "count", "share", "first_seen", "last_seen"
    )


def links(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/links`; families without bits are left out."""
    bits = (pl.when(pl.col(name) != 0).then(pl.col(name)) for name in FAMILY_BITS)
    return findings.links.select("a", "b", "weight_bits", "kinds", *bits)


def members(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/members`, of accounts and campaigns that the run has."""
    return (
        findings.members.join(findings.accounts.select("account_id"), on="account_id", how="semi")
        .join(findings.campaigns.select("campaign_id"), on="campaign_id", how="semi")
        .select("account_id", "campaign_id", "pool", "strength", "since")
    )


def relies_on(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/relies_on`, of kinds that become nodes."""
    # Files of an import cannot tell a list without elements from a list of one empty text.
    also_by = pl.when(pl.col("also_by").list.len() > 0).then("also_by")
    return (
        findings.relies_on.filter(pl.col("kind").is_in(PUBLISHED_KINDS))
        .join(findings.identifiers, on=["kind", "key"], how="semi")
        .select(
            "campaign_id", "kind", "key", "n_accounts", "n_accounts_outside", "lift", "n_campaigns_outside", also_by
        )
    )


def lineage(findings: Findings, relation: str) -> pl.DataFrame:
    """Return the rows of `publish/lineage_<relation>`."""
    found = findings.lineage.filter(pl.col("relation") == relation)
    for end in ("from_campaign", "to_campaign"):
        found = found.join(findings.campaigns, left_on=end, right_on="campaign_id", how="semi")
    return found.select("from_campaign", "to_campaign", "text")


def campaigns(findings: Findings) -> pl.DataFrame:
    """Return the rows of `publish/campaigns`: one struct per campaign, with its reasons, joins and days."""
    days = findings.timeline.group_by("campaign_id", maintain_order=True).agg(
        timeline_days="day", timeline_requests="n_requests", timeline_accounts=pl.col("n_accounts").cast(pl.Int64)
    )
    rows = (
        findings.campaigns.join(days, on="campaign_id", how="left", maintain_order="left")
        .join(_reasons(findings), on="campaign_id", how="left", maintain_order="left")
        .join(_joins(findings), on="campaign_id", how="left", maintain_order="left")
        .join(_relations(findings), on="campaign_id", how="left", maintain_order="left")
        .rename({"campaign_id": "id", "n_accounts": "accounts", "n_pools": "pools", "n_requests": "requests"})
    )
    return rows.select(pl.struct(pl.all()).alias("campaign"))


def _reasons(findings: Findings) -> pl.DataFrame:
    """Return `campaign_id`, the reasons of each side as JSON, and `why`: the texts of those that speak for it.

    These are of both sides in turn, without the prior, so that the first few of them say why, as everywhere else.
    """
    sides: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in findings.reasons.sort("campaign_id", "side", "rank").iter_rows(named=True):
        reason = {name: row[name] for name in ("code", "text", "weight")}
        sides.setdefault((row["campaign_id"], row["side"]), []).append({**reason, "evidence": _object(row["evidence"])})
    found = []
    for campaign in dict.fromkeys(one for one, _ in sides):
        link, conduct = (_json(sides.get((campaign, side), [])) for side in ("link", "conduct"))
        found.append((campaign, link, conduct, speaking_for(read_reasons(link), read_reasons(conduct))))
    schema = {"campaign_id": pl.String, "link_reasons": pl.String, "conduct_reasons": pl.String}
    return pl.DataFrame(found, schema={**schema, "why": pl.List(pl.String)}, orient="row")


def _joins(findings: Findings) -> pl.DataFrame:
    """Return `campaign_id` and, as JSON, why its pools are one party's."""
    found: dict[str, list[Row]] = {}
    for campaign, *why in findings.joins.sort("campaign_id", "from_pool", "to_pool", "code").iter_rows():
        found.setdefault(campaign, []).append(tuple(why))
    return _as_texts(found, "joins")


def _relations(findings: Findings) -> pl.DataFrame:
    """Return `campaign_id` and, as JSON, every relation that it has, with campaigns that are no more too."""
    found: dict[str, list[Row]] = {}
    for row in findings.lineage.sort("from_campaign", "relation", "to_campaign").iter_rows():
        for campaign in {row[0], row[2]}:
            found.setdefault(campaign, []).append(row)
    return _as_texts(found, "relations")


def _as_texts(found: Mapping[str, Sequence[Row]], name: str) -> pl.DataFrame:
    return pl.DataFrame(
        [(campaign, _json(rows)) for campaign, rows in found.items()],
        schema={"campaign_id": pl.String, name: pl.String},
        orient="row",
    )


def run(info: RunInfo, name: str, digest: str) -> dict[str, Any]:
    """Return the properties of the `Run` node that goes by a name."""
    node = asdict(info)
    node["total_accounts"] = node.pop("n_total_accounts")
    return {**node, "id": name, "digest": digest}


def _object(text: str | None) -> object:
    return json.loads(text or "{}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def digest(findings: Findings, info: RunInfo) -> str:
    """Return a hex digest of everything that is published, stable within one version of polars."""
    whole = hashlib.sha256(repr((pl.__version__, info)).encode())
    for name, table in findings.tables().items():
        flat = table.with_columns(
            pl.col(column).list.join(ELEMENTS_APART)
            for column, kind in table.schema.items()
            if isinstance(kind, pl.List)
        )
        whole.update(f"{name} {table.height} {table.columns}".encode())
        if table.height:
            whole.update(flat.hash_rows(0).to_numpy().tobytes())
    return whole.hexdigest()
