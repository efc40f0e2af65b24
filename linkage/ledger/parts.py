"""Parts: Parquet files that never change. Written aside, made durable, renamed; entered in the manifest by others."""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from linkage.errors import WorkspaceError
from linkage.ledger.durable import on_disk, sync
from linkage.ledger.events import EVENT
from linkage.ledger.manifest import PartEntry
from linkage.records.sources import digest_of

PART_ROWS: Final = 2_000_000
"""Rows from which a part is written; fewer wait for more, so that many small files make few parts."""
ASIDE: Final = "aside"
"""Folder of the ledger for parts that are not yet entered; emptied by the next load."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A part that was written aside."""

    folder: str
    file: Path
    n_rows: int


class Stage:
    """Takes the rows of a load, source by source, and writes them aside as parts.

    Rows of a source wait until `keep` or `drop` says whether the source was read to its end.
    """

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._aside = ledger / ASIDE
        self._waiting: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._reading: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._reading_parts: list[Staged] = []
        self._parts: list[Staged] = []
        self._n_written = 0

    def take(self, folder: str, rows: pl.DataFrame) -> None:
        """Take rows of the source that is being read."""
        frames = self._reading[folder]
        frames.append(rows)
        if sum(frame.height for frame in frames) >= PART_ROWS:
            self._reading_parts.append(self._write(folder, frames))
            frames.clear()

    def keep(self) -> None:
        """Count the source's rows in: it was read to its end."""
        for folder, frames in self._reading.items():
            waiting = self._waiting[folder]
            waiting.extend(frames)
            if sum(frame.height for frame in waiting) >= PART_ROWS:
                self._parts.append(self._write(folder, waiting))
                waiting.clear()
        self._parts.extend(self._reading_parts)
        self._reading.clear()
        self._reading_parts.clear()

    def drop(self) -> None:
        """Forget the source's rows: it could not be read."""
        self._reading.clear()
        self._reading_parts.clear()

    def parts(self) -> tuple[Staged, ...]:
        """Return all parts kept, after writing those that were waiting."""
        for folder, frames in self._waiting.items():
            if frames:
                self._parts.append(self._write(folder, frames))
        self._waiting.clear()
        return tuple(self._parts)

    def rewrite(self, folder: str, rows: pl.DataFrame) -> Staged:
        """Return a part that holds `rows`, written aside at once."""
        return self._write(folder, [rows])

    def _write(self, folder: str, frames: Sequence[pl.DataFrame]) -> Staged:
        rows = pl.concat(frames)
        file = self._aside / f"{self._n_written:06d}.parquet"
        self._n_written += 1
        with on_disk(self._ledger.parent):
            self._aside.mkdir(parents=True, exist_ok=True)
            rows.write_parquet(file, compression="zstd", compression_level=1)
        return Staged(folder, file, rows.height)


def place(ledger: Path, load: int, parts: Iterable[Staged]) -> tuple[PartEntry, ...]:
    """Return the entries of staged parts after moving them to where they belong, durably."""
    named = [(f"{part.folder}/{load:06d}-{number:04d}.parquet", load, part) for number, part in enumerate(parts)]
    return _place(ledger, named)


def place_instead(ledger: Path, prune: int, parts: Iterable[tuple[PartEntry, Staged]]) -> tuple[PartEntry, ...]:
    """Return the entries of parts that take the place of others, after moving them beside those, durably.

    They belong to the loads of those whose place they take; their names say which prune wrote them.
    """
    stem = re.compile(r"(\.p\d+)?\.parquet$")
    return _place(ledger, [(stem.sub(f".p{prune}.parquet", old.path), old.load, new) for old, new in parts])


def _place(ledger: Path, parts: Sequence[tuple[str, int, Staged]]) -> tuple[PartEntry, ...]:
    entries = []
    with on_disk(ledger.parent):
        for path, load, part in parts:
            entries.append(_entry(path, load, part))
            sync(part.file)
            (ledger / part.folder).mkdir(parents=True, exist_ok=True)
            part.file.rename(ledger / path)
        for folder in sorted({ledger / entry.folder for entry in entries}):
            for made in (folder, *(up for up in folder.parents if up.is_relative_to(ledger.parent))):
                sync(made)
    return tuple(entries)


def _entry(path: str, load: int, part: Staged) -> PartEntry:
    first = last = None
    if part.folder == "activity":
        timed = pl.scan_parquet(part.file).filter(pl.col(EVENT).is_not_null())
        first, last = timed.select(pl.col("at").min(), pl.col("at").max().alias("last")).collect().row(0)
    n_bytes, digest = part.file.stat().st_size, digest_of(part.file)
    return PartEntry(path, load, part.folder, part.n_rows, n_bytes, digest, first, last)


def clear_orphans(ledger: Path, entered: Iterable[PartEntry]) -> None:
    """Remove what a killed load left behind: everything aside, and parts that were renamed but not entered."""
    known = {ledger / part.path for part in entered}
    with on_disk(ledger.parent):
        shutil.rmtree(ledger / ASIDE, ignore_errors=True)
        for file in ledger.glob("*/**/*.parquet"):
            if file not in known:
                file.unlink()


def scan(ledger: Path, parts: Sequence[PartEntry]) -> pl.LazyFrame | None:
    """Return the rows of parts of one folder, in the order of their names, or None when there are none.

    A column that was not stored yet when a part was written is null there.

    Raises:
        WorkspaceError: a part is missing or has another size than when it was entered.
    """
    if not parts:
        return None
    for part in parts:
        file = ledger / part.path
        if not file.is_file() or file.stat().st_size != part.n_bytes:
            raise damaged(ledger, part.path)
    files = [ledger / part.path for part in parts]
    if len({frozenset(pl.read_parquet_schema(file)) for file in files}) == 1:
        return pl.scan_parquet(files, glob=False)
    return pl.concat([pl.scan_parquet(file, glob=False) for file in files], how="diagonal")


def damaged(ledger: Path, path: str) -> WorkspaceError:
    """Return the error for a part that is not as it was entered."""
    return WorkspaceError(
        f"The part {ledger / path} is missing or damaged; restore it from a backup, "
        "or load the files into a new workspace."
    )
