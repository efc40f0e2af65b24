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


_WORD: Final = r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,31}$"
_NUMBER: Final = r"\d{6}"


def words(values: pl.Series) -> pl.Series:
    """Return the values that may be words of some system, and "" for the others.

    Where a word of a few is looked for, columns that were changed over hold mail addresses and telephone numbers.
    """
    plain = values.str.contains(_WORD) & ~values.str.contains(_NUMBER)
    return values.to_frame("v").select(pl.when(plain).then("v").otherwise(pl.lit(""))).to_series()
