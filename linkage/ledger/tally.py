"""What a load has read so far, and whether too much of it is bad."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from linkage.errors import InputError
from linkage.ledger.duplicates import EVENTS
from linkage.ledger.report import SourceReport


@dataclass(slots=True)
class Tally:
    """What was read so far."""

    reports: list[SourceReport] = field(default_factory=list)
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Faults by table and code."""
    events: list[pl.DataFrame] = field(default_factory=list)
    failed: InputError | None = None

    def n(self, name: str, table: str | None = None) -> int:
        """Return the sum of a count of the reports: of a table, or of all."""
        return sum(getattr(report, name) for report in self.reports if table is None or report.table == table)

    def all_events(self) -> pl.DataFrame:
        """Return the events of all rows."""
        return pl.concat([pl.DataFrame(schema=EVENTS), *self.events])

    def rejects(self, table: str | None = None) -> dict[str, int]:
        """Return the faults by code, the most frequent first: of a table, or of all."""
        codes: Counter[str] = Counter()
        for (of, code), n in self.codes.items():
            if table is None or of == table:
                codes[code] += n
        return dict(sorted(codes.items(), key=lambda item: (-item[1], item[0])))

    def too_bad(self, tolerated: float) -> str | None:
        """Return the first table of whose rows more than a share are bad, if any.

        By table, since a few hundred accounts may all be bad and nothing beside millions of rows of activity.
        """
        tables = sorted({report.table for report in self.reports if report.table is not None})
        bad = (table for table in tables if self.n("n_rejected", table) > tolerated * self.n("n_rows", table))
        return next(bad, None)
