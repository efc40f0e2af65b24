"""Wall and CPU seconds of a piece of work, and the most memory that this process has held.

On a machine that others use too, CPU seconds say more than wall seconds.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
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


def by_size(
    doc: str | None,
    accounts: tuple[int, str],
    scaling: list[int],
    compare: Callable[[int], object],
    measure: Callable[[int], Mapping[str, float]],
    scale: Callable[[list[int]], object],
) -> None:
    """Run what the command line asks for: a comparison at one size, and measures at several.

    `scale` runs each measure in a process of its own, which is this command line with `--measure`.

    Args:
        doc: the benchmark in words.
        accounts: size of the comparison when none is given, and what is said of it.
        scaling: sizes of the measures when none are given.
        compare: compares two ways at a size.
        measure: measures one way at a size; what it returns is printed as JSON.
        scale: measures at several sizes.
    """
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=accounts[0], help=accounts[1])
    parser.add_argument("--scaling", type=int, nargs="*", default=scaling)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.measure)))
        return
    if chosen.accounts:
        compare(chosen.accounts)
    if chosen.scaling:
        scale(chosen.scaling)
