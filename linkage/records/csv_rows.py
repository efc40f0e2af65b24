"""Makes of the blocks that Arrow reads from a CSV file what is told: good rows and bad ones, each with its number."""

import itertools
from array import array
from collections.abc import Generator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from linkage.errors import UnreadableFile
from linkage.records.form import Form, Stream
from linkage.records.quotes import Quotes
from linkage.records.raw import FAULTS_SCHEMA, Raw
from linkage.records.sources import Source

_CHUNK_BYTES: Final = 1 << 22

Ints = npt.NDArray[np.int64]


class Followed:
    """A stream with a text after its end, so that a quote which is never closed is seen to swallow that text."""

    closed = False

    def __init__(self, stream: Stream, quotes: Quotes, end: bytes) -> None:
        self._stream = stream
        self._end = end
        self.quotes = quotes
        self.ends: list[int] = []
        """How many bytes of the file were consumed after each block: Arrow reads ahead of the rows that it gives."""

    def read(self, n_bytes: int) -> bytes:
        """Return `n_bytes`, or all that is left."""
        part = self._stream.read(n_bytes)
        self.quotes.take(part)
        self.ends.append(self._stream.n_bytes())
        more = n_bytes - len(part)
        if more:
            part, self._end = part + self._end[:more], self._end[more:]
        return part

    def close(self) -> None:
        """Leave the stream to whoever opened it."""


class Rows:
    """Numbers the rows of one file, the good and the bad, and counts the lines that a value swallowed as bad ones."""

    def __init__(
        self,
        source: Source,
        form: Form,
        followed: Followed,
        chosen: Mapping[str, str],
        single: Sequence[str],
        n_names: int,
        n_more: int,
        n_header_lines: int,
        line_end: bytes,
    ) -> None:
        """Take what is to be known of the file.

        Args:
            source: the file.
            form: how its bytes are to be read.
            followed: its bytes.
            chosen: per wanted column, what Arrow calls it; Arrow calls the others `0`, `1`, …
            single: those wanted columns whose values have one line.
            n_names: columns in the header.
            n_more: columns behind those, in which nothing is to stand.
            n_header_lines: lines up to and with the header.
            line_end: the last byte of each line.
        """
        self._source, self._form = source, form
        self._followed = followed
        self._names = {short: column for column, short in chosen.items()}
        self._single = single
        self._n_names = n_names
        self._more = [str(place) for place in range(n_names, n_names + n_more)]
        self._n_header_lines = n_header_lines
        self._line_end = line_end
        # Of rows of the wrong width that are not told yet their place among all rows, from 0, how many values they
        # have, and how many lines beyond one: numbers alone, since every row of a file may be one.
        self._untold = (array("q"), array("q"), array("q"))
        self._n_bad = self._n_good = self._n_swallowed = 0

    def skip(self, row: Any) -> str:
        """Take a row of the wrong width from Arrow."""
        lines = row.text.count(self._line_end.decode())
        for known, value in zip(
            self._untold, (row.number - self._n_header_lines - 1, row.actual_columns, lines), strict=True
        ):
            known.append(value)
        return "skip"

    def told(self, reader: Any, end: bytes, batch_rows: int) -> Generator[Raw, None, bool]:
        """Yield all rows, and return whether the row with the values `end`, after the last, was seen."""
        n_before = 0
        ended = False
        for number, block in enumerate(itertools.chain(reader, [None])):
            if (stray := self._followed.quotes.stray) is not None:
                raise self._swallowing(*stray)
            # The end counts as a block, because bad rows alone make none.
            frame = pl.from_arrow(pa.Table.from_batches([block] if block else [], reader.schema))
            assert isinstance(frame, pl.DataFrame)
            if frame.height and frame[-1, 0] == end:
                frame, ended = frame.head(-1), True
            n_after = self._followed.ends[-1 if ended else min(number, len(self._followed.ends) - 1)]
            rows, numbers, found = self._numbered(frame.rename(self._names), last=block is None)
            n_rows = max(rows.height, found.height, 1)
            for offset in range(0, n_rows, batch_rows):
                yield Raw(
                    rows.slice(offset, batch_rows),
                    numbers.slice(offset, batch_rows),
                    found.slice(offset, batch_rows),
                    n_before + (n_after - n_before) * min(offset + batch_rows, n_rows) // n_rows,
                )
            n_before = n_after
        return ended

    def _swallowing(self, first: int, last: int) -> UnreadableFile:
        """Return the error for two stray quotes, of which it is known how many bytes stand before each."""
        lines = [1, 0]
        stream = Stream(self._source, self._form.compression)
        try:
            for number, n_bytes in enumerate((first, last - first)):
                for offset in range(0, n_bytes, _CHUNK_BYTES):
                    lines[number] += stream.read(min(_CHUNK_BYTES, n_bytes - offset)).count(self._line_end)
        finally:
            stream.close()
        return UnreadableFile(
            f"{self._source.name} opens a quote in line {lines[0]:,} that ends amid a value in line {sum(lines):,}, so "
            'the rows between would be lost; write a quote inside a value as "" and put that value in quotes.'
        )

    def _numbered(self, frame: pl.DataFrame, *, last: bool) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
        """Return the good rows of a block, their numbers, and the bad rows up to the last of these, or all."""
        bad, widths, lines = (np.array(each, dtype=np.int64) for each in self._untold)
        # Bad row k has bad[k] - k good rows before it: so good rows find their places.
        before = bad - np.arange(self._n_bad, self._n_bad + bad.size)
        good = np.arange(self._n_good, self._n_good + frame.height)
        good_places = good + self._n_bad + np.searchsorted(before, good, side="right")
        self._n_good += frame.height
        n_told = bad.size if last else int(np.searchsorted(before, self._n_good, side="left"))
        for known in self._untold:
            del known[:n_told]
        self._n_bad += n_told
        bad, widths = bad[:n_told], widths[:n_told]
        swallowed = np.concatenate([self._more_lines(frame), lines[:n_told]])
        numbers = self._numbers(np.concatenate([good_places, bad]), swallowed)
        found = [
            _columns(numbers[frame.height :], widths, self._n_names, len(self._more)),
            _swallowed(numbers[swallowed > 0], swallowed[swallowed > 0]),
        ]
        told = pl.Series("row", numbers[: frame.height])
        if self._more and (wide := frame.select(pl.any_horizontal(pl.col(self._more).is_not_null())).to_series()).any():
            filled = [pl.when(pl.col(name).is_not_null()).then(int(name) + 1) for name in self._more]
            own = frame.filter(wide).select(pl.max_horizontal(filled)).to_series().to_numpy()
            found.append(_columns(told.filter(wide).to_numpy(), own, self._n_names, 0))
            frame, told = frame.filter(~wide), told.filter(~wide)
        return frame.drop(self._more), told, pl.concat(found).sort("row")

    def _more_lines(self, frame: pl.DataFrame) -> Ints:
        """Return how many lines each row has beyond one, in values that have one line: int64[n_rows]."""
        lines = np.zeros(frame.height, np.int64)
        if not self._followed.quotes.any:
            return lines
        for column in self._single:
            values = frame[column]
            for row in values.bin.contains(self._line_end).arg_true():
                lines[row] += values[row].strip().count(self._line_end)
        return lines

    def _numbers(self, places: Ints, swallowed: Ints) -> Ints:
        """Return the numbers, from 1, of rows at these places among all rows: lines that a row swallowed count too."""
        numbers = places + 1 + self._n_swallowed
        if swallowed.any():
            order = np.argsort(places)
            numbers[order] += np.cumsum(swallowed[order]) - swallowed[order]
            self._n_swallowed += int(swallowed.sum())
        return numbers


def _columns(rows: Ints, widths: Ints, n_names: int, n_more: int) -> pl.DataFrame:
    """Return the faults of rows of the wrong width."""
    others = f"most rows {n_names + n_more}" if n_more else f"the header {n_names}"
    message = pl.format(f"the row has {{}} values, {others}", pl.col("width"))
    return _faults(pl.DataFrame({"row": rows, "width": widths}), "columns", message)


def _swallowed(rows: Ints, n_lines: Ints) -> pl.DataFrame:
    """Return the faults of the lines that lie inside values of some rows."""
    opened = np.repeat(rows, n_lines)
    nth = np.arange(opened.size) - np.repeat(np.cumsum(n_lines) - n_lines, n_lines) + 1
    message = pl.format("the line lies inside a value of row {}, in quotes; close them where the value ends", "opened")
    return _faults(pl.DataFrame({"row": opened + nth, "opened": opened}), "swallowed_line", message)


def _faults(rows: pl.DataFrame, code: str, message: pl.Expr) -> pl.DataFrame:
    told = rows.select("row", pl.lit("").alias("field"), pl.lit(code).alias("code"), message.alias("message"))
    return told.select(pl.col(name).cast(dtype) for name, dtype in FAULTS_SCHEMA.items())
