"""Another database in place of the one that a stopped server's home holds, or nothing at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.assembly import Installation, installation
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.offline import check_files, offline


@dataclass(frozen=True, slots=True)
class Replacement:
    """Where a database is made that will take another's place."""

    installed: Installation
    place: Home
    """The home whose database it will be."""
    aside: Home
    """Where it is made."""


@contextmanager
def replacing(
    home: Path, *, lane: str, cache: Path | None = None, on_check: Callable[[], None] | None = None
) -> Iterator[Replacement]:
    """Let the block make a database aside, then check it and put it in place; the one before is kept.

    When the block or the check fails, or this process is killed, the database is the one before.

    Raises:
        GraphBusy: a server runs in that home.
        GraphCorrupt, GraphUnavailable, DiskFull: the check failed.
    """
    installed = installation(lane, cache)
    with offline(home) as place:
        try:
            aside = store.begin(place)
            yield Replacement(installed, place, aside)
            if on_check is not None:
                on_check()
            check_files(installed, aside, store.DATABASE, place)
        except BaseException:
            store.settle(place)
            raise
        store.put_in_place(place)
