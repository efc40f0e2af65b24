"""What a load did, and how far it is: values that the doors print."""

from dataclasses import asdict, dataclass, field

from linkage.records.fields import FIELDS


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far a load is."""

    file: str
    """The file at work."""
    n_rows: int
    """Rows read so far, of all files."""
    n_bytes: int
    """Bytes read so far, of all files."""
    n_bytes_total: int
    seconds: float
    """Since the load began."""

    @property
    def rows_per_second(self) -> float:
        """Return the speed so far."""
        return self.n_rows / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds that are left at the speed so far, or None while that cannot be told."""
        if self.n_bytes <= 0 or self.seconds <= 0:
            return None
        return max(0.0, (self.n_bytes_total - self.n_bytes) * self.seconds / self.n_bytes)


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one file."""

    name: str
    known: bool
    """Whether its content was loaded before, under whatever name; then nothing of it was read."""
    pruned_before: int | None = None
    """Of a known file, the moment before which its rows were pruned since, epoch seconds."""
    table: str | None = None
    """Null for a file without rows, or a known one."""
    mapping: str | None = None
    n_rows: int = 0
    n_valid: int = 0
    n_rejected: int = 0
    """Rows with one fault or more."""
    n_duplicate: int = 0
    """Valid rows of an event that the ledger, or an earlier row of this load, has already."""
    n_ignored: int = 0
    """Values passed over because they say nothing about who is behind an account, and `n_other`."""
    n_other: int = 0
    """Rows of a log passed over because they are about something else than a request, such as a database's spans."""
    n_early: int = 0
    """Moments of before 2000: numbers of another sort, likely, such as a spreadsheet's days."""
    unknown_columns: tuple[str, ...] = ()
    elsewhere: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other tables as which the file could be loaded and was not, each with those of `unknown_columns` that it has."""
    unmet: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields that a user's mapping finds nothing for in the file, each with the columns that it names."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did."""

    load: int | None
    """Its number; null when nothing was entered."""
    dry_run: bool
    tolerated: bool
    """Whether the share of bad rows was within the tolerance; only a dry run can report that it was not."""
    sources: tuple[SourceReport, ...]
    n_rows: int
    n_valid: int
    n_rejected: int
    n_duplicate: int
    rejects: dict[str, int] = field(default_factory=dict)
    """Faults by code, the most frequent first."""
    faults: dict[str, int] = field(default_factory=dict)
    """Faults by column and code, as `status: unknown_value`, the most frequent first."""
    unknown_values: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """By table and column, the first few values that are none of those that it may have."""
    quarantine: str | None = None
    """The file that holds the rejected rows."""
    seconds: float = 0.0

    @property
    def n_known(self) -> int:
        """Return how many files were loaded before."""
        return sum(source.known for source in self.sources)

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values, ready for JSON."""
        return asdict(self) | {"n_known": self.n_known}


def to_map(unknown_values: dict[str, dict[str, tuple[str, ...]]]) -> list[str]:
    """Return for each column with values that mean nothing here what to write for them into a mapping."""
    return [
        f"map {', '.join(values)}{_to_one_of(table, column)} under [values.{column}] in a `--map` file for {table}"
        for table, columns in unknown_values.items()
        for column, values in columns.items()
    ]


def _to_one_of(table: str, column: str) -> str:
    fields = next(fields for name, fields in FIELDS.items() if name == table)
    choices = fields[column].choices
    return f" to {', '.join(choices[:-1])} or {choices[-1]}" if choices else ""


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What a prune took away, or would."""

    before: int
    """Epoch seconds."""
    dry_run: bool
    n_accounts: int
    n_activity: int
    """Rows of activity."""
    n_observations: int
    n_left: int
    """Accounts that stay."""
    seconds: float = 0.0

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values, ready for JSON."""
        return asdict(self)
