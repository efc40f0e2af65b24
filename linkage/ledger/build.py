"""From the facts of the ledger to one snapshot: pure, canonical, kind by kind to bound memory."""

from typing import Final

import numpy as np
import polars as pl

from linkage.identifiers.kinds import KINDS
from linkage.ledger.events import activity_table, once
from linkage.ledger.merge import merge_accounts
from linkage.ledger.snapshot import ACCOUNTS, ACTIVITY, IDENTIFIERS, USES, Snapshot
from linkage.ledger.uses import KindUses, count_uses, network_uses
from linkage.records.batch import ACTIVITY_SCHEMA, OBSERVATIONS_SCHEMA

Frame = pl.DataFrame | pl.LazyFrame

ACTIVITY_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "ip": ("ip",),
    "device": ("device_id",),
    "payment": ("payment_id",),
    "template": ("template_id",),
    "artifact": ("reasoning_artifact",),
    "client": ("tls_fingerprint", "user_agent"),
}
"""Columns of activity rows that make the identifier of a kind; several are joined by `|`."""
ACCOUNT_KINDS: Final = ("email", "phone", "email_domain")
"""Kinds that accounts rows hold, in columns of their names."""
REQUEST_KINDS: Final = ("template", "artifact")
"""Kinds whose share is of all requests: most requests carry none, and that says something."""
SKELETONS: Final[dict[str, pl.DataType]] = {"key": pl.String(), "skeleton": pl.String()}


def build_snapshot(
    *,
    accounts: Frame | None = None,
    activity: Frame | None = None,
    observations: Frame | None = None,
    skeletons: pl.DataFrame | None = None,
    digest: str = "",
) -> Snapshot:
    """Return the snapshot of clean facts, the same whatever the order of their rows and files.

    Args:
        accounts: columns of `ACCOUNTS_SCHEMA`, and maybe `load` (see `merge_accounts`).
        activity: columns of `ACTIVITY_SCHEMA`; `event` may stand for `event_id` (see `once`).
        observations: columns of `OBSERVATIONS_SCHEMA`.
        skeletons: `SKELETONS` of the learned templates.
        digest: names the state of the ledger.

    A frame may be absent, and so may its optional columns. O(rows) by hashing, beside sorts of the
    distinct ids, the pairs and the activity; ten million rows stay below 2.5 GB.
    """
    merged = merge_accounts(_complete(accounts, {"account_id": pl.String()}))
    requests = once(_complete(activity, ACTIVITY_SCHEMA))
    counted = _complete(observations, OBSERVATIONS_SCHEMA)
    sources = [frame.select("account_id") for frame in (merged.lazy(), requests, counted)]
    ids = pl.concat(sources).unique().collect(engine="streaming")["account_id"].sort()
    code = pl.col("account_id").cast(pl.Enum(ids)).to_physical().cast(pl.UInt32).alias("account")

    base = requests.select(code, "at", pl.col("requests").fill_null(1)).collect(engine="streaming")
    known = _known_accounts(ids, merged, base, counted.select(code, "first_seen", "last_seen"))
    uses = _all_uses(code, merged, requests, base, counted)
    return Snapshot(
        accounts=known,
        identifiers=_identifiers(uses, known),
        uses=_uses(uses, known),
        activity=activity_table(_activity(requests, base)),
        skeletons=pl.DataFrame(schema=SKELETONS)
        if skeletons is None
        else skeletons.select(list(SKELETONS)).sort("key"),
        digest=digest,
    )


def _complete(frame: Frame | None, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
    """Return the frame with the columns of `schema` that it lacks, as nulls."""
    if frame is None:
        return pl.LazyFrame(schema=schema)
    names = frame.lazy().collect_schema().names()
    missing = {name: dtype for name, dtype in schema.items() if name not in names}
    return frame.lazy().with_columns(pl.lit(None, dtype).alias(name) for name, dtype in missing.items())


def _known_accounts(ids: pl.Series, merged: pl.DataFrame, base: pl.DataFrame, counted: pl.LazyFrame) -> pl.DataFrame:
    """Return `ACCOUNTS`: what accounts rows say, with how much and when each was seen."""
    moments = [
        base.lazy().select("account", "requests", first_seen="at", last_seen="at"),
        counted.select("account", pl.lit(0, pl.Int64).alias("requests"), "first_seen", "last_seen"),
    ]
    seen = (
        pl.concat(moments)
        .group_by("account")
        .agg(pl.col("requests").sum(), pl.col("first_seen").min(), pl.col("last_seen").max())
    )
    return (
        ids.to_frame()
        .lazy()
        .with_row_index("account")
        .join(merged.lazy(), on="account_id", how="left")
        .join(seen.rename({"requests": "n_requests"}), on="account", how="left")
        .with_columns(pl.col("n_requests").fill_null(0))
        .sort("account")
        .select(list(ACCOUNTS))
        .collect(engine="streaming")
    )


def _all_uses(
    code: pl.Expr, merged: pl.DataFrame, requests: pl.LazyFrame, base: pl.DataFrame, counted: pl.LazyFrame
) -> list[KindUses]:
    """Return the uses of every kind, in the order of the registry."""
    found: dict[str, KindUses] = {}
    for kind in KINDS:
        if kind == "network":
            found[kind] = network_uses(found["ip"])
            continue
        rows = [
            counted.filter(pl.col("kind") == kind, pl.col("value").is_not_null())
            .select(code, pl.col("value").alias("key"), pl.col("count").fill_null(1), "first_seen", "last_seen")
            .collect(engine="streaming")
        ]
        if kind in ACTIVITY_COLUMNS:
            rows.append(_activity_rows(requests, base, ACTIVITY_COLUMNS[kind]))
        if kind in ACCOUNT_KINDS:
            never = pl.lit(None, pl.Int64)
            own = merged.lazy().filter(pl.col(kind).is_not_null())
            rows.append(
                own.select(
                    code,
                    pl.col(kind).alias("key"),
                    count=pl.lit(1, pl.Int64),
                    first_seen=never,
                    last_seen=never,
                ).collect()
            )
        found[kind] = count_uses(kind, rows)
    return list(found.values())


def _activity_rows(requests: pl.LazyFrame, base: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    values = requests.select(columns).collect(engine="streaming")
    present = values.select(pl.any_horizontal(pl.col(columns).is_not_null())).to_series()
    key = pl.col(columns[0])
    if len(columns) > 1:
        key = pl.concat_str([pl.col(name).fill_null("") for name in columns], separator="|")
    rows = base.select("account", count="requests", first_seen="at", last_seen="at").filter(present)
    return rows.with_columns(values.filter(present).select(key.alias("key"))).select(
        "account", "key", "count", "first_seen", "last_seen"
    )


def _timed(uses: KindUses, known: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of a kind, those without times taking the times of their account."""
    pairs = uses.pairs
    if pairs["first_seen"].null_count() == 0 and pairs["last_seen"].null_count() == 0:
        return pairs
    account = pairs["account"]
    first = known["first_seen"].fill_null(known["created_at"]).gather(account)
    last = known["last_seen"].fill_null(known["created_at"]).gather(account)
    return pairs.with_columns(pairs["first_seen"].fill_null(first), pairs["last_seen"].fill_null(last))


def _identifiers(kinds: list[KindUses], known: pl.DataFrame) -> pl.DataFrame:
    frames = []
    for uses in kinds:
        about = (
            _timed(uses, known)
            .lazy()
            .group_by("identifier")
            .agg(pl.len().cast(pl.UInt32).alias("n_accounts"), pl.col("first_seen").min(), pl.col("last_seen").max())
            .sort("identifier")
            .collect(engine="streaming")
        )
        frames.append(
            about.with_columns(uses.keys.alias("key"), pl.lit(uses.kind).alias("kind")).select(list(IDENTIFIERS))
        )
    return pl.concat(frames, rechunk=True)


def _uses(kinds: list[KindUses], known: pl.DataFrame) -> pl.DataFrame:
    n_requests = known["n_requests"].to_numpy()
    offset, frames = 0, []
    for uses in kinds:
        pairs = _timed(uses, known)
        account, count = pairs["account"].to_numpy(), pairs["count"].to_numpy()
        totals = np.bincount(account, weights=count, minlength=known.height)
        if uses.kind in REQUEST_KINDS:
            totals = np.where(n_requests > 0, np.maximum(n_requests, totals), totals)
        share = (count / totals[account]).astype(np.float32)
        frames.append(pairs.with_columns(pl.col("identifier") + offset, share=share).select(list(USES)))
        offset += uses.keys.len()
    return pl.concat(frames).sort("account", "identifier")


def _activity(requests: pl.LazyFrame, base: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of activity as they come, with the columns of `ACTIVITY`."""
    columns = dict(base.to_dict())
    for name, dtype in ACTIVITY.items():
        if name in columns:
            continue
        column = pl.col(name)
        if dtype == pl.Enum:
            words = requests.select(column.drop_nulls().unique()).collect(engine="streaming")[name].sort()
            column = column.cast(pl.Enum(words))
        columns[name] = requests.select(column).collect(engine="streaming")[name]
    return pl.DataFrame(columns)
