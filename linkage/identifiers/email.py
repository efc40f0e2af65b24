"""Mail addresses: one mailbox has one spelling."""

import re
import unicodedata
from typing import Final

import polars as pl

from linkage.identifiers.email_domain import host
from linkage.identifiers.opaque import PLACEHOLDERS, are_tokens, is_token
from linkage.identifiers.outcome import NotAnIdentifier, Silent

_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_IGNORE_TAGS: Final = """
outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de live.com msn.com icloud.com me.com mac.com proton.me
protonmail.com pm.me fastmail.com fastmail.fm yandex.ru yandex.com ya.ru zoho.com mailbox.org hey.com tutanota.com
"""
_TAGGED: Final = _GMAIL | frozenset(_IGNORE_TAGS.split())
"""Providers that deliver name+tag@ to name@ (their own help pages, 2026)."""
_MAILBOX: Final = re.compile(r"^[^\s@\x00-\x1f\x7f]{1,64}$")
_PLAIN: Final = r"^[a-z0-9_]+(?:[._-][a-z0-9_]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
_SHORT: Final = 64
_DOTTED: Final = r"@(?:gmail|googlemail)\.com$"


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the address in lower case, its domain in ASCII; `Silent` for a placeholder.

    Dots before `@gmail.com` and what follows a plus sign at providers known to ignore it are dropped, and
    `googlemail.com` is `gmail.com`. A digest or token, which its sender put in its place, is kept.

    Raises:
        NotAnIdentifier: it is neither an address nor a token.
    """
    text = unicodedata.normalize("NFKC", value).strip().lower().removeprefix("mailto:")
    if text in PLACEHOLDERS:
        return Silent("placeholder")
    if is_token(text):
        return text
    name, _, domain = text.rpartition("@")
    try:
        domain = host(domain)
    except NotAnIdentifier:
        raise NotAnIdentifier("email", "is no mail address") from None
    if domain in _TAGGED:
        name = name.partition("+")[0]
    if domain in _GMAIL:
        name, domain = name.replace(".", ""), "gmail.com"
    if not _MAILBOX.match(name):
        raise NotAnIdentifier("email", "is no mail address")
    return f"{name}@{domain}"


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    plain = value.str.contains(_PLAIN) & (value.str.len_bytes() <= _SHORT) & ~value.str.contains(_DOTTED)
    return pl.when(plain | are_tokens(value)).then(value)


def domain_of(address: pl.Expr) -> pl.Expr:
    """Return the domain of addresses in normal form, null for a digest."""
    return address.str.extract("@(.+)$", 1)
