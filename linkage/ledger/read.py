"""The ledger on disk, read back as one snapshot."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from linkage.errors import WorkspaceError
from linkage.ledger.build import build_snapshot
from linkage.ledger.manifest import PartEntry, open_manifest
from linkage.ledger.merge import LOAD
from linkage.ledger.parts import damaged, scan
from linkage.ledger.prompts import SKELETONS, newest, with_templates
from linkage.ledger.snapshot import Snapshot
from linkage.ledger.workspace import Workspace
from linkage.log import stage
from linkage.records.sources import digest_of


def snapshot(workspace: Workspace) -> Snapshot:
    """Return the snapshot of everything that was loaded into `workspace`; loads at work meanwhile do not show.

    Raises:
        WorkspaceError: nothing was loaded yet, everything was pruned, or the manifest or a part is damaged.
    """
    while True:
        parts, digest = _entered(workspace)
        try:
            return _snapshot(workspace, parts, digest)
        except (pl.exceptions.PolarsError, OSError, WorkspaceError):
            if _entered(workspace)[0] == parts:
                for path in damaged_parts(workspace):
                    raise damaged(workspace.ledger, path) from None
                raise
            # A prune took parts away while they were read: what it left is read instead.


def _entered(workspace: Workspace) -> tuple[tuple[PartEntry, ...], str]:
    """Return the parts and a digest of the sources and prunes that made them."""
    with open_manifest(workspace.ledger) as manifest:
        parts, digests, prunes = manifest.parts(), manifest.source_digests(), manifest.prunes()
    if not parts and prunes:
        raise WorkspaceError(f"Everything in {workspace.path} was pruned; load newer files first.")
    if not parts:
        raise WorkspaceError(f"Nothing was loaded into {workspace.path} yet; load files first.")
    named = [*digests, *(f"pruned {prune.load} {prune.before}" for prune in prunes)]
    return parts, hashlib.sha256("\n".join(named).encode()).hexdigest()


def _snapshot(workspace: Workspace, parts: tuple[PartEntry, ...], digest: str) -> Snapshot:
    folders: dict[str, list[PartEntry]] = defaultdict(list)
    for part in parts:
        folders[part.folder].append(part)
    with stage("snapshot.built", n_parts=len(parts)) as facts:
        found = _build(workspace, folders, digest)
        facts |= {"n_accounts": found.accounts.height, "n_uses": found.uses.height}
    return found


def damaged_parts(workspace: Workspace) -> tuple[str, ...]:
    """Return the parts that are missing or whose content is not as it was entered; reads all of them."""
    with open_manifest(workspace.ledger) as manifest:
        parts = manifest.parts()
    return tuple(part.path for part in parts if not _is_intact(workspace, part))


def _is_intact(workspace: Workspace, part: PartEntry) -> bool:
    try:
        return digest_of(workspace.ledger / part.path) == part.digest
    except OSError:
        return False


def _build(workspace: Workspace, folders: dict[str, list[PartEntry]], digest: str) -> Snapshot:
    ledger = workspace.ledger
    accounts = accounts_by_load(ledger, folders["accounts"])
    observations = {}
    for folder, parts in folders.items():
        rows = scan(ledger, parts)
        if folder.startswith("observations/") and rows is not None:
            observations[folder.removeprefix("observations/")] = rows
    activity = scan(ledger, folders["activity"])
    if activity is not None:
        activity = with_templates(activity, ledger, [part for own in folders.values() for part in own])
    return build_snapshot(
        accounts=accounts,
        activity=activity,
        observations=observations,
        skeletons=newest(ledger, folders[SKELETONS], SKELETONS),
        digest=digest,
    )


def accounts_by_load(ledger: Path, parts: Sequence[PartEntry]) -> pl.LazyFrame | None:
    """Return the rows of parts of accounts with the number of the load that brought each, or None without parts."""
    by_load: dict[int, list[PartEntry]] = defaultdict(list)
    for part in parts:
        by_load[part.load].append(part)
    frames = []
    for load, own in by_load.items():
        rows = scan(ledger, own)
        if rows is not None:
            frames.append(rows.with_columns(pl.lit(load, pl.Int64).alias(LOAD)))
    return pl.concat(frames) if frames else None
