"""The one door to Neo4j: sessions, transactions, retries, and the server's faults as errors of ours.

Retries, which are ours and not the driver's:

* A transient fault (a deadlock, a leader that moves) runs the whole transaction again, after 20 ms, 40 ms, … with
  jitter, eight times at most.
* Exhausted transaction memory is called transient by the server but is not: it is raised at once as
  GraphOutOfMemory, for the caller to send less.
* A lost connection is tried anew once, since a pool keeps connections of a server that was restarted. Not when it
  was lost during a commit: then nobody knows whether it happened, and GraphUnreachable says to publish again.
* A server that does not answer fails within `CONNECT_SECONDS`, not within the driver's half minute.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthConfigurationError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from linkage.errors import GraphUnavailable, GraphUnreachable, SettingsError
from linkage.graph.neo4j.faults import fault, is_transient, unreached
from linkage.graph.statements import Statement
from linkage.settings import GraphSettings

T = TypeVar("T")
Row = tuple[Any, ...]

CONNECT_SECONDS: Final = 3.0
"""Longest to wait for a connection to open."""
ACQUIRE_SECONDS: Final = 10.0
"""Longest to wait for a connection of the pool."""
_SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_ROLLED_BACK: Final = "The server kept rolling the transaction back; other writers are at work, try again."
_TRIES: Final = 8
_FIRST_PAUSE_SECONDS: Final = 0.02


class Transaction:
    """An open transaction that runs statements of ours."""

    def __init__(self, inner: neo4j.Transaction) -> None:
        """Wrap a transaction of the driver."""
        self._inner = inner

    def run(self, statement: Statement, **params: object) -> list[Row]:
        """Return all rows of a statement, columns in the order of its `returns`."""
        result = self._inner.run(statement.text, params)
        return [tuple(record) for record in result] if statement.returns else _none(result)


class Database:
    """Transactions against one database of one server. Threads may share it."""

    def __init__(self, settings: GraphSettings) -> None:
        """Make a pool of connections; none is opened yet.

        Raises:
            SettingsError: the address is not one of Neo4j.
        """
        self.uri = settings.uri
        self._name = settings.database
        self._timeout = settings.timeout_seconds
        self._driver = driver_of(settings)

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Return what `work` returns in one reading transaction; it may be run more than once."""
        return self._retried(lambda: self._once(work, neo4j.READ_ACCESS, self._timeout))

    def write(self, work: Callable[[Transaction], T], timeout_seconds: float | None = None) -> T:
        """Return what `work` returns in one writing transaction, committed; it may be run more than once."""
        return self._retried(lambda: self._once(work, neo4j.WRITE_ACCESS, timeout_seconds))

    def define(self, statement: Statement) -> None:
        """Run one statement of mode `schema`, in a transaction of its own."""
        self.write(lambda transaction: transaction.run(statement))

    def stream(self, statement: Statement, n_at_once: int, /, **params: object) -> Iterator[list[Row]]:
        """Yield the rows of a reading statement in lists of at most `n_at_once`; its time is not limited."""
        with self._plain(), self._session(neo4j.READ_ACCESS, fetch_size=n_at_once) as session:
            result = session.run(statement.text, params)
            while batch := result.fetch(n_at_once):
                yield [tuple(record) for record in batch]

    def gather(self, statement: Statement, n_at_once: int, /, **params: object) -> list[Row]:
        """Return all rows of a reading statement, fetched `n_at_once` at a time; its time is not limited."""
        return [row for part in self.stream(statement, n_at_once, **params) for row in part]

    @contextmanager
    def hold(self, statement: Statement, **params: object) -> Iterator[Callable[[], None]]:
        """Keep the locks of a statement while the block runs, and yield what raises when they are lost.

        Nothing is committed.

        The server lets go of them by itself when this process or its connection dies.
        """
        one_at_a_time = threading.Lock()
        with self._session(neo4j.WRITE_ACCESS) as session:
            with self._plain():
                inner = session.begin_transaction(metadata={"linkage": "publisher"})

            def confirm() -> None:
                with one_at_a_time, self._plain():
                    Transaction(inner).run(statement, **params)

            try:
                confirm()
                yield confirm
            finally:
                with suppress(DriverError, Neo4jError):  # the server may have gone; then so have the locks
                    inner.rollback()

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    def _session(self, mode: str, **options: Any) -> neo4j.Session:
        return self._driver.session(database=self._name, default_access_mode=mode, **options)

    def _once(self, work: Callable[[Transaction], T], mode: str, timeout: float | None) -> T:
        with self._session(mode) as session, session.begin_transaction(timeout=timeout) as inner:
            found = work(Transaction(inner))
            inner.commit()
            return found

    def _retried(self, attempt: Callable[[], T]) -> T:
        reconnected = False
        for n_try in range(_TRIES - 1):
            try:
                with self._faults():
                    return attempt()
            except _Again:
                time.sleep(_FIRST_PAUSE_SECONDS * 2**n_try * random.uniform(0.5, 1.0))  # noqa: S311
            except _Lost as lost:
                if reconnected:
                    raise GraphUnreachable(str(lost)) from lost.__cause__
                reconnected = True
        with self._plain():
            return attempt()

    @contextmanager
    def _plain(self) -> Iterator[None]:
        """Raise errors of ours, where nothing is tried again."""
        try:
            with self._faults():
                yield
        except _Lost as lost:
            raise GraphUnreachable(str(lost)) from lost.__cause__
        except _Again as again:
            raise GraphUnavailable(_ROLLED_BACK) from again.__cause__

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except IncompleteCommit as error:
            raise GraphUnreachable(
                f"{self.uri} was lost while it was committing; publish again, which completes what is missing."
            ) from error
        except (ServiceUnavailable, SessionExpired, ConnectionAcquisitionTimeoutError, OSError) as error:
            raise _Lost(unreached(self.uri, error)) from error
        except Neo4jError as error:
            if is_transient(error.code):
                raise _Again from error
            raise fault(error.code, error.message, self._name) from error
        except DriverError as error:
            raise GraphUnavailable(f"The driver of Neo4j failed ({type(error).__name__}); try again.") from error


def driver_of(settings: GraphSettings) -> neo4j.Driver:
    """Return a pool of connections, none opened yet, whose own retries are over after the first.

    Raises:
        SettingsError: the address is not one of Neo4j, or the database holds no graph.
    """
    if settings.uri.partition("://")[0] not in _SCHEMES:
        raise _no_address(settings.uri)
    if settings.database.lower() == "system":  # the server answers with a fault of the statement
        raise SettingsError("graph.database is `system`, which holds users and no graph; set it to another database.")
    password = settings.password
    try:
        return neo4j.GraphDatabase.driver(
            settings.uri,
            auth=None if password is None else (settings.user, password.get_secret_value()),
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=ACQUIRE_SECONDS,
            max_transaction_retry_time=0,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent="linkage",
        )
    except (ConfigurationError, AuthConfigurationError, ValueError) as error:
        raise _no_address(settings.uri) from error


class _Lost(GraphUnreachable):
    """The connection was lost before anything was committed."""


class _Again(GraphUnavailable):
    """The server rolled the transaction back and it may succeed now."""


def _none(result: neo4j.Result) -> list[Row]:
    result.consume()
    return []


def _no_address(uri: str) -> SettingsError:
    return SettingsError(
        f"graph.uri is {uri!r}; give `embedded` for the workspace's own files, `neo4j` for the server that "
        "`linkage neo4j start` runs, or an address such as bolt://127.0.0.1:7687."
    )
