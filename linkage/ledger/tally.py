"""What a load has read so far, and whether too much of it is bad."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from linkage.errors import InputError
from linkage.ledger.duplicates import EVENTS
from linkage.ledger.report import SourceReport
from linkage.records.batch import Batch

_N_VALUES: Final = 3


@dataclass(slots=True)
class Faults:
    """What is wrong with rows that were read."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By table, column and code; a row that could not be taken apart has no column."""
    unknown: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By table and column, the first few values that are none of those that it may have."""

    def take(self, batch: Batch) -> None:
        """Add what is wrong with a batch."""
        for column, code, n in batch.rejected.group_by("field", "code").len().iter_rows():
            self.counts[batch.table, column, code] += n
        unknown = batch.rejected.filter((pl.col("code") == "unknown_value") & (pl.col("value") != ""))
        first = unknown.group_by("field").agg(pl.col("value").unique(maintain_order=True).head(_N_VALUES))
        self._add_unknown({(batch.table, column): values for column, values in first.iter_rows()})

    def add(self, other: "Faults") -> None:
        """Add what is wrong with another file."""
        self.counts.update(other.counts)
        self._add_unknown(other.unknown)

    def _add_unknown(self, values: Mapping[tuple[str, str], Sequence[str]]) -> None:
        for where, more in values.items():
            self.unknown[where] = tuple(dict.fromkeys([*self.unknown.get(where, ()), *more]))[:_N_VALUES]


@dataclass(slots=True)
class Tally:
    """What was read so far."""

    reports: list[SourceReport] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    events: list[pl.DataFrame] = field(default_factory=list)
    failed: InputError | None = None

    def n(self, name: str, table: str | None = None) -> int:
        """Return the sum of a count of the reports: of a table, or of all."""
        return sum(getattr(report, name) for report in self.reports if table is None or report.table == table)

    def n_told(self, table: str) -> int:
        """Return how many rows of a table were read, without those of something else that a log holds beside it."""
        return self.n("n_rows", table) - self.n("n_other", table)

    def all_events(self) -> pl.DataFrame:
        """Return the events of all rows."""
        return pl.concat([pl.DataFrame(schema=EVENTS), *self.events])

    def rejects(self) -> dict[str, int]:
        """Return the faults by code, the most frequent first."""
        codes: Counter[str] = Counter()
        for (_, _, code), n in self.faults.counts.items():
            codes[code] += n
        return _falling(codes)

    def by_column(self, table: str | None = None) -> dict[str, int]:
        """Return the faults of a table, or all, by column and code (`status: unknown_value`), the most frequent first.

        A fault of a whole row goes by its code alone.
        """
        columns: Counter[str] = Counter()
        for (of, column, code), n in self.faults.counts.items():
            if table in (None, of):
                columns[f"{column}: {code}" if column else code] += n
        return _falling(columns)

    def unknown_values(self, table: str | None = None) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return by table and column the first few values that are none of those that it may have."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for (of, column), values in sorted(self.faults.unknown.items()):
            if table in (None, of):
                found.setdefault(of, {})[column] = values
        return found

    def too_bad(self, tolerated: float) -> str | None:
        """Return the first table of whose rows more than a share are bad, if any.

        By table, since a few hundred accounts may all be bad and nothing beside millions of rows of activity.
        """
        tables = sorted({report.table for report in self.reports if report.table is not None})
        bad = (table for table in tables if self.n("n_rejected", table) > tolerated * self.n_told(table))
        return next(bad, None)


def _falling(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
