"""What each column of the three tables may hold: its type, bounds and defaults."""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from linkage.records.batch import DERIVED, IDENTIFIER_COLUMNS, REQUIRED, SCHEMAS, Table

Type = Literal["id", "text", "prose", "time", "count", "choice"]

MAX_COUNT: Final = 10**9
"""Most requests of one row, and most uses of one observation."""
MAX_TOKENS: Final = 10**12
EARLIEST: Final = 0
"""1970-01-01: nothing that matters here is older, and parsers write the year 1 for "no date"."""
LATEST: Final = 4_102_444_800
"""2100-01-01."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one table."""

    name: str
    type: Type
    required: bool = False
    low: int = 0
    high: int = 0
    default: int | None = None
    choices: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    """What other systems call a choice, with that choice."""
    sensitive: bool = False
    """Whether its values are left out of rejected rows and messages."""


def as_choice(text: str) -> str:
    """Return a text as choices are compared: in lower case, with `_` for white space and hyphens."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())


_COUNTS: Final[dict[str, tuple[int, int, int | None]]] = {
    "requests": (1, MAX_COUNT, 1),
    "count": (1, MAX_COUNT, 1),
    "input_tokens": (0, MAX_TOKENS, None),
    "output_tokens": (0, MAX_TOKENS, None),
}
_TIMES: Final = frozenset({"at", "created_at", "status_at", "first_seen", "last_seen"})
_PROSE: Final = frozenset({"prompt", "system_prompt", "reasoning_artifact", "value"})
"""As long as they are. An observation's value may be an artifact; the other kinds have their bound where they are
normalised."""
_TEXTS: Final = frozenset({"plan", "programme", "country", "user_agent", "model", "operation", "capability"})
_CHOICES: Final[dict[tuple[Table, str], dict[str, tuple[str, ...]]]] = {
    ("accounts", "status"): {
        "active": ("enabled", "open"),
        "suspended": ("banned", "blocked", "disabled"),
        "closed": ("deleted", "deactivated"),
    },
    ("activity", "status"): {
        "ok": ("success", "succeeded", "completed"),
        "error": ("failure", "failed"),
        "refused": ("refusal",),
        "rate_limited": ("throttled",),
    },
}
"""Per choice, what other systems call it."""
_SENSITIVE: Final = frozenset(
    {"payment_id", "email", "phone", "api_key_id", "prompt", "system_prompt", "reasoning_artifact"}
)


def _field(table: Table, name: str) -> Field:
    required, sensitive = name in REQUIRED[table], name in _SENSITIVE
    if name in _COUNTS:
        low, high, default = _COUNTS[name]
        return Field(name, "count", required, low, high, default)
    if name in _TIMES:
        return Field(name, "time", required, EARLIEST, LATEST - 1)
    if (table, name) in _CHOICES:
        called = _CHOICES[table, name]
        synonyms = tuple((name, choice) for choice, names in called.items() for name in names)
        return Field(name, "choice", required, choices=tuple(called), synonyms=synonyms)
    if name in _PROSE:
        return Field(name, "prose", required, sensitive=sensitive)
    return Field(name, "text" if name in _TEXTS else "id", required, sensitive=sensitive)


FIELDS: Final[dict[Table, dict[str, Field]]] = {
    table: {name: _field(table, name) for name in schema if name not in DERIVED} for table, schema in SCHEMAS.items()
}
"""Per table, the columns that a file may carry, in the order of its schema."""


def until(latest: int, fields: dict[str, Field]) -> dict[str, Field]:
    """Return the fields with no moment after `latest`."""
    return {
        name: replace(field, high=min(field.high, latest)) if field.type == "time" else field
        for name, field in fields.items()
    }


OPEN_KINDS: Final = frozenset(
    kind
    for table, columns in IDENTIFIER_COLUMNS.items()
    for name, kind in columns.items()
    if name in DERIVED or not FIELDS[table][name].sensitive
)
"""Kinds of identifiers whose bad values may be shown: who knows what is in one that nobody knows."""
