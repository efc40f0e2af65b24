"""What people decided, in the database: read, and handed on from the workspace whose runs it holds.

Whoever asks the database alone, as the saved queries do, shall hear of every decision. So publishing writes those of
the workspace down there as well, each once: one that is the same in both places is told once wherever both are read.
"""

from collections.abc import Sequence

from linkage.graph.interface import Decision
from linkage.graph.neo4j.database import Transaction
from linkage.graph.neo4j.publication import Publisher
from linkage.graph.statements import statement


def written(transaction: Transaction) -> tuple[Decision, ...]:
    """Return every decision that the database holds, oldest first; nodes of others that have not its form are none."""
    return tuple(Decision(*row) for row in transaction.run(statement("decisions/all")))


def hand_on(publisher: Publisher, decisions: Sequence[Decision]) -> None:
    """Write those decisions down that the database does not hold yet."""

    def work(transaction: Transaction) -> None:
        there = frozenset(written(transaction))
        rows = [_row(one) for one in dict.fromkeys(decisions) if one not in there]
        if rows:
            publisher.confirm()
            transaction.run(statement("decisions/hand_on"), rows=rows)

    if decisions:
        publisher.database.write(work)


def _row(one: Decision) -> tuple[str | int, ...]:
    return one.subject, one.id, one.verdict, one.note, one.author, one.at
