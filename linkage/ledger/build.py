"""From the facts of the ledger to one snapshot: pure, canonical, kind by kind to bound memory."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.identifiers import client
from linkage.identifiers.kinds import KINDS
from linkage.ledger.events import once
from linkage.ledger.gather import Facts, number, twice_told, uses_of
from linkage.ledger.merge import LOADED, merge_accounts
from linkage.ledger.pairs import NEVER_AFTER, NEVER_BEFORE, earliest, latest, stable_order
from linkage.ledger.prompts import told_once
from linkage.ledger.snapshot import ACCOUNTS, ACTIVITY, USES, Snapshot
from linkage.records.batch import ACTIVITY_SCHEMA, OBSERVATIONS_SCHEMA

Frame = pl.DataFrame | pl.LazyFrame
Columns = dict[str, npt.NDArray[Any]]
"""Columns of `USES` as arrays; times are `NEVER_BEFORE` and `NEVER_AFTER` where they are not known."""

REQUEST_KINDS: Final = ("template", "artifact")
"""Kinds whose share is of all requests: most requests carry none, and that says something."""
SKELETON_ROW: Final[dict[str, pl.DataType]] = {"key": pl.String(), "skeleton": pl.String()}


def build_snapshot(
    *,
    accounts: Frame | None = None,
    activity: Frame | None = None,
    observations: Frame | Mapping[str, Frame] | None = None,
    skeletons: pl.DataFrame | None = None,
    digest: str = "",
) -> Snapshot:
    """Return the snapshot of clean facts, the same whatever the order of their rows and files.

    Args:
        accounts: columns of `ACCOUNTS_SCHEMA`, and maybe `load` (see `merge_accounts`).
        activity: columns of `ACTIVITY_SCHEMA`; `event` may stand for `event_id` (see `once`).
        observations: columns of `OBSERVATIONS_SCHEMA`; or by kind, then without the column `kind`.
        skeletons: rows of `SKELETON_ROW`, of the learned templates.
        digest: names the sources. The snapshot's digest covers with it what the accounts came to be,
            since of two loads that update one account the later counts.

    A frame may be absent, and so may its optional columns. Linear in rows, beside sorts of the distinct
    ids and of the activity.
    """
    facts = _facts(accounts, activity, observations)
    n_requests = _requests(facts)
    keys, columns = _gathered(facts, n_requests)
    known = _accounts(facts, n_requests, columns)
    _fill_times(columns, known)
    return Snapshot(
        accounts=known,
        identifiers=_identifiers(keys, columns),
        uses=_uses(columns, known.height),
        activity=_activity(facts),
        skeletons=pl.DataFrame(schema=SKELETON_ROW)
        if skeletons is None
        else skeletons.select(list(SKELETON_ROW)).sort("key"),
        digest=_digest(digest, facts.accounts),
    )


def _digest(sources: str, accounts: pl.DataFrame) -> str:
    told = hashlib.sha256(sources.encode())
    told.update(accounts.write_csv().encode())
    return told.hexdigest()


def _facts(accounts: Frame | None, activity: Frame | None, observations: Frame | Mapping[str, Frame] | None) -> Facts:
    merged = merge_accounts(complete(accounts, LOADED))
    requests = once(_with_client(told_once(complete(activity, ACTIVITY_SCHEMA))))
    if observations is None or isinstance(observations, Mapping):
        by_kind = {kind: complete(frame, OBSERVATIONS_SCHEMA) for kind, frame in (observations or {}).items()}
    else:
        all_kinds = complete(observations, OBSERVATIONS_SCHEMA)
        by_kind = {kind: all_kinds.filter(pl.col("kind") == kind) for kind in KINDS}
    sources = [frame.select("account_id") for frame in (merged.lazy(), requests, *by_kind.values())]
    ids = pl.concat(sources).unique().collect(engine="streaming")["account_id"].sort()
    base = requests.select(number(ids), "at", pl.col("requests").fill_null(1)).collect(engine="streaming")
    return Facts(ids, merged, requests, base.rechunk(), by_kind)


def complete(frame: Frame | None, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
    """Return the frame with the columns of `schema` that it lacks, as nulls."""
    if frame is None:
        return pl.LazyFrame(schema=schema)
    names = frame.lazy().collect_schema().names()
    missing = {name: dtype for name, dtype in schema.items() if name not in names}
    return frame.lazy().with_columns(pl.lit(None, dtype).alias(name) for name, dtype in missing.items())


def _with_client(activity: pl.LazyFrame) -> pl.LazyFrame:
    """Return activity with `client`, which clean files that never met `normalise` lack."""
    made = client.combined(pl.col("tls_fingerprint"), pl.col("user_agent"))
    return activity.with_columns(pl.coalesce("client", made).alias("client"))


def _requests(facts: Facts) -> npt.NDArray[np.int64]:
    n_requests = np.zeros(facts.ids.len(), np.int64)
    np.add.at(n_requests, facts.base["account"].to_numpy(), facts.base["requests"].to_numpy())
    return n_requests


def _gathered(facts: Facts, n_requests: npt.NDArray[np.int64]) -> tuple[dict[str, pl.Series], Columns]:
    """Return the keys of each kind, and the columns of `USES` in the order of (identifier, account).

    Columns are arrays of their own, not a frame, so that each can be let go as soon as its sorted copy is made:
    they are most of the memory.
    """
    keys: dict[str, pl.Series] = {}
    parts: dict[str, list[npt.NDArray[np.generic]]] = {name: [] for name in USES}
    offset = 0
    for uses in uses_of(facts):
        pairs = uses.pairs
        totals = np.bincount(pairs.account, weights=pairs.count, minlength=n_requests.size)
        if uses.kind in REQUEST_KINDS:
            totals = np.maximum(n_requests, totals - twice_told(facts, uses.kind))
        parts["share"].append((pairs.count / totals[pairs.account]).astype(np.float32))
        parts["identifier"].append(pairs.identifier + np.uint32(offset))
        for name in ("account", "count", "first_seen", "last_seen"):
            parts[name].append(getattr(pairs, name))
        keys[uses.kind] = uses.keys
        offset += uses.keys.len()
    return keys, {name: np.concatenate(parts.pop(name)) for name in USES}


def _accounts(facts: Facts, n_requests: npt.NDArray[np.int64], columns: Columns) -> pl.DataFrame:
    """Return `ACCOUNTS`: what accounts rows say, with how much and when each was seen."""
    first, last = np.full(n_requests.size, NEVER_BEFORE), np.full(n_requests.size, NEVER_AFTER)
    account, at = facts.base["account"].to_numpy(), facts.base["at"].to_numpy()
    earliest(account, at, first)
    latest(account, at, last)
    earliest(columns["account"], columns["first_seen"], first)
    latest(columns["account"], columns["last_seen"], last)
    seen = pl.DataFrame({"account_id": facts.ids, "n_requests": n_requests, "first_seen": first, "last_seen": last})
    return (
        seen.with_columns(_known("first_seen", NEVER_BEFORE), _known("last_seen", NEVER_AFTER))
        .join(facts.accounts, on="account_id", how="left", maintain_order="left")
        .select(list(ACCOUNTS))
    )


def _known(name: str, never: int) -> pl.Expr:
    return pl.when(pl.col(name) != never).then(pl.col(name)).alias(name)


def _fill_times(columns: Columns, known: pl.DataFrame) -> None:
    """Give the uses that have no times those of their account, in place."""
    for name, never in (("first_seen", NEVER_BEFORE), ("last_seen", NEVER_AFTER)):
        missing = np.flatnonzero(columns[name] == never)
        if missing.size:
            own = known[name].fill_null(known["created_at"]).fill_null(never).to_numpy()
            columns[name][missing] = own[columns["account"][missing]]


def _identifiers(keys: dict[str, pl.Series], columns: Columns) -> pl.DataFrame:
    named = pl.concat([pl.select(kind=pl.repeat(kind, own.len()), key=own) for kind, own in keys.items()])
    earlier, later = np.full(named.height, NEVER_BEFORE), np.full(named.height, NEVER_AFTER)
    earliest(columns["identifier"], columns["first_seen"], earlier)
    latest(columns["identifier"], columns["last_seen"], later)
    degrees = np.bincount(columns["identifier"], minlength=named.height).astype(np.uint32)
    return named.with_columns(n_accounts=degrees, first_seen=earlier, last_seen=later).select(
        "kind", "key", "n_accounts", _known("first_seen", NEVER_BEFORE), _known("last_seen", NEVER_AFTER)
    )


def _uses(columns: Columns, n_accounts: int) -> pl.DataFrame:
    # The columns are in the order of identifiers, and the sort is stable: so this sorts by (account, identifier).
    order = stable_order(columns["account"], n_accounts)
    for name in USES:
        columns[name] = columns[name][order]
    table = pl.DataFrame(columns, schema=USES)
    return table.with_columns(_known("first_seen", NEVER_BEFORE), _known("last_seen", NEVER_AFTER))


def _activity(facts: Facts) -> pl.DataFrame:
    columns = dict(facts.base.to_dict())
    for name, dtype in ACTIVITY.items():
        if name in columns:
            continue
        column = pl.col(name)
        if dtype == pl.Enum:
            words = facts.activity.select(column.drop_nulls().unique()).collect(engine="streaming")[name].sort()
            column = column.cast(pl.Enum(words))
        columns[name] = facts.activity.select(column).collect(engine="streaming")[name].rechunk()
    return _in_order(columns, facts.ids.len())


def _in_order(columns: dict[str, pl.Series], n_accounts: int) -> pl.DataFrame:
    """Return columns of rows as the table `ACTIVITY`, taking each out of the dict: they are most of the memory.

    Sorted by (account, at); rows that agree in both stand in the order of their other columns.
    """
    by_time = columns["at"].arg_sort()
    order = by_time.gather(stable_order(columns["account"].gather(by_time).to_numpy(), n_accounts))
    account, at = columns["account"].gather(order), columns["at"].gather(order)
    same_as_next = ((account == account.shift(-1)) & (at == at.shift(-1))).fill_null(False)
    tied = (same_as_next | same_as_next.shift(1, fill_value=False)).arg_true()
    # Ties are few: sorting only them by every column is ten times cheaper than sorting all rows so.
    among = order.gather(tied)
    rows = pl.DataFrame({name: columns[name].gather(among) for name in ACTIVITY})
    ranked = rows.select(pl.arg_sort_by(*ACTIVITY, nulls_last=False)).to_series()
    order = order.scatter(tied, among.gather(ranked))
    return pl.DataFrame({name: columns.pop(name).gather(order) for name in ACTIVITY})
