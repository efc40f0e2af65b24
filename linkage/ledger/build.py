"""From the facts of the ledger to one snapshot: pure, canonical, kind by kind to bound memory."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.identifiers import client
from linkage.identifiers.kinds import KINDS
from linkage.ledger.events import activity_table, once
from linkage.ledger.gather import Facts, number, uses_of
from linkage.ledger.merge import merge_accounts
from linkage.ledger.pairs import NEVER_AFTER, NEVER_BEFORE, Pairs, earliest, latest, stable_order
from linkage.ledger.snapshot import ACCOUNTS, ACTIVITY, USES, Snapshot
from linkage.ledger.uses import KindUses
from linkage.records.batch import ACTIVITY_SCHEMA, OBSERVATIONS_SCHEMA

Frame = pl.DataFrame | pl.LazyFrame

REQUEST_KINDS: Final = ("template", "artifact")
"""Kinds whose share is of all requests: most requests carry none, and that says something."""
SKELETONS: Final[dict[str, pl.DataType]] = {"key": pl.String(), "skeleton": pl.String()}


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
        skeletons: `SKELETONS` of the learned templates.
        digest: names the sources. The snapshot's digest covers with it what the accounts came to be,
            since of two loads that update one account the later counts.

    A frame may be absent, and so may its optional columns. Linear in rows, beside sorts of the distinct
    ids and of the activity.
    """
    facts = _facts(accounts, activity, observations)
    uses = list(uses_of(facts))
    pairs = _joined(uses)
    known = _accounts(facts, pairs)
    first, last = _times(pairs, known)
    return Snapshot(
        accounts=known,
        identifiers=_identifiers(uses, pairs, first, last),
        uses=_uses(uses, pairs, first, last, known),
        activity=_activity(facts),
        skeletons=pl.DataFrame(schema=SKELETONS)
        if skeletons is None
        else skeletons.select(list(SKELETONS)).sort("key"),
        digest=_digest(digest, facts.accounts),
    )


def _digest(sources: str, accounts: pl.DataFrame) -> str:
    told = hashlib.sha256(sources.encode())
    told.update(accounts.write_csv().encode())
    return told.hexdigest()


def _facts(accounts: Frame | None, activity: Frame | None, observations: Frame | Mapping[str, Frame] | None) -> Facts:
    merged = merge_accounts(_complete(accounts, {"account_id": pl.String()}))
    requests = once(_with_client(_complete(activity, ACTIVITY_SCHEMA)))
    if observations is None or isinstance(observations, Mapping):
        by_kind = {kind: _complete(frame, OBSERVATIONS_SCHEMA) for kind, frame in (observations or {}).items()}
    else:
        all_kinds = _complete(observations, OBSERVATIONS_SCHEMA)
        by_kind = {kind: all_kinds.filter(pl.col("kind") == kind) for kind in KINDS}
    sources = [frame.select("account_id") for frame in (merged.lazy(), requests, *by_kind.values())]
    ids = pl.concat(sources).unique().collect(engine="streaming")["account_id"].sort()
    base = requests.select(number(ids), "at", pl.col("requests").fill_null(1)).collect(engine="streaming")
    return Facts(ids, merged, requests, base, by_kind)


def _complete(frame: Frame | None, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
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


def _joined(kinds: Sequence[KindUses]) -> Pairs:
    """Return the pairs of all kinds, sorted by (identifier, account); identifiers numbered over all kinds."""
    offsets = np.cumsum([0, *(uses.keys.len() for uses in kinds)])
    columns = ("account", "count", "first_seen", "last_seen")
    joined = {name: np.concatenate([getattr(uses.pairs, name) for uses in kinds]) for name in columns}
    numbered = [uses.pairs.identifier + np.uint32(offset) for uses, offset in zip(kinds, offsets, strict=False)]
    return Pairs(identifier=np.concatenate(numbered), **joined)


def _accounts(facts: Facts, pairs: Pairs) -> pl.DataFrame:
    """Return `ACCOUNTS`: what accounts rows say, with how much and when each was seen."""
    n = facts.ids.len()
    first, last = np.full(n, NEVER_BEFORE), np.full(n, NEVER_AFTER)
    n_requests = np.zeros(n, np.int64)
    account, at = facts.base["account"].to_numpy(), facts.base["at"].to_numpy()
    np.add.at(n_requests, account, facts.base["requests"].to_numpy())
    for keys, firsts, lasts in ((account, at, at), (pairs.account, pairs.first_seen, pairs.last_seen)):
        earliest(keys, firsts, first)
        latest(keys, lasts, last)
    seen = pl.DataFrame({"account_id": facts.ids, "n_requests": n_requests, "first_seen": first, "last_seen": last})
    return (
        seen.with_columns(_known("first_seen", NEVER_BEFORE), _known("last_seen", NEVER_AFTER))
        .join(facts.accounts, on="account_id", how="left", maintain_order="left")
        .select(list(ACCOUNTS))
    )


def _known(name: str, never: int) -> pl.Expr:
    return pl.when(pl.col(name) != never).then(pl.col(name)).alias(name)


def _times(pairs: Pairs, known: pl.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return first and last moments of the pairs, those without any taking the times of their account."""
    found = []
    for name, never in (("first_seen", NEVER_BEFORE), ("last_seen", NEVER_AFTER)):
        moments = getattr(pairs, name)
        missing = np.flatnonzero(moments == never)
        if missing.size:
            own = known[name].fill_null(known["created_at"]).fill_null(never).to_numpy()
            moments = moments.copy()
            moments[missing] = own[pairs.account[missing]]
        found.append(moments)
    return found[0], found[1]


def _identifiers(
    kinds: Sequence[KindUses], pairs: Pairs, first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]
) -> pl.DataFrame:
    n = sum(uses.keys.len() for uses in kinds)
    earlier, later = np.full(n, NEVER_BEFORE), np.full(n, NEVER_AFTER)
    earliest(pairs.identifier, first, earlier)
    latest(pairs.identifier, last, later)
    named = pl.concat([pl.select(kind=pl.repeat(uses.kind, uses.keys.len()), key=uses.keys) for uses in kinds])
    degrees = np.bincount(pairs.identifier, minlength=n).astype(np.uint32)
    return named.with_columns(n_accounts=degrees, first_seen=earlier, last_seen=later).select(
        "kind", "key", "n_accounts", _known("first_seen", NEVER_BEFORE), _known("last_seen", NEVER_AFTER)
    )


def _uses(
    kinds: Sequence[KindUses],
    pairs: Pairs,
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
    known: pl.DataFrame,
) -> pl.DataFrame:
    n_requests = known["n_requests"].to_numpy()
    shares = []
    for uses in kinds:
        account, count = uses.pairs.account, uses.pairs.count
        totals = np.bincount(account, weights=count, minlength=known.height)
        if uses.kind in REQUEST_KINDS:
            totals = np.maximum(n_requests, totals)
        shares.append((count / totals[account]).astype(np.float32))
    # Pairs are in the order of identifiers, and the sort is stable: so this sorts by (account, identifier).
    order = stable_order(pairs.account, known.height)
    return pl.DataFrame(
        {
            "account": pairs.account[order],
            "identifier": pairs.identifier[order],
            "count": pairs.count[order],
            "share": np.concatenate(shares)[order],
            "first_seen": first[order],
            "last_seen": last[order],
        },
        schema=USES,
    ).with_columns(_known("first_seen", NEVER_BEFORE), _known("last_seen", NEVER_AFTER))


def _activity(facts: Facts) -> pl.DataFrame:
    columns = dict(facts.base.to_dict())
    for name, dtype in ACTIVITY.items():
        if name in columns:
            continue
        column = pl.col(name)
        if dtype == pl.Enum:
            words = facts.activity.select(column.drop_nulls().unique()).collect(engine="streaming")[name].sort()
            column = column.cast(pl.Enum(words))
        columns[name] = facts.activity.select(column).collect(engine="streaming")[name]
    return activity_table(pl.DataFrame(columns))
