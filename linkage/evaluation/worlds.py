"""Worlds as snapshots: read, cut off at a day, and with a family of evidence taken away."""

import shlex
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import structlog

from linkage import ledger
from linkage.errors import TooManyRejected, UnreadableFile
from linkage.evaluation.counts import SEED
from linkage.evaluation.plain import TYPES, rows_of, snapshot_of_folder
from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot
from linkage.records import find_sources
from linkage.records.batch import ACCOUNTS_SCHEMA, REQUIRED, SCHEMAS, Table
from linkage.settings import LoadSettings

DAY_SECONDS: Final = 86_400
JITTER_SECONDS: Final = 6 * 3600
"""An account's times are moved by up to this to take timing away: rhythm over the day stays, coincidence goes."""
RAW: Final = {"prompt", "system_prompt", "email"}
"""Columns of which a load makes templates and mail domains."""
FAMILIES: Final = (*dict.fromkeys(kind.family for kind in KINDS.values()), "time")
"""What can be taken away: the families of kinds, of which `context` is mail domain and client, and time."""


def read_world(folder: Path, settings: LoadSettings, *, plain: bool | None = None) -> Snapshot:
    """Return a world's snapshot: straight from Parquet files, or else loaded into a workspace that is then dropped.

    Both ways put the identifiers of accounts and activity into normal form; straight from files they stay in the clear,
    which is what planted evidence is compared with, and what has no normal form is passed over. Worlds with prompts,
    mail addresses or observations are loaded: only that learns templates, takes mail domains, and knows every kind.
    Whoever knows what `is_plain` says of the folder tells it as `plain`.

    Raises:
        InputError: the folder holds no world, or files that cannot be read.
    """
    if plain or (plain is None and is_plain(folder)):
        return snapshot_of_folder(folder)
    snapshot, n_bad = _loaded(folder, settings)
    if n_bad:
        structlog.get_logger().warning("evaluation.rows_left_out", world=folder.name, n_bad=n_bad)
    return snapshot


def is_plain(folder: Path) -> bool:
    """Return whether a world can be read straight from its files: Parquet, with nothing that only a load makes use of.

    A file that is damaged, and rows that lack what each must have, are a load's to judge as well.
    """
    files = {table: sorted(folder.glob(f"{table}*.parquet")) for table in SCHEMAS}
    try:
        return (
            bool(files["activity"])
            and not files["observations"]
            and all(_is_clean(path, table) for table in files for path in files[table])
        )
    except (OSError, pl.exceptions.PolarsError):
        return False


def _is_clean(file: Path, table: Table) -> bool:
    schema, required = pl.read_parquet_schema(file), REQUIRED[table]
    if any(name in RAW or _wants_a_load(name, dtype) for name, dtype in schema.items()):
        return False
    if not schema.keys() >= {*required}:
        return False
    rows = rows_of([file], table)
    assert rows is not None
    missing = (pl.col(name).is_null() | (pl.col(name).cast(pl.String) == "") for name in required)
    lacking = rows.select(pl.any_horizontal(missing).any())
    return not lacking.collect(engine="streaming").item()


def _wants_a_load(name: str, dtype: pl.DataType) -> bool:
    """Return whether only a load can read a column, or say what is wrong with it: moments as text, lists, bytes."""
    known = TYPES.get(name)
    return known is not None and (
        (known, dtype) == (pl.Int64(), pl.String()) or dtype.is_nested() or dtype == pl.Binary
    )


def _loaded(folder: Path, settings: LoadSettings, world: Path | None = None) -> tuple[Snapshot, int]:
    """Return the snapshot of a world's files as a load reads them, and how many rows it left out as bad.

    What is advised names `world`, where the files are but a part of it.
    """
    with tempfile.TemporaryDirectory(prefix="linkage-evaluate-") as aside:
        workspace = ledger.Workspace.open(Path(aside) / "workspace", create=True)
        try:
            report = ledger.load(workspace, find_sources([str(folder)]), settings=settings)
        except TooManyRejected:
            named = world or folder
            # Its quarantine goes with this workspace.
            raise TooManyRejected(
                f"{named} has more bad rows than are tolerated; `linkage load {shlex.quote(str(named))}` says which, "
                "mend them."
            ) from None
        return ledger.snapshot(workspace), report.n_rejected


def check_activity(folder: Path) -> None:
    """Raise unless a world can be cut off at a day, for which its activity must be Parquet.

    Raises:
        UnreadableFile: the folder holds no Parquet activity.
    """
    if not any(folder.glob("activity*.parquet")):
        raise UnreadableFile(f"{folder} holds no activity*.parquet; only such a world can be cut off at a day.")


def table_of(folder: Path, table: Table) -> pl.LazyFrame:
    """Return a table of a Parquet world in the types of the ledger, without the rows that lack what each must have.

    Without a file of that table it has no rows, and only the columns that each must have.
    """
    required = {name: SCHEMAS[table][name] for name in REQUIRED[table]}
    rows = rows_of(sorted(folder.glob(f"{table}*.parquet")), table)
    return ledger.complete(rows, required).drop_nulls(list(required))


def span_of(activity: pl.LazyFrame) -> tuple[int, int] | None:
    """Return the first and the last moment of activity, in epoch seconds; None where there is none."""
    first, last = activity.select(first=pl.col("at").min(), last=pl.col("at").max()).collect().row(0)
    return None if first is None else (first, last)


def read_until(
    folder: Path, moment: int, settings: LoadSettings, *, plain: bool, without: pl.Series | None = None
) -> Snapshot:
    """Return the snapshot of a Parquet world as it was known at a moment (epoch seconds).

    Activity from then on, accounts created later and suspensions that were still to come are left out; so are the
    accounts whose ids `without` lists. Templates are learned of what was sent by then. `plain` is what `is_plain` says
    of the whole folder, which reads all of its ids and moments: once is enough for all cuts.

    Raises:
        UnreadableFile: the folder holds no Parquet activity.
    """
    check_activity(folder)
    known = pl.col("status_at") < moment
    others = ~pl.col("account_id").is_in([] if without is None else without.to_list())
    accounts = ledger.complete(table_of(folder, "accounts"), ACCOUNTS_SCHEMA).filter(
        (pl.col("created_at").is_null() | (pl.col("created_at") < moment)) & others
    )
    accounts = accounts.with_columns(
        status=pl.when(known | pl.col("status_at").is_null()).then("status").otherwise(pl.lit("active")),
        status_at=pl.when(known).then("status_at"),
    )
    activity = table_of(folder, "activity").filter((pl.col("at") < moment) & others)
    if plain:
        return ledger.build_snapshot(accounts=accounts, activity=activity, digest=f"{folder.name} until {moment}")
    with tempfile.TemporaryDirectory(prefix="linkage-evaluate-") as aside:
        accounts.sink_parquet(Path(aside) / "accounts.parquet")
        activity.sink_parquet(Path(aside) / "activity.parquet")
        return _loaded(Path(aside), settings, folder)[0]


def without_family(snapshot: Snapshot, family: str) -> Snapshot:
    """Return the snapshot without a family of evidence; for `time`, with each account's clock moved on its own."""
    if family == "time":
        return _out_of_step(snapshot)
    kinds = [name for name, kind in KINDS.items() if kind.family == family]
    return without_identifiers(snapshot, ~snapshot.identifiers["kind"].is_in(kinds))


def without_evidence(snapshot: Snapshot, evidence: pl.DataFrame) -> Snapshot:
    """Return the snapshot without the identifiers of a table `kind, key`."""
    planted = evidence.select("kind", "key").unique().with_columns(planted=pl.lit(True))
    marked = snapshot.identifiers.join(planted, on=["kind", "key"], how="left", maintain_order="left")
    return without_identifiers(snapshot, marked["planted"].is_null())


def without_identifiers(snapshot: Snapshot, keep: pl.Series) -> Snapshot:
    """Return the snapshot with only the identifiers where `keep` (bool[n_identifiers]) holds, numbered anew."""
    kept = keep.to_numpy()
    number = np.cumsum(kept, dtype=np.int64).astype(np.uint32) - np.uint32(1)
    used = snapshot.uses["identifier"].to_numpy()
    inside = kept[used]
    uses = snapshot.uses.filter(pl.Series(inside)).with_columns(pl.Series("identifier", number[used[inside]]))
    return replace(snapshot, identifiers=snapshot.identifiers.filter(keep), uses=uses)


def _out_of_step(snapshot: Snapshot) -> Snapshot:
    shift = np.random.default_rng(SEED).integers(-JITTER_SECONDS, JITTER_SECONDS, snapshot.accounts.height)
    moved = snapshot.activity["at"].to_numpy() + shift[snapshot.activity["account"].to_numpy()]
    return replace(snapshot, activity=snapshot.activity.with_columns(pl.Series("at", moved)))


def with_conduct_swapped(snapshot: Snapshot, ones: pl.Series, others: pl.Series) -> Snapshot:
    """Return the snapshot in which two lists of account ids have each other's requests; both keep what they used.

    Times, volumes, tokens and models change hands; addresses, devices, cards and prompts do not. What the longer
    list has more stays as it is; accounts that the snapshot lacks do not count.
    """
    ids = snapshot.accounts["account_id"]
    number = pl.Series(np.arange(ids.len()))
    known = [side.filter(side.is_in(ids.implode())) for side in (ones, others)]
    n = min(side.len() for side in known)
    a, b = (number.filter(ids.is_in(side.head(n).to_list())).to_numpy() for side in known)
    new = np.arange(ids.len(), dtype=np.uint32)
    new[a], new[b] = b, a
    activity = snapshot.activity.with_columns(pl.Series("account", new[snapshot.activity["account"].to_numpy()]))
    volumes = snapshot.accounts.select("n_requests", "first_seen", "last_seen")[new]
    return replace(
        snapshot,
        activity=activity.sort("account", "at", maintain_order=True),
        accounts=snapshot.accounts.with_columns(volumes.get_columns()),
    )
