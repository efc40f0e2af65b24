"""The facts on disk: append-only, each file counted exactly once, read back as one snapshot.

A load writes what it accepts as parts (Parquet files that never change) and enters them in a manifest; a file is
known by the hash of its content. A snapshot is the union of all parts in integer ids, and its order is canonical:
accounts by id, identifiers by (kind, key), so the same facts give the same bytes whatever came first.
"""

from linkage.ledger.build import build_snapshot
from linkage.ledger.folder import snapshot_of_folder
from linkage.ledger.snapshot import Snapshot

__all__ = ["Snapshot", "build_snapshot", "snapshot_of_folder"]
