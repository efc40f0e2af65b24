"""A world told day by day: how soon a campaign is found, and whether it keeps its name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from linkage import ledger
from linkage.detection import detect, grounds_of
from linkage.evaluation.counts import Count
from linkage.evaluation.evidence import asserted_if_known
from linkage.evaluation.groups import half_of
from linkage.evaluation.joining import Joined, joined, joining_figures
from linkage.evaluation.succession import succession_of
from linkage.evaluation.truth import Truth
from linkage.evaluation.worlds import DAY_SECONDS, read_until, span_of, table_of
from linkage.findings import handed_down
from linkage.settings import Settings

STEPS: Final = 10
"""Cuts over the whole time, the first of them closer together: most campaigns are found in their first days."""
LAST_DAYS: Final = 3
"""Days at the end that are cut one by one."""
EARLY: Final = 0.05
"""Part of a campaign's requests that may be through between its evidence and its detection."""
SEEN: Final = 3
"""Accounts of a true campaign, in a found one that is mostly it, from which it counts as found."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was asserted at one moment."""

    day: int
    """Days since the world's first request."""
    n_flagged: int
    n_farm_flagged: int
    stayed: Count | None
    """Of accounts flagged at the step before, those still flagged; None at the first."""
    kept: Count | None
    """Of accounts flagged at both, those whose campaign has the same id."""
    next_day: bool
    """Whether the step before was the day before."""


@dataclass(frozen=True, slots=True)
class Detection:
    """When a true campaign was found."""

    campaign_id: str
    days: float | None
    """From its first request to the first cut at which it is found; None when it never is."""
    requests: float | None
    """Part of its requests that was through by then."""
    evident: float | None = None
    """Part of its requests that was through at the first cut at which its evidence was there; None when it never was.

    Evidence is there when the campaign would be asserted if its pools were known as they are.
    """

    def late(self) -> float | None:
        """Return the part of its requests between evidence and detection; None for a campaign with neither.

        All that was to come where it was never found; nothing where pieces of it were asserted before the whole.
        """
        if self.evident is None:
            return None if self.requests is None else 0.0
        return max((1.0 if self.requests is None else self.requests) - self.evident, 0.0)


@dataclass(frozen=True, slots=True)
class Daily:
    """A world told day by day."""

    steps: list[Step]
    detections: list[Detection]
    joined: list[Joined] = field(default_factory=list)
    """Accounts that a run had never seen, told event by event."""
    successors: Count = field(default_factory=lambda: Count(0, 0))
    """Of successor pools flagged from some cut on, those under the id by which the pool before was known by then."""


def cut_days(n_days: int) -> list[int]:
    """Return the days after which a world of `n_days` is looked at: `STEPS` over all, and each of the last few."""
    spread = {max(1, round(n_days * (step / STEPS) ** 1.5)) for step in range(1, STEPS + 1)}
    return sorted(spread | {day for day in range(n_days - LAST_DAYS, n_days + 1) if day >= 1})


def retold(folder: Path, truth: Truth, settings: Settings, *, plain: bool) -> Daily:
    """Return what successive runs say of a Parquet world, each told only what was known by its day.

    Of a world without activity they say nothing. `plain` is what `is_plain` says of the world.
    """
    activity = table_of(folder, "activity")
    span = span_of(activity)
    if span is None:
        return Daily([], [])
    first, last = span
    days = cut_days(-(-(last + 1 - first) // DAY_SECONDS))
    moments = [first + day * DAY_SECONDS for day in days]
    said: list[pl.DataFrame] = []
    known: list[pl.DataFrame] = []
    previous: pl.DataFrame | None = None
    for moment in moments:
        snapshot = read_until(folder, moment, settings.load, plain=plain)
        grounds = grounds_of(snapshot, settings)
        findings, _, _ = detect(snapshot, settings, previous, grounds=grounds)
        previous = handed_down(findings.members, findings.campaigns, previous)
        said.append(findings.asserted_members())
        known.append(asserted_if_known(snapshot, grounds, truth, settings))
    return Daily(
        steps=steps_of(days, said, truth),
        detections=detections_of(moments, said, known, truth, requests_of(activity, truth)),
        joined=joined(folder, truth, settings, plain=plain),
        successors=succession_of(said, truth),
    )


def steps_of(days: Sequence[int], said: Sequence[pl.DataFrame], truth: Truth) -> list[Step]:
    """Return one step for each table `account_id, campaign_id` of what was asserted at the end of a day."""
    farms = truth.accounts.filter("is_farm")
    steps = []
    for i, (day, now) in enumerate(zip(days, said, strict=True)):
        stayed = kept = None
        if i:
            both = said[i - 1].join(now, on="account_id", suffix="_now")
            stayed = Count(said[i - 1].height, both.height)
            kept = Count(both.height, int((both["campaign_id"] == both["campaign_id_now"]).sum()))
        farm = now.join(farms, on="account_id", how="semi").height
        steps.append(Step(day, now.height, farm, stayed, kept, i > 0 and day == days[i - 1] + 1))
    return steps


def requests_of(activity: pl.LazyFrame, truth: Truth) -> pl.DataFrame:
    """Return `campaign_id, at, requests` of farm accounts; a ledger that counts no requests has one a row."""
    farms = truth.accounts.filter("is_farm").lazy().select("account_id", "campaign_id")
    return (
        ledger.complete(activity, {"requests": pl.Int64()})
        .select("account_id", "at", pl.col("requests").fill_null(1))
        .join(farms, on="account_id")
        .select("campaign_id", "at", "requests")
        .collect()
    )


def detections_of(
    moments: Sequence[int],
    said: Sequence[pl.DataFrame],
    known: Sequence[pl.DataFrame],
    truth: Truth,
    requests: pl.DataFrame,
) -> list[Detection]:
    """Return when each true campaign was found first, and when its evidence was there first, by campaign.

    Args:
        moments: the cuts, in epoch seconds.
        said: `account_id, campaign_id` of what was asserted at each.
        known: the same of what would have been asserted if every true pool had been known.
        truth: who runs each account.
        requests: `campaign_id, at, requests` of farm accounts.
    """
    found_at, evident_at = (_first(moments, tables, truth) for tables in (said, known))
    detections = []
    for (campaign,), rows in requests.sort("campaign_id").group_by("campaign_id", maintain_order=True):
        name = str(campaign)
        found, evident = found_at.get(name), evident_at.get(name)
        start = rows["at"].min()
        assert isinstance(start, int)
        days = None if found is None else round((found - start) / DAY_SECONDS, 2)
        detections.append(Detection(name, days, _through(rows, found), _through(rows, evident)))
    return detections


def _first(moments: Sequence[int], tables: Sequence[pl.DataFrame], truth: Truth) -> dict[str, int]:
    """Return the first moment at which each true campaign is among what a table asserts."""
    first: dict[str, int] = {}
    for moment, table in zip(moments, tables, strict=True):
        for campaign in half_of(table, truth.accounts).filter(pl.col("common") >= SEEN)["true"]:
            first.setdefault(campaign, moment)
    return first


def _through(rows: pl.DataFrame, moment: int | None) -> float | None:
    """Return the part of the requests that was through by a moment."""
    if moment is None:
        return None
    return int(rows.filter(pl.col("at") < moment)["requests"].sum()) / int(rows["requests"].sum())


def daily_figures(daily: Daily) -> dict[str, float | None]:
    """Return `id_kept` and `still_flagged` from day to day, medians of `days_` and `requests_to_detection`, and more.

    `succession_daily` is `succession_of` all cuts; `found_early` the part of the campaigns that were found, or whose
    evidence was there, of which at most `EARLY` of the requests were through between the two; those of
    `joining_figures` are of new accounts.
    """
    kept = [step.kept for step in daily.steps if step.kept is not None and step.next_day]
    stayed = [step.stayed for step in daily.steps if step.stayed is not None and step.next_day]
    days = pl.Series([each.days for each in daily.detections], dtype=pl.Float64).drop_nulls()
    requests = pl.Series([each.requests for each in daily.detections], dtype=pl.Float64).drop_nulls()
    late = pl.Series([each.late() for each in daily.detections], dtype=pl.Float64).drop_nulls()
    return {
        "id_kept": sum(kept, Count(0, 0)).rate,
        "still_flagged": sum(stayed, Count(0, 0)).rate,
        "succession_daily": daily.successors.rate,
        "days_to_detection": days.median(),  # type: ignore[dict-item]
        "requests_to_detection": requests.median(),  # type: ignore[dict-item]
        "requests_after_evidence": late.median(),  # type: ignore[dict-item]
        "found_early": Count(late.len(), int((late <= EARLY).sum())).rate,
        **(joining_figures(daily.joined) if daily.joined else {}),
    }
