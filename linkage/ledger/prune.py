"""Retention: what was last seen before a moment leaves the ledger, and accounts of which nothing is left with it.

Parts never change, so those that hold something old are written anew beside themselves, without it; one transaction
of the manifest puts the new in the place of the old, and only then are the old removed. Killed at any instant, the
ledger is the one before or the one after, and the next prune or load removes the files that no longer count.

An account's last sign of life is the latest of its activity, its observations, its creation and its change of
status. Rows without a date go with their account, and an account of which nothing has a date stays.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from linkage.ledger.build import complete
from linkage.ledger.durable import on_disk
from linkage.ledger.manifest import Manifest, PartEntry, PruneEntry, open_manifest
from linkage.ledger.merge import LOADED, merge_accounts
from linkage.ledger.parts import Stage, Staged, clear_orphans, place_instead, scan
from linkage.ledger.prompts import (
    DICTIONARY,
    PRINTS,
    SKELETONS,
    learned_again,
    lowest,
    newest,
    of_templates,
    prompt_of,
)
from linkage.ledger.read import accounts_by_load
from linkage.ledger.report import PruneReport
from linkage.ledger.retention import last_signs, recent, seen_since
from linkage.ledger.workspace import Workspace
from linkage.log import stage as logged


@dataclass(frozen=True, slots=True)
class _Plan:
    """What goes: by account, and by part the rows that stay."""

    gone: pl.DataFrame
    """`account_id` of accounts whose last sign of life lies too far back."""
    n_left: int
    kept: dict[PartEntry, pl.LazyFrame]
    """Of each part that loses rows, those that it keeps."""
    n_lost: dict[PartEntry, int]


def prune(workspace: Workspace, before: int, *, dry_run: bool = False, wait_seconds: float = 30.0) -> PruneReport:
    """Return what left the ledger because it was last seen before `before`, in epoch seconds.

    Raises:
        WorkspaceError: nothing was loaded yet, or the manifest or a part is damaged.
        WorkspaceBusy: another process has been writing for `wait_seconds`.
        DiskFull: no space is left for the parts that are written anew; the ledger is the one before.
    """
    started = time.perf_counter()
    ledger = workspace.ledger
    if dry_run:
        with open_manifest(ledger) as manifest:
            return _report(_plan(ledger, manifest.parts(), before), before, started, dry_run=True)
    with open_manifest(ledger):  # before the lock makes a workspace of a folder that is none
        pass
    with workspace.locked(wait_seconds), open_manifest(ledger) as manifest, logged("ledger.pruned") as facts:
        entered = manifest.parts()
        clear_orphans(ledger, entered)
        plan = _plan(ledger, entered, before)
        if plan.n_lost:
            try:
                _enter(ledger, manifest, entered, plan, before)
            finally:
                clear_orphans(ledger, manifest.parts())
            _forget_rejected(workspace, entered, manifest.parts())
        report = _report(plan, before, started, dry_run=False)
        facts |= {"n_accounts": report.n_accounts, "n_activity": report.n_activity}
        return report


def _plan(ledger: Path, parts: Sequence[PartEntry], before: int) -> _Plan:
    last = _last_seen(ledger, parts)
    gone = last.filter(pl.col("last") < before).select("account_id")
    sent = _sent_since(ledger, parts, before)
    since = _seen_since(ledger, parts, before)
    kept, n_lost = {}, {}
    for part in parts:
        rows = scan(ledger, [part])
        assert rows is not None
        stays = _stays(part.folder, rows, before, gone.lazy(), sent, since.get(part.folder))
        if stays is None:
            continue
        n_kept = int(stays.select(pl.len()).collect(engine="streaming").item())
        if n_kept < part.n_rows:
            kept[part], n_lost[part] = stays, part.n_rows - n_kept
    return _Plan(gone, last.height - gone.height, kept, n_lost)


def _last_seen(ledger: Path, parts: Sequence[PartEntry]) -> pl.DataFrame:
    """Return `account_id` and `last`, its last sign of life in epoch seconds or null, of every account."""
    accounts = accounts_by_load(ledger, [part for part in parts if part.folder == "accounts"])
    dated = [] if accounts is None else [("accounts", merge_accounts(complete(accounts, LOADED)).lazy())]
    for part in parts:
        rows = scan(ledger, [part]) if part.folder.startswith(("activity", "observations/")) else None
        if rows is not None:
            dated.append((part.folder, rows))
    return last_signs(dated).collect(engine="streaming")


def _sent_since(ledger: Path, parts: Sequence[PartEntry], before: int) -> pl.LazyFrame | None:
    """Return `account_id`, `prompt` of the prompts that somebody sent since, or None in a ledger without prompts."""
    activity = scan(ledger, [part for part in parts if part.folder == "activity"])
    if activity is None or not any(part.folder == PRINTS for part in parts):
        return None
    sent = activity.filter(pl.col("at") >= before).select("account_id", prompt=prompt_of(pl.col("template_id")))
    return sent.drop_nulls().unique().collect(engine="streaming").lazy()


def _seen_since(ledger: Path, parts: Sequence[PartEntry], before: int) -> dict[str, pl.LazyFrame]:
    """Return, by folder of observations, the pairs that were seen since and of which older rows tell too."""
    found = {}
    for folder in dict.fromkeys(part.folder for part in parts if part.folder.startswith("observations/")):
        rows = scan(ledger, [part for part in parts if part.folder == folder])
        assert rows is not None
        found[folder] = seen_since(rows, before).lazy()
    return found


def _stays(
    folder: str,
    rows: pl.LazyFrame,
    before: int,
    gone: pl.LazyFrame,
    sent: pl.LazyFrame | None,
    since: pl.LazyFrame | None,
) -> pl.LazyFrame | None:
    """Return the rows of a part that stay, or None for a part that holds no rows of accounts."""
    if folder == "activity":
        return rows.filter(pl.col("at") >= before)
    if folder == PRINTS and sent is not None:
        return rows.join(sent, on=["account_id", "prompt"], how="semi", maintain_order="left")
    if folder == "accounts":
        return rows.join(gone, on="account_id", how="anti", maintain_order="left")
    if since is not None:
        return recent(rows, before, since).join(gone, on="account_id", how="anti", maintain_order="left")
    return None


def _enter(ledger: Path, manifest: Manifest, entered: Sequence[PartEntry], plan: _Plan, before: int) -> None:
    number = max((one.number for one in manifest.prunes()), default=0) + 1
    stage = Stage(ledger)
    removed = list(plan.kept)
    instead = []
    for part, rows in plan.kept.items():
        left = rows.collect(engine="streaming")
        if left.height:
            instead.append((part, stage.rewrite(part.folder, left)))
    if any(part.folder == PRINTS for part in removed):
        removed += [part for part in entered if part.folder in (DICTIONARY, SKELETONS)]
        prints = [new.file for part, new in instead if part.folder == PRINTS]
        prints += [ledger / part.path for part in entered if part.folder == PRINTS and part not in plan.kept]
        instead += _templates(ledger, entered, prints, stage)
    parts = place_instead(ledger, number, instead)
    last_load = manifest.next_load() - 1
    manifest.enter_prune(PruneEntry(number, before, last_load), removed, parts)


def _templates(
    ledger: Path, entered: Sequence[PartEntry], prints: Sequence[Path], stage: Stage
) -> Iterator[tuple[PartEntry, Staged]]:
    """Yield the dictionary and the skeletons of the prompts that are left."""
    if not prints:
        return
    learned = learned_again(ledger, entered, lowest(pl.scan_parquet(list(prints)).collect(engine="streaming")))
    shown = newest(ledger, entered, SKELETONS)
    tables = {DICTIONARY: learned.to_frame(), SKELETONS: None if shown is None else of_templates(shown, learned)}
    for folder, table in tables.items():
        old = max((part for part in entered if part.folder == folder), key=lambda part: part.load, default=None)
        if old is not None and table is not None:
            yield old, stage.rewrite(folder, table)


def _forget_rejected(workspace: Workspace, before: Sequence[PartEntry], after: Sequence[PartEntry]) -> None:
    """Remove the rejected rows of loads of which nothing is left."""
    with on_disk(workspace.path):
        for load in {part.load for part in before} - {part.load for part in after}:
            (workspace.quarantine / f"{load:06d}.ndjson").unlink(missing_ok=True)


def _report(plan: _Plan, before: int, started: float, *, dry_run: bool) -> PruneReport:
    lost = {"activity": 0, "observations": 0}
    for part, n_lost in plan.n_lost.items():
        table = part.folder.partition("/")[0]
        lost[table] = lost.get(table, 0) + n_lost
    return PruneReport(
        before=before,
        dry_run=dry_run,
        n_accounts=plan.gone.height,
        n_activity=lost["activity"],
        n_observations=lost["observations"],
        n_left=plan.n_left,
        seconds=round(time.perf_counter() - started, 3),
    )
