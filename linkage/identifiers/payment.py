"""Payment methods: the processor's fingerprint of a card or account, never the number itself."""

import re
from typing import Final

import polars as pl

from linkage.identifiers import opaque
from linkage.identifiers.outcome import NotAnIdentifier, Silent

_NUMBER: Final = re.compile(r"^[0-9](?:[ -]?[0-9]){12,18}$")
_LIKE_NUMBER: Final = r"^[0-9 -]+$"


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the fingerprint as it is; `Silent` for a placeholder.

    Raises:
        NotAnIdentifier: it is a card number (13 to 19 digits that pass the Luhn check), too long, or holds a control
            character.
    """
    outcome = opaque.clean(value, max_bytes)
    if isinstance(outcome, str) and is_card_number(outcome):
        raise NotAnIdentifier("card_number", "is a card number; give the processor's fingerprint instead")
    return outcome


def is_card_number(value: str) -> bool:
    """Return whether the text is 13 to 19 digits, spaced or not, that pass the Luhn check (ISO/IEC 7812-1)."""
    if not _NUMBER.match(value):
        return False
    digits = [int(sign) for sign in reversed(value) if sign.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[0::2]) + doubled) % 10 == 0


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    return pl.when(opaque.is_plain(value, max_bytes) & ~value.str.contains(_LIKE_NUMBER)).then(value)
