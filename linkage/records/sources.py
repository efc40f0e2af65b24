"""Where records come from: files, globs, folders and standard input, each with its content's digest."""

import glob
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO, Final

from linkage.errors import UnreadableFile, UsageError
from linkage.records.spool import spooled

STDIN: Final = "-"
_FORMATS: Final = frozenset({".csv", ".tsv", ".ndjson", ".jsonl", ".json", ".log", ".parquet", ".pq"})
_COMPRESSIONS: Final = frozenset({".gz", ".zst"})


@dataclass(frozen=True)
class Source:
    """One file, or all of standard input, whose records can be read any number of times."""

    name: str
    """What people call it: the path as it was found, or `-`."""
    path: Path
    """Where its bytes are."""
    n_bytes: int
    """Its size on disk."""
    held: IO[bytes] | None = field(default=None, repr=False, compare=False)
    """The copy of standard input or a pipe, deleted when the source is let go."""

    @cached_property
    def digest(self) -> str:
        """The hex SHA-256 of the content as it is on disk: the same file under another name is the same source."""
        try:
            return digest_of(self.path)
        except OSError as error:
            raise unreadable(self.name, error) from None


def digest_of(file: Path) -> str:
    """Return the hex SHA-256 of a file's content."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def unreadable(name: str, error: Exception) -> UnreadableFile:
    """Return the error for a file that the system will not let us read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UnreadableFile(f"{name} cannot be read ({reason}); check that it exists, is whole and may be read.")


def find_sources(paths: Sequence[str], stdin: BinaryIO | None = None) -> tuple[Source, ...]:
    """Return the sources that `paths` name, in that order, each file once.

    A folder stands for the files directly in it whose names say CSV, NDJSON or Parquet (`.csv`, `.tsv`, `.ndjson`,
    `.jsonl`, `.json`, `.log`, `.parquet`, `.pq`, and these with `.gz` or `.zst`); sub-folders are reached by a glob
    such as `logs/**/*.parquet`. `-` is all of `stdin`; a named pipe is read to its end as well.

    Raises:
        UnreadableFile: a path does not exist, a glob or folder holds no file, or access is denied.
        UsageError: `-` is given twice, or there is no standard input.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if path == STDIN:
            if stdin is None or any(source.name == STDIN for source in found.values()):
                raise UsageError("Standard input can be read once, as `-`; pipe something into it and name it once.")
            source = _spool(STDIN, stdin)
            found[source.path] = source
            continue
        for file in _files(path):
            try:
                if file.is_fifo():
                    with file.open("rb") as pipe:
                        source = _spool(str(file), pipe)
                    found[source.path] = source
                    continue
                found.setdefault(file.resolve(), Source(str(file), file, file.stat().st_size))
            except OSError as error:
                raise unreadable(str(file), error) from None
    return tuple(found.values())


def passed_over(paths: Sequence[str]) -> tuple[Path, ...]:
    """Return the files and folders that lie in the folders, or fit the globs, of `paths` and are no sources, in order.

    Those whose names begin with `.` or `_` are nobody's data, and left out.
    """
    beside: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            found = [each for each in sorted(path.iterdir()) if not (each.is_file() and _is_data(each))]
        elif not path.exists() and glob.has_magic(str(path)):
            # With `**` the folders that match are read into.
            matches = [] if "**" in path.parts else glob.glob(str(path), recursive=True)  # noqa: PTH207 - as in `_files`
            found = sorted(each for each in map(Path, matches) if each.is_dir())
        else:
            found = []
        beside.update(dict.fromkeys(each for each in found if not each.name.startswith((".", "_"))))
    return tuple(beside)


def _files(path: str) -> Iterator[Path]:
    exact = Path(path)
    if exact.is_dir():
        try:
            files = sorted(file for file in exact.iterdir() if file.is_file() and _is_data(file))
        except OSError as error:
            raise unreadable(path, error) from None
        if not files:
            raise UnreadableFile(
                f"{path} holds no CSV, NDJSON or Parquet file; name the files, or a glob such as {path}/**/*.parquet."
            )
        yield from files
    elif exact.exists():
        yield exact
    elif glob.has_magic(path):
        matches = sorted(Path(match) for match in glob.glob(path, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        files = [match for match in matches if match.is_file()]
        if not files:
            raise UnreadableFile(f"{path} matches no file; check the pattern.")
        yield from files
    else:
        raise UnreadableFile(f"{path} does not exist; check the path.")


def _is_data(file: Path) -> bool:
    suffixes = [suffix.lower() for suffix in file.suffixes[-2:]]
    if suffixes and suffixes[-1] in _COMPRESSIONS:
        suffixes.pop()
    return bool(suffixes) and suffixes[-1] in _FORMATS and not file.name.startswith((".", "_"))


def _spool(name: str, pipe: BinaryIO) -> Source:
    # Parquet is read from its end, and the ledger needs the digest before the first row: both need a file.
    try:
        return Source(name, *spooled(pipe.read))
    except OSError as error:
        raise unreadable(name, error) from None
