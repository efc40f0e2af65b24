"""Why two accounts are linked: rows from any graph, put together into one explanation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from linkage.errors import UsageError
from linkage.graph.interface import Explanation, SharedIdentifier
from linkage.links import identifier_bits


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A stored link of two accounts."""

    weight_bits: float
    families: Mapping[str, float]
    """Bits by column of `links` without `_bits`: net, device, …, context. Zeros may be missing."""


def check_pair(a: str, b: str) -> None:
    """Refuse an account beside itself.

    Raises:
        UsageError: both ids are the same.
    """
    if a == b:
        raise UsageError("An account is always one party with itself; ask about two different accounts.")


def explanation(
    a: str,
    b: str,
    *,
    link: LinkRow | None,
    shared: Iterable[SharedIdentifier],
    campaigns_a: Sequence[str],
    campaigns_b: Sequence[str],
    n_accounts: int,
    degree_cap: int,
) -> Explanation:
    """Return why accounts `a` and `b` are linked, or what they share without being linked.

    Args:
        a: the account that was asked for first; `share_a` and `first_seen_a` are its.
        b: the other one.
        link: their link, or None.
        shared: every identifier that both use; their `bits` are computed here, whatever they hold.
        campaigns_a: ids of the campaigns that `a` is a member of.
        campaigns_b: the same of `b`.
        n_accounts: N of the weights: `RunInfo.n_total_accounts`.
        degree_cap: accounts above which an identifier is a hub and gives 0 bits.
    """
    weighed = (
        replace(
            item,
            bits=float(identifier_bits(n_accounts, item.n_accounts, item.share_a, item.share_b, degree_cap, item.kind)),
        )
        for item in shared
    )
    both = sorted(set(campaigns_a) & set(campaigns_b))
    return Explanation(
        a=a,
        b=b,
        linked=link is not None,
        weight_bits=link.weight_bits if link else 0.0,
        families={name: bits for name, bits in link.families.items() if bits} if link else {},
        shared=tuple(sorted(weighed, key=lambda item: (-item.bits, item.kind, item.key))),
        same_campaign=both[0] if both else None,
    )
