"""Addresses: an IPv4 address, or the /64 that an IPv6 address lies in, which is what one subscriber has."""

import ipaddress
import re
from typing import Final

import polars as pl

from linkage.identifiers.opaque import PLACEHOLDERS, are_tokens, is_token
from linkage.identifiers.outcome import NotAnIdentifier, Silent

_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FIRST: Final = "(?:22[0-3]|2[01][0-9]|1[013-9][0-9]|12[0-689]|[1-9][0-9]?)"
_IPV4: Final = rf"^{_FIRST}(?:\.{_OCTET}){{3}}$"
"""Written as usual and of a network that says something; 169.254 is the exception that a pattern cannot make."""
_GROUP: Final = "(?:0|[1-9a-f][0-9a-f]{0,3})"
_HEAD: Final = "(?:[1-9a-e][0-9a-f]{3}|[1-9a-f][0-9a-f]{0,2})"
_REST: Final = f"(?:(?:{_GROUP}:){{3}}{_GROUP}|:(?:{_GROUP}(?::{_GROUP}){{0,2}})?)"
_IPV6: Final = rf"^{_HEAD}(?::{_GROUP}){{2}}:[1-9a-f][0-9a-f]{{0,3}}:{_REST}$"
"""Written as usual, and its first four groups spelled out: they are the /64. Others take the long way."""
_FOUR_GROUPS: Final = "^([^:]*:[^:]*:[^:]*:[^:]*):"
"""Simple enough to capture in one pass: a capture in the pattern above would cost more than twice as much."""
_SLASH64: Final = rf"^{_HEAD}(?::{_GROUP}){{2}}:[1-9a-f][0-9a-f]{{0,3}}::/64$"
_PORT: Final = re.compile(r"^(?:\[(.+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$")
_NO_ADDRESS: Final = r"^(?:[^.:]{16,}|[^.:]*_[^.:]*)$"
"""What no address is written like, and hardly a host's name."""
_NAT64_NETWORK: Final = ipaddress.IPv6Network("64:ff9b::/96")


def clean(value: str, max_bytes: int) -> str | Silent:
    """Return an IPv4 address, or an IPv6 network such as `2001:db8:1:2::/64`.

    A port, brackets and a zone are cut; of a forwarding list the first counts; an IPv4-mapped or NAT64 address is the
    IPv4 address inside. `Silent` for loopback, unspecified, link-local, multicast and reserved addresses, which say
    nothing about where anybody is. Private addresses are kept: in one log they are one network's, and the balancer
    in front of everybody is a hub like any other. A digest or token, which its sender put in its place, is kept.

    Raises:
        NotAnIdentifier: it is no address; so are octets with leading zeros, which some read as octal.
    """
    text = value.partition(",")[0].strip()
    if text.lower() in PLACEHOLDERS:
        return Silent("placeholder")
    if re.match(_NO_ADDRESS, text) and is_token(text.lower()):
        return text.lower()
    if match := _PORT.match(text):
        text = match[1] or match[2]
    bare, slash, length = text.partition("/")
    bare = bare.partition("%")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        raise NotAnIdentifier("address", "is no IP address") from None
    if slash and length not in (("32",) if address.version == 4 else ("64", "128")):
        raise NotAnIdentifier("address", "is a network; give the address")
    if isinstance(address, ipaddress.IPv6Address) and length != "64":
        address = _inner(address)
    if (
        address.is_loopback
        or address.is_unspecified
        or address.is_link_local
        or address.is_multicast
        or (address.version == 4 and (address.is_reserved or int(address) >> 24 == 0))
        or (address.version == 6 and int(address) >> 64 == 0)  # its /64 is written as the unspecified one is
    ):
        return Silent("no_host")
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64_NETWORK:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def quick(value: pl.Expr, max_bytes: int) -> pl.Expr:
    """Return the normal form where that takes no more than expressions, else null."""
    normal = (value.str.contains(_IPV4) & ~value.str.starts_with("169.254.")) | value.str.contains(_SLASH64)
    return pl.when(normal).then(value)


def less_quick(value: pl.Expr) -> pl.Expr:
    """Return the /64 of IPv6 addresses that are spelled out where it matters, and tokens; else null."""
    prefix = value.str.extract(_FOUR_GROUPS, 1)
    return (
        pl.when(value.str.contains(_IPV6))
        .then(pl.concat_str([prefix, pl.lit("::/64")]))
        .when(value.str.contains(_NO_ADDRESS) & are_tokens(value))
        .then(value)
    )
