"""Pseudonyms: keyed hashes that tell two values apart, and nobody without the key which value it was."""

from hashlib import blake2b
from typing import Final

import polars as pl

_DIGEST_BYTES: Final = 16
PSEUDONYM: Final = rf"^[0-9a-f]{{{2 * _DIGEST_BYTES}}}$"
"""What every pseudonym looks like."""
_MIN_KEY_BYTES: Final = 16
_MAX_KEY_BYTES: Final = 64


class Pseudonymiser:
    """Gives one value of one kind always the same pseudonym, under one key."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if not _MIN_KEY_BYTES <= len(key) <= _MAX_KEY_BYTES:
            raise ValueError(f"a key has {_MIN_KEY_BYTES} to {_MAX_KEY_BYTES} bytes, not {len(key)}")
        self._key = key

    def __repr__(self) -> str:
        """Return a text without the key."""
        return "Pseudonymiser(key=…)"

    def pseudonym(self, kind: str, values: pl.Series) -> pl.Series:
        """Return 32 hex digits for each value (null stays null): 128 bits of keyed BLAKE2b.

        The kind is the hash's person parameter, so that the same text as e-mail and as phone has two pseudonyms.

        Source: RFC 7693, section 2.5 and 2.9.
        """
        person = kind.encode("ascii")
        unique = values.drop_nulls().unique()
        hashed = [
            blake2b(value.encode("utf-8"), key=self._key, person=person, digest_size=_DIGEST_BYTES).hexdigest()
            for value in unique
        ]
        pairs = pl.DataFrame({"value": unique, "pseudonym": pl.Series(hashed, dtype=pl.String)})
        found = values.alias("value").to_frame().join(pairs, on="value", how="left", maintain_order="left")
        return found["pseudonym"].alias(values.name)
