"""A server that runs for as long as something is asked of a database, or done to it, and is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.server.command import SHORT_LIVED
from linkage.graph.neo4j.server.control import start, stop
from linkage.graph.neo4j.server.home import Home
from linkage.settings import GraphSettings

_HEAP_MB: Final = 512
_PAGE_CACHE_MB: Final = 256


@contextmanager
def visited(home: Home, *, lane: str, cache: Path | None = None) -> Iterator[Database]:
    """Yield the database in a small home of its own (`store.visit`, `store.begin`), served on any free port.

    Raises:
        GraphUnavailable: the server does not start; its database is as it was.
    """
    server = start(
        home.path,
        heap_mb=_HEAP_MB,
        page_cache_mb=_PAGE_CACHE_MB,
        bolt_port=0,
        java_options=SHORT_LIVED,
        lane=lane,
        cache=cache,
    )
    try:
        assert server.uri is not None
        database = Database(GraphSettings(uri=server.uri, user=server.user, password=SecretStr(home.password())))
        try:
            yield database
        finally:
            database.close()
    finally:
        stop(home.path)
