"""Reasoning artifacts: opaque blobs that the API gave to one account and a client presents again."""

from hashlib import blake2b
from typing import Final

import polars as pl

from linkage.identifiers import opaque
from linkage.identifiers.outcome import Silent

MAX_KEPT: Final = 64
"""Longest artifact, in characters, that is its own key; a longer one goes by its hash."""


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the id as it is when short, else `b2:` and 128 bits of the blob's BLAKE2b; `Silent` for a placeholder.

    White space, padding and the two alphabets of base64 make no difference to a blob.

    Raises:
        NotAnIdentifier: a short one holds a control character.
    """
    blob = "".join(value.split())
    if len(blob) <= MAX_KEPT:
        return opaque.clean(value, max(max_bytes, 4 * MAX_KEPT))
    same = blob.replace("-", "+").replace("_", "/").rstrip("=")
    return "b2:" + blake2b(same.encode("utf-8", errors="surrogatepass"), digest_size=16).hexdigest()


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    return pl.when(opaque.is_plain(value, MAX_KEPT)).then(value)
