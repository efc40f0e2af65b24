"""The figures that reports show: what each is called, how it is written, and the bar that it is held against."""

from dataclasses import dataclass
from typing import Final, Literal

Form = Literal["rate", "small", "number", "seconds", "days", "megabytes"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a system in a world."""

    name: str
    title: str
    form: Form = "rate"
    reach: float | None = None
    """The bar: at least this, or at most this where less is better."""
    towards: float | None = None
    """Where to go from there."""
    less_is_better: bool = False
    worlds: tuple[str, ...] = ("mixed",)
    """Worlds in which it says something."""

    def reached(self, value: float) -> bool | None:
        """Return whether a value reaches the bar; None where there is none."""
        if self.reach is None:
            return None
        return value <= self.reach if self.less_is_better else value >= self.reach


ALL_WORLDS: Final = ("mixed", "rare", "null", "twin")

FIGURES: Final[tuple[Figure, ...]] = (
    Figure("member_precision", "member precision", reach=0.98, towards=0.99),
    Figure("member_precision", "member precision", reach=0.90, worlds=("rare",)),
    Figure("member_precision_strict", "… with carpools counted as wrong"),
    Figure("member_recall", "member recall, all rungs", reach=0.70, towards=0.80),
    Figure("member_recall", "member recall, all rungs", worlds=("rare",)),
    Figure("member_f1", "member F1"),
    Figure("recall_E0_E2", "recall E0-E2", reach=0.93, towards=0.97),
    Figure("recall_E3", "recall E3", reach=0.65, towards=0.80),
    Figure("recall_E4_E5", "recall E4-E5", reach=0.50, towards=0.70),
    Figure("recall_E6_E8", "recall E6-E8"),
    Figure("fpr", "false-positive rate", "small", 2e-4, 1e-4, less_is_better=True, worlds=ALL_WORLDS),
    Figure("organisations_flagged", "honest organisations flagged", "number", 0, 0, True, ALL_WORLDS),
    Figure("false_campaigns", "false campaigns", "number", 0.1, 0.0, True, ("null", "twin")),
    Figure("false_campaigns", "false campaigns", "number", less_is_better=True, worlds=("mixed", "rare")),
    Figure("nominal_false", "… at the nominal rate", "number", less_is_better=True, worlds=ALL_WORLDS),
    Figure("half_found_50", "campaigns of 50 or more half found", reach=0.80, towards=0.95),
    Figure("sure_pools", "pools of A2 and A4 at E0-E3 half flagged", reach=1.0, towards=1.0),
    Figure("half_found", "campaigns of any size half found"),
    Figure("linkage_precision", "grouping alone: precision", worlds=ALL_WORLDS),
    Figure("linkage_recall", "grouping alone: recall"),
    Figure("linkage_pool_f1", "grouping alone: F1 by pool"),
    Figure("linkage_campaign_f1", "grouping alone: F1 by campaign"),
    Figure("pr_auc", "PR-AUC of the risk score"),
    Figure("recall_at_fpr", "recall of the risk score at FPR 1e-4"),
    Figure("succession", "successor pools under the same id"),
    Figure("succession_daily", "… from run to run"),
    Figure("planted_reasons", "top-5 reasons with identifiers that name planted ones"),
    Figure("planted_identifiers", "… part of those identifiers that were planted"),
    Figure("deleted_reasons_fell", "campaigns whose score falls when those are deleted"),
    Figure("counterfactual_held", "campaigns that lose their band without their counterfactual"),
    Figure("id_kept", "id kept from day to day", reach=0.98, worlds=ALL_WORLDS),
    Figure("still_flagged", "still flagged the day after", worlds=ALL_WORLDS),
    Figure("days_to_detection", "days until a campaign is found, median", "days", less_is_better=True),
    Figure("requests_to_detection", "its requests through by then, median", less_is_better=True),
    Figure("requests_after_evidence", "… from its evidence to that, median", less_is_better=True),
    Figure("found_early", "found before 5 % of them, from its evidence on"),
    Figure("attached", "new farm accounts attached within 20 events"),
    Figure("events_to_attachment", "events until attached, median", "number", less_is_better=True),
    Figure("attached_elsewhere", "new farm accounts attached to others", "small", less_is_better=True),
    Figure("wrongly_attached", "new honest accounts attached", "small", less_is_better=True, worlds=ALL_WORLDS),
    Figure("seconds_read", "seconds to read a world", "seconds", less_is_better=True, worlds=ALL_WORLDS),
    Figure("seconds_detect", "seconds to detect", "seconds", less_is_better=True, worlds=ALL_WORLDS),
    Figure("memory_mb", "peak memory", "megabytes", less_is_better=True, worlds=ALL_WORLDS),
)
"""All figures, in reading order. Bars are those that this project set itself for worlds of 20,000 accounts."""

WORST_CLASS: Final = Figure("worst_class", "worst honest class", "small", 5e-3, 1e-3, less_is_better=True)
"""The highest false-positive rate of an honest class, all mixed worlds together."""


def written(value: float | None, form: Form) -> str:
    """Return a figure as people read it; a dash for None."""
    if value is None:
        return "–"
    if form == "rate":
        return f"{value:.3f}"
    if form == "small":
        return f"{value:.1e}" if value else "0"
    if form == "megabytes":
        return f"{value:,.0f} MB"
    unit = {"seconds": " s", "days": " d"}.get(form, "")
    return f"{value:.2f}{unit}" if value % 1 else f"{value:.0f}{unit}"
