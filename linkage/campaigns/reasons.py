"""Every score in full: the reasons whose weights add up to its log-odds."""

import json

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import Array
from linkage.campaigns.signals import PRIOR_NATS, SIGNALS, Side
from linkage.campaigns.stage import Verdicts
from linkage.campaigns.verdict import logit, sigmoid

SIDES: tuple[Side, ...] = ("link", "conduct")
KINDS_OF_CODE = {
    "private_addresses": ("ip",),
    "private_templates": ("template",),
    "own_card_one_mind": ("template",),
    "shared_devices": ("device",),
    "replayed_artifacts": ("artifact",),
    "hidden_replay": ("artifact",),
    "hidden_addresses": ("ip",),
    "hidden_payments": ("payment",),
    "hidden_contacts": ("email", "phone"),
    "payment_clumps": ("payment",),
    "split_cards": ("payment",),
}


def campaign_reasons(verdicts: Verdicts) -> list[dict[str, object]]:
    """Return one row per campaign, side and reason, the heaviest first; a side's weights add up to its log-odds."""
    rows: list[dict[str, object]] = []
    shared = shared_identifiers(verdicts)
    for g, campaign_id in enumerate(verdicts.ids):
        for side in SIDES:
            for rank, entry in enumerate(side_reasons(verdicts, g, side, shared)):
                rows.append({"campaign_id": campaign_id, "side": side, "rank": rank, **entry})
    return rows


def side_reasons(
    verdicts: Verdicts, g: int, side: Side, shared: dict[tuple[int, str], list[dict[str, object]]]
) -> list[dict[str, object]]:
    """Return the reasons of one side of a group, the heaviest first; the prior is one of them."""
    prior = PRIOR_NATS[side]
    weighed: list[tuple[float, str, dict[str, object]]] = [
        (prior, "prior", {"text": "before any evidence", "value": prior, "unit": "nats", "evidence": "{}"})
    ]
    for signal in SIGNALS:
        weight = float(verdicts.scores.weights[signal.code][g])
        if signal.side == side and weight != 0.0:
            value = float(verdicts.scores.values[signal.code][g])
            identifiers = [one for kind in KINDS_OF_CODE.get(signal.code, ()) for one in shared.get((g, kind), [])]
            evidence = json.dumps({"identifiers": identifiers}, sort_keys=True) if identifiers else "{}"
            facts = {"text": signal.says(value), "value": value, "unit": signal.unit, "evidence": evidence}
            weighed.append((weight, signal.code, facts))
    weighed.sort(key=lambda entry: (-abs(entry[0]), entry[1]))
    return [{"code": code, "weight": weight, **facts} for weight, code, facts in weighed]


def shared_identifiers(verdicts: Verdicts) -> dict[tuple[int, str], list[dict[str, object]]]:
    """Return, by group and kind, what two members or more share: at most five identifiers, the most shared first."""
    named = {kind for kinds in KINDS_OF_CODE.values() for kind in kinds}
    top = (
        verdicts.used.filter((pl.col("n_inside") >= 2) & pl.col("kind").is_in(list(named)))
        .sort(["group", "kind", "n_inside", "n_outside", "key"], descending=[False, False, True, False, False])
        .group_by("group", "kind", maintain_order=True)
        .head(5)
    )
    found: dict[tuple[int, str], list[dict[str, object]]] = {}
    for group, kind, key, inside, outside in top.select("group", "kind", "key", "n_inside", "n_outside").iter_rows():
        found.setdefault((group, kind), []).append({"kind": kind, "key": key, "accounts": inside, "outside": outside})
    return found


def account_reasons(
    verdicts: Verdicts, group: npt.NDArray[np.integer], strength: Array, facts: list[dict[str, object]]
) -> tuple[Array, list[str]]:
    """Return the probabilities of accounts that belong to groups so firmly, and the reasons of each as JSON.

    Args:
        verdicts: all verdicts.
        group: [n] the group of each account.
        strength: float64[n], how firmly the account belongs to it, in [0, 1].
        facts: what each strength is made of, as evidence of the reason `membership`.

    The reasons' weights add up to the log-odds of the probability, in nats.
    """
    probability = verdicts.outcomes.probability[group] * strength
    link, conduct = verdicts.scores.link_nats, verdicts.scores.conduct_nats
    both = logit(sigmoid(link) * sigmoid(conduct)) - link - conduct
    membership = logit(probability) - link[group] - conduct[group] - both[group]
    encode = json.JSONEncoder(sort_keys=True).encode
    of_group = {g: encode(_group_reasons(verdicts.ids[g], link[g], conduct[g], both[g])) for g in set(group.tolist())}
    told = []
    for g, firmly, weight, fact in zip(group.tolist(), strength.tolist(), membership.tolist(), facts, strict=True):
        text = f"how firmly the account belongs ({firmly:.2f})"
        own = encode(_reason("membership", text, weight, {"strength": firmly, **fact}))
        told.append(f"{of_group[g][:-1]}, {own}]")
    return probability, told


def _group_reasons(campaign_id: str, link: float, conduct: float, both: float) -> list[dict[str, object]]:
    group: dict[str, object] = {"campaign": campaign_id}
    return [
        _reason("link", "the group shares what strangers do not share", link, group),
        _reason("conduct", "the group behaves like one party that hides being one", conduct, group),
        _reason("both_required", "both must hold; neither makes up for the other", both, {}),
    ]


def _reason(code: str, text: str, weight: float, evidence: dict[str, object]) -> dict[str, object]:
    return {"code": code, "text": text, "weight": weight, "evidence": evidence}
