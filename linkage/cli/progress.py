"""How far a load is, on stderr: a live bar on a terminal, a plain line now and then elsewhere, nothing when quiet."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from linkage.ledger import LoadProgress

LINE_EVERY_SECONDS = 5.0


Advance = Callable[["LoadProgress"], None]


def clock(seconds: float | None) -> str:
    """Return seconds as `m:ss`, or a dash when they are not known."""
    return "–" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def line(now: "LoadProgress") -> str:
    """Return one plain line of progress."""
    part = f"{min(1.0, now.n_bytes / now.n_bytes_total):.0%}, " if now.n_bytes > 0 and now.n_bytes_total > 0 else ""
    return f"{now.file}: {part}{now.n_rows:,} rows, {now.rows_per_second:,.0f} rows/s, {clock(now.seconds_left)} left"


@contextmanager
def reported(*, quiet: bool) -> Iterator[Advance]:
    """Yield what a load calls as it advances, and show it on stderr until the block ends."""
    if quiet:
        yield lambda now: None
    elif sys.stderr.isatty():
        with _bar() as progress:
            yield _BarAdvance(progress, progress.add_task("reading", total=None, rows=0, speed=0.0))
    else:
        yield _LineAdvance()


class _LineAdvance:
    """A plain line every few seconds."""

    def __init__(self) -> None:
        self._said = 0.0

    def __call__(self, now: "LoadProgress") -> None:
        if now.seconds - self._said >= LINE_EVERY_SECONDS:
            self._said = now.seconds
            print(line(now), file=sys.stderr, flush=True)  # noqa: T201


class _BarAdvance:
    """A bar that moves."""

    def __init__(self, progress: "Progress", task: "TaskID") -> None:
        self._progress = progress
        self._task = task

    def __call__(self, now: "LoadProgress") -> None:
        self._progress.update(
            self._task,
            description=now.file,
            completed=now.n_bytes,
            total=now.n_bytes_total or None,
            rows=now.n_rows,
            speed=now.rows_per_second,
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


@contextmanager
def stages(*, quiet: bool) -> Iterator[Callable[[str, float | None], None]]:
    """Yield what is told which stage has begun, and how much of it is done; shown on stderr until the block ends."""
    if quiet:
        yield lambda what, share: None
    elif sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            yield lambda what, share: status.update(stage_line(what, share))
    else:
        yield _StageLines()


def stage_line(what: str, share: float | None) -> str:
    """Return a stage and how much of it is done, where that is known."""
    return f"{what} …" if share is None else f"{what}: {share:.0%}"


class _StageLines:
    """A plain line for each stage, and every few seconds one that says how far it is."""

    def __init__(self) -> None:
        self._what = ""
        self._said = 0.0

    def __call__(self, what: str, share: float | None) -> None:
        now = time.monotonic()
        if what != self._what or now - self._said >= LINE_EVERY_SECONDS:
            self._what, self._said = what, now
            print(stage_line(what, share), file=sys.stderr, flush=True)  # noqa: T201
