"""How results look on a terminal: tables on stdout, talk on stderr, numbers and moments as people read them."""

import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from linkage.cli.values import as_json, iso

if TYPE_CHECKING:  # rich's tables are not needed for `--help`
    from rich.console import RenderableType
    from rich.table import Table

    from linkage.graph.interface import Allowance, Decision

PIPED_WIDTH = 100
"""Columns of a table that goes into a file or a pipe."""


def out(*parts: "RenderableType") -> None:
    """Write tables and text to stdout, as wide as the terminal, or 100 columns elsewhere."""
    # Rendered first and written by ourselves, so that a closed pipe is seen in one place.
    sys.stdout.write("".join(f"{line}\n" for part in parts for line in rendered(part)))


def rendered(part: "RenderableType", width: int | None = None) -> list[str]:
    """Return the lines of a table or text, styled when stdout is a terminal."""
    from rich.console import Console

    console = Console(width=width or page_width(), highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(_unparted(visible(part)) if isinstance(part, str) else part)
    return [line.rstrip().replace(_SPACE, " ") for line in captured.get().splitlines()]


def page_width() -> int:
    """Return the columns of the terminal, or 100 when stdout is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED_WIDTH


def lines_of(shown: "Table") -> tuple[list["RenderableType"], list[str]]:
    """Return a table's two head lines, styled as the table is, and one line for each row."""
    from rich.text import Text

    lines = rendered(shown)
    return [Text.from_ansi(line) for line in lines[:2]], lines[2:]


def indented(text: str) -> str:
    """Return text wrapped to the page, set in by four columns."""
    return textwrap.fill(text, page_width(), initial_indent="    ", subsequent_indent="    ")


def out_json(value: object) -> None:
    """Write a result to stdout as JSON."""
    sys.stdout.write(as_json(value))


def say(sentence: str, *, quiet: bool = False) -> None:
    """Write a sentence to stderr, unless quiet."""
    if not quiet:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def table(*columns: str, right: Sequence[str] = (), wide: str | None = None, folds: str | None = None) -> "Table":
    """Return an empty table.

    Args:
        columns: their heads.
        right: those of numbers.
        wide: the one that takes all the room there is, and wraps.
        folds: the one that wraps when there is no room for all, before anything of the others is cut.
    """
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        made.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column not in (wide, folds),
            overflow="fold" if column in (wide, folds) else "ellipsis",
            min_width=len(column) if column in right else None,
            ratio=1 if column == wide else None,
        )
    if wide is not None:
        made.expand = True
    return made


def row(shown: "Table", *cells: str) -> None:
    """Add a row to a table."""
    shown.add_row(*(_unparted(visible(cell)) for cell in cells))


_SPACE = "\ue000"
"""Stands for a space at which a line is not to be broken, while it is laid out."""


def _unparted(text: str) -> str:
    """Return text whose commands, between backticks, stay on one line, since people paste them."""
    return re.sub(r"`[^`\n]+`", lambda found: found[0].replace(" ", _SPACE), text)


def visible(text: str) -> str:
    """Return text whose control characters show as `�`: an id from a log must not steer somebody's terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in text)


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


def signed(weight: float) -> str:
    """Return a weight with its sign; what rounds to nothing is +0.00."""
    return f"{round(weight, 2) + 0.0:+.2f}"


def q_value(value: float) -> str:
    """Return a false-discovery rate, short."""
    return f"{value:.3f}" if value >= 0.001 else f"{value:.0e}"


def short(text: str, width: int) -> str:
    """Return text cut to a width; the cut shows as an ellipsis in the middle, since ids differ at their ends."""
    if len(text) <= width:
        return text
    head = (width - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def points(score: float) -> str:
    """Return a score as so many of 100: none but a whole 100 is one, since nothing is certain."""
    return ">99" if 99.5 <= score < 100 else f"{score:.0f}"


def decision_words(decision: "Decision") -> str:
    """Return who decided what of which, and when, as a clause."""
    note = f": {decision.note}" if decision.note else ""
    return f"{decision.author} {decision.verdict} {decision.subject} {decision.id} on {day(decision.at)}{note}"


def allowed_words(allowance: "Allowance") -> str:
    """Return who allowed an account and when, as a clause."""
    organisation = f", as one of organisation {allowance.id}" if allowance.subject == "organisation" else ""
    return f"{allowance.author} allowed {allowance.account_id} on {day(allowance.at)}{organisation}"
