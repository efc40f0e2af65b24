"""What goes once a new run is served: its predecessor's links, memberships and campaigns, and facts that are no more.

Every statement deletes a bounded part and can be run again, so a sweep that was killed is simply run again. Only what
a run of ours wrote is deleted: accounts without `run`, uses without `share` and identifiers without `accounts` were put
there by another writer and wait for being loaded.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from linkage.findings import Findings
from linkage.graph.neo4j.database import Database, Row, Transaction
from linkage.graph.neo4j.publication import Mark, Publisher
from linkage.graph.statements import Statement, statement
from linkage.identifiers.kinds import PUBLISHED_KINDS

_RELATIONSHIPS: Final = 20_000
_NODES: Final = 5_000


def sweep_staged(publisher: Publisher) -> int:
    """Delete campaigns that a killed publisher left aside, and return how many."""
    relationships, nodes = statement("publish/sweep_staged_relationships"), statement("publish/sweep_staged")
    _drain(publisher.database, relationships, _RELATIONSHIPS)
    return _drain(publisher.database, nodes, _NODES)


def sweep(publisher: Publisher, findings: Findings, run: str, step: int) -> None:
    """Delete everything that the served run does not hold."""
    database = publisher.database
    fence = _Fence(publisher, step)
    relationships, nodes = statement("publish/sweep_retired_relationships"), statement("publish/sweep_retired")
    _drain(database, relationships, _RELATIONSHIPS)
    _drain(database, nodes, _NODES)
    for batch in _batches(findings.accounts.select("account_id", "organisation_id")):
        fence.run(statement("publish/sweep_accounts"), rows=batch, run=run)
    _sweep_uses(fence, findings)
    _sweep_stale_accounts(fence, run)
    stale = [row for part in database.stream(statement("publish/stale_identifiers"), _NODES) for row in part]
    for start in range(0, len(stale), _NODES):
        fence.run(statement("publish/drop_identifiers"), rows=stale[start : start + _NODES])
    fence.run(statement("publish/sweep_organisations"))


class _Fence:
    """Writes that only happen while this publisher is the one."""

    def __init__(self, publisher: Publisher, step: int) -> None:
        self.publisher = publisher
        self._mark = Mark(step, 0)

    def run(self, write: Statement, **params: object) -> list[Row]:
        def work(transaction: Transaction) -> list[Row]:
            self.publisher.advance(transaction, 0, self._mark)
            return transaction.run(write, **params)

        return self.publisher.database.write(work)


def _sweep_uses(fence: _Fence, findings: Findings) -> None:
    """Delete uses that are no more: those of accounts that have another number of them than they should."""
    database = fence.publisher.database
    uses = findings.uses.filter(pl.col("kind").is_in(PUBLISHED_KINDS))
    wanted = uses.group_by("account_id").agg(n=pl.len().cast(pl.Int64))
    counts = findings.accounts.select("account_id").join(wanted, on="account_id", how="left").fill_null(0)
    names = uses.select("account_id", name=pl.concat_str("kind", "key", separator=":"))
    for batch in _batches(counts):
        count = statement("publish/miscounted_accounts")
        found = database.read(lambda transaction, batch=batch, count=count: transaction.run(count, rows=batch))
        if not found:
            continue
        ids = pl.DataFrame({"account_id": [row[0] for row in found]})
        kept = ids.join(names, on="account_id", how="left").group_by("account_id").agg(pl.col("name").drop_nulls())
        fence.run(statement("publish/sweep_uses"), rows=kept.rows())


def _sweep_stale_accounts(fence: _Fence, run: str) -> None:
    database = fence.publisher.database
    stale = [row[0] for part in database.stream(statement("publish/stale_accounts"), _NODES, run=run) for row in part]
    unlink, drop = statement("publish/sweep_account_relationships"), statement("publish/drop_accounts")
    for start in range(0, len(stale), _NODES):
        ids = stale[start : start + _NODES]
        while fence.run(unlink, ids=ids, limit=_RELATIONSHIPS)[0][0] == _RELATIONSHIPS:
            pass
        fence.run(drop, ids=ids)


def _drain(database: Database, delete: Statement, limit: int) -> int:
    """Run a deleting statement until it finds less than it may delete, and return how much it deleted."""
    n_removed = 0
    while True:
        removed = int(database.write(lambda transaction: transaction.run(delete, limit=limit))[0][0])
        n_removed += removed
        if removed < limit:
            return n_removed


def _batches(table: pl.DataFrame) -> Iterator[list[Row]]:
    for part in table.iter_slices(_NODES):
        yield part.rows()
