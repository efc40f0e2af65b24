"""The one registry of identifier kinds: what two accounts can share, and what sharing it means.

Everything else (ledger, links, graph, API, CLI) reads a kind's label, relationship, family and
sensitivity from here.
"""

from dataclasses import dataclass
from typing import Final, Literal

Family = Literal["net", "device", "payment", "template", "artifact", "contact", "context"]

FAMILIES: Final[tuple[str, ...]] = ("net", "device", "payment", "template", "artifact", "contact", "time")
"""The families of independent evidence; kinds of one family count once together. `context` is none of them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identifier."""

    name: str
    """What records and the CLI call it."""
    label: str
    """Its node label in the graph."""
    relationship: str
    """The type of the relationship from an account to it."""
    family: Family
    """With which kinds it counts once; `context` only supports."""
    title: str
    """How people call it, lower case, singular."""
    sensitive: bool = False
    """Whether its values are pseudonymised by default."""
    near_proof: bool = False
    """Whether sharing one is, by its meaning, near-proof of one party. The data can take this away."""
    derived: bool = False
    """Whether it is derived from another kind when a snapshot is made, so that no record may carry it."""


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("ip", "IPAddress", "USED_IP", "net", "address"),
        Kind("network", "Network", "USED_IP", "net", "network", derived=True),
        Kind("device", "Device", "USED_DEVICE", "device", "device", near_proof=True),
        Kind(
            "payment",
            "PaymentMethod",
            "PAID_WITH",
            "payment",
            "payment method",
            sensitive=True,
            near_proof=True,
        ),
        Kind("template", "PromptTemplate", "SENT_TEMPLATE", "template", "prompt template"),
        Kind(
            "artifact",
            "ReasoningArtifact",
            "REPLAYED_ARTIFACT",
            "artifact",
            "reasoning artifact",
            near_proof=True,
        ),
        Kind("email", "EmailAddress", "HAS_EMAIL", "contact", "e-mail address", sensitive=True, near_proof=True),
        Kind("phone", "PhoneNumber", "HAS_PHONE", "contact", "phone number", sensitive=True, near_proof=True),
        Kind("email_domain", "EmailDomain", "HAS_EMAIL", "context", "mail domain"),
        Kind("client", "Client", "USED_CLIENT", "context", "client"),
    )
}
"""All kinds by name, in the order in which reports list them."""

PUBLISHED_KINDS: Final[tuple[str, ...]] = tuple(name for name, kind in KINDS.items() if not kind.derived)
"""The kinds that become nodes of the graph."""

NETWORK_PREFIXES: Final[tuple[int, int]] = (24, 48)
"""The prefix lengths, IPv4 and IPv6, of a `network`."""
