"""The least evidence without which a score would be in a lower band.

Reasons add up, so the fewest that must go are the heaviest of their side, and how many of which side is a matter of
trying: the answer is exact for the reasons as they were weighed. It is an approximation of what detection would say
of a ledger without that evidence: members are taken to stay, and each reason to fall alone, although one device may
stand behind several reasons. Where more than one reason rests on what is taken away the real score falls further;
where the evidence also speaks for the accounts (an office, a card of a company) it may fall less.
`linkage evaluate --ablate` deletes the evidence, detects again and says how often the band was lost.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

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
    "own_card_one_mind": ("template",),
    "uneven_load": ("load",),
    "unexplained_evenness": ("load",),
    "joint_suspension": ("suspension",),
    "scattered_suspension": ("suspension",),
}
"""What the value of a signal is made of: families of evidence, `load` and `suspension`.

Signals that are not here rest on what members do (rhythm, tokens, models), which cannot be taken away from a ledger
without putting something else in its place.
"""


def fewest_reasons(
    link: Sequence[float], conduct: Sequence[float], edge: float, priors: tuple[float, float] = (0.0, 0.0)
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the places of the fewest reasons without which P(link) · P(conduct) is below an edge; None where none are.

    Only reasons that speak for it (weight above 0) can go. Of sets of one size the one that leaves the least score.

    Args:
        link: weights of the reasons of LINK in nats, without its prior.
        conduct: the same of CONDUCT.
        edge: a probability.
        priors: of LINK and of CONDUCT, in nats; what was held before any evidence is no evidence, and stays.

    Cost: the square of the number of reasons.
    """
    heaviest = [sorted((x for x, w in enumerate(side) if w > 0), key=lambda x: -side[x]) for side in (link, conduct)]
    left = [
        np.array([prior + sum(side)] * (len(order) + 1)) - np.cumsum([0.0, *(side[x] for x in order)])
        for prior, side, order in zip(priors, (link, conduct), heaviest, strict=True)
    ]
    probability = np.outer(sigmoid(left[0]), sigmoid(left[1]))
    for size in range(1, len(heaviest[0]) + len(heaviest[1]) + 1):
        splits = [(i, size - i) for i in range(len(heaviest[0]) + 1) if 0 <= size - i <= len(heaviest[1])]
        best = min(splits, key=lambda split: (float(probability[split]), split))
        if probability[best] < edge:
            return tuple(heaviest[0][: best[0]]), tuple(heaviest[1][: best[1]])
    return None


def fewest_families(
    fit_nats: Mapping[str, float], group_probability: float, edge: float, stays_from: float
) -> tuple[str, ...] | None:
    """Return the fewest families without which an account leaves its group or falls below an edge; None where none do.

    Exact for the fits as they were measured: they add up, so the heaviest go first.

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
