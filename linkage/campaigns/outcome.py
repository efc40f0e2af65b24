"""What is said of each group: a campaign, what looks like an organisation, or not enough evidence."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from linkage.campaigns.evidence import Array, GroupEvidence
from linkage.campaigns.signals.openness import one_card, one_mail_domain, one_office, one_organisation
from linkage.campaigns.verdict import BAND_EDGES, Scores, bands, conduct_weights, q_values
from linkage.communities.ground import CONTEXT
from linkage.settings import CampaignSettings

LEAST_ACCOUNTS: Final = 5
"""Below this many accounts a group is never asserted: people have several accounts, and households share all."""
DECLARED_SHARE: Final = 0.6
"""Share of members under one declared organisation from which the group is that organisation."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcome of every group."""

    verdict: list[str]
    resembles: list[str | None]
    band: list[str]
    q_value: Array
    probability: Array
    """[n_groups] what the score says, in [0, 1]."""

    def asserted(self) -> npt.NDArray[np.bool_]:
        """Return which groups are campaigns: bool[n_groups]."""
        return np.array([verdict == "campaign" for verdict in self.verdict], dtype=np.bool_)


def link_statistic(fit_nats: npt.NDArray[np.float32], labels: npt.NDArray[np.int32], n_groups: int) -> Array:
    """Return what a group's LINK is ranked by against null groups: float64[n_groups].

    The mean fit of members by all families but the strongest, times the root of the group's size. One family
    alone is no coincidence that a shuffle could make rarer: a card of 200 users has 200 after every shuffle.
    """
    inside = labels >= 0
    size = np.bincount(labels[inside], minlength=n_groups).astype(np.float64)
    columns = [
        np.bincount(labels[inside], weights=fit_nats[inside, column], minlength=n_groups) / np.maximum(size, 1.0)
        for column in range(fit_nats.shape[1])
        if column != CONTEXT
    ]
    means = np.stack(columns)
    return np.asarray((means.sum(axis=0) - means.max(axis=0)) * np.sqrt(size))


def resemblance(group: GroupEvidence) -> list[str | None]:
    """Return what honest thing each group looks like, or None where nothing open ties it."""
    ties = {
        "a declared organisation": one_organisation(group),
        "a company with its own mail domain": one_mail_domain(group),
        "people behind one address (office, campus or household)": one_office(group),
        "accounts paid with one card (company, agency or household)": one_card(group),
    }
    names = list(ties)
    table = np.stack([ties[name] for name in names])
    best = table.argmax(axis=0)
    return [names[best[g]] if table[best[g], g] >= 0.5 else None for g in range(group.n_groups)]


def outcomes(group: GroupEvidence, scores: Scores, null_statistic: Array, settings: CampaignSettings) -> Outcomes:
    """Return the outcome of every group; see the package's words for the three outcomes.

    Where a ledger says nothing of what accounts do, nothing can be asserted of conduct; groups are then shown
    in band low, as what links alone can tell.
    """
    statistic = link_statistic(group.fit_nats, group.labels, group.n_groups)
    conduct = scores.conduct_probability()
    q = q_values(statistic, null_statistic, conduct_weights(conduct, group.size))
    probability = scores.probability()
    looks = resemblance(group)
    declared = one_organisation(group) >= DECLARED_SHARE
    asserted = (
        (probability >= BAND_EDGES["medium"]) & (q <= settings.max_q_value) & (group.size >= LEAST_ACCOUNTS) & ~declared
    )
    linked = scores.link_probability() >= 0.5
    verdict = []
    band = []
    raw = bands(probability)
    unseen = not (group.features.n_requests[group.labels >= 0] > 0).any()
    for g in range(group.n_groups):
        if asserted[g]:
            verdict.append("campaign")
            band.append(raw[g])
        elif linked[g] and (declared[g] or (not unseen and conduct[g] < 0.5 and looks[g])):
            verdict.append("organisation")
            band.append("none")
        else:
            verdict.append("insufficient")
            band.append("low" if unseen or raw[g] != "none" else "none")
    resembles = [looks[g] or "an organisation" if verdict[g] == "organisation" else None for g in range(group.n_groups)]
    return Outcomes(verdict, resembles, band, q, probability)
