"""Sources that tell a present state, not what happened: what of it is new since the last time it was loaded.

A graph that other programs write to says how often an account has used an identifier by now. Loading that twice must
count it once, and loading it later must add what came to it since. So of each pair only the surplus over what was
loaded of the same store before is entered, and of an account only what the store says differently than the last time.
A count that fell adds nothing. What was pruned from the ledger does not come back: of what the store says, the rule
of pruning takes away what it would take away after a first load. Where it stops being true: a store that has no date at
all of an account does not tell one that was pruned by what files said of it from a new one, and it comes back.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from linkage.ledger.manifest import Manifest, PartEntry
from linkage.ledger.merge import LOAD
from linkage.ledger.parts import Stage, Staged, scan
from linkage.ledger.report import SourceReport
from linkage.ledger.retention import PAIR, last_signs, recent, seen_since
from linkage.records import Source


@dataclass(frozen=True, slots=True)
class PresentState:
    """A store whose whole present state some sources tell."""

    names: frozenset[str]
    """Names of all sources that ever tell of this store."""
    settled: frozenset[str] = field(default_factory=frozenset)
    """Names of sources that linkage wrote: their values are in normal form and, where sensitive, pseudonyms."""


def must_be_whole(sources: Sequence[Source], manifest: Manifest) -> bool:
    """Return whether known sources are read too: after a prune, to tell how old is what a new one says again."""
    digests = {source.digest for source in sources}
    return bool(manifest.prunes()) and len(manifest.known(digests)) < len(digests)


def surplus(
    ledger: Path, stage: Stage, staged: Sequence[Staged], manifest: Manifest, names: Collection[str]
) -> tuple[Staged, ...]:
    """Return the parts to enter: of those staged, what the same store did not say before. Linear, beside joins."""
    loads = manifest.loads_of(names)
    earlier = [part for part in manifest.parts() if part.load in loads]
    pruned = max((prune.before for prune in manifest.prunes()), default=None)
    gone = None if pruned is None else _gone(staged, ledger, manifest.parts(), pruned)
    kept = []
    for folder in dict.fromkeys(part.folder for part in staged):
        parts = [part for part in staged if part.folder == folder]
        before = [part for part in earlier if part.folder == folder]
        if not before and pruned is None:
            kept += parts
            continue
        now = _scan(parts)
        if gone is not None:
            now = now.join(gone, on="account_id", how="anti", maintain_order="left")
        if pruned is not None and folder != "accounts":
            now = recent(now, pruned, seen_since(now, pruned).lazy())
        fresh = _accounts(now, ledger, before) if folder == "accounts" else _pairs(now, ledger, before)
        rows = fresh.collect(engine="streaming")
        if rows.height:
            kept.append(stage.rewrite(folder, rows))
    return tuple(kept)


def _scan(parts: Sequence[Staged]) -> pl.LazyFrame:
    return pl.scan_parquet([part.file for part in parts], glob=False)


def _gone(staged: Sequence[Staged], ledger: Path, parts: Sequence[PartEntry], pruned: int) -> pl.LazyFrame:
    """Return `account_id` of accounts that the ledger lacks, and that gave the store no sign of life since."""
    gone = last_signs((part.folder, _scan([part])) for part in staged).filter(pl.col("last") < pruned)
    for entered in parts:
        there = (
            scan(ledger, [entered]) if entered.folder.startswith(("accounts", "activity", "observations/")) else None
        )
        if there is not None:
            gone = gone.join(there.select("account_id"), on="account_id", how="anti")
    return gone.select("account_id").collect(engine="streaming").lazy()


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
    both = _counted(now).join(_counted(told), on=PAIR, how="left", suffix="_before", maintain_order="left")
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
    return rows.group_by(PAIR, maintain_order=True).agg(
        pl.col("count").fill_null(1).sum(), pl.col("first_seen").min(), pl.col("last_seen").max()
    )
