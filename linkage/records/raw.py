"""What a format's reader gives: some rows as they stand in the file, before anything is judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

FAULTS_SCHEMA = {"row": pl.Int64(), "field": pl.String(), "code": pl.String(), "message": pl.String()}
"""Columns of rows that could not even be taken apart; `field` is empty when no single column is at fault."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Consecutive rows of a file, in columns named as the file names them."""

    frame: pl.DataFrame
    """The wanted columns that the file has; text formats give String or Binary."""
    numbers: pl.Series
    """Int64: the number of each row, from 1."""
    faults: pl.DataFrame
    """Rows that are not in `frame`, `FAULTS_SCHEMA`."""
    n_bytes: int
    """Bytes of the file consumed so far."""


def consecutive(start: int, n_rows: int) -> pl.Series:
    """Return the row numbers start, start + 1, …"""
    return pl.int_range(start, start + n_rows, dtype=pl.Int64, eager=True).alias("row")


def no_faults() -> pl.DataFrame:
    """Return an empty frame of faults."""
    return pl.DataFrame(schema=FAULTS_SCHEMA)


def faults(rows: Sequence[int], codes: Sequence[str], messages: Sequence[str]) -> pl.DataFrame:
    """Return whole-row faults."""
    return pl.DataFrame(
        {"row": rows, "field": [""] * len(rows), "code": codes, "message": messages},
        schema=FAULTS_SCHEMA,
    )
