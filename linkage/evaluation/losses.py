"""Where farm accounts are lost: never together with their own, or together but not asserted, and why."""

from typing import Final

import polars as pl

from linkage.evaluation.groups import majority
from linkage.findings import ASSERTED, Findings

STAGES: Final = ("flagged", "below medium", "not enough evidence", "like an organisation", "in others' group", "alone")
"""From asserted to never linked."""


def losses(findings: Findings, accounts: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Return, by rung (`none` where there is none) and then by stage of `STAGES`, how many farm accounts end there.

    An account ends in `in others' group` when most of its group is of another party, unless it is flagged with it.
    """
    asserted = pl.col("band").is_in(list(ASSERTED))
    groups = findings.members.select("account_id", group="campaign_id")
    stage = (
        pl.when(pl.col("group").is_null())
        .then(pl.lit("alone"))
        .when((pl.col("verdict") == "campaign") & asserted)
        .then(pl.lit("flagged"))
        .when(pl.col("party_id") != pl.col("majority"))
        .then(pl.lit("in others' group"))
        .when(pl.col("verdict") == "campaign")
        .then(pl.lit("below medium"))
        .when(pl.col("verdict") == "organisation")
        .then(pl.lit("like an organisation"))
        .otherwise(pl.lit("not enough evidence"))
    )
    table = (
        accounts.filter("is_farm")
        .join(groups, on="account_id", how="left")
        .join(majority(groups.join(accounts, on="account_id")), on="group", how="left")
        .join(
            findings.campaigns.select("campaign_id", "verdict", "band"),
            left_on="group",
            right_on="campaign_id",
            how="left",
        )
        .group_by(pl.col("rung").fill_null("none"), stage.alias("stage"))
        .len("n")
        .sort("rung", "stage")
    )
    found: dict[str, dict[str, int]] = {}
    for rung, name, n in table.iter_rows():
        found.setdefault(rung, dict.fromkeys(STAGES, 0))[name] = n
    return found
