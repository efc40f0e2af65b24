"""Wall and CPU seconds of a piece of work, and the most memory that this process has held.

On a machine that others use too, CPU seconds say more than wall seconds.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Timing:
    """Seconds that a piece of work took, on the clock and on all cores together."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def timed() -> Iterator[Timing]:
    """Give a timing that is filled when the block ends."""
    timing = Timing()
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield timing
    finally:
        timing.wall = time.perf_counter() - wall
        timing.cpu = time.process_time() - cpu


def forget_peak() -> None:
    """Start measuring the peak anew (Linux: writing 5 to clear_refs resets it)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_megabytes() -> float:
    """Return the most resident memory since the start or `forget_peak`, in MB (Linux: VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")
