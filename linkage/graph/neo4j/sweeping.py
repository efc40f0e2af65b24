"""What goes once a new run is served: its predecessor's links, memberships and campaigns, and facts that are no more.

Every statement changes a bounded part and can be run again, so a sweep that was killed is simply run again.

Others write to the same database, and only what carries the mark of a run (`linkage.graph.schema`) is swept. What they
put on a campaign moves to the campaign that carries its id on. A node that is no more loses all but its name while a
relationship of theirs leads to it, a use that waits for being loaded among them, and goes once none does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from linkage.errors import GraphOutOfMemory
from linkage.findings import Findings
from linkage.graph.neo4j.database import Database, Row, Transaction
from linkage.graph.neo4j.publication import Mark, Publisher
from linkage.graph.schema import NODES
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
    database, fence = publisher.database, _Fence(publisher, step)
    relationships, nodes = statement("publish/sweep_retired_relationships"), statement("publish/sweep_retired")
    _drain(database, relationships, _RELATIONSHIPS)
    _carry_on(database)
    _drain(database, nodes, _NODES)
    _drain(database, statement("publish/strip_retired"), _NODES)
    for batch in _batches(findings.accounts.select("account_id")):
        fence.run(statement("publish/sweep_accounts"), batch, run=run)
    _sweep_uses(fence, findings)
    _sweep_stale_accounts(fence, run)
    for batch in _stale(database, statement("publish/stale_identifiers")):
        fence.run(statement("publish/drop_identifiers"), batch)
    for batch in _stale(database, statement("publish/stale_organisations"), run=run):
        fence.run(statement("publish/drop_organisations"), batch)


@dataclass(frozen=True, slots=True)
class _Fence:
    """Deletes that only happen while this publisher is the one, in parts that the server's memory holds."""

    publisher: Publisher
    step: int

    def run(self, delete: Statement, rows: Sequence[Row], **params: object) -> int:
        """Run a deleting statement for `rows`, and return how much it deleted."""

        def work(transaction: Transaction) -> int:
            self.publisher.advance(transaction, 0, Mark(self.step, 0))
            return int(transaction.run(delete, rows=rows, **params)[0][0])

        try:
            return self.publisher.database.write(work)
        except GraphOutOfMemory:
            if len(rows) == 1:
                raise
            half = len(rows) // 2
            return self.run(delete, rows[:half], **params) + self.run(delete, rows[half:], **params)


def _sweep_uses(fence: _Fence, findings: Findings) -> None:
    """Delete uses that are no more: those of accounts that have another number of them than they should."""
    database = fence.publisher.database
    uses = findings.uses.filter(pl.col("kind").is_in(PUBLISHED_KINDS)).select("account_id", "kind", "key")
    wanted = uses.group_by("account_id").agg(n=pl.len().cast(pl.Int64))
    counts = findings.accounts.select("account_id").join(wanted, on="account_id", how="left").fill_null(0)
    miscounted, written = statement("publish/miscounted_accounts"), statement("publish/written_uses")
    drop, drop_surplus = statement("publish/drop_uses"), statement("publish/drop_surplus_uses")
    for batch in _batches(counts):
        ids = [row[0] for row in database.gather(miscounted, _NODES, rows=batch)]
        for part in database.stream(written, _RELATIONSHIPS, ids=ids):
            there = pl.DataFrame(part, schema=uses.schema, orient="row")
            for stale in _batches(there.join(uses, on=uses.columns, how="anti")):
                fence.run(drop, stale)
            for twice in _batches(there.filter(pl.struct(pl.all()).is_duplicated()).unique(maintain_order=True)):
                fence.run(drop_surplus, twice)


def _sweep_stale_accounts(fence: _Fence, run: str) -> None:
    unlink, drop = statement("publish/sweep_account_relationships"), statement("publish/drop_accounts")
    for batch in _stale(fence.publisher.database, statement("publish/stale_accounts"), run=run):
        while fence.run(unlink, batch, limit=_RELATIONSHIPS) >= _RELATIONSHIPS:
            pass
        fence.run(drop, batch)


def _carry_on(database: Database) -> None:
    """Give campaigns that the run before had too what others put on them there."""
    keep, own = statement("publish/keep_marks"), list(NODES["RetiredCampaign"])
    database.write(lambda transaction: transaction.run(keep, own=own))
    for move in (statement("publish/move_outgoing"), statement("publish/move_incoming")):
        _drain(database, move, _RELATIONSHIPS)


def _drain(database: Database, delete: Statement, limit: int) -> int:
    """Run a deleting statement until it finds less than it may delete, and return how much it deleted."""
    n_removed = 0
    while True:
        try:
            removed = _delete(database, delete, limit)
        except GraphOutOfMemory:
            if limit == 1:
                raise
            limit = max(1, limit // 4)
            continue
        n_removed += removed
        if removed < limit:
            return n_removed


def _delete(database: Database, delete: Statement, limit: int) -> int:
    return int(database.write(lambda transaction: transaction.run(delete, limit=limit))[0][0])


def _batches(table: pl.DataFrame) -> Iterator[list[Row]]:
    for part in table.iter_slices(_NODES):
        yield part.rows()


def _stale(database: Database, wanted: Statement, **params: object) -> Iterator[list[Row]]:
    """Yield in parts what a statement finds, all found before the first part is given."""
    yield from list(database.stream(wanted, _NODES, **params))
