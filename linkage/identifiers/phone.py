"""Phone numbers as the digits of E.164, without a plus sign."""

import re
import unicodedata
from typing import Final

import polars as pl

from linkage.identifiers.opaque import PLACEHOLDERS, are_tokens, is_token
from linkage.identifiers.outcome import NotAnIdentifier, Silent

_SIGNS: Final = re.compile(r"\(0\)|[\s().\-/]")
_EXTENSION: Final = re.compile(r"(?:;ext=|ext\.?|extension|x|#).*$")
_PLAIN: Final = r"^[1-9][0-9]{6,14}$"
_NO_NUMBER: Final = "^(?:[0-9a-f]{32,}|[^x#]*_[^x#]*)$"
"""What no number is written like: there is no extension to cut, and a sign that no number has."""
_ONE_DIGIT: Final = "^(?:1+|2+|3+|4+|5+|6+|7+|8+|9+)$"


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the digits; `Silent` for a placeholder or one digit repeated. A digest or token is kept.

    `+49 (0)170 …`, `0049170…` and `49170…` are one number. A national number (`0170…`) keeps its zero: its country
    is not known here, so it equals only itself. An extension is cut.

    Raises:
        NotAnIdentifier: it is neither 7 to 15 digits nor a token.
    """
    text = unicodedata.normalize("NFKC", value).strip().lower()
    if text in PLACEHOLDERS:
        return Silent("placeholder")
    digits = _SIGNS.sub("", _EXTENSION.sub("", text.removeprefix("tel:"))).removeprefix("+")
    if digits.startswith("00"):
        digits = digits.lstrip("0")
    if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
        if text and not text.strip("0 +-"):
            return Silent("placeholder")
        if is_token(text):
            return text
        raise NotAnIdentifier("phone", "is neither a phone number of 7 to 15 digits nor a digest of one")
    return Silent("placeholder") if len(set(digits)) == 1 else digits


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    plain = value.str.contains(_PLAIN) & ~value.str.contains(_ONE_DIGIT)
    return pl.when(plain | (value.str.contains(_NO_NUMBER) & are_tokens(value))).then(value)
