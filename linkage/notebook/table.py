"""Values as frames whose columns and types do not depend on what is in them."""

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

MOMENT: Final = pl.Datetime("us", "UTC")
"""A time; in answers of a graph, and until it is put into a frame, whole epoch seconds."""
TEXTS: Final = pl.List(pl.String())

Schema = Mapping[str, pl.DataType]


def table(rows: Iterable[Mapping[str, object]], schema: Schema) -> pl.DataFrame:
    """Return a frame with the columns of `schema`; what a row lacks is null."""
    raw = {name: pl.Int64() if dtype == MOMENT else dtype for name, dtype in schema.items()}
    frame = pl.DataFrame([[row.get(name) for name in raw] for row in rows], schema=raw, orient="row")
    moments = (name for name, dtype in schema.items() if dtype == MOMENT)
    return frame.with_columns(
        pl.from_epoch(name, time_unit="s").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") for name in moments
    )


def fields(value: object, schema: Schema) -> dict[str, object]:
    """Return the attributes of a value that a frame of `schema` shows, tuples as lists; null for what it has not."""
    found = {name: getattr(value, name, None) for name in schema}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items()}
