"""The least evidence without which a score would be in a lower band.

Reasons add up, so the fewest that must go are the heaviest of their side, and how many of which side is a matter of
trying, as it is which of those that have a ceiling in common: the answer is exact for the reasons as they are weighed.
It is an approximation of what detection would say of a ledger without that evidence: members are taken to stay, and
each reason to fall alone, although one device may stand behind several reasons. Where more than one reason rests on
what is taken away the real score falls further; where the evidence also speaks for the accounts (an office, a card of
a company) it may fall less.
`linkage evaluate --ablate` deletes the evidence, detects again and says how often the band was lost.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

import numpy as np

from linkage.campaigns.signals import CAPPED, under_ceilings
from linkage.campaigns.verdict import BAND_EDGES, sigmoid

STRENGTH_NATS: Final = 3.0
"""Fit at which an account belongs to its group as surely as not."""

RESTS_ON: Final[dict[str, tuple[str, ...]]] = {
    "fit": ("net", "device", "payment", "template", "artifact", "contact", "time"),
    "families": ("net", "device", "payment", "template", "artifact", "contact", "time"),
    "private_addresses": ("net",),
    "private_templates": ("template",),
    "shared_devices": ("device",),
    "replayed_artifacts": ("artifact",),
    "joint_onsets": ("time",),
    "payment_clumps": ("payment",),
    "split_cards": ("payment",),
    "concealment": ("device", "artifact", "time", "net", "payment"),
    "hidden_addresses": ("net",),
    "hidden_payments": ("payment",),
    "hidden_contacts": ("contact",),
    "hidden_waves": ("time",),
    "hidden_replay": ("artifact",),
    "replayed_work": ("artifact",),
    "own_card_one_mind": ("template",),
    "uneven_load": ("load",),
    "unexplained_evenness": ("load",),
    "joint_suspension": ("suspension",),
    "scattered_suspension": ("suspension",),
    "succession": ("suspension",),
}
"""What the value of a signal is made of: families of evidence, `load` and `suspension`.

Signals that are not here rest on what members do (rhythm, tokens, models) or on what they lack (homes, an office, a
name), which cannot be taken away from a ledger without putting something else in its place.
"""


@dataclass(frozen=True, slots=True)
class Fewest:
    """The fewest reasons without which a score is below an edge."""

    link: tuple[str, ...]
    conduct: tuple[str, ...]
    probability: float
    """What is left without them, in [0, 1]."""


def fewest_reasons(
    link: Mapping[str, float],
    conduct: Mapping[str, float],
    edge: float,
    priors: tuple[float, float] = (0.0, 0.0),
    open_share: float = 0.0,
) -> Fewest | None:
    """Return the fewest reasons without which P(link) · P(conduct) is below an edge; None where none are.

    Only reasons that speak for it (weight above 0) can go. Of sets of one size the one that leaves the least score.
    Where one of several that have a ceiling in common goes, the others give more.

    Args:
        link: by code, what the reasons of LINK give, in nats, without its prior.
        conduct: the same of CONDUCT, each as it would give alone.
        edge: a probability.
        priors: of LINK and of CONDUCT, in nats; what was held before any evidence is no evidence, and stays.
        open_share: how openly the group is one, in [0, 1]; it matters where a ceiling lowers a reason.

    Cost: the square of the number of reasons, and two to the power of those that have a ceiling.
    """
    sides = _least_without(link, priors[0], open_share), _least_without(conduct, priors[1], open_share)
    for size in range(1, sum(len(side) - 1 for side in sides) + 1):
        splits = [(i, size - i) for i in range(len(sides[0])) if 0 <= size - i < len(sides[1])]
        left = [float(sigmoid(np.array(sides[0][i][0])) * sigmoid(np.array(sides[1][j][0]))) for i, j in splits]
        best = min(range(len(splits)), key=lambda x: (left[x], splits[x]))
        if left[best] < edge:
            i, j = splits[best]
            return Fewest(sides[0][i][1], sides[1][j][1], left[best])
    return None


def _least_without(nats: Mapping[str, float], prior: float, open_share: float) -> list[tuple[float, tuple[str, ...]]]:
    """Return the least that one side can be without no reason, without one, and so on, and which those are."""
    speaking = sorted((code for code in nats if nats[code] > 0), key=lambda code: -nats[code])
    capped = [code for code in speaking if code in CAPPED]
    heaviest = [code for code in speaking if code not in CAPPED]
    # Of those that have a ceiling every choice is tried at once, of the others the heaviest go.
    gone = np.arange(1 << len(capped))[:, None] >> np.arange(len(capped)) & 1
    kept = {code: np.where(gone[:, x], 0.0, nats[code]) for x, code in enumerate(capped)}
    left = sum(under_ceilings(kept, np.array(open_share)).values(), np.zeros(len(gone)))
    against = prior + math.fsum(weight for weight in nats.values() if weight <= 0)
    least: list[tuple[float, tuple[str, ...]]] = [(math.inf, ())] * (len(speaking) + 1)
    for n_capped in range(len(capped) + 1):
        best = min(np.flatnonzero(gone.sum(axis=1) == n_capped), key=left.__getitem__)
        chosen = tuple(code for x, code in enumerate(capped) if gone[best, x])
        for n in range(len(heaviest) + 1):
            nats_left = against + float(left[best]) + math.fsum(nats[code] for code in heaviest[n:])
            least[n_capped + n] = min(least[n_capped + n], (nats_left, (*chosen, *heaviest[:n])), key=itemgetter(0))
    return least


def fewest_families(
    fit_nats: Mapping[str, float], group_probability: float, edge: float, stays_from: float
) -> tuple[str, ...] | None:
    """Return the fewest families without which an account leaves its group or falls below an edge; None where none do.

    Exact for the fits as they were measured: they add up, so the heaviest go first. Where the prior counts thousands
    who share a habit, it falls with that habit too: there they are enough, and may not be the fewest.

    Args:
        fit_nats: how the account fits its group, by family and `context`, in nats.
        group_probability: what the group's own score says, in [0, 1].
        edge: a probability, at least that of the account's band.
        stays_from: least fit of a member, in nats.
    """
    order = sorted((name for name in fit_nats if fit_nats[name] > 0), key=lambda name: (-fit_nats[name], name))
    left = sum(fit_nats.values())
    for size, name in enumerate(order, 1):
        left -= fit_nats[name]
        if left < stays_from or account_probability(group_probability, left) < edge:
            return tuple(order[:size])
    return None


def account_probability(group_probability: float, fit_nats: float) -> float:
    """Return the risk, in [0, 1], of a member that fits its group by so many nats."""
    return group_probability * float(sigmoid(np.array(fit_nats - STRENGTH_NATS)))


def edge_of(band: str) -> float | None:
    """Return the least probability of a band; None for `none`, below which there is nothing."""
    return BAND_EDGES.get(band)
