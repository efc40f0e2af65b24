"""Who may publish, how far a publisher has come, and the moment at which a run is served.

All of it is held in the database, so that a publisher that was killed is completed by the next, wherever that runs:

* `PublishLock` is locked, not written, for as long as a publisher lives; the server lets go of it by itself.
* One `PublishLane` per lane says how many rows of which step it has written. It moves in the same transaction as
  the rows, and only for the publisher whose token it carries: one that lost its lock cannot write any more.
* `Publication` says whose runs these are, what is being published and which run is served. The run changes in one
  transaction, together with the labels of its campaigns.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeGuard

from linkage.errors import GraphBusy, GraphTimeout, UsageError
from linkage.findings import RunInfo
from linkage.graph.neo4j import rows
from linkage.graph.neo4j.database import Database, Transaction
from linkage.graph.statements import statement

LOCK_WAIT_SECONDS: Final = 5.0
"""How long a second publisher waits for the first."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The workspace whose runs a database holds."""

    workspace: str
    """Its `Workspace.identity`."""
    folder: str
    """Where it was when it published last, for people."""


@dataclass(frozen=True, slots=True)
class State:
    """Where publishing stands."""

    served: str | None
    """Tag of the run that is served."""
    target: str | None
    """Tag of the run that is being published, or whose publisher was killed."""
    fingerprint: str | None
    """What the progress markers count in."""
    holder: Holder | None
    """Who published here; None before the first publication, and after those of versions before 2026-12-01."""
    fresh: bool
    """Whether the database held no facts when this publication began, and nobody else has written any since."""
    is_empty: bool
    """Whether the database holds no facts now."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a lane has come: all rows of steps before `step`, and the first `rows` of its group of that one."""

    step: int
    rows: int


@dataclass(frozen=True, slots=True)
class Publisher:
    """The one that holds the lock."""

    database: Database
    token: str
    confirm: Callable[[], None] = lambda: None
    """Raises once the server has let go of the lock."""

    def advance(self, transaction: Transaction, lane: int, mark: Mark) -> None:
        """Move a lane's marker as part of `transaction`.

        Raises:
            GraphBusy: another publisher has taken over.
        """
        moved = transaction.run(
            statement("publish/advance"), lane=lane, publisher=self.token, step=mark.step, rows=mark.rows
        )
        if not moved:
            raise GraphBusy("Another publisher has taken over this database; wait until it is done.")


@contextmanager
def locked(database: Database, wait_seconds: float = LOCK_WAIT_SECONDS) -> Iterator[Publisher]:
    """Yield the right to publish, for the block.

    Raises:
        GraphBusy: another publisher held it for `wait_seconds`.
    """
    token = uuid.uuid4().hex
    take = statement("publish/take_lock")
    database.write(lambda transaction: transaction.run(statement("publish/make_lock")))
    try:
        database.write(lambda transaction: transaction.run(take, publisher=token), timeout_seconds=wait_seconds)
    except GraphTimeout as error:
        raise GraphBusy("Another publisher is at work on this database; wait until it is done.") from error
    with database.hold(take, publisher=token) as confirm:
        yield Publisher(database, token, confirm)


def state(database: Database) -> State:
    """Return where publishing stands."""
    found = database.read(lambda transaction: transaction.run(statement("publish/state")))[0]
    served, target, fingerprint, workspace, folder, fresh, is_empty = found
    holder = None if workspace is None else Holder(workspace, folder)
    return State(served, target, fingerprint, holder, fresh, is_empty)


def is_anothers(there: Holder | None, workspace: str | None, folder: str) -> TypeGuard[Holder]:
    """Return whether the runs that are there are of another workspace than this.

    One that was made anew in the folder of the one before takes its place.
    """
    return there is not None and there.workspace != workspace and there.folder != folder


def refuse_another(place: str, there: Holder | None, workspace: str | None, folder: str) -> None:
    """Raise UsageError where a place holds the runs of another than this workspace, which may not have an id yet."""
    if is_anothers(there, workspace, folder):
        raise UsageError(
            f"{place} holds the runs of another workspace, {there.folder} (id {there.workspace[:8]}): name another "
            "place, or publish with --replace, after which they are gone from there."
        )


def hold(database: Database, holder: Holder) -> None:
    """Write down whose runs the database holds."""
    database.write(lambda transaction: _hold(transaction, holder))


def _hold(transaction: Transaction, holder: Holder) -> None:
    transaction.run(statement("publish/hold"), workspace=holder.workspace, folder=holder.folder)


def tag(database: Database, info: RunInfo, digest: str, state: State, again: bool = False) -> tuple[str, bool]:
    """Return the tag of a run in the database, and whether it is there already, complete.

    It is the run's id, unless that is taken: by other findings, or by what is to be written `again`.
    """
    runs = database.read(lambda transaction: transaction.run(statement("publish/runs")))
    found = {one: (other, bool(complete)) for one, _, other, complete in runs}
    if state.target is not None and found.get(state.target, ("",))[0] == digest:
        return state.target, False
    for one, (other, complete) in found.items():
        if other == digest and not again:
            return one, complete
    suffix = uuid.uuid4().hex if again else digest
    return (info.run if info.run not in found else f"{info.run}~{suffix[:8]}"), False


def take_over(publisher: Publisher) -> dict[int, Mark]:
    """Return the progress markers, which are this publisher's from here on."""
    lanes = publisher.database.write(
        lambda transaction: transaction.run(statement("publish/lanes"), publisher=publisher.token)
    )
    return {lane: Mark(step, n_rows) for lane, step, n_rows in lanes}


def begin(
    publisher: Publisher, info: RunInfo, *, run: str, digest: str, fingerprint: str, fresh: bool, n_lanes: int
) -> dict[int, Mark]:
    """Write down what is going to be published, and return new progress markers, all at the start."""

    def write(transaction: Transaction) -> None:
        _drop_lanes(transaction)
        transaction.run(
            statement("publish/begin"),
            run=rows.run(info, run, digest),
            publisher=publisher.token,
            n_lanes=n_lanes,
            fingerprint=fingerprint,
            fresh=fresh,
        )

    publisher.database.write(write)
    return {lane: Mark(0, 0) for lane in range(n_lanes)}


def lose_freshness(publisher: Publisher) -> None:
    """Write down that somebody else writes facts too: from here on they are merged, and swept at the end."""
    publisher.database.write(lambda transaction: transaction.run(statement("publish/not_fresh")))


def switch(publisher: Publisher, run: str, step: int, holder: Holder | None) -> None:
    """Serve the run that was written, in one transaction with the labels of its campaigns and with whose it is."""

    def write(transaction: Transaction) -> None:
        publisher.advance(transaction, 0, Mark(step, 0))
        transaction.run(statement("publish/retire_campaigns"))
        transaction.run(statement("publish/promote_campaigns"))
        transaction.run(statement("publish/serve"), run=run)
        if holder is not None:
            _hold(transaction, holder)

    publisher.database.write(write)


def finish(publisher: Publisher, run: str, step: int) -> None:
    """Write down that nothing is left to do."""

    def write(transaction: Transaction) -> None:
        publisher.advance(transaction, 0, Mark(step, 0))
        transaction.run(statement("publish/finish"), run=run)
        transaction.run(statement("publish/forget_runs"), run=run)
        _drop_lanes(transaction)

    publisher.database.write(write)


def _drop_lanes(transaction: Transaction) -> None:
    transaction.run(statement("publish/drop_lanes"))
