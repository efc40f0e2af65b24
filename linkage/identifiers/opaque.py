"""Names that some system made up: devices, payments, templates. Only that system knows their form, so it is kept."""

import re
from typing import Final

import polars as pl

from linkage.identifiers.outcome import NotAnIdentifier, Silent

_WORDS: Final = """
- -- 0 ? n/a na nan nil none null (null) [null] <null> undefined unknown (unknown) <unknown> unset (unset)
anonymous redacted [redacted]
"""
PLACEHOLDERS: Final = frozenset(_WORDS.split()) | {"not set", "(not set)", "\\n", "<na>"}
"""What systems write when they know nothing; two accounts that both have it have nothing in common."""

_STAND_IN: Final = r"^[0-9a-z_:+/=.-]{3,128}$"
"""What systems put in place of a value that they do not tell: a digest in any alphabet, a vault's token. There is a
letter and a digit in it; of words and of numbers alone nobody can say that they are one."""
_EMPTY_OF_MEANING: Final = "0-:._ {}"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the value without white space around it; `Silent` for a placeholder, or nothing but zeros and signs.

    Raises:
        NotAnIdentifier: it is too long or holds a control character.
    """
    value = value.strip()
    if value.lower() in PLACEHOLDERS or not value.strip(_EMPTY_OF_MEANING):
        return Silent("placeholder")
    if len(value.encode("utf-8", errors="replace")) > max_bytes:
        raise NotAnIdentifier("too_long", f"is more than {max_bytes} bytes long")
    if _CONTROL.search(value):
        raise NotAnIdentifier("control_character", "holds a NUL or another control character")
    return value


def is_token(text: str) -> bool:
    """Return whether a text in lower case stands for a value that its sender does not tell."""
    return bool(re.match(_STAND_IN, text) and re.search("[0-9]", text) and re.search("[a-z]", text))


def are_tokens(value: pl.Expr) -> pl.Expr:
    """Return `is_token` of texts; of one that is not in lower case false."""
    return value.str.contains(_STAND_IN) & value.str.contains("[0-9]") & value.str.contains("[a-z]")


def is_plain(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return whether a text is its own normal form for sure: printable ASCII, too long for a placeholder."""
    return (
        value.str.contains(r"^[!-~]{12,}$") & value.str.contains(r"[1-9A-Za-z]") & (value.str.len_bytes() <= max_bytes)
    )


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    return pl.when(is_plain(value, max_bytes)).then(value)
