"""Reads NDJSON a block of lines at a time: at once where its lines are in order, line by line where they are not."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from linkage.errors import UnreadableFile
from linkage.records.form import Form, Stream, damaged, read_head
from linkage.records.nesting import Path, flattened, is_regular, records_in, schema_of
from linkage.records.raw import Raw, consecutive, faults, no_faults
from linkage.records.sources import Source

_SAMPLE_BYTES: Final = 4 << 20
_SAMPLE_LINES: Final = 2_000
_BLOCK_BYTES: Final = 16 << 20
_LINE_BYTES: Final = 32 << 20
_SMALL_BYTES: Final = 64 << 10
"""A block with a bad line is halved until it is this small, and only then read line by line."""
_BOM: Final = b"\xef\xbb\xbf"

Shape = tuple[dict[str, Any], dict[str, Path]]


def _sample(source: Source, form: Form) -> list[dict[str, Any]]:
    head = read_head(source, form.compression, _SAMPLE_BYTES)
    if b"\n" not in head and len(head) == _SAMPLE_BYTES:
        head = read_head(source, form.compression, _LINE_BYTES)
    lines = head.removeprefix(_BOM).split(b"\n")
    if len(head) >= _SAMPLE_BYTES and len(lines) > 1:
        lines.pop()
    objects = (_object(line) for line in lines[:_SAMPLE_LINES] if line.strip())
    return [found for found in objects if not isinstance(found, Broken)]


def columns(source: Source, form: Form) -> tuple[str, ...]:
    """Return the dotted paths of all fields in the first lines, sorted.

    Raises:
        UnreadableFile: there is no JSON object among them.
    """
    names = {name for line in _sample(source, form) for record in records_in(line) for name in flattened(record)}
    if not names:
        head = read_head(source, form.compression, _LINE_BYTES)
        if len(head) == _LINE_BYTES and b"\n" not in head:
            raise _too_long(source)
        raise UnreadableFile(f"{source.name} has no JSON object in its first lines; write one object per line.")
    return tuple(sorted(names))


def frames(source: Source, form: Form, wanted: Sequence[str], batch_rows: int) -> Iterator[Raw]:
    """Yield the `wanted` dotted paths as String, at most `batch_rows` rows and about 16 MB of text at a time.

    Raises:
        UnreadableFile: the file is truncated, or a line is longer than 32 MB.
    """
    sample = _sample(source, form)
    shape = schema_of(sample, wanted) if is_regular(sample) else None
    start = 1
    for block, n_bytes in _blocks(source, form):
        parts = list(_parts(block, shape, wanted))
        frame = pl.concat([part for part, _ in parts])
        good, bad, broken = _numbered(parts, start)
        start += frame.height + len(bad)
        found = faults(bad, [line.code for line in broken], [line.message for line in broken])
        for offset in range(0, max(frame.height, 1), batch_rows):
            yield Raw(
                frame.slice(offset, batch_rows),
                good.slice(offset, batch_rows),
                found if offset == 0 else no_faults(),
                n_bytes,
            )


def _too_long(source: Source) -> UnreadableFile:
    return UnreadableFile(f"{source.name} has a line of more than {_LINE_BYTES >> 20} MB; split it.")


def _blocks(source: Source, form: Form) -> Iterator[tuple[bytes, int]]:
    """Yield blocks of whole lines, and how many bytes of the file they took so far."""
    stream = Stream(source, form.compression)
    rest: list[bytes] = []
    n_rest = 0
    first = True
    try:
        while True:
            try:
                chunk = stream.read(_BLOCK_BYTES)
            except OSError as error:
                raise damaged(source, error) from None
            if first:
                chunk, first = chunk.removeprefix(_BOM), False
            last = len(chunk) < _BLOCK_BYTES
            if n_rest + (len(chunk) if b"\n" not in chunk else chunk.index(b"\n")) > _LINE_BYTES:
                raise _too_long(source)
            end = len(chunk) if last else chunk.rfind(b"\n") + 1
            if end or last:
                block = b"".join([*rest, chunk[:end]])
                rest, n_rest = [chunk[end:]], len(chunk) - end
                if block.strip():
                    yield block, stream.n_bytes()
            else:
                rest.append(chunk)
                n_rest += len(chunk)
            if last:
                return
    finally:
        stream.close()


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no record."""

    code: str
    message: str


Part = tuple[pl.DataFrame, list[tuple[int, Broken]]]
"""Some rows, and the broken ones by their number among all rows of the part."""


def _parts(block: bytes, shape: Shape | None, wanted: Sequence[str]) -> Iterator[Part]:
    if shape is not None:
        frame = _whole(block, *shape, wanted)
        if frame is not None:
            yield frame, []
            return
        middle = block.find(b"\n", len(block) // 2) + 1
        if len(block) > _SMALL_BYTES and 0 < middle < len(block):
            yield from _parts(block[:middle], shape, wanted)
            yield from _parts(block[middle:], shape, wanted)
            return
    yield _by_line(block, wanted)


def _whole(block: bytes, schema: dict[str, Any], chosen: dict[str, Path], wanted: Sequence[str]) -> pl.DataFrame | None:
    try:
        frame = pl.read_ndjson(block, schema=schema)
    except pl.exceptions.PolarsError:
        return None
    nothing = pl.lit(None, pl.String)
    return frame.select((_leaf(chosen[name]) if name in chosen else nothing).alias(name) for name in wanted)


def _leaf(path: Path) -> pl.Expr:
    leaf = pl.col(path[0])
    for key in path[1:]:
        leaf = leaf.struct.field(key)
    return leaf


def _by_line(block: bytes, wanted: Sequence[str]) -> Part:
    values: dict[str, list[str | None]] = {name: [] for name in wanted}
    broken: list[tuple[int, Broken]] = []
    n_rows = 0
    for line in block.split(b"\n"):
        if not line.strip():
            continue
        found = _object(line)
        if isinstance(found, Broken):
            n_rows += 1
            broken.append((n_rows, found))
            continue
        for record in records_in(found):
            n_rows += 1
            flat = flattened(record)
            for name in wanted:
                values[name].append(_text(flat.get(name)))
    return pl.DataFrame(values, schema=dict.fromkeys(wanted, pl.String())), broken


def _object(line: bytes) -> dict[str, Any] | Broken:
    try:
        found = json.loads(line)
    except UnicodeDecodeError:
        return Broken("encoding", "the line is not UTF-8")
    except (ValueError, RecursionError):
        return Broken("broken_line", "the line is not JSON")
    return found if isinstance(found, dict) else Broken("broken_line", "the line is no JSON object")


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return _characters(value)
    if isinstance(value, float):
        # As polars writes them where it reads a whole block: an id must not depend on the lines around it.
        text = f"{Decimal(repr(value)):f}"
        return text.removesuffix(".0")
    return _characters(json.dumps(value, ensure_ascii=False))


def _characters(text: str) -> str:
    # JSON can escape half a surrogate pair, which is no character.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _numbered(parts: Sequence[Part], start: int) -> tuple[pl.Series, list[int], list[Broken]]:
    bad: list[int] = []
    lines: list[Broken] = []
    end = start
    for frame, broken in parts:
        bad += [end - 1 + number for number, _ in broken]
        lines += [line for _, line in broken]
        end += frame.height + len(broken)
    numbers = consecutive(start, end - start)
    if bad:
        numbers = numbers.filter(~numbers.is_in(bad))
    return numbers, bad, lines
