"""Plain worlds: Parquet files of clean facts, read without a workspace, so that identifiers stay in the clear."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from linkage.errors import UnreadableFile
from linkage.identifiers.settle import settle
from linkage.ledger import Snapshot, build_snapshot
from linkage.records.batch import DERIVED, IDENTIFIER_COLUMNS, SCHEMAS, Table
from linkage.records.fields import FIELDS
from linkage.records.sources import digest_of
from linkage.records.times import epoch_seconds
from linkage.settings import LoadSettings

TYPES = {name: dtype for schema in SCHEMAS.values() for name, dtype in schema.items()}
"""Of every column of the three tables; a name has one type wherever it occurs."""
_MOMENTS = {name for table in FIELDS.values() for name, field in table.items() if field.type == "time"}
_MOST_BYTES = LoadSettings().max_value_bytes


def snapshot_of_folder(folder: Path) -> Snapshot:
    """Return the snapshot of `accounts*.parquet` and `activity*.parquet` in a folder.

    Identifiers are put into normal form, as a load does it, but stay in the clear; what has none is null. Times are
    epoch seconds or datetimes. Observations are not read: what is normal form for them, a load alone knows.

    Raises:
        UnreadableFile: there are no such files.
    """
    accounts, activity = (sorted(folder.glob(f"{table}*.parquet")) for table in ("accounts", "activity"))
    if not accounts and not activity:
        raise UnreadableFile(f"{folder} holds no accounts or activity Parquet files; name another folder.")
    return build_snapshot(
        accounts=rows_of(accounts, "accounts"),
        activity=rows_of(activity, "activity"),
        digest=hashlib.sha256("".join(sorted(map(digest_of, accounts + activity))).encode()).hexdigest(),
    )


def _in_types(frame: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    """Return the frame in the types of the ledger, moments as epoch seconds, and its identifiers in normal form."""
    kinds = {column: kind for column, kind in IDENTIFIER_COLUMNS[table].items() if column not in DERIVED}
    return frame.with_columns(_in_type(name, kinds.get(name)) for name in frame.collect_schema() if name in TYPES)


def _in_type(name: str, kind: str | None) -> pl.Expr:
    if name in _MOMENTS:
        return pl.col(name).map_batches(epoch_seconds, return_dtype=pl.Int64(), is_elementwise=True)
    typed = pl.col(name).cast(TYPES[name])
    if kind is None:
        return typed
    return typed.map_batches(lambda values: in_normal_form(kind, values), return_dtype=pl.String(), is_elementwise=True)


def in_normal_form(kind: str, values: pl.Series) -> pl.Series:
    """Return the values of a kind in its normal form; null where one has none."""
    return settle(kind, values, _MOST_BYTES).values


def rows_of(paths: Sequence[Path], table: Table) -> pl.LazyFrame | None:
    """Return the rows of Parquet files of one table in the ledger's types and form, whichever columns each has."""
    if not paths:
        return None
    return pl.concat([_in_types(pl.scan_parquet(path), table) for path in paths], how="diagonal_relaxed")
