"""Reading one run, and only that one.

A transaction of Neo4j sees what others commit meanwhile. So a question is asked of the run that was served when it
began, every statement names that run, and when another is served at its end, it is asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from linkage.errors import GraphBusy, NotFound, RunNotFound
from linkage.findings import RunInfo
from linkage.graph.neo4j.database import Database, Row, Transaction
from linkage.graph.statements import Statement, statement

T = TypeVar("T")

NOTHING: Final = (
    "Nothing was published to this database yet; with the same --graph, `linkage neo4j publish` puts the workspace's "
    "run there, and `linkage detect` makes one and publishes it."
)
"""What is said before the first publication."""

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Reader:
    """One question's transaction, and the run that it is about."""

    transaction: Transaction
    info: RunInfo
    tag: str
    """What the run's links and campaigns carry in `run`."""

    def rows(self, wanted: Statement, **params: Any) -> list[Row]:
        """Return the rows of a reading statement; `run` is given to those that take it."""
        if "run" in wanted.params:
            params["run"] = self.tag
        return self.transaction.run(wanted, **params)


def served(transaction: Transaction) -> tuple[str, RunInfo] | None:
    """Return the tag and the run that is served, or None before the first."""
    found = transaction.run(statement("read/served"))
    return (found[0][0], RunInfo(*found[0][1:])) if found else None


def ask(database: Database, question: Callable[[Reader], T]) -> T:
    """Return the answer of one run to a question.

    Raises:
        RunNotFound: nothing was published yet.
        GraphBusy: runs changed faster than the question was answered.
    """
    for _ in range(_TRIES):
        answer, error, is_whole = database.read(lambda transaction: _once(transaction, question))
        if not is_whole:
            continue
        if error is not None:
            raise error
        return answer  # type: ignore[return-value]
    raise GraphBusy("Runs are being published faster than the question can be answered; ask again.")


def _once(transaction: Transaction, question: Callable[[Reader], T]) -> tuple[T | None, NotFound | None, bool]:
    before = served(transaction)
    if before is None:
        raise RunNotFound(NOTHING)
    tag, info = before
    answer, error = None, None
    try:
        answer = question(Reader(transaction, info, tag))
    except NotFound as not_found:  # it may only be missing because the run changed meanwhile
        error = not_found
    after = served(transaction)
    return answer, error, after is not None and after[0] == tag
