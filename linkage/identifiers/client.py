"""Clients: a TLS fingerprint and a user agent together, as the software on the other side shows itself."""

from hashlib import blake2b

import polars as pl

from linkage.identifiers import opaque
from linkage.identifiers.opaque import PLACEHOLDERS
from linkage.identifiers.outcome import NotAnIdentifier, Silent


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the text with single spaces, or `b2:` and its hash when it is too long; `Silent` for a placeholder.

    Raises:
        NotAnIdentifier: it holds a control character.
    """
    text = " ".join(value.split())
    if "\x00" in text:
        raise NotAnIdentifier("control_character", "holds a NUL or another control character")
    if len(text.encode("utf-8", errors="replace")) > max_bytes:
        return "b2:" + blake2b(text.encode("utf-8", errors="surrogatepass"), digest_size=16).hexdigest()
    return opaque.clean(text, max_bytes)


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    plain = value.str.contains(r"^[!-~]+(?: [!-~]+)*$") & value.str.contains("[1-9A-Za-z]")
    return pl.when(plain & value.str.len_bytes().is_between(14, max_bytes)).then(value)


def combined(tls_fingerprint: pl.Expr, user_agent: pl.Expr) -> pl.Expr:
    """Return `fingerprint agent`, or the one of both that is known, or null."""
    parts = [
        pl.when(~part.str.to_lowercase().is_in(sorted(PLACEHOLDERS))).then(part)
        for part in (tls_fingerprint, user_agent)
    ]
    return pl.when(pl.any_horizontal(part.is_not_null() for part in parts)).then(
        pl.concat_str(parts, separator=" ", ignore_nulls=True)
    )
