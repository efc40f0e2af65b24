"""Every score in full: the reasons whose weights add up to its log-odds."""

import json

import numpy as np
import polars as pl

from linkage.campaigns.signals import PRIOR_NATS, SIGNALS
from linkage.campaigns.stage import Verdicts
from linkage.campaigns.verdict import logit, sigmoid

SCHEMA = {
    "campaign_id": pl.String(),
    "side": pl.String(),
    "rank": pl.UInt32(),
    "code": pl.String(),
    "text": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "weight": pl.Float64(),
    "evidence": pl.String(),
}


def campaign_reasons(verdicts: Verdicts) -> pl.DataFrame:
    """Return one row per campaign, side and reason, the heaviest first; a side's weights add up to its log-odds."""
    rows: list[dict[str, object]] = []
    signals = {signal.code: signal for signal in SIGNALS}
    shared = shared_identifiers(verdicts)
    for g, campaign_id in enumerate(verdicts.ids):
        for side in ("link", "conduct"):
            entries = [
                {
                    "code": code, "text": signal.text.format(value=float(verdicts.scores.values[code][g])),
                    "value": float(verdicts.scores.values[code][g]), "unit": signal.unit,
                    "weight": float(verdicts.scores.weights[code][g]), "evidence": json.dumps({"identifiers": shared.get((g, KIND_OF_CODE.get(code, "")), [])}, sort_keys=True),
                }
                for code, signal in signals.items()
                if signal.side == side and verdicts.scores.weights[code][g] != 0.0
            ]  # fmt: skip
            prior = PRIOR_NATS[side]
            if prior:
                entries.append(
                    {
                        "code": "prior",
                        "text": "before any evidence",
                        "value": prior,
                        "unit": "nats",
                        "weight": prior,
                        "evidence": "{}",
                    }
                )
            entries.sort(key=lambda entry: (-abs(float(str(entry["weight"]))), str(entry["code"])))
            rows += [
                {"campaign_id": campaign_id, "side": side, "rank": rank, **entry} for rank, entry in enumerate(entries)
            ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("campaign_id", "side", "rank")


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
    "one_mail_domain": "email_domain",
}


def shared_identifiers(verdicts: Verdicts) -> dict[tuple[int, str], list[dict[str, object]]]:
    """Return, by group and kind, the identifiers that two members or more share: at most five, the most shared first."""
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


def account_reasons(verdicts: Verdicts, g: int, strength: float) -> tuple[float, list[dict[str, object]]]:
    """Return a member's probability and the reasons that add up to its log-odds, in nats."""
    p_campaign = float(verdicts.outcomes.probability[g])
    p_account = p_campaign * strength
    link = float(verdicts.scores.link_nats[g])
    conduct = float(verdicts.scores.conduct_nats[g])
    total = logit(p_account)
    both = logit(float(sigmoid(np.array(link)) * sigmoid(np.array(conduct)))) - link - conduct
    return p_account, [
        {"code": "link", "text": "the group shares what strangers do not share", "weight": link,
         "evidence": {"campaign": verdicts.ids[g]}},
        {"code": "conduct", "text": "the group behaves like one party that hides being one", "weight": conduct,
         "evidence": {"campaign": verdicts.ids[g]}},
        {"code": "both_required", "text": "both must hold; neither makes up for the other", "weight": both, "evidence": {}},
        {"code": "membership", "text": f"how firmly the account belongs to the group ({strength:.2f})",
         "weight": total - link - conduct - both, "evidence": {"strength": round(strength, 4)}},
    ]  # fmt: skip
