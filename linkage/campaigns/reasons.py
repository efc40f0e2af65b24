"""Every score in full: the reasons whose weights add up to its log-odds."""

import json
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import polars as pl

from linkage.campaigns.signals import PRIOR_NATS, SIGNALS, Side
from linkage.campaigns.stage import Verdicts
from linkage.campaigns.verdict import logit, sigmoid

SIDES: tuple[Side, ...] = ("link", "conduct")
KIND_OF_CODE = {
    "private_addresses": "ip",
    "private_templates": "template",
    "own_card_one_mind": "template",
    "shared_devices": "device",
    "replayed_artifacts": "artifact",
    "hidden_replay": "artifact",
    "hidden_addresses": "ip",
    "hidden_payments": "payment",
    "payment_clumps": "payment",
    "split_cards": "payment",
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
            identifiers = shared.get((g, KIND_OF_CODE.get(signal.code, "")), [])
            evidence = json.dumps({"identifiers": identifiers} if identifiers else {}, sort_keys=True)
            facts = {"text": signal.says(value), "value": value, "unit": signal.unit, "evidence": evidence}
            weighed.append((weight, signal.code, facts))
    weighed.sort(key=lambda entry: (-abs(entry[0]), entry[1]))
    return [{"code": code, "weight": weight, **facts} for weight, code, facts in weighed]


def shared_identifiers(verdicts: Verdicts) -> dict[tuple[int, str], list[dict[str, object]]]:
    """Return, by group and kind, what two members or more share: at most five identifiers, the most shared first."""
    top = (
        verdicts.evidence.used.filter(
            (pl.col("n_inside") >= 2) & pl.col("kind").is_in(list(set(KIND_OF_CODE.values())))
        )
        .sort(["group", "kind", "n_inside", "n_outside", "key"], descending=[False, False, True, False, False])
        .group_by("group", "kind", maintain_order=True)
        .head(5)
    )
    found: dict[tuple[int, str], list[dict[str, object]]] = {}
    for group, kind, key, inside, outside in top.select("group", "kind", "key", "n_inside", "n_outside").iter_rows():
        found.setdefault((group, kind), []).append({"kind": kind, "key": key, "accounts": inside, "outside": outside})
    return found


def account_reasons(
    verdicts: Verdicts, g: int, strength: float, fit: Mapping[str, object] | None = None
) -> tuple[float, list[dict[str, object]]]:
    """Return the probability of an account that belongs to a group so firmly, and its reasons.

    Args:
        verdicts: all verdicts.
        g: number of the group.
        strength: how firmly the account belongs to it, in [0, 1].
        fit: what the strength is made of, as evidence of the reason `membership`.

    The reasons' weights add up to the log-odds of the probability, in nats.
    """
    probability = float(verdicts.outcomes.probability[g]) * strength
    link = float(verdicts.scores.link_nats[g])
    conduct = float(verdicts.scores.conduct_nats[g])
    both = _both_required(link, conduct)
    membership = logit(probability) - link - conduct - both
    group: dict[str, object] = {"campaign": verdicts.ids[g]}
    evidence: dict[str, object] = {"strength": strength, **(fit or {})}
    return probability, [
        _reason("link", "the group shares what strangers do not share", link, group),
        _reason("conduct", "the group behaves like one party that hides being one", conduct, group),
        _reason("both_required", "both must hold; neither makes up for the other", both, {}),
        _reason("membership", f"how firmly the account belongs ({strength:.2f})", membership, evidence),
    ]


@lru_cache(maxsize=65_536)
def _both_required(link: float, conduct: float) -> float:
    """Return the log-odds that both sides hold, less those of either; asked once per account, known per campaign."""
    return logit(float(sigmoid(np.array(link)) * sigmoid(np.array(conduct)))) - link - conduct


def _reason(code: str, text: str, weight: float, evidence: dict[str, object]) -> dict[str, object]:
    return {"code": code, "text": text, "weight": weight, "evidence": evidence}
