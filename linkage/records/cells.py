"""Turns the cells of any column into text."""

from collections.abc import Sequence
from typing import Final

import polars as pl

_EXACT: Final = 2.0**53
"""From here on, floats stand for several integers."""
_BEYOND: Final = 2**62
"""More than any field may hold, and exact as a float."""

NULL_WORDS: Final = (
    *("-", "\\N", "NULL", "Null", "null", "<null>", "(null)", "<NA>", "undefined"),
    *("NONE", "None", "none", "NAN", "NaN", "nan"),
)
"""What databases, dataframes and scripts write where there is no id; an account of all who have none is nobody's."""


def text_of(cells: pl.Series, *, replace: bool = False) -> tuple[pl.Series, pl.Series | None]:
    """Return the cells as String, and which of them (Boolean) are bytes that are not UTF-8, or None when none is.

    Undecodable cells are null, or with `replace` have U+FFFD for what cannot be decoded. Lists and structs are null.
    Floats and decimals that are whole are written as the integers that they were before a null made floats of a column
    or a database gave all its numbers one type; NaN is null.
    """
    if cells.dtype.is_nested():
        return pl.Series(cells.name, [None] * len(cells), pl.String), None
    if cells.dtype == pl.String:
        return cells, None
    if cells.dtype.is_float():
        return _plain(cells.cast(pl.Float64).fill_nan(None)), None
    if cells.dtype.is_decimal():
        return cells.cast(pl.String).str.replace(r"\.0*$", ""), None
    if cells.dtype != pl.Binary:
        return cells.cast(pl.String, strict=False), None
    try:
        return cells.cast(pl.String), None
    except pl.exceptions.PolarsError:
        texts = [None if cell is None else _decoded(cell, replace) for cell in cells]
        decoded = pl.Series(cells.name, texts, pl.String)
        return decoded, decoded.is_null() & cells.is_not_null()


def are_whole(floats: pl.Series) -> pl.Series:
    """Return which floats are whole and stand for one integer alone: Boolean, null where there is none."""
    return (floats == floats.floor()) & (floats.abs() < _EXACT)


def whole_numbers(values: pl.Series) -> pl.Series:
    """Return the whole numbers among values, as Int64; null for anything else. What is beyond 2^62 is cut to it."""
    if values.dtype.is_integer() or values.dtype == pl.Null:
        inside = values.clip(upper_bound=_BEYOND) if values.dtype in (pl.UInt64, pl.Int128) else values
        return inside.cast(pl.Int64, strict=False)
    if values.dtype != pl.String and not values.dtype.is_float() and not values.dtype.is_decimal():
        return pl.Series(values.name, [None] * len(values), pl.Int64)
    if values.dtype == pl.String:
        numbers = values.cast(pl.Int64, strict=False)
        if numbers.null_count() == values.null_count():
            return numbers
        values = values.str.strip_chars()
    reals = values.cast(pl.Float64, strict=False)
    n = pl.col("n")
    whole = reals.to_frame("n").select(
        pl.when(n.is_finite() & (n == n.floor())).then(n.clip(-float(_BEYOND), float(_BEYOND)))
    )
    return whole.to_series().cast(pl.Int64, strict=False).alias(values.name)


def _plain(cells: pl.Series) -> pl.Series:
    """Return floats as text: integers where they are whole."""
    return (
        are_whole(cells)
        .to_frame("whole")
        .select(
            pl.when("whole").then(cells.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(cells.cast(pl.String))
        )
        .to_series()
        .alias(cells.name)
    )


def _decoded(cell: bytes, replace: bool) -> str | None:
    try:
        return cell.decode("utf-8", errors="replace" if replace else "strict")
    except UnicodeDecodeError:
        return None


def first_of(cells: pl.Series, others: pl.Series, nothing: Sequence[str] = ()) -> pl.Series:
    """Return the cells, and where one is empty that of `others`; of one type when theirs differ.

    Null, NaN, lists, texts of white space alone and those of `nothing` are empty.
    """
    if cells.dtype != others.dtype or cells.dtype.is_nested():
        cells, others = text_of(cells)[0], text_of(others)[0]
    empty = are_empty(cells, nothing)
    if not empty.any():
        return cells
    pair = pl.DataFrame({"cell": cells, "other": others, "empty": empty})
    return pair.select(pl.when("empty").then("other").otherwise("cell")).to_series().alias(cells.name)


def are_empty(cells: pl.Series, nothing: Sequence[str]) -> pl.Series:
    """Return which cells are null, NaN, white space alone or one of `nothing`: Boolean; a list has no text, so is."""
    if cells.dtype.is_numeric() or cells.dtype.is_temporal():
        return cells.is_null() | cells.is_nan() if cells.dtype.is_float() else cells.is_null()
    texts, undecodable = text_of(cells)
    empty = texts.is_null() | texts.str.strip_chars().is_in(["", *nothing])
    return empty if undecodable is None else empty & ~undecodable
