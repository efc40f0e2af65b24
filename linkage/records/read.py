"""Reads one source from its first byte to its last, a batch at a time."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from linkage.records import csv_file, ndjson_file, parquet_file
from linkage.records.ahead import ahead
from linkage.records.batch import Batch, Table
from linkage.records.form import form_of
from linkage.records.mapping import Mapping, plan
from linkage.records.raw import Raw, consecutive, no_faults
from linkage.records.sources import Source
from linkage.records.validate import validate
from linkage.settings import LoadSettings

_READERS: Final = {"csv": csv_file, "ndjson": ndjson_file, "parquet": parquet_file}


def read(
    source: Source,
    *,
    table: Table | None = None,
    mapping: Mapping | None = None,
    settings: LoadSettings,
    latest: int | None = None,
) -> Iterator[Batch]:
    """Yield the batches of a source; a file with a header and no rows gives one that is empty, an empty file none.

    Without `table` and `mapping` both are told from the columns. A row with a moment after `latest` is bad.

    Raises:
        UnreadableFile: the file is missing, truncated, damaged or not what its name says; batches before stand.
        MissingColumn: a required column is not there.
        UnknownTable: the columns fit no table.
    """
    form = form_of(source)
    if form is None:
        return
    reader = _READERS[form.format]
    chosen = plan(source.name, reader.columns(source, form), table, mapping, open_ended=reader is ndjson_file)
    wanted = chosen.wanted()
    empty = True
    # In the other formats no quote of one row can swallow the next.
    how = {"prose": chosen.prose()} if reader is csv_file else {}
    for raw in ahead(reader.frames(source, form, wanted, settings.batch_rows, **how)):
        if raw.frame.height or raw.faults.height:
            empty = False
            yield validate(raw, chosen, source.name, settings, latest)
    if empty:
        nothing = pl.DataFrame(schema=dict.fromkeys(wanted, pl.String()))
        yield validate(
            Raw(nothing, consecutive(1, 0), no_faults(), source.n_bytes), chosen, source.name, settings, latest
        )
