"""Every score in full: the reasons whose weights add up to its log-odds."""

import json
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import Array
from linkage.campaigns.signals import PRIOR_NATS, SIGNALS, Side, Signal
from linkage.campaigns.signals.ties import ties_few
from linkage.campaigns.stage import Verdicts
from linkage.campaigns.verdict import logit, sigmoid

SIDES: tuple[Side, ...] = ("link", "conduct")
ALONE, OPEN = "alone_nats", "open_share"
"""Where the evidence of a reason that a ceiling lowers says what it would weigh alone, and how open the group is."""
OTHERS_SAY_SO = "; other reasons say so as well"
"""Added to the words of a reason that a ceiling lowers."""
KINDS_OF_CODE = {
    "private_addresses": ("ip",),
    "private_templates": ("template",),
    "own_card_one_mind": ("template",),
    "shared_devices": ("device",),
    "replayed_artifacts": ("artifact",),
    "hidden_replay": ("artifact",),
    "replayed_work": ("artifact",),
    "hidden_addresses": ("ip",),
    "hidden_payments": ("payment",),
    "hidden_contacts": ("email", "phone"),
    "payment_clumps": ("payment",),
    "split_cards": ("payment",),
}
PRIVATE = frozenset({"private_addresses", "private_templates", "own_card_one_mind", "replayed_work"})
"""Codes of the signals that count what hardly anybody outside has, by how much of it members use."""
OF_FEW = frozenset({"hidden_addresses", "hidden_payments", "hidden_contacts", "payment_clumps", "split_cards"})
"""Codes of the signals that count what hardly anybody outside has either, and only a few members do."""
MOST_NAMED = 5
"""Identifiers of a kind that a reason names."""
Counting = Literal["shared", "private", "few"]
Shared = dict[tuple[int, str], list[dict[str, object]]]
"""Identifiers by group and kind, as a reason names them."""


def campaign_reasons(verdicts: Verdicts) -> pl.DataFrame:
    """Return one row per campaign, side and reason, the heaviest first; a side's weights add up to its log-odds.

    The prior is one of them.
    """
    size = np.bincount(verdicts.labels[verdicts.labels >= 0], minlength=len(verdicts.ids))
    choices = identifiers_told(verdicts.used, size.astype(np.float64))
    told = [_prior_told(side, len(verdicts.ids)) for side in SIDES]
    told += [_signal_told(verdicts, signal, choices[counting(signal.code)]) for signal in SIGNALS]
    return (
        pl.concat(told)
        .with_columns(pl.lit(pl.Series(verdicts.ids, dtype=pl.String)).gather("group").alias("campaign_id"))
        .sort("campaign_id", "side", pl.col("weight").abs(), "code", descending=[False, False, True, False])
        .with_columns(pl.int_range(pl.len()).over("campaign_id", "side").alias("rank"))
    )


def _prior_told(side: Side, n_groups: int) -> pl.DataFrame:
    prior = np.full(n_groups, PRIOR_NATS[side])
    text, evidence = ["before any evidence"] * n_groups, ["{}"] * n_groups
    return _told(
        side, "prior", "nats", group=np.arange(n_groups), weight=prior, value=prior, text=text, evidence=evidence
    )


def _signal_told(verdicts: Verdicts, signal: Signal, shared: Shared) -> pl.DataFrame:
    """Return what a signal says of each group of which it says anything, with the identifiers that it names."""
    weight, alone = verdicts.scores.weights[signal.code], verdicts.scores.alone[signal.code]
    groups = np.flatnonzero(alone)
    lowered = weight[groups] < alone[groups]
    value = verdicts.scores.values[signal.code][groups]
    facts = verdicts.facts[signal.code][groups].tolist() if signal.fact else [None] * groups.size
    text = [
        signal.says(each, fact) + (OTHERS_SAY_SO if under else "")
        for each, fact, under in zip(value.tolist(), facts, lowered.tolist(), strict=True)
    ]
    kinds = KINDS_OF_CODE.get(signal.code, ())
    named = [[one for kind in kinds for one in shared.get((g, kind), [])] for g in groups.tolist()]
    open_share = verdicts.scores.open_share[groups]
    ceilings = [
        {ALONE: nats, OPEN: share} if under else {}
        for nats, share, under in zip(alone[groups].tolist(), open_share.tolist(), lowered.tolist(), strict=True)
    ]
    evidence = [_evidence_told(some, ceiling) for some, ceiling in zip(named, ceilings, strict=True)]
    return _told(
        signal.side, signal.code, signal.unit,
        group=groups, weight=weight[groups], value=value, text=text, evidence=evidence,
    )  # fmt: skip


def _evidence_told(identifiers: list[dict[str, object]], ceiling: dict[str, float]) -> str:
    """Return what a reason names, as JSON: identifiers, and what it would weigh alone where a ceiling lowers it."""
    if not identifiers and not ceiling:
        return "{}"  # as of most reasons: encoding nothing a quarter of a million times takes a second
    named = {"identifiers": identifiers} if identifiers else {}
    return json.dumps({**named, **ceiling}, sort_keys=True)


def alone_nats() -> pl.Expr:
    """Return what each row of reasons would weigh alone, in nats: more than its weight where a ceiling lowers it."""
    return pl.coalesce(_in_evidence(ALONE), "weight")


def open_share() -> pl.Expr:
    """Return how openly the group of each row of reasons is one, where a ceiling lowers it; null elsewhere."""
    return _in_evidence(OPEN)


def _in_evidence(name: str) -> pl.Expr:
    return pl.col("evidence").str.json_path_match(f"$.{name}").cast(pl.Float64)


def _told(side: Side, code: str, unit: str, **columns: npt.NDArray[np.generic] | list[str]) -> pl.DataFrame:
    """Return one reason of many groups, a row for each."""
    return pl.DataFrame(columns, schema_overrides={"text": pl.String, "evidence": pl.String}).with_columns(
        side=pl.lit(side), code=pl.lit(code), unit=pl.lit(unit)
    )


def identifiers_told(used: pl.DataFrame, size: Array) -> dict[Counting, Shared]:
    """Return the identifiers that reasons name, by what a signal counts of them, at most five of a group and kind.

    Args:
        used: what each group uses, as in `GroupEvidence.used`.
        size: float64[n_groups], members.
    """
    named = list({kind for kinds in KINDS_OF_CODE.values() for kind in kinds})
    used = used.filter((pl.col("n_inside") >= 2) & pl.col("kind").is_in(named)).with_columns(
        pl.lit(pl.Series(size)).gather("group").alias("size"), pl.col("share_inside").cast(pl.Float64).round(6)
    )
    return {
        "shared": _first_of(used, "n_inside"),
        "private": _first_of(used.filter("private"), "share_inside"),
        "few": _first_of(used.filter(ties_few()), "n_inside"),
    }


def counting(code: str) -> Counting:
    """Return which shared identifiers a signal counts: its reason names these, since others would belie its words."""
    return "private" if code in PRIVATE else "few" if code in OF_FEW else "shared"


def _first_of(used: pl.DataFrame, column: str) -> Shared:
    """Return at most five identifiers of each group and kind: those with most of a column, then of fewest others."""
    top = (
        used.sort(["group", "kind", column, "n_outside", "key"], descending=[False, False, True, False, False])
        .group_by("group", "kind", maintain_order=True)
        .head(MOST_NAMED)
    )
    found: Shared = {}
    for group, kind, key, inside, outside in top.select("group", "kind", "key", "n_inside", "n_outside").iter_rows():
        found.setdefault((group, kind), []).append({"kind": kind, "key": key, "accounts": inside, "outside": outside})
    return found


def account_reasons(
    verdicts: Verdicts, group: npt.NDArray[np.integer], strength: Array, facts: pl.DataFrame
) -> tuple[Array, pl.Series]:
    """Return the probabilities of accounts that belong to groups so firmly, and the reasons of each as JSON.

    Args:
        verdicts: all verdicts.
        group: [n] the group of each account.
        strength: float64[n], how firmly the account belongs to it, in [0, 1].
        facts: [n] what each strength is made of, as evidence of the reason `membership`: columns of JSON.

    The reasons' weights add up to the log-odds of the probability, in nats.
    """
    probability = verdicts.outcomes.probability[group] * strength
    link, conduct = verdicts.scores.link_nats, verdicts.scores.conduct_nats
    both = logit(sigmoid(link) * sigmoid(conduct)) - link - conduct
    membership = logit(probability) - link[group] - conduct[group] - both[group]
    of_group = [
        json.dumps(_group_reasons(*facts_of_group), sort_keys=True)[:-1]
        for facts_of_group in zip(verdicts.ids, link.tolist(), conduct.tolist(), both.tolist(), strict=True)
    ]
    percent = pl.col("strength").mul(100).round().cast(pl.Int64).cast(pl.String)
    own = json_objects(
        code=pl.lit('"membership"'),
        text=pl.concat_str(pl.lit('"how firmly the account belongs ('), percent, pl.lit('%)"')),
        weight=pl.col("weight").cast(pl.String),
        evidence=json_objects(**{name: pl.col(name).cast(pl.String) for name in (*facts.columns, "strength")}),
    )
    # Put together in columns: accounts are many, and of a group's members all reasons but one are the same.
    told = facts.with_columns(
        pl.Series("strength", strength),
        pl.Series("weight", membership),
        pl.Series("of_group", of_group, dtype=pl.String).gather(group),
    ).select(pl.concat_str("of_group", pl.lit(", "), own, pl.lit("]")))
    return probability, told.to_series()


def json_objects(**values: pl.Expr) -> pl.Expr:
    """Return a JSON object for each row, its keys in order, of columns that are JSON already; null is left out."""
    fields = [pl.concat_str(pl.lit(f'"{key}": '), value) for key, value in sorted(values.items())]
    return pl.concat_str(pl.lit("{"), pl.concat_str(fields, separator=", ", ignore_nulls=True), pl.lit("}"))


def _group_reasons(campaign_id: str, link: float, conduct: float, both: float) -> list[dict[str, object]]:
    group: dict[str, object] = {"campaign": campaign_id}
    return [
        _reason(
            "link", f"the group shares {'what' if link >= 0 else 'little that'} strangers do not share", link, group
        ),
        _reason(
            "conduct",
            f"the group {'behaves' if conduct >= 0 else 'does not behave'} like one party that hides being one",
            conduct,
            group,
        ),
        _reason("both_required", "both must hold; neither makes up for the other", both, {}),
    ]


def _reason(code: str, text: str, weight: float, evidence: dict[str, object]) -> dict[str, object]:
    return {"code": code, "text": text, "weight": weight, "evidence": evidence}
