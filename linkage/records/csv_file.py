"""Reads CSV a block at a time; every value arrives as bytes, so that one bad byte costs one row and not the file."""

import csv
import itertools
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from linkage.errors import UnreadableFile
from linkage.records.form import Form, Stream, damaged, read_head
from linkage.records.raw import Raw, faults
from linkage.records.sources import Source

_BLOCK_BYTES: Final = 32 << 20
_HEADER_BYTES: Final = 1 << 20
_DELIMITERS: Final = ",\t;|"
_END: Final = "\x1elinkage end of file\x1e"
"""The values of a row that is put after a file's last."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a CSV file that is not blank."""

    names: tuple[str, ...]
    delimiter: str
    n_lines: int
    """Lines up to and with the header."""


def read_header(source: Source, form: Form) -> Header:
    """Return the header of a CSV file; the delimiter is the one of comma, tab, semicolon and bar that splits it most.

    Raises:
        UnreadableFile: the header is longer than 1 MB.
    """
    head = read_head(source, form.compression, _HEADER_BYTES).removeprefix(b"\xef\xbb\xbf")
    lines = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    position = next((i for i, line in enumerate(lines) if line.strip()), None)
    if position is None or (len(head) >= _HEADER_BYTES - 3 and position == len(lines) - 1):
        raise UnreadableFile(f"{source.name} has no header line in its first MB; name the columns in its first line.")
    text = lines[position].decode("utf-8", errors="replace")
    delimiter = max(_DELIMITERS, key=text.count)
    names = next(csv.reader([text], delimiter=delimiter))
    return Header(tuple(name.strip() for name in names), delimiter, position + 1)


def columns(source: Source, form: Form) -> tuple[str, ...]:
    """Return the names in the header, as often as they occur there."""
    return read_header(source, form).names


def frames(source: Source, form: Form, wanted: Sequence[str], batch_rows: int) -> Iterator[Raw]:
    """Yield the `wanted` columns as Binary, at most `batch_rows` rows and about 32 MB of text at a time.

    Raises:
        UnreadableFile: the file is truncated, or a line is longer than 32 MB (as with a quote that is never closed).
    """
    header = read_header(source, form)
    names = [f"{i}" for i in range(len(header.names))]
    chosen = {name: names[header.names.index(name)] for name in wanted}
    bad: list[Any] = []
    stream = Stream(source, form.compression)
    end = header.delimiter.join([_END] * len(names))
    followed = _Followed(stream, f"\n{end}\n".encode())
    try:
        reader = pc.open_csv(
            followed,
            read_options=pc.ReadOptions(
                use_threads=False, column_names=names, skip_rows=header.n_lines, block_size=_BLOCK_BYTES
            ),
            parse_options=pc.ParseOptions(
                delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=lambda row: _skip(bad, row)
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                include_columns=list(chosen.values()),
                check_utf8=False,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        ended = yield from _raws(reader, followed, header, chosen, bad, batch_rows)
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error):
            raise damaged(source, error) from None
        raise UnreadableFile(
            f"{source.name} has a line of more than {_BLOCK_BYTES >> 20} MB; close its quotes or split it."
        ) from None
    except (pa.ArrowException, OSError) as error:
        raise damaged(source, error) from None
    finally:
        stream.close()
    if not ended:
        raise UnreadableFile(f"{source.name} opens a quote that it never closes, in its last row; close it.")


class _Followed:
    """A stream with a text after its end, so that a quote which is never closed is seen to swallow that text."""

    closed = False

    def __init__(self, stream: Stream, end: bytes) -> None:
        self._stream = stream
        self._end = end
        self.ends: list[int] = []
        """How many bytes of the file were consumed after each block: Arrow reads ahead of the rows that it gives."""

    def read(self, n_bytes: int) -> bytes:
        """Return `n_bytes`, or all that is left."""
        part = self._stream.read(n_bytes)
        self.ends.append(self._stream.n_bytes())
        more = n_bytes - len(part)
        if more:
            part, self._end = part + self._end[:more], self._end[more:]
        return part

    def close(self) -> None:
        """Leave the stream to whoever opened it."""


def _skip(bad: list[Any], row: Any) -> str:
    bad.append(row)
    return "skip"


def _raws(
    reader: Any, followed: _Followed, header: Header, chosen: dict[str, str], bad: list[Any], batch_rows: int
) -> Generator[Raw, None, bool]:
    """Yield all rows, and return whether the row after the last was seen."""
    n_good = n_told = n_before = 0
    ended = False
    for number, block in enumerate(itertools.chain(reader, [None])):
        # The end counts as a block, because bad rows alone make none.
        frame = pl.from_arrow(pa.Table.from_batches([block] if block else [], reader.schema))
        assert isinstance(frame, pl.DataFrame)
        frame = frame.rename({short: name for name, short in chosen.items()})
        if frame.height and frame[-1, 0] == _END.encode():
            frame, ended = frame.head(-1), True
        n_after = followed.ends[-1 if ended else min(number, len(followed.ends) - 1)]
        # Row k of the bad ones has bad_rows[k] - (k + 1) good rows before it: so good rows find their numbers.
        bad_rows = np.array([row.number - header.n_lines for row in bad], dtype=np.int64)
        before = bad_rows - np.arange(1, len(bad_rows) + 1)
        good = np.arange(n_good, n_good + frame.height)
        numbers = pl.Series("row", good + 1 + np.searchsorted(before, good, side="right"), pl.Int64)
        messages = [f"the row has {r.actual_columns} values, the header {r.expected_columns}" for r in bad[n_told:]]
        found = faults(bad_rows[n_told:].tolist(), ["columns"] * len(messages), messages)
        n_good, n_told = n_good + frame.height, len(bad)
        n_rows = max(frame.height, 1)
        for offset in range(0, n_rows, batch_rows):
            yield Raw(
                frame.slice(offset, batch_rows),
                numbers.slice(offset, batch_rows),
                found if offset == 0 else found.clear(),
                n_before + (n_after - n_before) * min(offset + batch_rows, n_rows) // n_rows,
            )
        n_before = n_after
    return ended
