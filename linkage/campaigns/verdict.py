"""Two numbers, both required: LINK and CONDUCT.

Each side adds the weights of its signals to a prior, in nats of log-odds. The score is the probability that
both hold, P(link) · P(conduct), as 0 to 100; the reason `both_required` is what this product takes away from
the sum of the two, so that the reasons of a score add up exactly. Outcomes: *campaign* where both hold,
*organisation* where LINK holds and CONDUCT speaks against, *insufficient* otherwise.
"""

from dataclasses import dataclass

import numpy as np

from linkage.campaigns.evidence import Array, GroupEvidence
from linkage.campaigns.signals import PRIOR_NATS, SIGNALS, under_ceilings
from linkage.campaigns.signals.conduct import FEW
from linkage.campaigns.signals.openness import openness

LEAST_Q_VALUE = 1e-4
LEAST_MEAN_CONDUCT = 0.05
"""Mean P(conduct) that is taken at least: where hardly a group behaves like a campaign, that one must not get all."""
BAND_EDGES = {"low": 0.2, "medium": 0.75, "high": 0.9}
"""Least probability of each band. Of the groups between .7 and .75, in 100 worlds of seven generators, nine of 22 were
honest; from .75 on fourteen of 498."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What every group scores, and by which signals."""

    link_nats: Array
    conduct_nats: Array
    values: dict[str, Array]
    """By signal code: its value for every group, in its unit."""
    alone: dict[str, Array]
    """By signal code: the nats it would give to every group alone."""
    weights: dict[str, Array]
    """By signal code: the nats it gives, beside the others of its fact."""
    open_share: Array
    """[n_groups] how openly each group is one, in [0, 1]: the ceilings of some facts hang on it."""

    def link_probability(self) -> Array:
        """Return P(link) of each group, in (0, 1)."""
        return sigmoid(self.link_nats)

    def conduct_probability(self) -> Array:
        """Return P(conduct) of each group, in (0, 1)."""
        return sigmoid(self.conduct_nats)

    def probability(self) -> Array:
        """Return P(link) · P(conduct) of each group."""
        return self.link_probability() * self.conduct_probability()


def sigmoid(nats: Array) -> Array:
    """Return the probability of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(nats, -40, 40))))


def logit(probability: Array) -> Array:
    """Return the log-odds of probabilities, kept within what prints as 0 or 100."""
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


def score(group: GroupEvidence) -> Scores:
    """Return the two numbers of every group."""
    values = {signal.code: signal.measure(group) for signal in SIGNALS}
    alone = {signal.code: signal.nats(values[signal.code]) for signal in SIGNALS}
    open_share = openness(group)
    weights = under_ceilings(alone, open_share)
    sides = {
        side: PRIOR_NATS[side] + sum((weights[s.code] for s in SIGNALS if s.side == side), np.zeros(group.n_groups))
        for side in ("link", "conduct")
    }
    return Scores(sides["link"], sides["conduct"], values, alone, weights, open_share)


def facts(group: GroupEvidence) -> dict[str, Array]:
    """Return by signal code what its words say of each group, where that is not the signal's value."""
    return {signal.code: signal.fact(group) for signal in SIGNALS if signal.fact is not None}


def bands(probability: Array) -> list[str]:
    """Return the band of each probability."""
    edges = np.array(list(BAND_EDGES.values()))
    names = ["none", *BAND_EDGES]
    return [names[i] for i in np.searchsorted(edges, probability, side="right")]


def conduct_weights(probability: Array, size: Array) -> Array:
    """Return the part that each group gets of what may come in by chance: float64[n_groups], with a mean of 1 at most.

    One half is shared out evenly, the other by P(conduct): only groups that behave like campaigns are accused. A group
    of fewer than `FEW` gets none of the other half, since a handful of accounts is soon alike in what it does.
    """
    behaves = np.where(size >= FEW, probability, 0.0)
    mean = max(float(behaves.mean()), LEAST_MEAN_CONDUCT) if behaves.size else 1.0
    return np.asarray(0.5 + 0.5 * behaves / mean)


def q_values(statistic: Array, null_statistic: Array, weights: Array | None = None) -> Array:
    """Return the false-discovery rate at which each group is a discovery: float64[n_groups], in (0, 1].

    Groups of the shuffled ledger are the decoys; they grow once, and are neither rescued nor parted. What is expected
    by chance at s is how many of them reach it, and no less than an exponential tail of the upper half says (its mean
    excess over their median, at least a nat); and since no likelihood ratio of s nats is met by chance more often than
    exp(−s), that much is added for every group. The rate is what is expected by chance over what is there, made
    monotone as by Benjamini and Hochberg, and never below .0001, since one shuffle can support no less.

    Args:
        statistic: float64[n_groups], nats.
        null_statistic: float64[n_decoys], nats.
        weights: float64[n_groups], a mean of 1 at most: what is expected by chance of a group is divided by its weight,
            so that one of weight 2 is a discovery at twice the chance. They are to come from other evidence than the
            statistic, which chance does not move with it. None weighs all alike.

    P(conduct) is such evidence for the most part: where members share devices or replay artifacts, it asks who fits by
    them, as the statistic does. So the rate is nominal, and was held against what is true: of 831 campaigns with a q
    of at most .05, in 109 worlds of makers who knew nothing of this, 16 were mostly of honest accounts.

    Source: Benjamini & Hochberg (1995), JRSS B 57; Genovese, Roeder & Wasserman (2006), Biometrika 93, for weights;
    Elias & Gygi (2007), Nature Methods 4; for the tail Davison & Smith (1990), JRSS B 52.
    """
    n = statistic.size
    if n == 0:
        return np.zeros(0)
    by_chance = _decoys_from(statistic, null_statistic) + n * np.exp(-np.maximum(statistic, 0.0))
    weighted = np.minimum(by_chance, n) / (1.0 if weights is None else weights)
    order = np.argsort(weighted, kind="stable")
    ranked = weighted[order]
    n_targets = np.searchsorted(ranked, ranked, side="right")
    monotone = np.minimum.accumulate(np.minimum(ranked / n_targets, 1.0)[::-1])[::-1]
    out = np.empty(n)
    out[order] = np.maximum(monotone, LEAST_Q_VALUE)
    return out


def _decoys_from(statistic: Array, decoys: Array) -> Array:
    """Return how many decoys reach each statistic: as counted, or as the tail of their upper half says, if more."""
    if decoys.size == 0:
        return np.zeros(statistic.size)
    middle = float(np.median(decoys))
    upper = decoys[decoys >= middle]
    spread = max(float(upper.mean()) - middle, 1.0)
    counted = decoys.size - np.searchsorted(np.sort(decoys), statistic)
    return np.asarray(np.maximum(counted, upper.size * np.exp(-np.maximum(statistic - middle, 0.0) / spread)))
