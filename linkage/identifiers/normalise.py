"""Puts the identifiers of a batch into normal form; what has none becomes a rejected row or is passed over."""

from dataclasses import replace
from typing import Final

import polars as pl

from linkage.identifiers import client, email
from linkage.identifiers.kinds import KINDS
from linkage.identifiers.opaque import PLACEHOLDERS
from linkage.identifiers.settle import MODULES, Settled, settle
from linkage.records.batch import DERIVED, IDENTIFIER_COLUMNS, IGNORED_SCHEMA, REJECTED_SCHEMA, Batch
from linkage.records.fields import OPEN_KINDS
from linkage.records.rejection import shown, words
from linkage.settings import LoadSettings

_FAULTS: Final = {
    "index": pl.UInt32(),
    "field": pl.String(),
    "code": pl.String(),
    "message": pl.String(),
    "value": pl.String(),
}
_SILENT: Final = {"index": pl.UInt32(), "code": pl.String(), "field": pl.String()}


def normalise(batch: Batch, *, settings: LoadSettings) -> Batch:
    """Return the batch with its identifiers in normal form; normalising it again changes nothing.

    `activity` and `accounts` have their identifier columns settled, `client` derived, and `email_domain` derived from
    `email` where it is not known; `observations` have `value` settled by `kind`. A value that cannot be of its kind
    makes a rejected row, with the value hidden when its kind is sensitive. A value that says nothing is counted in
    `ignored`: an observation of it is left out, elsewhere it becomes null.
    """
    if batch.table == "observations":
        return _observations(batch, settings)
    rows, nameless = batch.rows, pl.DataFrame(schema=_SILENT)
    if batch.table == "accounts":
        rows, nameless = _organisations(rows)
    if batch.table == "activity":
        rows = rows.with_columns(_client(rows).alias("client"))
    settled = {
        column: settle(kind, rows[column], settings.max_value_bytes)
        for column, kind in IDENTIFIER_COLUMNS[batch.table].items()
    }
    faults = [
        _told(column, rows[column], found, IDENTIFIER_COLUMNS[batch.table][column], settings)
        for column, found in settled.items()
    ]
    rows = rows.with_columns(found.values.alias(column) for column, found in settled.items())
    if batch.table == "accounts":
        rows = rows.with_columns(_domain(rows, settings).alias("email_domain"))
    silent = {column: found.silent for column, found in settled.items() if column not in DERIVED}
    ignored = [nameless, *(found.with_columns(field=pl.lit(column)) for column, found in silent.items())]
    return _without(batch, rows, pl.concat(faults), pl.concat(ignored))


def _organisations(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows without placeholders for organisations, which would make one party of strangers."""
    nameless = rows["organisation_id"].str.to_lowercase().is_in(sorted(PLACEHOLDERS)).fill_null(False)
    kept = pl.when(~nameless).then(pl.col("organisation_id")).alias("organisation_id")
    told = pl.DataFrame({"index": nameless.arg_true()}, schema={"index": pl.UInt32()})
    told = told.with_columns(pl.lit("placeholder").alias("code"), pl.lit("organisation_id").alias("field"))
    return rows.with_columns(kept), told


def _client(rows: pl.DataFrame) -> pl.Series:
    # Few clients are behind many requests: each pair of texts is combined once. A batch that was normalised before
    # has its clients already; deriving one again gives the same.
    parts = rows.select("client", "tls_fingerprint", "user_agent")
    if all(column.null_count() == rows.height for column in parts.iter_columns()):
        return rows["client"]
    key = pl.concat_str(pl.all().fill_null("\x00"), separator="\x00").alias("key")
    parts = parts.with_columns(key)
    made = client.combined(pl.col("tls_fingerprint"), pl.col("user_agent"))
    distinct = parts.unique("key").select("key", pl.coalesce("client", made).alias("made"))
    return parts.select("key").join(distinct, on="key", how="left", maintain_order="left")["made"]


def _domain(rows: pl.DataFrame, settings: LoadSettings) -> pl.Series:
    known = rows["email_domain"]
    if not known.null_count() or rows["email"].null_count() == rows.height:
        return known
    derived = settle(
        "email_domain", rows.select(email.domain_of(pl.col("email"))).to_series(), settings.max_value_bytes
    )
    return pl.select(pl.coalesce(known, derived.values)).to_series()


def _observations(batch: Batch, settings: LoadSettings) -> Batch:
    kinds, values = batch.rows["kind"], batch.rows["value"]
    if not set(kinds.unique()) <= set(MODULES):
        kinds = kinds.str.strip_chars().str.to_lowercase()
    faults, ignored = [_unknown(kinds)], [pl.DataFrame(schema=_SILENT)]
    for kind in sorted(set(kinds.unique()) & set(MODULES)):
        at = (kinds == kind).arg_true()
        given = values if len(at) == len(values) else values.gather(at)
        found = settle(kind, given, settings.max_value_bytes)
        told = _told("value", given, found, kind, settings)
        faults.append(told.with_columns(index=at.gather(told["index"])))
        ignored.append(found.silent.with_columns(index=at.gather(found.silent["index"]), field=pl.lit(kind)))
        values = found.values if len(at) == len(values) else values.scatter(at, found.values)
    rows = batch.rows.with_columns(kinds.alias("kind"), values.alias("value"))
    return _without(batch, rows, pl.concat(faults), pl.concat(ignored))


def _unknown(kinds: pl.Series) -> pl.DataFrame:
    """Return the faults of rows whose kind no record may carry."""
    at = (~kinds.is_in(list(MODULES))).arg_true()
    value = pl.col("value")
    told = pl.DataFrame({"index": at, "value": kinds.gather(at)}).with_columns(
        pl.when(value.is_in(list(KINDS)))
        .then(pl.lit("is derived from other kinds"))
        .otherwise(pl.lit(f"is none of {', '.join(MODULES)}"))
        .alias("message"),
        pl.lit("kind").alias("field"),
        pl.lit("unknown_value").alias("code"),
    )
    return told.with_columns(words(shown(told["value"])).alias("value")).select(*_FAULTS)


def _told(field: str, given: pl.Series, found: Settled, kind: str, settings: LoadSettings) -> pl.DataFrame:
    hidden = kind not in OPEN_KINDS or kind in settings.sensitive_kinds
    values = given.gather(found.faults["index"])
    return found.faults.with_columns(
        pl.lit(field).alias("field"), pl.lit("").alias("value") if hidden else shown(values).alias("value")
    ).select(*_FAULTS)


def _without(batch: Batch, rows: pl.DataFrame, faults: pl.DataFrame, ignored: pl.DataFrame) -> Batch:
    numbers, rejected = batch.row_numbers, batch.rejected
    left_out = faults["index"]
    if batch.table == "observations":
        left_out = pl.concat([left_out, ignored["index"]])
    if faults.height:
        told = faults.with_columns(pl.lit(batch.file).alias("file"), numbers.gather(faults["index"]).alias("row"))
        rejected = pl.concat([rejected, told.select(*REJECTED_SCHEMA)]).sort("row", maintain_order=True)
    if len(left_out):
        keep = pl.repeat(True, rows.height, eager=True).scatter(left_out.unique(), False)
        rows, numbers = rows.filter(keep), numbers.filter(keep)
    counted = ignored.filter(~pl.col("index").is_in(faults["index"].implode()))
    counts = counted.group_by("field", "code").agg(pl.len().cast(pl.Int64).alias("n_rows"))
    total = pl.concat([batch.ignored, counts.select(*IGNORED_SCHEMA)])
    total = total.group_by("field", "code").agg(pl.col("n_rows").sum()).sort("field", "code")
    return replace(batch, rows=rows, rejected=rejected, row_numbers=numbers, ignored=total)
