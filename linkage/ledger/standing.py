"""Sources that tell a present state, not what happened: what of it is new since the last time it was loaded.

A graph that other programs write to says how often an account has used an identifier by now. Loading that twice must
count it once, and loading it later must add what came to it since. So of each pair only the surplus over what was
loaded of the same store before is entered, and of an account only what the store says differently than the last time.
A count that fell adds nothing, and what was pruned from the ledger does not come back.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from linkage.ledger.manifest import Manifest, PartEntry
from linkage.ledger.merge import LOAD
from linkage.ledger.parts import Stage, Staged, scan
from linkage.ledger.report import SourceReport

_PAIR: Final = ("account_id", "value")


@dataclass(frozen=True, slots=True)
class Standing:
    """A store whose whole present state some sources tell."""

    names: frozenset[str]
    """Names of all sources that ever tell of this store."""
    settled: frozenset[str] = field(default_factory=frozenset)
    """Names of sources that linkage wrote: their values are in normal form and, where sensitive, pseudonyms."""


def surplus(
    ledger: Path, stage: Stage, staged: Sequence[Staged], manifest: Manifest, names: Collection[str]
) -> tuple[Staged, ...]:
    """Return the parts to enter: of those staged, what the same store did not say before. Linear, beside joins."""
    loads = manifest.loads_of(names)
    earlier = [part for part in manifest.parts() if part.load in loads]
    pruned = max((prune.before for prune in manifest.prunes()), default=None)
    kept = []
    for folder in dict.fromkeys(part.folder for part in staged):
        parts = [part for part in staged if part.folder == folder]
        before = [part for part in earlier if part.folder == folder]
        if not before and pruned is None:
            kept += parts
            continue
        now = _scan(parts)
        if pruned is not None:
            alive = _accounts_alive(now, staged, pruned) if folder == "accounts" else now.filter(_is_recent(pruned))
        else:
            alive = now
        fresh = _accounts(alive, ledger, before) if folder == "accounts" else _pairs(alive, ledger, before)
        rows = fresh.collect(engine="streaming")
        if rows.height:
            kept.append(stage.rewrite(folder, rows))
    return tuple(kept)


def _scan(parts: Sequence[Staged]) -> pl.LazyFrame:
    return pl.scan_parquet([part.file for part in parts], glob=False)


def _is_recent(pruned: int) -> pl.Expr:
    seen = pl.coalesce("last_seen", "first_seen")
    return (seen >= pruned) | seen.is_null()


def _accounts_alive(accounts: pl.LazyFrame, staged: Sequence[Staged], pruned: int) -> pl.LazyFrame:
    """Return the rows of accounts that pruning would have left: their own dates are recent, or one of their uses is."""
    observed = [_scan([part]).select("account_id", alive=_is_recent(pruned)) for part in staged if "/" in part.folder]
    nobody = pl.LazyFrame(schema={"account_id": pl.String(), "alive": pl.Boolean()})
    uses = pl.concat([nobody, *observed]).group_by("account_id").agg(pl.col("alive").any())
    dated = pl.max_horizontal("created_at", "status_at")
    is_alive = (dated >= pruned).fill_null(pl.col("alive").is_null()) | pl.col("alive").fill_null(False)
    return accounts.join(uses, on="account_id", how="left", maintain_order="left").filter(is_alive).drop("alive")


def repeated(staged: Sequence[Staged], sources: Sequence[SourceReport]) -> dict[int, int]:
    """Return how many valid rows of each source, by its number, said nothing that is among the parts to enter."""
    left = Counter[str]()
    for part in staged:
        left[part.folder.partition("/")[0]] += part.n_rows
    again = {}
    for number, source in enumerate(sources):
        n_new = min(left[source.table or ""], source.n_valid)
        left[source.table or ""] -= n_new
        again[number] = source.n_valid - n_new
    return again


def _accounts(now: pl.LazyFrame, ledger: Path, before: Sequence[PartEntry]) -> pl.LazyFrame:
    """Return the rows of accounts that differ from the last that was loaded of them."""
    columns = now.collect_schema().names()
    told = [scan(ledger, [part]) for part in before]
    rows = [
        one.select(*columns, pl.lit(part.load, pl.Int64).alias(LOAD))
        for one, part in zip(told, before, strict=True)
        if one is not None
    ]
    if not rows:
        return now
    last = pl.concat(rows).sort(LOAD).unique("account_id", keep="last", maintain_order=True).select(columns)
    return now.join(last, on=columns, how="anti", nulls_equal=True, maintain_order="left")


def _pairs(now: pl.LazyFrame, ledger: Path, before: Sequence[PartEntry]) -> pl.LazyFrame:
    """Return what each pair has more than was loaded of it; a count of 0 where only its times are wider."""
    told = scan(ledger, before)
    if told is None:
        return now
    columns = now.collect_schema().names()
    both = _counted(now).join(_counted(told), on=_PAIR, how="left", suffix="_before", maintain_order="left")
    more = pl.col("count") - pl.col("count_before").fill_null(0)
    never = pl.col("count_before").is_null()
    earlier = (pl.col("first_seen") < pl.col("first_seen_before")).fill_null(pl.col("first_seen").is_not_null())
    later = (pl.col("last_seen") > pl.col("last_seen_before")).fill_null(pl.col("last_seen").is_not_null())
    return (
        both.filter(never | (more > 0) | earlier | later)
        .with_columns(more.clip(lower_bound=0).alias("count"))
        .select(columns)
    )


def _counted(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.group_by(_PAIR, maintain_order=True).agg(
        pl.col("count").fill_null(1).sum(), pl.col("first_seen").min(), pl.col("last_seen").max()
    )
