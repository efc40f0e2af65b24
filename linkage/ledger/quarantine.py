"""Rejected rows as NDJSON: written aside while files are read, published with the load."""

import os
from pathlib import Path
from typing import IO

import polars as pl

from linkage.ledger.durable import on_disk, sync


class Quarantine:
    """The rejected rows of one load, source by source."""

    def __init__(self, aside: Path, workspace: Path) -> None:
        self._path = aside / "rejected.ndjson"
        self._workspace = workspace
        self._file: IO[bytes] | None = None
        self._kept = 0

    def take(self, rejected: pl.DataFrame) -> None:
        """Take rejected rows of the source that is being read."""
        if rejected.height == 0:
            return
        with on_disk(self._workspace):
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("wb")
            self._file.write(rejected.write_ndjson().encode())

    def keep(self) -> None:
        """Count the source's rows in: it was read to its end."""
        if self._file is not None:
            self._kept = self._file.tell()

    def drop(self) -> None:
        """Forget the source's rows: it could not be read."""
        if self._file is not None:
            with on_disk(self._workspace):
                self._file.seek(self._kept)
                self._file.truncate()

    def publish(self, target: Path) -> Path | None:
        """Return `target` after making it hold what was kept, or None when that is nothing.

        A load that was refused gave its number back, and left its quarantine under it: that is no longer the truth.
        """
        if self._file is None or self._kept == 0:
            self.close()
            with on_disk(self._workspace):
                target.unlink(missing_ok=True)
            return None
        with on_disk(self._workspace):
            self._file.flush()
            os.fsync(self._file.fileno())
            target.parent.mkdir(parents=True, exist_ok=True)
            self._path.rename(target)
            sync(target.parent)
        self.close()
        return target

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()
            self._file = None
