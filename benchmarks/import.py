"""How long an import of a whole database takes, beside Neo4j's bare import tool on the same files.

    python -m benchmarks.import [--observations 300000] [--heap-mb 1024]

The bare tool reads the very files that linkage wrote, with the same heap. `import` is what linkage does up to the same
point: it writes the files and runs the tool. What follows has no counterpart in the bare tool, and is told apart:
constraints and indexes, and the check, beside the bare `database check` of what the bare tool made. Processor seconds
are those of all processes; on a busy machine they say more than the clock.
"""

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.publish import n_relationships, world
from linkage.findings import Findings, RunInfo
from linkage.graph.neo4j import import_files
from linkage.graph.neo4j.importing import import_run
from linkage.graph.neo4j.server import admin
from linkage.graph.neo4j.server.imports import arguments

MOST = 1.25
"""What the import may take, in times of the bare tool."""


def used() -> float:
    """Return the processor seconds of this process and those that it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def note(at: dict[str, float], what: str) -> None:
    """Write down the processor seconds at which a stage began."""
    at.setdefault(what, used())


def bare(folder: Path, findings: Findings, info: RunInfo, heap_mb: int) -> tuple[float, float]:
    """Return the seconds of the bare tool on files that are there already, on the clock and of the processor."""
    (folder / "files").mkdir(parents=True)
    (folder / "home").mkdir()
    decisions = pl.DataFrame(schema=import_files.DECISIONS)
    files = import_files.write(findings, info, "", decisions, folder / "files")
    words = arguments(files.nodes, files.relationships, folder / "report", files.multiline)
    started, before = time.perf_counter(), used()
    admin(folder / "home", *words, heap_mb=heap_mb)
    return time.perf_counter() - started, used() - before


def main() -> None:
    """Print one JSON object per measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--observations", type=int, default=300_000)
    parser.add_argument("--heap-mb", type=int, default=1024)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="linkage-benchmark-"))
    try:
        findings, info = world(asked.observations)
        (folder / "warm").mkdir()
        admin(folder / "warm", "--version")  # reads the tool's jars once, so that neither finds them cold
        tool, tool_cpu = bare(folder / "bare", findings, info, asked.heap_mb)
        show(
            "bare import tool",
            seconds=round(tool, 2),
            cpu_seconds=round(tool_cpu, 2),
            relationships=n_relationships(findings),
        )
        started = time.perf_counter()
        admin(folder / "bare" / "home", "database", "check", "neo4j")
        checked = time.perf_counter() - started
        show("bare check", seconds=round(checked, 2))
        started = time.perf_counter()
        at: dict[str, float] = {}
        report = import_run(
            folder / "ours",
            findings,
            info,
            heap_mb=asked.heap_mb,
            tell=lambda what, share: note(at, what),
        )
        whole = time.perf_counter() - started
        ours_cpu = at["Making constraints and indexes"] - at["Writing files"]
        ours = report.seconds["files"] + report.seconds["tool"]
        show(
            "import: files and tool",
            seconds=round(ours, 2),
            times_bare=round(ours / tool, 2),
            cpu_seconds=round(ours_cpu, 2),
            times_bare_cpu=round(ours_cpu / tool_cpu, 2),
            at_most=MOST,
            is_within=ours <= MOST * tool,
        )
        show(
            "import: whole, with indexes and check",
            seconds=round(whole, 2),
            times_bare_tool_and_check=round(whole / (tool + checked), 2),
            relationships_per_second=round(report.n_relationships / whole),
            load_average=round(os.getloadavg()[0], 1),
            **{f"{name}_seconds": seconds for name, seconds in report.seconds.items()},
        )
    finally:
        shutil.rmtree(folder)


def show(what: str, **figures: object) -> None:
    """Print one measure."""
    print(json.dumps({"measure": what, **figures}), flush=True)


if __name__ == "__main__":
    main()
