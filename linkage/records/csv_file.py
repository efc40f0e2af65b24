"""Reads CSV a block at a time; every value arrives as bytes, so that one bad byte costs one row and not the file."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.csv as pc

from linkage.errors import UnreadableFile
from linkage.records.csv_rows import Followed, Rows
from linkage.records.form import Form, Stream, damaged, read_head
from linkage.records.quotes import Quotes
from linkage.records.raw import Raw
from linkage.records.sources import Source

_BLOCK_BYTES: Final = 32 << 20
_HEADER_BYTES: Final = 1 << 20
_SAMPLE_LINES: Final = 200
_MISFIT: Final = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")
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
    n_more: int
    """Empty cells beyond the header's that most of the first rows have: a delimiter at the end of rows."""
    line_end: bytes
    """The last byte of each line."""


def read_header(source: Source, form: Form) -> Header:
    """Return the header of a CSV file; the delimiter is the one of comma, tab, semicolon and bar that splits it most.

    Raises:
        UnreadableFile: the header is longer than 1 MB, or a name in it than 128 kB.
    """
    head = read_head(source, form.compression, _HEADER_BYTES).removeprefix(b"\xef\xbb\xbf")
    lines = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    position = next((i for i, line in enumerate(lines) if line.strip()), None)
    if position is None or (len(head) >= _HEADER_BYTES - 3 and position == len(lines) - 1):
        raise UnreadableFile(f"{source.name} has no header line in its first MB; name the columns in its first line.")
    text = lines[position].decode("utf-8", errors="replace")
    delimiter = max(_DELIMITERS, key=text.count)
    try:
        names = next(csv.reader([text], delimiter=delimiter))
    except csv.Error:  # a name of more than 128 kB
        raise UnreadableFile(
            f"The first line of {source.name} names no columns; name them there, separated by comma, tab, ; or |."
        ) from None
    more = _more(lines[position + 1 : position + 1 + _SAMPLE_LINES], delimiter, len(names))
    line_end = b"\n" if b"\n" in head else b"\r"
    return Header(tuple(name.strip() for name in names), delimiter, position + 1, more, line_end)


def _more(lines: Sequence[bytes], delimiter: str, n_names: int) -> int:
    """Return how many cells most of some rows have behind those of the header, of rows where these are empty."""
    texts = (line.decode("utf-8", errors="replace") + "\n" for line in lines)
    try:
        rows = [row for row in csv.reader(texts, delimiter=delimiter) if row]
    except csv.Error:  # a value of more than 128 kB
        return 0
    # The last line may be cut.
    widths = Counter(len(row) for row in rows[:-1] or rows if not any(row[n_names:]))
    return max(0, max(widths, key=lambda width: (widths[width], -width), default=n_names) - n_names)


def columns(source: Source, form: Form) -> tuple[str, ...]:
    """Return the names in the header, as often as they occur there."""
    return read_header(source, form).names


def frames(
    source: Source, form: Form, wanted: Sequence[str], batch_rows: int, *, prose: Collection[str] = ()
) -> Iterator[Raw]:
    """Yield the `wanted` columns as Binary, at most `batch_rows` rows and about 32 MB of text at a time.

    Args:
        source: the file.
        form: how its bytes are to be read.
        wanted: names of columns.
        batch_rows: most rows at a time.
        prose: columns whose values may go over lines; each further line of another is a fault, as it may be a row.

    Raises:
        UnreadableFile: the file is truncated, a line is longer than 32 MB (as with a quote that is never closed), or
            two stray quotes swallow the rows between them.
    """
    header = read_header(source, form)
    names = [f"{i}" for i in range(len(header.names) + header.n_more)]
    chosen = {name: names[header.names.index(name)] for name in wanted}
    stream = Stream(source, form.compression)
    end = header.delimiter.join([_END] * len(names))
    followed = Followed(stream, Quotes(header.delimiter, header.n_lines), f"\n{end}\n".encode())
    single = [name for name in wanted if name not in prose]
    rows = Rows(
        source, form, followed, chosen, single, len(header.names), header.n_more, header.n_lines, header.line_end
    )
    try:
        reader = pc.open_csv(
            followed,
            read_options=pc.ReadOptions(
                use_threads=False, column_names=names, skip_rows=header.n_lines, block_size=_BLOCK_BYTES
            ),
            parse_options=pc.ParseOptions(
                delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=rows.skip
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                include_columns=[*chosen.values(), *names[len(header.names) :]],
                check_utf8=False,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        ended = yield from rows.told(reader, _END.encode(), batch_rows)
    except pa.ArrowInvalid as error:
        if (row := _MISFIT.search(str(error))) is not None:
            # Arrow tells no handler of such a row, and shows all of it, with whatever is in there.
            raise UnreadableFile(
                f"{source.name} has a row of the wrong width that is not UTF-8, number {row[1]} with the header: "
                f"it has {row[3]} values, not {row[2]}; mend it, or write the file in UTF-8."
            ) from None
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
