"""A snapshot straight from clean Parquet files, without a workspace: for studies and benchmarks."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from linkage.errors import UnreadableFile
from linkage.ledger.build import build_snapshot
from linkage.ledger.snapshot import Snapshot
from linkage.records.batch import SCHEMAS
from linkage.records.fields import FIELDS
from linkage.records.times import epoch_seconds

TYPES = {name: dtype for schema in SCHEMAS.values() for name, dtype in schema.items()}
"""Of every column of the three tables; a name has one type wherever it occurs."""
_MOMENTS = {name for table in FIELDS.values() for name, field in table.items() if field.type == "time"}
TABLES = ("accounts", "activity", "observations")


def snapshot_of_folder(folder: Path) -> Snapshot:
    """Return the snapshot of `accounts*.parquet`, `activity*.parquet`, `observations*.parquet` in a folder.

    Their values are taken as they are: identifiers in normal form, times as epoch seconds or datetimes.

    Raises:
        UnreadableFile: there are no such files.
    """
    files = {table: sorted(folder.glob(f"{table}*.parquet")) for table in TABLES}
    if not any(files.values()):
        raise UnreadableFile(
            f"{folder} holds no accounts, activity or observations Parquet files; name another folder."
        )
    digests = []
    for path in sorted(path for paths in files.values() for path in paths):
        with path.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return build_snapshot(
        accounts=scan(files["accounts"]),
        activity=scan(files["activity"]),
        observations=scan(files["observations"]),
        digest=hashlib.sha256("".join(sorted(digests)).encode()).hexdigest(),
    )


def in_types(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the frame with its columns in the types of the ledger: moments as epoch seconds, counts as Int64, text."""
    return frame.with_columns(_in_type(name) for name in frame.collect_schema() if name in TYPES)


def _in_type(name: str) -> pl.Expr:
    if name in _MOMENTS:
        return pl.col(name).map_batches(epoch_seconds, return_dtype=pl.Int64(), is_elementwise=True)
    return pl.col(name).cast(TYPES[name])


def scan(paths: Sequence[Path]) -> pl.LazyFrame | None:
    """Return the rows of Parquet files of one table in the types of the ledger, whichever columns each has."""
    if not paths:
        return None
    return pl.concat([in_types(pl.scan_parquet(path)) for path in paths], how="diagonal_relaxed")
