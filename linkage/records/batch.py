"""What reading a file gives, a batch at a time: valid rows as columns, and rejected rows as values."""

from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

Table = Literal["accounts", "activity", "observations"]

ACCOUNTS_SCHEMA: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "created_at": pl.Int64(),
    "organisation_id": pl.String(),
    "plan": pl.String(),
    "programme": pl.String(),
    "email": pl.String(),
    "email_domain": pl.String(),
    "phone": pl.String(),
    "country": pl.String(),
    "status": pl.String(),
    "status_at": pl.Int64(),
}
"""Columns of valid `accounts` rows. Every time, in every table, is whole epoch seconds, UTC."""

ACTIVITY_SCHEMA: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "at": pl.Int64(),
    "event_id": pl.String(),
    "requests": pl.Int64(),
    "ip": pl.String(),
    "device_id": pl.String(),
    "tls_fingerprint": pl.String(),
    "user_agent": pl.String(),
    "payment_id": pl.String(),
    "session_id": pl.String(),
    "api_key_id": pl.String(),
    "reasoning_artifact": pl.String(),
    "template_id": pl.String(),
    "prompt": pl.String(),
    "system_prompt": pl.String(),
    "model": pl.String(),
    "operation": pl.String(),
    "capability": pl.String(),
    "input_tokens": pl.Int64(),
    "output_tokens": pl.Int64(),
    "status": pl.String(),
    "client": pl.String(),
    "system_template": pl.String(),
}
"""Columns of valid `activity` rows: one row per request, or per bucket of `requests` like ones.

The last two are no columns of a file, and null until they are derived: `client` by `linkage.identifiers.normalise` from
`tls_fingerprint` and `user_agent`, `system_template` by the ledger from `system_prompt`, whose text it does not keep.
"""

OBSERVATIONS_SCHEMA: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "kind": pl.String(),
    "value": pl.String(),
    "count": pl.Int64(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
"""Columns of valid `observations` rows: pairs that were counted elsewhere."""

SCHEMAS: Final[dict[Table, dict[str, pl.DataType]]] = {
    "accounts": ACCOUNTS_SCHEMA,
    "activity": ACTIVITY_SCHEMA,
    "observations": OBSERVATIONS_SCHEMA,
}

REQUIRED: Final[dict[Table, tuple[str, ...]]] = {
    "accounts": ("account_id",),
    "activity": ("account_id", "at"),
    "observations": ("account_id", "kind", "value"),
}

IDENTIFIER_COLUMNS: Final[dict[Table, dict[str, str]]] = {
    "accounts": {"email": "email", "email_domain": "email_domain", "phone": "phone"},
    "activity": {
        "ip": "ip",
        "device_id": "device",
        "payment_id": "payment",
        "template_id": "template",
        "reasoning_artifact": "artifact",
        "client": "client",
        "system_template": "template",
    },
    "observations": {},
}
"""Per table, the columns that hold identifiers, and the kind of each; observations name the kind in each row."""

DERIVED: Final[frozenset[str]] = frozenset({"client", "system_template"})
"""Columns that no file may carry."""

EARLY: Final = 946_684_800
"""2000-01-01: before it there was no such service, and hardly a customer's record."""

REJECTED_SCHEMA: Final[dict[str, pl.DataType]] = {
    "file": pl.String(),
    "row": pl.Int64(),
    "field": pl.String(),
    "code": pl.String(),
    "message": pl.String(),
    "value": pl.String(),
}
"""Columns of rejected rows: `row` counts data rows from 1; `value` is cut, and empty for sensitive fields."""

IGNORED_SCHEMA: Final[dict[str, pl.DataType]] = {
    "field": pl.String(),
    "code": pl.String(),
    "n_rows": pl.Int64(),
}
"""Columns of what was passed over because it says nothing about who is behind an account: a loopback address,
a free-mail domain, a placeholder such as `unknown`. `field` is a column, or for observations the kind; it is empty for
rows of a log that are about something else than a request (`other_row`).
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive rows of one file, validated.

    Every row read is accounted for: it is one of `rows`, or has a line in `rejected`, or (observations and `other_row`
    alone) is counted in `ignored`. Rows of `accounts` and `activity` stay, with null for an ignored value.
    """

    table: Table
    rows: pl.DataFrame
    """Valid rows, exactly the columns of `SCHEMAS[table]`; absent optional values are null.

    Identifier columns hold what the file said until `linkage.identifiers` has put them into normal form.
    """
    rejected: pl.DataFrame
    """Bad rows, `REJECTED_SCHEMA`; one per row and fault."""
    n_rows: int
    """Rows read: `rows.height`, plus the number of distinct bad rows, plus ignored observations and `other_row`."""
    n_bytes: int
    """Bytes of the file consumed so far, for progress; 0 when unknown."""
    file: str = ""
    """Name of the source, as `rejected` gives it."""
    row_numbers: pl.Series = field(default_factory=lambda: pl.Series("row", [], pl.Int64))
    """The number in the file, from 1, of each of `rows`."""
    unknown_columns: tuple[str, ...] = ()
    """Columns of the file that mean nothing to its table or mapping, sorted; the same in each batch of a file."""
    elsewhere: tuple[tuple[Table, tuple[str, ...]], ...] = ()
    """Other tables that the file could be read as too, each with those of `unknown_columns` that only it reads."""
    unmet: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Fields that a user's mapping finds nothing for in these rows, each with the columns that it names."""
    ignored: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=IGNORED_SCHEMA))
    """How many values were passed over, `IGNORED_SCHEMA`."""
    mapping: str = ""
    """Name of the mapping that was used; empty when columns have their own names."""

    @property
    def n_early(self) -> int:
        """Return how many rows tell a moment of before there was such a service: numbers of another sort, likely."""
        times = [self.rows[name] for name in ("at", "first_seen", "created_at") if name in self.rows.columns]
        return sum(int((time < EARLY).sum()) for time in times)
