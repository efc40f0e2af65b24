"""The facts on disk: append-only, each file counted exactly once, read back as one snapshot.

A load writes what it accepts as parts (Parquet files that never change) and enters them in a manifest; a file is
known by the hash of its content, an event by its id. What is not in the manifest does not count, so a load that was
killed leaves nothing. A snapshot is the union of all parts in integer ids, and its order is canonical: accounts by id,
identifiers by (kind, key), so the same facts give the same bytes whatever came first. That stops where order is
meant: of two loads that say different things about one account, the later counts.
"""

from linkage.ledger.build import build_snapshot, complete
from linkage.ledger.load import load
from linkage.ledger.present_state import PresentState
from linkage.ledger.prune import prune
from linkage.ledger.read import damaged_parts, snapshot
from linkage.ledger.report import LoadProgress, LoadReport, PruneReport, SourceReport
from linkage.ledger.snapshot import Snapshot
from linkage.ledger.workspace import Workspace

__all__ = [
    "LoadProgress",
    "LoadReport",
    "PresentState",
    "PruneReport",
    "Snapshot",
    "SourceReport",
    "Workspace",
    "build_snapshot",
    "complete",
    "damaged_parts",
    "load",
    "prune",
    "snapshot",
]
