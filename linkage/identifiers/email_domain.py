"""Mail domains: who hosts an account's mail, when that says anything."""

import re
import unicodedata
from typing import Final

import idna
import polars as pl

from linkage.identifiers.opaque import PLACEHOLDERS, are_tokens, is_token
from linkage.identifiers.outcome import NotAnIdentifier, Silent

_PROVIDERS: Final = """
gmail.com googlemail.com outlook.com outlook.fr outlook.de outlook.es outlook.jp hotmail.com hotmail.co.uk
hotmail.fr hotmail.de hotmail.it hotmail.es live.com live.co.uk live.fr live.nl msn.com yahoo.com yahoo.co.jp
yahoo.co.uk yahoo.co.in yahoo.in yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.com.br yahoo.ca ymail.com rocketmail.com
icloud.com me.com mac.com privaterelay.appleid.com aol.com proton.me protonmail.com pm.me gmx.com gmx.de gmx.net
gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com ya.ru
rambler.ru ukr.net qq.com foxmail.com 163.com 126.com yeah.net 139.com sina.com sina.cn sohu.com aliyun.com
naver.com daum.net hanmail.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it uol.com.br
bol.com.br terra.com.br rediffmail.com comcast.net verizon.net att.net sbcglobal.net cox.net bellsouth.net
btinternet.com sky.com seznam.cz wp.pl o2.pl interia.pl onet.pl ziggo.nl bigpond.com shaw.ca telus.net zoho.com
fastmail.com tutanota.com tuta.io hey.com duck.com mozmail.com
"""
FREE_MAIL: Final = frozenset(_PROVIDERS.split())
"""The largest providers where anybody opens a mailbox (as of 2026): sharing one of them says nothing."""

_HOST: Final = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")
_PLAIN: Final = r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
MAX_HOST: Final = 253


def host(value: str) -> str:
    """Return a domain in lower case and ASCII (IDNA 2008 with the mapping of UTS 46).

    Raises:
        NotAnIdentifier: it is no domain name with at least one dot.
    """
    name = unicodedata.normalize("NFKC", value).strip().removeprefix("@").rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            raise NotAnIdentifier("domain", "is no domain name") from None
    if len(name) > MAX_HOST or not _HOST.match(name):
        raise NotAnIdentifier("domain", "is no domain name")
    return name


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return the domain in lower case and ASCII; `Silent` for a free-mail provider or a placeholder.

    A digest or token without a dot, which its sender put in its place, is kept.

    Raises:
        NotAnIdentifier: it is neither a domain name nor a token.
    """
    text = value.strip().lower()
    if text in PLACEHOLDERS:
        return Silent("placeholder")
    if "." not in text and is_token(text):
        return text
    name = host(value)
    return Silent("free_mail") if name in FREE_MAIL else name


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    plain = value.str.contains(_PLAIN) & (value.str.len_bytes() <= MAX_HOST)
    named = plain & ~value.is_in(sorted(FREE_MAIL))
    return pl.when(named | (~value.str.contains(".", literal=True) & are_tokens(value))).then(value)
