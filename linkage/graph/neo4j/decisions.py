"""What people decided, in the database: read, and handed on from the workspace whose runs it holds.

Whoever asks the database alone, as the saved queries do, shall hear of every decision. So publishing writes those of
the workspace down there as well, each once: one that is the same in both places is told once wherever both are read.
They are that workspace's: they go when the runs of another take the place of its own.
"""

from collections.abc import Sequence
from dataclasses import astuple

from linkage.graph.interface import Decision
from linkage.graph.neo4j.database import Transaction
from linkage.graph.neo4j.publication import Holder, Publisher
from linkage.graph.statements import statement


def written(transaction: Transaction) -> tuple[Decision, ...]:
    """Return every decision that the database holds, oldest first; nodes of others that have not its form are none."""
    return tuple(Decision(*row) for row in transaction.run(statement("decisions/all")))


def hand_on(publisher: Publisher, decisions: Sequence[Decision], holder: Holder | None) -> None:
    """Write those decisions down that the database does not hold yet, and take away what another holder handed on."""
    workspace = None if holder is None else holder.workspace

    def work(transaction: Transaction) -> None:
        publisher.confirm()
        transaction.run(statement("decisions/forget_handed_on"), workspace=workspace)
        there = frozenset(written(transaction))
        rows = [astuple(one) for one in dict.fromkeys(decisions) if one not in there]
        if rows:
            transaction.run(statement("decisions/hand_on"), rows=rows, workspace=workspace)

    publisher.database.write(work)
