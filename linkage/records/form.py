"""What a file is, told by its first bytes: its format, its compression, and a stream of what is inside."""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

import pyarrow as pa

from linkage.errors import UnreadableFile
from linkage.records.sources import Source, unreadable
from linkage.records.spool import spooled

Format = Literal["csv", "ndjson", "parquet"]
Compression = Literal["gzip", "zstd"]

_MAGIC: Final[dict[bytes, Compression]] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_PROMISES: Final[dict[str, Compression]] = {".gz": "gzip", ".zst": "zstd"}
_UNREAD: Final = {
    rb"BZh[1-9](1AY&SY|\x17rE8P\x90)": "compressed with bzip2",
    rb"\xfd7zXZ\x00": "compressed with xz",
    rb"\x04\x22\x4d\x18": "compressed with lz4",
    rb"PK\x03\x04": "a zip archive or an Excel workbook",
    rb"\xd0\xcf\x11\xe0": "an Excel workbook",
    rb"7z\xbc\xaf\x27\x1c": "a 7z archive",
    rb"Obj\x01": "an Avro file",
    rb"ARROW1\x00": "an Arrow file",
    rb"SQLite format 3\x00": "an SQLite database",
}
"""How files begin that are not read, as no text begins, and what they are."""
_PARQUET_MAGIC: Final = b"PAR1"
_PARQUET_SUFFIXES: Final = frozenset({".parquet", ".pq"})
_HEAD_BYTES: Final = 4096
_CHUNK_BYTES: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Form:
    """How the bytes of a file are to be read."""

    format: Format
    compression: Compression | None


def form_of(source: Source) -> Form | None:
    """Return the format and compression of a source, or None when nothing is in it.

    Raises:
        UnreadableFile: it is not what its name says, is truncated, or is of a form that is not read.
    """
    compression = _compression(source)
    head = read_head(source, compression, _HEAD_BYTES)
    suffixes = [suffix.lower() for suffix in source.path.suffixes if suffix.lower() not in _PROMISES]
    if not head and not (suffixes and suffixes[-1] in _PARQUET_SUFFIXES):
        return None
    if head.startswith(_PARQUET_MAGIC):
        return Form("parquet", compression)
    if suffixes and suffixes[-1] in _PARQUET_SUFFIXES:
        raise UnreadableFile(f"{source.name} is not a Parquet file, as its name says; write it again or rename it.")
    unread = next((what for magic, what in _UNREAD.items() if re.match(magic, head)), None)
    if unread is not None:
        raise UnreadableFile(
            f"{source.name} is {unread}, which is not read; give CSV, NDJSON or Parquet, plain or in gzip or zstd."
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{source.name} is text in UTF-16; convert it to UTF-8.")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start and len(head) < _HEAD_BYTES:
        return None
    if start.startswith(b"["):
        raise UnreadableFile(f"{source.name} is a JSON array; write one object per line (jq -c '.[]').")
    return Form("ndjson" if start.startswith(b"{") else "csv", compression)


def _compression(source: Source) -> Compression | None:
    try:
        with source.path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise unreadable(source.name, error) from None
    promised = _PROMISES.get(source.path.suffix.lower())
    actual = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)
    if promised is not None and head and actual != promised:
        raise UnreadableFile(f"{source.name} is not compressed with {promised}, as its name says; rename it.")
    return actual


class Stream:
    """The bytes inside a source, decompressed, with how many bytes of the file they took."""

    def __init__(self, source: Source, compression: Compression | None) -> None:
        try:
            self._raw = pa.OSFile(str(source.path))
        except OSError as error:
            raise unreadable(source.name, error) from None
        self._size = source.n_bytes
        self.bytes: Any = pa.CompressedInputStream(self._raw, compression) if compression else self._raw

    def read(self, n_bytes: int) -> bytes:
        """Return the next `n_bytes`, or all that is left."""
        parts: list[bytes] = []
        while n_bytes and (part := self.bytes.read(n_bytes)):
            parts.append(part)
            n_bytes -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def n_bytes(self) -> int:
        """Return how many bytes of the file were consumed so far."""
        return self._size if self._raw.closed else int(self._raw.tell())

    def close(self) -> None:
        """Let the file go."""
        self.bytes.close()
        self._raw.close()


def read_head(source: Source, compression: Compression | None, n_bytes: int) -> bytes:
    """Return the first `n_bytes` of what is inside a source, or all of it when there is less."""
    stream = Stream(source, compression)
    parts: list[bytes] = []
    try:
        while n_bytes and (part := stream.bytes.read(min(n_bytes, _CHUNK_BYTES))):
            parts.append(part)
            n_bytes -= len(part)
    except OSError as error:
        # Of a truncated file the beginning is good enough to know what it is; reading it all will tell the rest.
        if not parts:
            raise damaged(source, error) from None
    finally:
        stream.close()
    return b"".join(parts)


def damaged(source: Source, error: Exception) -> UnreadableFile:
    """Return the error for a file that ends too early or does not decompress or parse."""
    reason = str(error).splitlines()[0].strip().rstrip(".") if str(error) else type(error).__name__
    return UnreadableFile(f"{source.name} is truncated or damaged ({reason}); fetch or write it again.")


def decompressed(source: Source, compression: Compression) -> Source:
    """Return a temporary source with what is inside a compressed one, for formats that are read from their end."""
    stream = Stream(source, compression)
    try:
        return Source(source.name, *spooled(stream.bytes.read))
    except OSError as error:
        raise damaged(source, error) from None
    finally:
        stream.close()
