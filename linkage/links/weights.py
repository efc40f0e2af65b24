"""What one shared identifier is worth."""

from typing import Final

import numpy as np
import numpy.typing as npt

from linkage.links.incidence import Incidence

NETWORK_DISCOUNT: Final = 0.5
"""What a shared network prefix is worth beside a shared address of the same rarity."""


def identifier_bits(
    n_accounts: int,
    degree: npt.ArrayLike,
    share_a: npt.ArrayLike = 1.0,
    share_b: npt.ArrayLike = 1.0,
    degree_cap: int = 1000,
    kind: str | None = None,
) -> npt.NDArray[np.float64]:
    """Return the weight of one shared identifier, in bits: log2(N / d) · sqrt(share_a · share_b).

    It is 0 above the cap and for an identifier of one account. Scalars or arrays that broadcast.
    Within a kind the weights of a pair add up to at most log2 N, since shares add up to at most 1.

    Args:
        n_accounts: N, all accounts of the ledger.
        degree: d, accounts that use the identifier.
        share_a: part of account a's traffic that used it, in [0, 1]; 1 for an artifact.
        share_b: the same of account b.
        degree_cap: degree above which it is a hub and proves nothing.
        kind: its kind, where known; a `network` is discounted, the shares of an `artifact` do not matter.
    """
    d = np.asarray(degree, dtype=np.float64)
    rarity = np.log2(np.maximum(n_accounts, 1) / np.maximum(d, 1))
    rarity = np.where((d >= 2) & (d <= degree_cap), np.maximum(rarity, 0.0), 0.0)
    discount = NETWORK_DISCOUNT if kind == "network" else 1.0
    if kind == "artifact":
        return np.asarray(rarity)
    shares = np.sqrt(np.asarray(share_a, dtype=np.float64) * np.asarray(share_b, dtype=np.float64))
    return np.asarray(discount * rarity * shares)


def rarities(incidence: Incidence, degree_cap: int) -> npt.NDArray[np.float32]:
    """Return the bits of each identifier shared in full: float32[n_identifiers]; 0 for hubs and singles."""
    bits = identifier_bits(incidence.n_accounts, incidence.degrees(), degree_cap=degree_cap)
    network = incidence.by_kind(lambda kind: kind == "network")
    return np.where(network, bits * NETWORK_DISCOUNT, bits).astype(np.float32)
