"""Reads Parquet a batch at a time; fields of structs go by their dotted path."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.records.form import Form, damaged, decompressed
from linkage.records.raw import Raw, consecutive, no_faults
from linkage.records.sources import Source

_BATCH_BYTES: Final = 64 << 20
_ERRORS: Final = (pa.ArrowException, OSError, ValueError)


def _open(source: Source, form: Form) -> tuple[Source, Any]:
    inner = source if form.compression is None else decompressed(source, form.compression)
    try:
        # with `pre_buffer`, all that was read of a file stays in memory
        return inner, pq.ParquetFile(inner.path, pre_buffer=False)
    except _ERRORS as error:
        raise damaged(source, error) from None


def columns(source: Source, form: Form) -> tuple[str, ...]:
    """Return the dotted paths of all columns."""
    _, file = _open(source, form)
    with file:
        return tuple(_paths(file.schema_arrow))


def _paths(fields: Any, prefix: str = "") -> Iterator[str]:
    for field in fields:
        if pa.types.is_struct(field.type):
            yield from _paths(field.type, f"{prefix}{field.name}.")
        else:
            yield prefix + field.name


def frames(source: Source, form: Form, wanted: Sequence[str], batch_rows: int) -> Iterator[Raw]:
    """Yield the `wanted` columns, at most `batch_rows` rows and about 64 MB at a time.

    Raises:
        UnreadableFile: the file is truncated or damaged.
    """
    inner, file = _open(source, form)
    with file:
        n_rows = file.metadata.num_rows
        heavy = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        size = max(1, min(batch_rows, int(_BATCH_BYTES * n_rows / heavy) if heavy else batch_rows))
        start = 1
        try:
            for batch in file.iter_batches(batch_size=size, columns=list(wanted)):
                frame = _flat(batch, wanted)
                end = start + batch.num_rows
                yield Raw(frame, consecutive(start, batch.num_rows), no_faults(), source.n_bytes * (end - 1) // n_rows)
                start = end
        except _ERRORS as error:
            raise damaged(source, error) from None
    del inner


def _flat(batch: Any, wanted: Sequence[str]) -> pl.DataFrame:
    table = pa.Table.from_batches([batch])
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    frame = pl.from_arrow(table.select(list(wanted)))
    assert isinstance(frame, pl.DataFrame)
    return frame
