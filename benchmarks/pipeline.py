"""Load and detect a million accounts from Parquet: wall time and peak memory, stage by stage.

    python -m benchmarks.pipeline [--activity] [--days 2] [--accounts 1000000] [--folder DIR]

Ten million observations say what accounts share. With `--activity` it is simulated activity instead, of two days and
ten million rows, of three days and fourteen: everything is on then, since moments, loads and how accounts work are
known too. The bar: at most 60 seconds and 3 GB to load and detect ten million observations, and 60 seconds and 4 GB to
detect as many rows with activity, on two cores. Beside it, as the baseline, what DuckDB takes for the least that any
loader must do with the same files: read them, number accounts and identifiers, and write the distinct uses.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import peak_megabytes, timed
from benchmarks.worlds import write_observations
from linkage.detection import detect
from linkage.ledger import Workspace, load, snapshot
from linkage.records import find_sources
from linkage.settings import Settings
from linkage.simulation import simulate

BAR_SECONDS = 60
BAR_MEGABYTES = 3 * 1024
BAR_ACTIVE_MEGABYTES = 4 * 1024
DAYS = 2
"""Simulated days after which a million accounts have nine million rows of activity."""

NUMBERED = """
COPY (
    SELECT dense_rank() OVER (ORDER BY account_id) AS account, dense_rank() OVER (ORDER BY kind, value) AS identifier,
           count, count / sum(count) OVER (PARTITION BY account_id, kind) AS share
    FROM (SELECT account_id, kind, value, sum(count) AS count FROM {uses} GROUP BY ALL)
    ORDER BY account, identifier
) TO '{out}' (FORMAT parquet)
"""

OBSERVED = "read_parquet(?)"
COLUMNS = "ip, device_id, payment_id, template_id, reasoning_artifact, user_agent"
ACTIVE = f"""(
    UNPIVOT (SELECT account_id, requests AS count, {COLUMNS} FROM read_parquet(?)) ON {COLUMNS}
    INTO NAME kind VALUE value
)"""


def loading(folder: Path) -> dict[str, object]:
    """Return the figures of one load, as `linkage load` does it."""
    settings = Settings(workspace=folder / "workspace")
    files = sorted(str(file) for file in (folder / "observations").glob("*.parquet"))
    with timed() as timing:
        workspace = Workspace.open(settings.workspace, create=True)
        report = load(workspace, find_sources(files, None), settings=settings.load)
    return {"stages": {"load": (timing.wall, timing.cpu, peak_megabytes())}, "n_rows": report.n_rows}


def detecting(folder: Path) -> dict[str, object]:
    """Return the figures of one detection of what was loaded, as `linkage detect` does it."""
    settings = Settings(workspace=folder / "workspace")
    stages: dict[str, tuple[float, float, float]] = {}
    with timed() as timing:
        ledger = snapshot(Workspace.open(settings.workspace))
    stages["snapshot"] = (timing.wall, timing.cpu, peak_megabytes())
    with timed() as timing:
        findings, _, found = detect(ledger, settings, None)
    stages["detect"] = (timing.wall, timing.cpu, peak_megabytes())
    return {
        "stages": stages,
        "inside": found.seconds,
        "n_uses": found.n_uses,
        "n_links": found.n_links,
        "n_campaigns": findings.campaigns.height,
    }


def baseline(folder: Path) -> dict[str, object]:
    """Return what DuckDB takes to number the same observations."""
    with timed() as timing, duckdb.connect() as database:
        active = sorted((folder / "observations").glob("activity*.parquet"))
        files = [str(file) for file in active] or [str(folder / "observations" / "*.parquet")]
        statement = NUMBERED.format(out=folder / "uses.parquet", uses=ACTIVE if active else OBSERVED)
        database.execute(statement, [files])
    return {"stages": {"DuckDB: read, number, write": (timing.wall, timing.cpu, peak_megabytes())}}


MEASURED: dict[str, Callable[[Path], dict[str, object]]] = {
    "baseline": baseline,
    "load": loading,
    "detect": detecting,
}
"""What is measured, each in a process of its own."""


def apart(what: str, folder: Path) -> dict[str, object]:
    """Return what one of them measured in a process of its own, with its whole wall time."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.pipeline", "--folder", str(folder), "--only", what]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return measured | {"process_seconds": time.perf_counter() - started}


def compare(folder: Path, *, active: bool) -> None:
    """Measure all and print them."""
    rows = "simulated activity" if active else "ten observations per account"
    table = Table("", "seconds", "CPU s", "peak MB so far", title=f"{rows}, from Parquet")
    ours = []
    for what in MEASURED:
        measured = apart(what, folder)
        stages = measured.pop("stages")
        assert isinstance(stages, dict)
        for name, (wall, cpu, peak) in stages.items():
            table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", f"{peak:,.0f}")
        if what != "baseline":
            ours += list(stages.values())
            Console(stderr=True).print_json(json.dumps(measured))
    wall, cpu, peak = sum(s[0] for s in ours), sum(s[1] for s in ours), max(s[2] for s in ours)
    table.add_row("load + detect", f"{wall:.1f}", f"{cpu:.1f}", f"{peak:,.0f}")
    if active:
        table.add_row("the bar of detect", f"{BAR_SECONDS}", "", f"{BAR_ACTIVE_MEGABYTES:,}")
    else:
        table.add_row("the bar", f"{BAR_SECONDS}", "", f"{BAR_MEGABYTES:,}")
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activity", action="store_true", help="simulated activity instead of bare observations")
    parser.add_argument("--days", type=int, default=DAYS, help="of simulated activity")
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the files go; a temporary folder when not given")
    parser.add_argument("--only", choices=tuple(MEASURED), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        print(json.dumps(MEASURED[chosen.only](chosen.folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.folder or Path(temporary)) / ("activity" if chosen.activity else "bare")
        if chosen.activity:
            simulate(folder / "observations", accounts=chosen.accounts, days=chosen.days, seed=1)
        else:
            write_observations(chosen.accounts, folder / "observations")
        files = (folder / "observations").glob("*.parquet")
        Console(stderr=True).print(f"{sum(file.stat().st_size for file in files) / 1e6:,.0f} MB of Parquet written")
        compare(folder, active=chosen.activity)


if __name__ == "__main__":
    main()
