"""Which identifiers are near-proof of one party, by their kind's meaning unless the data takes it away.

A device, a card, a mail address, a phone number or a replayed artifact is near-proof by its meaning. Yet a lab
shares a device, a reseller's card pays for strangers, and an exchange is paid by everyone. Such an identifier
shows in its users: of all pairs of them, hardly any is linked by the ordinary rule. So an identifier is believed
while (k + prior / 2) / (n + prior) >= 1/4, where k of the n pairs of its users are linked without it being
proof, and its kind's meaning stands for `prior` pairs of which half are linked. Few users have few pairs: there
the meaning stands. The rule cannot tell a farm that shares one card and nothing else from a card of strangers;
it then sides with the strangers.
"""

from typing import Final

import numba
import numpy as np
import numpy.typing as npt

from linkage.identifiers.kinds import KINDS
from linkage.links.incidence import Incidence

LEAST_BELIEF: Final = 0.25
MEANING_PAIRS: Final[dict[str, float]] = {"artifact": 400.0}
"""For how many pairs of users a kind's meaning stands; an artifact can hardly be met with by chance."""
OTHER_MEANING_PAIRS: Final = 6.0


def near_proof(incidence: Incidence) -> npt.NDArray[np.bool_]:
    """Return which identifiers are near-proof by their kind alone: bool[n_identifiers]."""
    return incidence.by_kind(lambda kind: KINDS[kind].near_proof, np.bool_)


def believed(
    incidence: Incidence, degree_cap: int, a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """Return which identifiers speak for one party, given the pairs that are linked without proof.

    Args:
        incidence: who uses what.
        degree_cap: degree above which an identifier is a hub and never believed.
        a: int32[n_pairs].
        b: int32[n_pairs].
    """
    degree = incidence.degrees()
    linked = linked_pairs(incidence.account_ptr, incidence.account_identifier, a, b, incidence.n_identifiers)
    prior = incidence.by_kind(lambda kind: MEANING_PAIRS.get(kind, OTHER_MEANING_PAIRS))
    return belief(degree, linked, prior) & (degree >= 2) & (degree <= degree_cap)


def belief(
    degree: npt.NDArray[np.int64], linked: npt.NDArray[np.int64], meaning_pairs: npt.ArrayLike
) -> npt.NDArray[np.bool_]:
    """Return whether identifiers are believed: bool[n], from degree and linked pairs of their users."""
    n_pairs = degree * (degree - 1) / 2
    prior = np.asarray(meaning_pairs, dtype=np.float64)
    return np.asarray(linked + prior / 2 >= LEAST_BELIEF * (n_pairs + prior))


@numba.njit(nogil=True, cache=True)
def linked_pairs(
    ptr: npt.NDArray[np.int64],
    identifier: npt.NDArray[np.int32],
    a: npt.NDArray[np.int32],
    b: npt.NDArray[np.int32],
    n_identifiers: int,
) -> npt.NDArray[np.int64]:
    """Return how many of the pairs share each identifier: int64[n_identifiers], by merging their sorted uses."""
    count = np.zeros(n_identifiers, dtype=np.int64)
    for p in range(len(a)):
        i = ptr[a[p]]
        j = ptr[b[p]]
        while i < ptr[a[p] + 1] and j < ptr[b[p] + 1]:
            if identifier[i] < identifier[j]:
                i += 1
            elif identifier[i] > identifier[j]:
                j += 1
            else:
                count[identifier[i]] += 1
                i += 1
                j += 1
    return count
