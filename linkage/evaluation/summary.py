"""Scores of many worlds put together: means with intervals, pooled counts, and which bars are reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from linkage.evaluation.counts import Count, Interval, interval, pooled
from linkage.evaluation.figures import FIGURES, WORST_CLASS, Figure
from linkage.evaluation.losses import STAGES
from linkage.evaluation.run import OWN, WorldResult
from linkage.evaluation.score import TABLES, Score, count_dict
from linkage.evaluation.truth import GREY, TWIN

ABLATED: Final = ("member_precision", "member_recall", "fpr", "organisations_flagged", "linkage_pool_f1", "pr_auc")
"""Figures that are shown of each ablation."""
SMALL_CLASS: Final = 100
"""Accounts below which a class is not called the worst: one account would be more than a percent."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over the worlds of one sort, for each system that has it."""

    figure: Figure
    world: str
    systems: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure of linkage against its bar."""

    figure: Figure
    world: str
    value: Interval
    reached: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All worlds together."""

    worlds: list[WorldResult]
    lines: list[Line]
    pooled: dict[str, dict[str, dict[str, Count]]]
    """By table of `TABLES`, then system: counts of all mixed worlds added up; `other classes` and `other bands`
    are of the others, `errors` of all."""
    pool_f1: dict[str, dict[str, float]]
    """By system, then rung: grouping alone, mean over all pools of the mixed worlds."""
    ablations: dict[str, dict[str, float]]
    """By what was taken away, `nothing` first: figures averaged over the mixed worlds in which it was."""
    signals: dict[str, dict[str, float]]
    """By the code of the signal that weighs nothing, `nothing` first: likewise, on the same groups."""
    losses: dict[str, dict[str, int]]
    """By rung, then stage of `losses.STAGES`: farm accounts of the mixed worlds."""
    bars: list[Bar]

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "bars": [
                {"name": bar.figure.name, "title": bar.figure.title, "world": bar.world, **asdict(bar.value)}
                | {"reach": bar.figure.reach, "towards": bar.figure.towards, "reached": bar.reached}
                for bar in self.bars
            ],
            "figures": [
                {"name": line.figure.name, "title": line.figure.title, "world": line.world}
                | {"systems": {name: asdict(value) for name, value in line.systems.items()}}
                for line in self.lines
            ],
            "pooled": {
                table: {
                    system: {name: count_dict(count) for name, count in counts.items()}
                    for system, counts in systems.items()
                }
                for table, systems in self.pooled.items()
            },
            "pool_f1": self.pool_f1,
            "ablations": self.ablations,
            "signals": self.signals,
            "losses": self.losses,
            "worlds": [world_dict(world) for world in self.worlds],
        }


def world_dict(world: WorldResult) -> dict[str, object]:
    """Return the result of one world as plain values."""
    return {
        "name": world.name,
        "world": world.world,
        "systems": {name: each.to_dict() for name, each in world.systems.items()},
        "ablations": {name: each.figures for name, each in world.ablations.items()},
        "signals": {name: each.figures for name, each in world.signals.items()},
        "daily": None if world.daily is None else asdict(world.daily),
        "losses": world.losses,
        "report": world.report,
    }


def summarised(worlds: Sequence[WorldResult]) -> Summary:
    """Return the summary of worlds; figures are averaged over worlds of one sort, never over sorts."""
    lines = [
        line for figure in FIGURES for world in figure.worlds if (line := _line(worlds, figure, world)) is not None
    ]
    mixed = [world for world in worlds if world.world == "mixed"]
    tables = {table: _pooled(mixed, table) for table in TABLES}
    others = [world for world in worlds if world.world != "mixed"]
    tables["errors"] = _pooled(worlds, "errors")
    tables |= {f"other {table}": _pooled(others, table) for table in ("classes", "bands")}
    return Summary(
        worlds=list(worlds),
        lines=lines,
        pooled=tables,
        pool_f1=_pool_f1(mixed),
        ablations=_ablations([(world.systems.get(OWN), world.ablations) for world in mixed]),
        signals=_ablations([(world.systems.get(OWN), world.signals) for world in mixed]),
        losses=_losses(mixed),
        bars=[*_bars(lines), *_worst_class(mixed)],
    )


def systems_of(worlds: Sequence[WorldResult]) -> list[str]:
    """Return the names of the systems that were scored, in order."""
    return list(dict.fromkeys(name for world in worlds for name in world.systems))


def _line(worlds: Sequence[WorldResult], figure: Figure, sort: str) -> Line | None:
    scored = [world.systems for world in worlds if world.world == sort]
    found = {
        name: interval([each[name].figures.get(figure.name) for each in scored if name in each])
        for name in systems_of(worlds)
    }
    known = {name: value for name, value in found.items() if value is not None}
    return Line(figure, sort, known) if known else None


def _pooled(worlds: Sequence[WorldResult], table: str) -> dict[str, dict[str, Count]]:
    return {
        name: pooled(getattr(world.systems[name], table) for world in worlds if name in world.systems)
        for name in systems_of(worlds)
    }


def _pool_f1(worlds: Sequence[WorldResult]) -> dict[str, dict[str, float]]:
    return {
        name: _mean_f1([world.systems[name] for world in worlds if name in world.systems])
        for name in systems_of(worlds)
    }


def _mean_f1(scores: Sequence[Score]) -> dict[str, float]:
    rungs = sorted({rung for each in scores for rung in each.pool_f1})
    means = {}
    for rung in rungs:
        parts = [each.pool_f1[rung] for each in scores if rung in each.pool_f1]
        means[rung] = sum(f1 * n for f1, n in parts) / sum(n for _, n in parts)
    return means


def _ablations(worlds: Sequence[tuple[Score | None, dict[str, Score]]]) -> dict[str, dict[str, float]]:
    """Return means by what was taken away, of worlds given as the whole score and those without each."""
    deep = [(whole, less) for whole, less in worlds if less]
    names = list(dict.fromkeys(name for _, less in deep for name in less))
    whole = _means([score for score, _ in deep if score is not None])
    found = {name: _means([less[name] for _, less in deep if name in less]) for name in names}
    return {"nothing": whole, **found} if names else {}


def _losses(worlds: Sequence[WorldResult]) -> dict[str, dict[str, int]]:
    rungs = sorted({rung for world in worlds for rung in world.losses})
    return {
        rung: {stage: sum(world.losses.get(rung, {}).get(stage, 0) for world in worlds) for stage in STAGES}
        for rung in rungs
    }


def _means(scores: Sequence[Score]) -> dict[str, float]:
    means = {figure: interval([each.figures.get(figure) for each in scores]) for figure in ABLATED}
    return {figure: value.mean for figure, value in means.items() if value is not None}


def _bars(lines: Sequence[Line]) -> list[Bar]:
    return [
        Bar(line.figure, line.world, line.systems[OWN], bool(line.figure.reached(line.systems[OWN].mean)))
        for line in lines
        if line.figure.reach is not None and OWN in line.systems
    ]


def _worst_class(worlds: Sequence[WorldResult]) -> list[Bar]:
    counts = _pooled(worlds, "classes").get(OWN, {})
    honest = {
        name: count
        for name, count in counts.items()
        if not name.startswith("+") and name not in (*GREY, TWIN) and count.n >= SMALL_CLASS
    }
    if not honest:
        return []
    name = max(honest, key=lambda each: honest[each].rate or 0.0)
    worst = honest[name]
    rate = worst.rate or 0.0
    figure = Figure(
        WORST_CLASS.name, f"{WORST_CLASS.title} ({name})", "small", WORST_CLASS.reach, WORST_CLASS.towards, True
    )
    value = Interval(len(worlds), rate, worst.lower, worst.upper, rate, rate)
    return [Bar(figure, "mixed", value, bool(figure.reached(rate)))]
