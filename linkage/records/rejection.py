"""How much of a bad value is shown."""

from typing import Final, overload

import polars as pl

SHOWN_CHARACTERS: Final = 64
"""How much of a bad value is kept."""


@overload
def shown(value: str) -> str: ...
@overload
def shown(value: pl.Series) -> pl.Series: ...
def shown(value: str | pl.Series) -> str | pl.Series:
    """Return the part of bad values that a rejected row holds; empty for null."""
    if isinstance(value, str):
        return value[:SHOWN_CHARACTERS]
    return value.fill_null("").str.slice(0, SHOWN_CHARACTERS)
