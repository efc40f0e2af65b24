"""How far a load is, on stderr: a live bar on a terminal, a plain line now and then elsewhere, nothing when quiet."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LINE_EVERY_SECONDS = 5.0


class Advance(Protocol):
    """What a stage tells while it works."""

    def __call__(self, file: str, n_rows: int, n_bytes: int, n_bytes_total: int) -> None:
        """Take note of the file at work, rows read so far, and bytes read of all."""
        ...


def seconds_left(n_bytes: int, n_bytes_total: int, seconds: float) -> float | None:
    """Return the seconds that are left at the speed so far, or None while that cannot be told."""
    if n_bytes <= 0 or n_bytes_total <= 0 or seconds <= 0:
        return None
    return max(0.0, (n_bytes_total - n_bytes) * seconds / n_bytes)


def clock(seconds: float | None) -> str:
    """Return seconds as `m:ss`, or a dash when they are not known."""
    return "–" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def line(file: str, n_rows: int, n_bytes: int, n_bytes_total: int, seconds: float) -> str:
    """Return one plain line of progress."""
    speed = n_rows / seconds if seconds > 0 else 0.0
    part = f"{min(1.0, n_bytes / n_bytes_total):.0%}, " if n_bytes_total > 0 and n_bytes > 0 else ""
    left = clock(seconds_left(n_bytes, n_bytes_total, seconds))
    return f"{file}: {part}{n_rows:,} rows, {speed:,.0f} rows/s, {left} left"


@contextmanager
def reported(*, quiet: bool) -> Iterator[Advance]:
    """Yield what a stage calls as it advances, and show it on stderr until the block ends."""
    if quiet:
        yield lambda file, n_rows, n_bytes, n_bytes_total: None
    elif sys.stderr.isatty():
        with _bar() as progress:
            yield _BarAdvance(progress, progress.add_task("load", total=None, rows=0, speed=0.0))
    else:
        yield _LineAdvance(time.monotonic())


class _LineAdvance:
    """A plain line every few seconds."""

    def __init__(self, started: float) -> None:
        self._started = started
        self._said = started

    def __call__(self, file: str, n_rows: int, n_bytes: int, n_bytes_total: int) -> None:
        now = time.monotonic()
        if now - self._said >= LINE_EVERY_SECONDS:
            self._said = now
            text = line(file, n_rows, n_bytes, n_bytes_total, now - self._started)
            print(text, file=sys.stderr, flush=True)  # noqa: T201


class _BarAdvance:
    """A bar that moves."""

    def __init__(self, progress: "Progress", task: "TaskID") -> None:
        self._progress = progress
        self._task = task
        self._started = time.monotonic()

    def __call__(self, file: str, n_rows: int, n_bytes: int, n_bytes_total: int) -> None:
        seconds = time.monotonic() - self._started
        self._progress.update(
            self._task,
            description=file,
            completed=n_bytes,
            total=n_bytes_total or None,
            rows=n_rows,
            speed=n_rows / seconds if seconds > 0 else 0.0,
        )


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[speed]:,.0f} rows/s"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def working(what: str, *, quiet: bool) -> Iterator[None]:
    """Say on stderr what is going on: a spinner on a terminal until the block ends, a plain line elsewhere."""
    if quiet:
        yield
    elif sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status(f"{what} …"):
            yield
    else:
        print(f"{what} …", file=sys.stderr, flush=True)  # noqa: T201
        yield
