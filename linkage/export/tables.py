"""Tables of a run for other tools: which rows and columns, and how they are written."""

import io
from collections.abc import Callable, Mapping
from typing import Final, Literal

import polars as pl

from linkage.findings import Findings

DECIDED: Final = ("members", "campaigns")
"""Tables that say what people decided: those that others act on, campaign by campaign."""
Format = Literal["csv", "parquet", "json"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "parquet", "json")
_OBJECTS: Final = ("evidence",)
"""Columns that hold the text of a JSON object."""
_MOMENTS: Final = ("created_at", "status_at", "first_seen", "last_seen", "since", "day")


def members(findings: Findings, min_band: str = "medium") -> pl.DataFrame:
    """Return who belongs to the campaigns that we stand by: `account_id`, `campaign_id`, `strength`, `score`.

    One row per campaign and member, by campaign then account; `score` is the account's, 0 to 100. Who is there says
    `Findings.members_from`.
    """
    scores = findings.accounts.select("account_id", score="risk_score")
    return (
        findings.members_from(min_band)
        .join(scores, on="account_id", how="left")
        .select("account_id", "campaign_id", "strength", "score")
        .sort("campaign_id", "account_id")
    )


def risk(findings: Findings) -> pl.DataFrame:
    """Return the risk of every account, by id: `account_id`, `score` (0 to 100), `band`."""
    return findings.accounts.select("account_id", score="risk_score", band="risk_band").sort("account_id")


def with_decisions(table: pl.DataFrame, verdicts: Mapping[str, str]) -> pl.DataFrame:
    """Return a table with a last column `decision`: what people said of the row's `campaign_id`, or null.

    Args:
        table: `members` or `campaigns`.
        verdicts: `confirmed` or `rejected`, by campaign id.
    """
    found = [verdicts.get(name) for name in table["campaign_id"]]
    return table.with_columns(pl.Series("decision", found, dtype=pl.String))


TABLES: Final[dict[str, Callable[[Findings], pl.DataFrame]]] = {
    "members": members,
    "risk": risk,
    "campaigns": lambda findings: findings.campaigns,
    "reasons": lambda findings: findings.reasons,
    "joins": lambda findings: findings.joins,
    "infrastructure": lambda findings: findings.relies_on,
    "lineage": lambda findings: findings.lineage,
    "timeline": lambda findings: findings.timeline,
    "links": lambda findings: findings.links,
}
"""What can be exported, by name. Columns are those of `linkage.findings`, moments as dates."""


def encoded(table: pl.DataFrame, form: Format) -> bytes:
    """Return a table as a file: CSV with a header, Parquet, or JSON with one object per line.

    Moments are UTC: ISO 8601 in CSV and JSON, timestamps in Parquet. Lists are joined by `;` in CSV, and a text that a
    spreadsheet would take for a formula gets an apostrophe in front; Parquet and JSON hold every text as it is. What a
    reason rests on is an object in JSON, and its text in the others.
    """
    dated = table.with_columns(
        pl.from_epoch(name, time_unit="s").dt.replace_time_zone("UTC") for name in table.columns if name in _MOMENTS
    )
    written = io.BytesIO()
    if form == "parquet":
        dated.write_parquet(written)
        return written.getvalue()
    text = dated.with_columns(
        pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%SZ") for name in dated.columns if name in _MOMENTS
    )
    if form == "json":
        return _json_lines(text)
    lists = [name for name, dtype in text.schema.items() if isinstance(dtype, pl.List)]
    flat = text.with_columns(pl.col(name).list.join(";") for name in lists)
    flat.with_columns(map(_inert, (name for name, dtype in flat.schema.items() if dtype == pl.String))).write_csv(
        written
    )
    return written.getvalue()


def _json_lines(table: pl.DataFrame) -> bytes:
    """Return a table as JSON, one object per line, in which what is held as the text of an object is that object."""
    written = io.BytesIO()
    objects = [name for name in table.columns if name in _OBJECTS]
    table.drop(objects).write_ndjson(written)
    lines = written.getvalue().splitlines()
    for name in objects:
        inside = (b"null" if text is None else text.encode() for text in table[name])
        lines = [b'%s,"%s":%s}' % (line[:-1], name.encode(), text) for line, text in zip(lines, inside, strict=True)]
    return b"".join(line + b"\n" for line in lines) if objects else written.getvalue()


def _inert(name: str) -> pl.Expr:
    """Return a column in which no text starts what a spreadsheet takes for a formula (OWASP, CSV injection, 2024)."""
    text = pl.col(name)
    return pl.when(text.str.contains(r"^[=+\-@\t\r\n]")).then(pl.lit("'") + text).otherwise(text).alias(name)
