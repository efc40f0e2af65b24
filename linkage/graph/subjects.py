"""What a decision is on, named as the ledger names it, so that it matches and nothing raw is written down."""

import ipaddress
import re
from typing import Final, NamedTuple

from linkage.errors import InputError, RunNotFound, UsageError, WorkspaceError
from linkage.graph.interface import Graph
from linkage.identifiers.kinds import PUBLISHED_KINDS
from linkage.identifiers.pseudonyms import PSEUDONYM
from linkage.ledger.identify import Identify

LEAST_PREFIX: Final = {4: 8, 6: 19}
"""Bits of the widest range that may be allowed: whole blocks that one network was given, and no part of the world."""
LAST_PREFIX: Final = {4: 31, 6: 63}
"""Bits of the narrowest one; an address alone is none, and that of IPv6 is its /64."""
_MAPPED: Final = ipaddress.IPv6Network("::ffff:0:0/96")
_AN_ADDRESS: Final = "198.51.100.7"
NOT_YET: Final = "Nothing in the served run is named so: it says nothing now, and will once something is."
AS_A_HASH: Final = (
    "Nothing in the served run is named so, and it was taken as the hash that a ledger has of a value, not as a value: "
    "it says nothing now, and will once something is."
)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SubjectName(NamedTuple):
    """What a decision is on."""

    name: str
    as_hash: bool = False
    """Whether what was given was taken as a pseudonym, though the served run has none such."""


def identifier_name(graph: Graph, identify: Identify, name: str) -> SubjectName:
    """Return `kind:key` as the ledger has it, for a key or a value as a client writes it; a range with its own bits.

    What the graph has under that name stays as it is, and so does what looks like a pseudonym, as an older run may
    have shown it, unless it is known as the value of one: senders may give digests of that form.

    Raises:
        UsageError: the kind is none, or nothing follows it.
        InputError: the value cannot be of its kind, says nothing of anybody, or is too wide a range.
        WorkspaceError: it is to be hashed, and the workspace has no key that may be read.
    """
    kind, colon, value = name.partition(":")
    if kind not in PUBLISHED_KINDS or not colon or not value:
        raise UsageError(
            f"An identifier is named `kind:key`, as in ip:198.51.100.7; kinds are {', '.join(PUBLISHED_KINDS)}."
        )
    if is_used(graph, name) or (_is_like_a_pseudonym(value) and _was_named(graph, name)):
        return SubjectName(name)
    network = address_range(value) if kind == "ip" else None
    if network is not None:
        if identify(kind, _AN_ADDRESS) != _AN_ADDRESS:
            raise InputError("Addresses are hashed in this ledger, so that no range has any; name addresses.")
        return SubjectName(f"ip:{network}")
    try:
        key = identify(kind, value)
    except UsageError as error:
        raise InputError(str(error)) from None
    except WorkspaceError:
        if _is_like_a_pseudonym(value):
            return SubjectName(name, as_hash=True)  # Without the key nobody can look for it as a value.
        raise
    if key is None:
        raise InputError(f"A value given as {kind} says nothing about who is behind an account; there is none to name.")
    found = f"{kind}:{key}"
    if _is_hashed(value, key) and not (is_used(graph, found) or _was_named(graph, found)):
        return SubjectName(name, as_hash=True)
    return SubjectName(found)


def _is_hashed(value: str, key: str) -> bool:
    """Return whether a value that looks like a pseudonym got one: no normal form makes another of it."""
    return key != value and _is_like_a_pseudonym(value) and _is_like_a_pseudonym(key)


def _is_like_a_pseudonym(text: str) -> bool:
    return re.fullmatch(PSEUDONYM, text) is not None


def address_range(value: str) -> Network | None:
    """Return the range that a value names, from its first address; None for an address, and for what is no range.

    Raises:
        InputError: it is wider than any one network.
    """
    if "/" not in value:
        return None
    try:
        network = ipaddress.ip_network(value.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_MAPPED):
        inner = network.network_address.ipv4_mapped
        network = ipaddress.ip_network((int(inner or 0), network.prefixlen - 96))
    if network.prefixlen < LEAST_PREFIX[network.version]:
        raise InputError(
            f"A range of more than a /{LEAST_PREFIX[network.version]} holds whole parts of the internet; "
            "name the ranges of one network."
        )
    return network if network.prefixlen <= LAST_PREFIX[network.version] else None


def is_used(graph: Graph, name: str) -> bool:
    """Return whether an account of the served run uses an identifier; of a range nobody can say."""
    kind, _, key = name.partition(":")
    try:
        return bool(graph.users_of(kind, key, 1))
    except RunNotFound:
        return False


def remark(graph: Graph, subject: str, named: SubjectName) -> str | None:
    """Return that a decision on an identifier or an organisation matches nothing now; None where it may."""
    name = named.name
    if subject == "identifier":
        known = is_used(graph, name) or (name.startswith("ip:") and address_range(name[3:]) is not None)
    elif subject == "organisation":
        known = _is_declared(graph, name)
    else:
        known = True
    if known:
        return None
    return AS_A_HASH if named.as_hash else NOT_YET


def _was_named(graph: Graph, name: str) -> bool:
    return any(one.subject == "identifier" and one.id == name for one in graph.decisions())


def _is_declared(graph: Graph, organisation_id: str) -> bool:
    try:
        return graph.declares(organisation_id)
    except RunNotFound:
        return False
