"""Does a database hold what a run says? Everything is counted, and a sample compared to the last property.

Counts tell what is missing or too much anywhere, but not what was changed; the sample is compared with the very rows
that publishing writes. What carries no trace of a run of ours was put there by another writer and is only counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from linkage.errors import RunNotFound
from linkage.findings import Findings
from linkage.graph.neo4j import publication, rows
from linkage.graph.neo4j.database import Database, Row
from linkage.graph.schema import IDENTIFIER_LABELS, LINEAGE
from linkage.graph.statements import Statement, statement
from linkage.identifiers.kinds import KINDS, PUBLISHED_KINDS

_AT_ONCE: Final = 500
"""Accounts, identifiers or campaigns that one statement is asked for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing a database with a run gave."""

    n_nodes: int
    """Nodes that a run wrote."""
    n_relationships: int
    n_others: int
    """Nodes and relationships that another writer put there."""
    n_odd_decisions: int
    """Decisions of another writer that have not the form of one, and are not read."""
    n_compared: int
    """Rows of the run that were compared to the last property."""
    differences: tuple[str, ...]
    """One clause each, counts first; without values of properties."""


def compare(database: Database, findings: Findings, n_accounts: int) -> Comparison:
    """Return how the database differs from the run that it serves.

    Args:
        database: where the run was published.
        findings: of the run that is served there.
        n_accounts: how many accounts, identifiers and campaigns are compared; those in campaigns come first.

    Raises:
        RunNotFound: nothing is served, or a publication is not complete.
    """
    state = publication.state(database)
    if state.served is None or state.target is not None:
        raise RunNotFound("A publication is under way, or was killed; publishing again completes it.")
    run = state.served
    nodes = _counted(database, statement("doctor/nodes"), run)
    relationships = _counted(database, statement("doctor/relationships"), run)
    there = {**nodes, **relationships}
    differences = [
        f"{there.get(name, (0, 0))[1]:,} {name} where the run has {wanted:,}"
        for name, wanted in {**dict.fromkeys(there, 0), **_nodes(findings), **_relationships(findings)}.items()
        if there.get(name, (0, 0))[1] != wanted
    ]
    n_compared = 0
    for table in _tables(database, findings, run, n_accounts):
        n_compared += len(table.wanted)
        differences += table.differences()
    return Comparison(
        n_nodes=sum(ours for _, ours in nodes.values()),
        n_relationships=sum(ours for _, ours in relationships.values()),
        n_others=sum(total - ours for total, ours in there.values()),
        n_odd_decisions=int(database.gather(statement("doctor/decisions"), _AT_ONCE)[0][0]),
        n_compared=n_compared,
        differences=tuple(differences),
    )


def _counted(database: Database, counting: Statement, run: str) -> dict[str, tuple[int, int]]:
    return {name: (total, ours) for name, total, ours in database.gather(counting, _AT_ONCE, run=run)}


def _nodes(findings: Findings) -> dict[str, int]:
    kinds = dict(findings.identifiers.group_by("kind").len().iter_rows())
    return {
        "Account": findings.accounts.height,
        "Organisation": rows.organisations(findings).height,
        "Campaign": findings.campaigns.height,
        **{label: kinds.get(kind, 0) for kind, label in IDENTIFIER_LABELS.items()},
    }


def _relationships(findings: Findings) -> dict[str, int]:
    uses: Counter[str] = Counter()
    for kind, n_uses in findings.uses.group_by("kind").len().iter_rows():
        if kind in PUBLISHED_KINDS:
            uses[KINDS[kind].relationship] += n_uses
    return {
        **uses,
        "BELONGS_TO": rows.belongs(findings).height,
        "LINKED_TO": findings.links.height,
        "MEMBER_OF": rows.members(findings).height,
        "RELIES_ON": rows.relies_on(findings).height,
        **{relation: rows.lineage(findings, relation).height for relation in LINEAGE},
    }


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows as they should be and as they are; the first `n_key` columns name a row."""

    name: str
    """With a place for each column of the key."""
    columns: Sequence[str]
    n_key: int
    wanted: Sequence[Row]
    found: Sequence[Row]

    def differences(self) -> Iterator[str]:
        """Yield a clause for each row that is missing, too much or changed."""
        wanted = {row[: self.n_key]: row for row in self.wanted}
        found = {row[: self.n_key]: row for row in self.found}
        times = Counter(row[: self.n_key] for row in self.found)
        for key in sorted(wanted.keys() | found.keys(), key=repr):
            name = self.name.format(*key)
            if key not in found:
                yield f"{name} is missing"
            elif key not in wanted:
                yield f"{name} is not the run's"
            elif times[key] > 1:
                yield f"{name} is there {times[key]} times"
            elif wanted[key] != found[key]:
                changed = [column for column, a, b in zip(self.columns, wanted[key], found[key], strict=True) if a != b]
                yield f"{name} has another {', '.join(changed)}"


def _tables(database: Database, findings: Findings, run: str, n: int) -> Iterator[_Table]:
    ids = _sampled(findings.accounts.sort(pl.col("campaign_id").is_null(), maintain_order=True), n)["account_id"]
    mine = pl.col("account_id").is_in(ids.implode())

    def table(name: str, n_key: int, wanted: pl.DataFrame, asked: Statement, which: list[Any], **more: Any) -> _Table:
        return _Table(name, wanted.columns, n_key, wanted.rows(), list(_asked(database, asked, which, **more)))

    accounts, of = ids.to_list(), findings.uses.filter(mine & pl.col("kind").is_in(PUBLISHED_KINDS))
    yield table("account {}", 1, rows.accounts(findings).filter(mine), statement("doctor/accounts"), accounts, run=run)
    yield table(
        "organisation of account {}, {},",
        2,
        rows.belongs(findings).filter(mine),
        statement("doctor/organisations"),
        accounts,
        run=run,
    )
    yield table("use by account {} of {} {}", 3, of, statement("doctor/uses"), accounts)
    links = rows.links(findings).filter(pl.col("a").is_in(ids.implode()))
    yield table("link of {} and {}", 2, links, statement("doctor/links"), accounts, run=run)
    members = rows.members(findings).filter(mine)
    yield table("membership of {} in {}", 2, members, statement("doctor/members"), accounts)
    yield from _of_identifiers(database, findings, n)
    yield from _of_campaigns(database, findings, run, n)


def _of_identifiers(database: Database, findings: Findings, n: int) -> Iterator[_Table]:
    published = findings.identifiers.filter(pl.col("kind").is_in(PUBLISHED_KINDS))
    columns = ["kind", "key", "n_accounts", "first_seen", "last_seen", "skeleton"]
    sample = _sampled(published, n).select(columns)
    found = _asked(database, statement("doctor/identifiers"), sample.select("kind", "key").rows())
    yield _Table("identifier {} {}", columns, 2, sample.rows(), list(found))


def _of_campaigns(database: Database, findings: Findings, run: str, n: int) -> Iterator[_Table]:
    every = [dict(row) for row in rows.campaigns(findings)["campaign"].to_list()[:n]]
    ids = [row["id"] for row in every]
    there = [row[0] for row in _asked(database, statement("doctor/campaigns"), ids, run=run)]
    columns = list(every[0]) if every else []
    wanted, found = ([tuple(row.get(name) for name in columns) for row in side] for side in (every, there))
    if columns:
        yield _Table("campaign {}", columns, 1, wanted, found)
    mine = pl.col("campaign_id").is_in(ids)
    relied = rows.relies_on(findings).filter(mine)
    there = list(_asked(database, statement("doctor/relies_on"), ids))
    yield _Table("reliance of {} on {} {}", relied.columns, 3, relied.rows(), there)
    lineage = [
        (from_, relation, to, text)
        for relation in LINEAGE
        for from_, to, text in rows.lineage(findings, relation).filter(pl.col("from_campaign").is_in(ids)).rows()
    ]
    columns = ["from_campaign", "relation", "to_campaign", "text"]
    yield _Table("{} {} {}", columns, 3, lineage, list(_asked(database, statement("doctor/lineage"), ids)))


def _sampled(table: pl.DataFrame, n: int) -> pl.DataFrame:
    """Return half of `n` rows from the start of a table and half from all over the rest, always the same."""
    if table.height <= n:
        return table
    head = table.head(n // 2)
    return pl.concat([head, table.slice(head.height).sample(n - head.height, seed=0)])


def _asked(database: Database, asked: Statement, which: Sequence[Any], **more: Any) -> Iterator[Row]:
    name = "rows" if "rows" in asked.params else "ids"
    for start in range(0, len(which), _AT_ONCE):
        params = {**more, name: list(which[start : start + _AT_ONCE])}
        yield from _rows(database.stream(asked, _AT_ONCE, **params))


def _rows(parts: Iterable[list[Row]]) -> Iterator[Row]:
    for part in parts:
        yield from part
