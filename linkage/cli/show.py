"""How results look on a terminal: tables on stdout, talk on stderr, numbers and moments as people read them."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from linkage.cli.values import as_json, iso

if TYPE_CHECKING:  # rich's tables are not needed for `--help`
    from rich.console import RenderableType
    from rich.table import Table

PIPED_WIDTH = 100
"""Columns of a table that goes into a file or a pipe."""


def out(*parts: "RenderableType") -> None:
    """Write tables and text to stdout, as wide as the terminal, or 100 columns elsewhere."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False, markup=False)
    # Captured and written by ourselves, so that a closed pipe is seen in one place.
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def out_json(value: object) -> None:
    """Write a result to stdout as JSON."""
    sys.stdout.write(as_json(value))


def say(sentence: str, *, quiet: bool = False) -> None:
    """Write a sentence to stderr, unless quiet."""
    if not quiet:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def table(*columns: str, right: Sequence[str] = (), wide: str | None = None) -> "Table":
    """Return an empty table; `right` are columns of numbers, `wide` the one that wraps."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        made.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column != wide,
            overflow="fold" if column == wide else "ellipsis",
            ratio=1 if column == wide else None,
        )
    if wide is not None:
        made.expand = True
    return made


def day(seconds: int | None) -> str:
    """Return the date of a moment, or a dash."""
    return "–" if seconds is None else iso(seconds)[:10]


def minute(seconds: int | None) -> str:
    """Return a moment to the minute, or a dash."""
    return "–" if seconds is None else iso(seconds)[:16].replace("T", " ")


def count(number: int | None) -> str:
    """Return a number with thousands set apart, or a dash."""
    return "–" if number is None else f"{number:,}"


def share(part: float) -> str:
    """Return a part of one as a percentage; what is small stays visible."""
    return f"{part:.0%}" if part >= 0.1 else f"{part:.1%}"


def q_value(value: float) -> str:
    """Return a false-discovery rate, short."""
    return f"{value:.3f}" if value >= 0.001 else f"{value:.0e}"


def several(number: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 account`, `2,000 accounts`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def short(text: str, width: int) -> str:
    """Return text cut to a width; the cut shows as an ellipsis in the middle, since ids differ at their ends."""
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"
