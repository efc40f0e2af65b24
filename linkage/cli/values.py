"""Results as JSON: the same names as in the tables, with moments as ISO 8601 in UTC."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

_MOMENTS = ("as_of", "at", "since", "day", "before", "pruned_before")
_ENDINGS = ("_at", "_seen", "_seen_a", "_seen_b")


def is_moment(name: str) -> bool:
    """Return whether a field of that name holds epoch seconds."""
    return name in _MOMENTS or name.endswith(_ENDINGS)


def iso(seconds: int) -> str:
    """Return a moment in ISO 8601, UTC, to the second; out of the calendar's range, the number itself."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(seconds)


def fields_of(value: object) -> dict[str, object]:
    """Return the fields of a dataclass as JSON can hold them."""
    fields = plain(value)
    assert isinstance(fields, dict)
    return fields


def plain(value: object, name: str = "") -> object:
    """Return a result as JSON can hold it: dataclasses as objects, tuples as lists, moments in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item, str(key)) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, int) and not isinstance(value, bool) and is_moment(name):
        return iso(value)
    return value


def as_json(value: object) -> str:
    """Return a result as indented JSON text, ending in a newline."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
