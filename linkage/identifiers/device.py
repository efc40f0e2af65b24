"""Devices: ids of installations or hardware. A UUID has one spelling, any other id is kept."""

import re
from typing import Final

import polars as pl

from linkage.identifiers import opaque
from linkage.identifiers.outcome import Silent

_UUID: Final = re.compile(r"^\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?$")
_SPELLED: Final = r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_LIKE_UUID: Final = r"^\{?[0-9A-Fa-f]{8}-"


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the id; a UUID in lower case and without braces; `Silent` for a placeholder or a UUID of zeros.

    Raises:
        NotAnIdentifier: it is too long or holds a control character.
    """
    outcome = opaque.clean(value, max_bytes)
    if isinstance(outcome, str) and (uuid := _UUID.match(outcome)):
        return uuid[1].lower()
    return outcome


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    spelled = value.str.contains(_SPELLED) | ~value.str.contains(_LIKE_UUID)
    return pl.when(opaque.is_plain(value, max_bytes) & spelled).then(value)
