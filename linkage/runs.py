"""Runs on disk: each one immutable folder, one of them current.

A run is written aside, made durable and renamed to a name that is free: its id, or, where that run is made again, its
id and a number. Only then does `current` name it, and the folder that it replaces is removed last. So a run that fails,
or is killed at any moment, leaves the one before in place, and who reads sees the old run or the new one, never half of
either.
"""

import hashlib
import itertools
import json
import shutil
import uuid
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import polars as pl

from linkage.errors import GraphCorrupt, RunNotFound, WorkspaceError
from linkage.findings import BEFORE, SCHEMAS, Findings, RunInfo, handed_down
from linkage.graph.embedded import current_run, write_embedded
from linkage.ledger import Workspace
from linkage.ledger.durable import on_disk, replace_file, sync
from linkage.ledger.manifest import open_manifest

GraphWriter = Callable[[Findings, RunInfo, Path], None]
"""Writes the file that the embedded graph serves."""
_LOCK = "runs.lock"
_MADE_OF = "made_of"
"""File of a run that names the state of the ledger when it was read."""
_BEFORE = "before.parquet"
"""Table of a run: `members` of the run that it was held against, empty for the first; so that it can be made again."""


def save(
    workspace: Workspace,
    findings: Findings,
    info: RunInfo,
    report: Mapping[str, object],
    *,
    made_of: str | None = None,
    before: pl.DataFrame | None = None,
    keep: int = 5,
    write_graph: GraphWriter = write_embedded,
) -> Path:
    """Return the folder of the run, which is current from now on; older runs are pruned to `keep`.

    A run of the same id is replaced. `made_of` is `ledger_state` before the ledger was read, `before` what `previous`
    gave.

    Raises:
        DiskFull: no space is left; the run before stays current.
        WorkspaceBusy: another process is saving a run.
    """
    with workspace.locked(name=_LOCK):
        target = _free(workspace, info.run)
        aside = workspace.runs / f".{info.run}.{uuid.uuid4().hex}"
        try:
            _write(aside, findings, info, report, write_graph, made_of, before)
            with on_disk(workspace.path):
                aside.rename(target)
                sync(workspace.runs)
                replace_file(workspace.current, f"{target.name}\n".encode())
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        _prune(workspace, keep)
    return target


def _write(
    folder: Path,
    findings: Findings,
    info: RunInfo,
    report: Mapping[str, object],
    write_graph: GraphWriter,
    made_of: str | None,
    before: pl.DataFrame | None,
) -> None:
    with on_disk(folder.parent):
        folder.mkdir(parents=True)
        for name, table in findings.tables().items():
            _write_table(folder / f"{name}.parquet", table)
        _write_table(folder / _BEFORE, pl.DataFrame(schema=BEFORE) if before is None else before)
        _write_json(folder / "run.json", asdict(info))
        _write_json(folder / "report.json", dict(report))
        if made_of is not None:
            (folder / _MADE_OF).write_text(f"{made_of}\n", encoding="utf-8")
    write_graph(findings, info, folder / "graph.duckdb")
    with on_disk(folder.parent):
        for file in folder.iterdir():
            sync(file)
        sync(folder)


def _write_table(path: Path, table: pl.DataFrame) -> None:
    table.write_parquet(path, compression="zstd", compression_level=1)


def _write_json(path: Path, value: Mapping[str, object]) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True, default=str) + "\n", encoding="utf-8")


def _free(workspace: Workspace, run: str) -> Path:
    """Return where a run's folder can go: no two folders ever change places under one name, which takes two steps."""
    numbers = itertools.count(2)
    folder = workspace.runs / run
    while folder.exists():
        folder = workspace.runs / f"{run}.{next(numbers)}"
    return folder


def _id(folder: Path) -> str:
    """Return the id of the run in a folder."""
    return folder.name.partition(".")[0]


def note_published(workspace: Workspace, graph: str) -> None:
    """Remember to which Neo4j, as `--graph` names it, a run was published: people may decide there from now on."""
    with on_disk(workspace.path):
        replace_file(workspace.published, f"{graph}\n".encode())


def published_to(workspace: Workspace) -> str | None:
    """Return the Neo4j to which a run was published last, as `--graph` named it; None where none is known."""
    try:
        return workspace.published.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def ledger_state(workspace: Workspace) -> str | None:
    """Return a digest of all that was loaded and pruned, without reading a part; None where that cannot be told."""
    try:
        with open_manifest(workspace.ledger) as manifest:
            entered = [*manifest.source_digests(), *(f"{prune.load} {prune.before}" for prune in manifest.prunes())]
    except WorkspaceError:
        return None
    return hashlib.sha256("\n".join(entered).encode()).hexdigest()


def outdated(workspace: Workspace) -> str | None:
    """Return the id of the current run where the ledger has changed since; None where it has not, or nobody knows.

    Runs of earlier versions do not say what they were made of.
    """
    try:
        run = current_run(workspace)
        made_of = (run / _MADE_OF).read_text(encoding="utf-8").strip()
    except (RunNotFound, OSError):
        return None
    return _id(run) if ledger_state(workspace) not in (None, made_of) else None


def previous(workspace: Workspace, run: str, decided: Collection[str] = ()) -> pl.DataFrame | None:
    """Return what the run before `run` hands down to it, so that its campaigns keep their ids; None before the first.

    That is the current one. A run that is there already and is made again is held against what it was held against,
    so that it comes out the same in every byte; held against itself it would tell of no birth and no split. Runs of
    earlier versions do not say what that was: then it is the one saved before it, and where none is left, itself.
    A run of another version, whose other tables had other columns, hands on its ids too. `decided` are ids of groups
    that people decided about.
    One that is gone or damaged is passed over for the one saved before it: detection must be able to mend that.
    """
    saved = _folders(workspace)
    again = next((folder for folder in saved if _id(folder) == run), workspace.runs / run)
    with suppress(GraphCorrupt):
        return _table(again / _BEFORE, BEFORE)
    with suppress(RunNotFound):
        saved.insert(0, current_run(workspace))
    for folder in sorted(saved, key=lambda folder: _id(folder) == run):
        with suppress(GraphCorrupt):
            members = _table(folder / "members.parquet", SCHEMAS["members"])
            before, verdicts = None, pl.DataFrame(schema=SCHEMAS["campaigns"])
            with suppress(GraphCorrupt):
                before = _table(folder / _BEFORE, BEFORE)
            with suppress(GraphCorrupt):
                verdicts = _table(folder / "campaigns.parquet", SCHEMAS["campaigns"])
            return handed_down(members, verdicts, before, decided)
    return None


def _folders(workspace: Workspace) -> list[Path]:
    """Return the folders of all runs, the one saved last first."""
    if not workspace.runs.is_dir():
        return []
    folders = [folder for folder in workspace.runs.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    return sorted(folders, key=lambda folder: (folder.stat().st_mtime_ns, folder.name), reverse=True)


def load_findings(run: Path) -> Findings:
    """Return the findings in the folder of a run.

    Raises:
        RunNotFound: there is no such folder.
        GraphCorrupt: a table is missing, damaged or has other columns.
    """
    if not run.is_dir():
        raise RunNotFound(f"There is no run {run.name}; it was pruned, or never made.")
    return Findings(**{name: _table(run / f"{name}.parquet", schema) for name, schema in SCHEMAS.items()})


def _table(file: Path, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    try:
        table = pl.read_parquet(file, glob=False)
    except (pl.exceptions.PolarsError, OSError):
        raise _damaged(file) from None
    if dict(table.schema) != schema:
        raise _damaged(file)
    return table


def load_info(run: Path) -> RunInfo:
    """Return what identifies the run in a folder.

    Raises:
        RunNotFound: there is no such folder.
        GraphCorrupt: `run.json` is missing or damaged.
    """
    if not run.is_dir():
        raise RunNotFound(f"There is no run {run.name}; it was pruned, or never made.")
    try:
        return RunInfo(**json.loads((run / "run.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise _damaged(run / "run.json") from None


def _damaged(file: Path) -> GraphCorrupt:
    return GraphCorrupt(f"{file} is missing, damaged or of another version; run `linkage detect` to make the run anew.")


def _prune(workspace: Workspace, keep: int) -> None:
    """Remove all runs but the `keep` saved last, what they replaced, and what a killed save left.

    The current one is among those that stay.
    """
    served = current_run(workspace)
    others = [folder for folder in _folders(workspace) if _id(folder) != _id(served)]
    replaced = [folder for folder in _folders(workspace) if _id(folder) == _id(served) and folder != served]
    for folder in [*replaced, *others[keep - 1 :]]:
        # Renamed first, so that no half-removed run can be taken for a whole one.
        folder.rename(workspace.runs / f".{folder.name}.{uuid.uuid4().hex}")
    for leftover in workspace.runs.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)
