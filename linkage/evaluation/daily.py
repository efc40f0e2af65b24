"""A world told day by day: how soon a campaign is found, and whether it keeps its name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from linkage.detection import detect
from linkage.evaluation.counts import Count
from linkage.evaluation.joining import Joined, joined, joining_figures
from linkage.evaluation.truth import Truth
from linkage.evaluation.worlds import DAY_SECONDS, read_until
from linkage.export import members as asserted
from linkage.findings import Findings
from linkage.settings import Settings

STEPS: Final = 8
"""Cuts over the whole time."""
LAST_DAYS: Final = 3
"""Days at the end that are cut one by one."""
EARLY: Final = 0.05
"""Part of a campaign's requests."""
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


@dataclass(frozen=True, slots=True)
class Daily:
    """A world told day by day."""

    steps: list[Step]
    detections: list[Detection]
    joined: list[Joined] = field(default_factory=list)
    """Accounts that a run had never seen, told event by event."""


def cut_days(n_days: int) -> list[int]:
    """Return the days after which a world of `n_days` is looked at: `STEPS` over all, and each of the last few."""
    spread = {max(1, round(n_days * step / STEPS)) for step in range(1, STEPS + 1)}
    return sorted(spread | {day for day in range(n_days - LAST_DAYS, n_days + 1) if day >= 1})


def retold(folder: Path, truth: Truth, settings: Settings) -> Daily:
    """Return what successive runs say of a Parquet world, each told only what was known by its day."""
    activity = pl.scan_parquet(folder / "activity*.parquet")
    first, last = (
        activity.select(first=pl.col("at").min(), last=pl.col("at").max())
        .with_columns(pl.all().dt.epoch("s"))
        .collect()
        .row(0)
    )
    days = cut_days(-(-(last + 1 - first) // DAY_SECONDS))
    moments = [first + day * DAY_SECONDS for day in days]
    said: list[pl.DataFrame] = []
    previous: Findings | None = None
    for moment in moments:
        previous, _, _ = detect(read_until(folder, moment, settings.load), settings, previous)
        said.append(asserted(previous).select("account_id", "campaign_id"))
    return Daily(
        steps=steps_of(days, said, truth),
        detections=detections_of(moments, said, truth, requests_of(activity, truth)),
        joined=joined(folder, truth, settings),
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
    """Return `campaign_id, at, requests` of farm accounts; `at` in epoch seconds."""
    farms = truth.accounts.filter("is_farm").lazy().select("account_id", "campaign_id")
    return (
        activity.select("account_id", pl.col("at").dt.epoch("s"), "requests")
        .join(farms, on="account_id")
        .select("campaign_id", "at", "requests")
        .collect()
    )


def detections_of(
    moments: Sequence[int], said: Sequence[pl.DataFrame], truth: Truth, requests: pl.DataFrame
) -> list[Detection]:
    """Return when each true campaign was found first, by campaign."""
    found_at: dict[str, int] = {}
    for moment, now in zip(moments, said, strict=True):
        for campaign in _found(now, truth):
            found_at.setdefault(campaign, moment)
    detections = []
    for (campaign,), rows in requests.sort("campaign_id").group_by("campaign_id", maintain_order=True):
        name = str(campaign)
        if name not in found_at:
            detections.append(Detection(name, None, None))
            continue
        through = int(rows.filter(pl.col("at") < found_at[name])["requests"].sum())
        start = rows["at"].min()
        assert isinstance(start, int)
        days = (found_at[name] - start) / DAY_SECONDS
        detections.append(Detection(name, round(days, 2), through / int(rows["requests"].sum())))
    return detections


def _found(members: pl.DataFrame, truth: Truth) -> list[str]:
    sizes = members.group_by("campaign_id").len("size")
    true = truth.accounts.select("account_id", true="campaign_id")
    mostly = (
        members.join(true, on="account_id")
        .drop_nulls("true")
        .group_by("campaign_id", "true")
        .len("common")
        .join(sizes, on="campaign_id")
        .filter((pl.col("common") >= SEEN) & (pl.col("common") * 2 >= pl.col("size")))
    )
    return mostly["true"].unique().sort().to_list()


def daily_figures(daily: Daily) -> dict[str, float | None]:
    """Return `id_kept` and `still_flagged` from day to day, medians of `days_` and `requests_to_detection`, and more.

    `found_early` is the part of the campaigns found of which at most `EARLY` of the requests were through by then;
    those of `joining_figures` are of new accounts.
    """
    kept = [step.kept for step in daily.steps if step.kept is not None and step.next_day]
    stayed = [step.stayed for step in daily.steps if step.stayed is not None and step.next_day]
    days = pl.Series([each.days for each in daily.detections if each.days is not None], dtype=pl.Float64)
    requests = pl.Series([each.requests for each in daily.detections if each.requests is not None], dtype=pl.Float64)
    return {
        "id_kept": sum(kept, Count(0, 0)).rate,
        "still_flagged": sum(stayed, Count(0, 0)).rate,
        "days_to_detection": days.median(),  # type: ignore[dict-item]
        "requests_to_detection": requests.median(),  # type: ignore[dict-item]
        "found_early": Count(requests.len(), int((requests <= EARLY).sum())).rate,
        **(joining_figures(daily.joined) if daily.joined else {}),
    }
