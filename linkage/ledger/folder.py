"""A snapshot straight from clean Parquet files, without a workspace: for studies and benchmarks."""

import hashlib
from pathlib import Path

import polars as pl

from linkage.errors import UnreadableFile
from linkage.ledger.build import build_snapshot
from linkage.ledger.snapshot import Snapshot
from linkage.records.batch import SCHEMAS

TYPES = {name: dtype for schema in SCHEMAS.values() for name, dtype in schema.items()}
"""Of every column of the three tables; a name has one type wherever it occurs."""
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
        accounts=_scan(files["accounts"]),
        activity=_scan(files["activity"]),
        observations=_scan(files["observations"]),
        digest=hashlib.sha256("".join(sorted(digests)).encode()).hexdigest(),
    )


def in_types(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the frame with its columns in the types of the ledger: moments as epoch seconds, counts as Int64, text."""
    told = frame.collect_schema().items()
    moments = [name for name, dtype in told if isinstance(dtype, pl.Datetime)]
    others = [name for name, _ in told if name in TYPES and name not in moments]
    return frame.with_columns(
        *(pl.col(name).dt.epoch("s") for name in moments), *(pl.col(name).cast(TYPES[name]) for name in others)
    )


def _scan(paths: list[Path]) -> pl.LazyFrame | None:
    if not paths:
        return None
    return pl.concat([in_types(pl.scan_parquet(path)) for path in paths], how="diagonal_relaxed")
