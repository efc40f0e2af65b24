"""`reading` writes a file and reads it back: what the tests of this folder have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from linkage.records import Batch, find_sources, read
from linkage.settings import LoadSettings


@dataclass(frozen=True, slots=True)
class Content:
    """All batches of one file."""

    batches: list[Batch]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The valid rows, without their empty columns."""
        rows = [row for batch in self.batches for row in batch.rows.to_dicts()]
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    @property
    def rejected(self) -> pl.DataFrame:
        """The rejected rows of all batches."""
        return pl.concat([batch.rejected for batch in self.batches])

    @property
    def faults(self) -> set[tuple[int, str, str]]:
        """(row, field, code) of everything that is wrong."""
        return {(row["row"], row["field"], row["code"]) for row in self.rejected.to_dicts()}

    @property
    def numbers(self) -> list[int]:
        """The row numbers of the valid rows."""
        return [number for batch in self.batches for number in batch.row_numbers]

    @property
    def n_rows(self) -> int:
        """How many rows were read."""
        return sum(batch.n_rows for batch in self.batches)


Reading = Callable[..., Content]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Return a function from a file's name and content to what `read` gives of it."""

    def content(name: str, data: bytes | str, *, settings: LoadSettings | None = None, **how: Any) -> Content:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        (source,) = find_sources([str(path)])
        return Content(list(read(source, settings=settings or LoadSettings(), **how)))

    return content
