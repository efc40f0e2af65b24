"""What a pair weighs, identifier by identifier: the rule in plain steps, which the kernel is held against."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.identifiers.kinds import KINDS
from linkage.links.incidence import Evidence, Incidence


@dataclass(frozen=True, slots=True)
class Shared:
    """One identifier that both accounts use."""

    identifier: int
    kind: str
    column: str
    """Which of `links.COLUMNS` it speaks for."""
    bits: float
    """What it is worth by itself."""
    counted_bits: float
    """What of it counts: nothing where a stronger kind of its family speaks, a part where context is capped."""
    is_proof: bool
    """Whether it may be proof by itself, given enough bits."""


def shared(incidence: Incidence, evidence: Evidence, a: int, b: int, context_max_bits: float) -> tuple[Shared, ...]:
    """Return all identifiers that accounts a and b share; their counted bits add up to the pair's weight.

    Of the net family the better of addresses and networks counts, of artifacts the best one, and context
    counts up to its cap, evenly cut.
    """
    of_a = slice(int(incidence.account_ptr[a]), int(incidence.account_ptr[a + 1]))
    of_b = slice(int(incidence.account_ptr[b]), int(incidence.account_ptr[b + 1]))
    both, at_a, at_b = np.intersect1d(
        incidence.account_identifier[of_a], incidence.account_identifier[of_b], assume_unique=True, return_indices=True
    )
    roots = np.sqrt(incidence.account_share[of_a][at_a]) * np.sqrt(incidence.account_share[of_b][at_b])
    bits = evidence.rarity[both].astype(np.float64) * roots
    kinds = [incidence.kind_names[int(number)] for number in incidence.kind_of[both]]
    counted = _counted(kinds, bits, context_max_bits)
    return tuple(
        Shared(
            identifier=int(identifier),
            kind=kind,
            column=KINDS[kind].family,
            bits=float(own),
            counted_bits=float(part),
            is_proof=bool(evidence.proof[identifier]),
        )
        for identifier, kind, own, part in zip(both, kinds, bits, counted, strict=True)
    )


def _counted(kinds: list[str], bits: npt.NDArray[np.float64], context_max_bits: float) -> npt.NDArray[np.float64]:
    """Return what of each identifier's bits counts: float64[n]."""
    of_kind = {name: np.array([kind == name for kind in kinds], dtype=np.bool_) for name in set(kinds)}
    total = {name: float(bits[mask].sum()) for name, mask in of_kind.items()}
    counted = bits.copy()
    if "ip" in total and "network" in total:
        weaker = "network" if total["ip"] >= total["network"] else "ip"
        counted[of_kind[weaker]] = 0.0
    if "artifact" in total:
        places = np.flatnonzero(of_kind["artifact"])
        counted[places] = 0.0
        best = places[np.argmax(bits[places])]
        counted[best] = bits[best]
    context = np.array([KINDS[kind].family == "context" for kind in kinds], dtype=np.bool_)
    if (support := float(bits[context].sum())) > context_max_bits:
        counted[context] *= context_max_bits / support
    return counted
