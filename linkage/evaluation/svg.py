"""Plots as inline SVG: bars with whiskers and lines, coloured by the page's own style sheet."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 760
LABEL: Final = 190
ROW: Final = 15
GAP: Final = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar: its value, and the bounds that a whisker shows."""

    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""
    """Written at the end of the bar, and read by screen readers."""


def bars(
    title: str, rows: Sequence[tuple[str, Sequence[Mark | None]]], names: Sequence[str], *, log: bool = False
) -> str:
    """Return horizontal bars: a group of rows for each label, one bar for each name; `log` spans 1e-5 to 1."""
    scale = _log_scale if log else _linear_scale
    height = 26 + sum(ROW * len(names) + GAP for _ in rows) + 18
    parts = [_axis(scale, height, [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1] if log else [0, 0.25, 0.5, 0.75, 1])]
    y = 22
    for label, marks in rows:
        middle = y + ROW * len(names) / 2 + 4
        parts.append(f'<text class="label" x="{LABEL - 8}" y="{middle:.0f}" text-anchor="end">{escape(label)}</text>')
        for i, mark in enumerate(marks):
            if mark is not None:
                parts.append(_bar(mark, scale, y + i * ROW, i))
        y += ROW * len(names) + GAP
    return _figure(title, height, parts, names)


def lines(title: str, series: Sequence[tuple[str, Sequence[tuple[float, float]]]], most: float) -> str:
    """Return lines of points (x from 0 to `most`, y from 0 to 1)."""
    height, left, right, top = 240, 50, WIDTH - 20, 20
    bottom = height - 30
    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = bottom - tick * (bottom - top)
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for step in range(6):
        x = left + step / 5 * (right - left)
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{height - 10}" text-anchor="middle">{most * step / 5:.0f}</text>'
        )
    for i, (_, points) in enumerate(series):
        path = " ".join(
            f"{left + x / most * (right - left):.1f},{bottom - min(max(y, 0), 1) * (bottom - top):.1f}"
            for x, y in points
        )
        parts.append(f'<polyline class="line s{i % 6}" points="{path}"/>')
    return _figure(title, height, parts, [name for name, _ in series])


def _figure(title: str, height: float, parts: Sequence[str], names: Sequence[str]) -> str:
    legend = "".join(f'<span class="key s{i % 6}">{escape(name)}</span>' for i, name in enumerate(names))
    drawn = "".join(parts)
    return (
        f"<figure><figcaption>{escape(title)}</figcaption><div class='legend'>{legend}</div>"
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">{drawn}</svg></figure>'
    )


def _linear_scale(value: float) -> float:
    return LABEL + min(max(value, 0.0), 1.0) * (WIDTH - LABEL - 150)


def _log_scale(value: float) -> float:
    part = (math.log10(min(max(value, 1e-5), 1.0)) + 5) / 5
    return LABEL + part * (WIDTH - LABEL - 150)


def _axis(scale: Callable[[float], float], height: float, ticks: Sequence[float]) -> str:
    return "".join(
        f'<line class="grid" x1="{scale(tick):.1f}" x2="{scale(tick):.1f}" y1="18" y2="{height - 18:.0f}"/>'
        f'<text class="tick" x="{scale(tick):.1f}" y="{height - 5:.0f}" text-anchor="middle">{tick:g}</text>'
        for tick in ticks
    )


def _bar(mark: Mark, scale: Callable[[float], float], y: float, number: int) -> str:
    start, end = scale(0), scale(mark.value)
    width = max(end - start, 1)
    drawn = f'<rect class="s{number % 6}" x="{start:.1f}" y="{y:.0f}" width="{width:.1f}" height="{ROW - 3}"/>'
    if mark.low is not None and mark.high is not None:
        low, high = scale(mark.low), scale(mark.high)
        middle = y + (ROW - 3) / 2
        ends = "".join(f"M{x:.1f} {middle - 3:.1f}v6" for x in (low, high))
        drawn += f'<path class="whisker" d="{ends}M{low:.1f} {middle:.1f}H{high:.1f}"/>'
        end = max(end, high)
    return drawn + f'<text class="note" x="{end + 6:.1f}" y="{y + ROW - 5:.0f}">{escape(mark.note)}</text>'
