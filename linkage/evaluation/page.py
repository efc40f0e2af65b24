"""The report as one HTML page that stands alone: tables, and plots drawn in SVG; nothing is fetched."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from linkage.evaluation import svg
from linkage.evaluation.counts import Count, Interval
from linkage.evaluation.figures import Form, written
from linkage.evaluation.losses import STAGES
from linkage.evaluation.run import OWN
from linkage.evaluation.summary import ABLATED, Summary, systems_of

STYLE: Final = Path(__file__).with_name("page.css").read_text("utf-8")


def page(summary: Summary) -> str:
    """Return the whole page."""
    sorts = [world.world for world in summary.worlds]
    counted = ", ".join(f"{sorts.count(sort)} {sort}" for sort in dict.fromkeys(sorts))
    sections = [
        f"<h1>How right linkage is</h1><p>{len(sorts)} worlds: {counted}. Flagged accounts are members of campaigns in "
        "band medium and above. Figures are means over worlds, with a bootstrap interval of 95 % and the least and "
        "most of any world; whiskers are exact binomial bounds over accounts of all worlds together.</p>",
        _section("Against the bar", _bars(summary)),
        _section("All figures", _figures(summary)),
        _section("Recall", _rates(summary, "rungs", "Farm accounts flagged, by rung"), _f1(summary), _losses(summary)),
        _section(
            "Campaign types",
            _rates(summary, "archetypes", "Farm accounts flagged, by type of campaign"),
            _cells(summary),
        ),
        _section(
            "Honest accounts flagged",
            _bounds("of accounts, and of worlds", summary.pooled["errors"].get(OWN, {})),
            _classes(summary),
        ),
        _section(
            "What a band is worth",
            _rates(summary, "bands", "Accounts of a band's groups that belong to a farm, mixed worlds"),
            _rates(summary, "other bands", "Likewise in other worlds, where farms are few or none"),
        ),
        _section("Without a family of evidence", _ablations(summary)) if summary.ablations else "",
        _section("Without a signal", _signals(summary)) if summary.signals else "",
        _section("Day by day", *_daily(summary)) if any(world.daily for world in summary.worlds) else "",
        _section("World by world", _worlds(summary)),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>linkage: evaluation</title><style>{STYLE}</style></head><body>{''.join(sections)}</body></html>\n"
    )


def _section(title: str, *parts: str) -> str:
    return f"<h2>{escape(title)}</h2>{''.join(parts)}" if any(parts) else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells after the first that start with a digit, a sign or a dash stand to the right."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(text: str) -> str:
    kind = {"reached": ' class="ok"', "missed": ' class="no"'}.get(text, "")
    if not kind and text[:1] in "0123456789–.≥≤":
        kind = ' class="n"'
    return f"<td{kind}>{escape(text)}</td>"


def spread(value: Interval, form: Form) -> list[str]:
    """Return the cells of an interval: mean, interval, least and most."""
    low, high, least, most = (written(each, form) for each in (value.low, value.high, value.least, value.most))
    return [written(value.mean, form), f"{low} to {high}", f"{least} to {most}"]


def _bars(summary: Summary) -> str:
    rows = []
    for bar in summary.bars:
        sign = "≤" if bar.figure.less_is_better else "≥"
        wanted = f"{sign} {written(bar.figure.reach, bar.figure.form)}"
        towards = written(bar.figure.towards, bar.figure.form)
        verdict = "reached" if bar.reached else "missed"
        shown = [str(bar.value.n), *spread(bar.value, bar.figure.form)]
        rows.append([bar.figure.title, bar.world, *shown, wanted, towards, verdict])
    return table(["figure", "in", "worlds", "mean", "95 % interval", "least to most", "bar", "towards", ""], rows)


def _figures(summary: Summary) -> str:
    names = systems_of(summary.worlds)
    rows = []
    for line in summary.lines:
        form, own = line.figure.form, line.systems.get(OWN)
        means = [written(line.systems[name].mean if name in line.systems else None, form) for name in names]
        interval = f"{written(own.low, form)} to {written(own.high, form)}" if own else ""
        rows.append([line.figure.title, line.world, str(own.n) if own else "", interval, *means])
    return table(["mean over worlds", "in", "worlds", f"95 % of {OWN}", *names], rows)


def mark(count: Count | None) -> svg.Mark | None:
    """Return a bar for a count, with its bounds."""
    if count is None or count.rate is None:
        return None
    return svg.Mark(count.rate, count.lower, count.upper, f"{count.rate:.3g} ({count.hits:,} of {count.n:,})")


def _rates(summary: Summary, of: str, title: str) -> str:
    systems = {name: counts for name, counts in summary.pooled[of].items() if counts}
    labels = sorted({label for counts in systems.values() for label in counts}, key=lambda name: (len(name), name))
    if not labels:
        return ""
    rows = [(label, [mark(counts.get(label)) for counts in systems.values()]) for label in labels]
    return svg.bars(title, rows, [_with_error(summary, name) for name in systems])


def _with_error(summary: Summary, system: str) -> str:
    """Return a system's name with its false-positive rate, without which recall says little."""
    found = [line for line in summary.lines if (line.figure.name, line.world) == ("fpr", "mixed")]
    rates = [line.systems[system].mean for line in found if system in line.systems]
    return f"{system} (false-positive rate {written(rates[0], 'small')})" if rates else system


def _f1(summary: Summary) -> str:
    rungs = sorted({rung for rungs in summary.pool_f1.values() for rung in rungs})
    if not rungs:
        return ""
    rows = [
        (
            rung,
            [
                svg.Mark(found[rung], note=f"{found[rung]:.2f}") if rung in found else None
                for found in summary.pool_f1.values()
            ],
        )
        for rung in rungs
    ]
    return svg.bars("Linkage alone: best-match F1 of pools, by rung", rows, list(summary.pool_f1))


def _losses(summary: Summary) -> str:
    if not summary.losses:
        return ""
    rows = [[rung, *(str(stages[stage]) for stage in STAGES)] for rung, stages in summary.losses.items()]
    return "<p>Where the farm accounts of mixed worlds end:</p>" + table(["rung", *STAGES], rows)


def _cells(summary: Summary) -> str:
    cells = summary.pooled["cells"].get(OWN, {})
    types = sorted({name.split()[0] for name in cells}, key=lambda name: (len(name), name))
    rungs = sorted({name.split()[1] for name in cells})
    if not cells:
        return ""
    found = [[f"{c.hits} of {c.n}" if (c := cells.get(f"{one} {rung}")) else "" for rung in rungs] for one in types]
    rows = [[one, *row] for one, row in zip(types, found, strict=True)]
    return "<p>Pools of which half or more is flagged:</p>" + table(["type", *rungs], rows)


def _classes(summary: Summary) -> str:
    parts = []
    for name, title in (("classes", "mixed worlds"), ("other classes", "other worlds")):
        counts = summary.pooled[name].get(OWN, {})
        if counts:
            order = sorted(counts, key=lambda each: (each.startswith("+"), -(counts[each].rate or 0.0), each))
            rows = [(label, [mark(counts[label])]) for label in order]
            parts.append(
                svg.bars(f"Part of honest accounts flagged, {title} (+ marks overlays)", rows, [OWN], log=True)
            )
            parts.append(_bounds(f"class, {title}", {label: counts[label] for label in order}))
    return "".join(parts)


def _bounds(title: str, counts: dict[str, Count]) -> str:
    """Return counts as a table with the exact bounds of their rates."""
    rows = [
        [label, f"{count.hits:,}", f"{count.n:,}", *(written(each, "small") for each in (count.lower, count.upper))]
        for label, count in counts.items()
    ]
    return table([title, "flagged", "of", "95 % from", "to"], rows) if rows else ""


def _signals(summary: Summary) -> str:
    note = "<p>Means over the same worlds. The groups stay as they are; one signal weighs nothing.</p>"
    return note + _taken_away(summary.signals)


def _taken_away(figures: dict[str, dict[str, float]]) -> str:
    forms: dict[str, Form] = {"fpr": "small", "organisations_flagged": "number"}
    rows = [
        [name, *(written(found.get(column), forms.get(column, "rate")) for column in ABLATED)]
        for name, found in figures.items()
    ]
    return table(["taken away", *(name.replace("_", " ") for name in ABLATED)], rows)


def _ablations(summary: Summary) -> str:
    note = (
        "<p>Means over the mixed worlds in which this was measured. “Conduct, swapped” gives companies the farms’ load "
        "and rhythm, and farms the companies’; what they use stays.</p>"
    )
    return note + _taken_away(summary.ablations)


def _daily(summary: Summary) -> list[str]:
    series, most = [], 1.0
    for world in summary.worlds:
        n_farm = world.systems[OWN].figures["n_farm"] if OWN in world.systems else None
        if world.daily is not None and n_farm:
            points = [(float(step.day), step.n_farm_flagged / n_farm) for step in world.daily.steps]
            series.append((world.name, [(0.0, 0.0), *points]))
            most = max(most, points[-1][0])
    return [svg.lines("Part of all farm accounts flagged, by day", series, most)] if series else []


def _worlds(summary: Summary) -> str:
    shown = ["n_accounts", "n_farm", "member_precision", "member_recall", "fpr", "false_campaigns"]
    shown += ["organisations_flagged", "linkage_pool_f1", "pr_auc", "seconds_detect"]
    forms: dict[str, Form] = {"fpr": "small", "n_accounts": "number", "n_farm": "number", "seconds_detect": "seconds"}
    forms |= {"false_campaigns": "number", "organisations_flagged": "number"}
    rows = [
        [world.name, world.world, *(written(found.figures.get(name), forms.get(name, "rate")) for name in shown)]
        for world in summary.worlds
        if (found := world.systems.get(OWN) or next(iter(world.systems.values())))
    ]
    return table(["world", "sort", *(name.replace("_", " ") for name in shown)], rows)
