"""What of a batch is stored: by folder of the ledger, sensitive values as pseudonyms, prompts not at all."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from linkage.identifiers import Pseudonymiser
from linkage.ledger.events import EVENT, event_keys
from linkage.records.batch import IDENTIFIER_COLUMNS, OBSERVATIONS_SCHEMA, Batch

ACTIVITY_STORED: Final[tuple[str, ...]] = (
    "account_id",
    "at",
    EVENT,
    "requests",
    "ip",
    "device_id",
    "client",
    "payment_id",
    "session_id",
    "api_key_id",
    "reasoning_artifact",
    "template_id",
    "system_template",
    "model",
    "operation",
    "capability",
    "input_tokens",
    "output_tokens",
    "status",
)
"""Columns of stored activity: those of a batch without prompt text, with `event` for `event_id`."""
SYSTEM: Final = "system/"
"""How the name of a template begins that is a system prompt."""
OBSERVATIONS_STORED: Final[tuple[str, ...]] = tuple(name for name in OBSERVATIONS_SCHEMA if name != "kind")
"""Columns of stored observations, which lie in one folder for each kind."""


def hashed(batch: Batch, pseudonymiser: Pseudonymiser, sensitive: Collection[str]) -> Batch:
    """Return a normalised batch with pseudonyms for the values of sensitive kinds.

    Prompts become names of fingerprint sets after it (`linkage.ledger.prompts`): these come out of keyed hashes, and a
    snapshot could not look up what was hashed once more.
    """
    rows = batch.rows
    for column, kind in IDENTIFIER_COLUMNS[batch.table].items():
        if kind in sensitive:
            rows = rows.with_columns(pseudonymiser.pseudonym(kind, rows[column]))
    for kind in sorted(sensitive) if batch.table == "observations" else ():
        own = rows["kind"] == kind
        if own.any():
            rows = rows.with_columns(
                rows["value"].scatter(own.arg_true(), pseudonymiser.pseudonym(kind, rows["value"].filter(own)))
            )
    return replace(batch, rows=rows)


def stored(batch: Batch, pseudonymiser: Pseudonymiser) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the rows of a batch that was `hashed` as they are kept, each frame with its folder of the ledger."""
    rows = batch.rows
    if rows.height == 0:
        return
    if batch.table == "observations":
        for kind in rows["kind"].unique().sort():
            yield f"observations/{kind}", rows.filter(pl.col("kind") == kind).select(OBSERVATIONS_STORED)
        return
    if batch.table == "activity":
        # Prompts became names of fingerprint sets before (`linkage.ledger.prompts`); here their text is left behind.
        rows = rows.with_columns(event_keys(rows["event_id"]), _system_templates(rows, pseudonymiser))
        rows = rows.select(ACTIVITY_STORED)
    yield batch.table, rows


def _system_templates(rows: pl.DataFrame, pseudonymiser: Pseudonymiser) -> pl.Series:
    """Return the names of system prompts: one text, but for case and spacing, has one name; null where there is none.

    Behind one of them may be prompts of many people, and a template of their own each.
    """
    text = pl.col("system_prompt").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    texts = rows.select(pl.when(text != "").then(text).alias("system_template")).to_series()
    return (SYSTEM + pseudonymiser.pseudonym("system_prompt", texts)).alias("system_template")
