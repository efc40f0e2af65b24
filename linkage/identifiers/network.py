"""Networks: the prefix that an address lies in. Derived when a snapshot is made; no record carries it."""

from typing import Final

import polars as pl

from linkage.identifiers.kinds import NETWORK_PREFIXES

assert NETWORK_PREFIXES == (24, 48), "the expressions below cut whole octets and groups"
_LAST_OCTET: Final = r"\.[0-9]+$"
_THREE_GROUPS: Final = r"^([0-9a-f]+(?::[0-9a-f]+){0,2})(?::[0-9a-f]+)?::/64$"


def network_of(address: pl.Expr) -> pl.Expr:
    """Return the /24 or /48, such as `192.0.2.0/24` or `2001:db8:1::/48`, of addresses in normal form.

    Null for an address that was hashed, by us or before.
    """
    groups = address.str.extract(_THREE_GROUPS, 1).str.replace("(?::0)+$", "")
    return (
        pl.when(address.str.ends_with("::/64"))
        .then(pl.concat_str([groups, pl.lit("::/48")]))
        .when(address.str.contains(_LAST_OCTET))
        .then(address.str.replace(_LAST_OCTET, ".0/24"))
    )
