"""Another database in place of the one that a stopped server's home holds, or nothing at all."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.assembly import Installation, installation
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.offline import check_files, offline

Doing = Callable[[], AbstractContextManager[object]]
"""Gives what is entered while the work goes on, once all that can be refused at once has been looked at."""


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
    home: Path,
    *,
    lane: str | None = None,
    cache: Path | None = None,
    on_check: Callable[[], None] | None = None,
    keep: bool = False,
    doing: Doing = nullcontext,
) -> Iterator[Replacement]:
    """Let the block make a database aside, then check it and put it in place; `keep` keeps the one before.

    When the block or the check fails, or this process is killed, the database is the one before. `doing` gives what is
    entered for the work, once a server that runs, and data of another lane, would have been refused.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: its data are of another lane, or the folder is not a server's home.
        GraphCorrupt, GraphUnavailable, DiskFull: the check failed.
    """
    Home(home.expanduser().absolute()).lane(lane)  # a home that would be of no use is not made
    with offline(home, make=True) as place:
        installed = installation(place.lane(lane), cache)
        try:
            with doing():
                aside = store.begin(place)
                yield Replacement(installed, place, aside)
                if on_check is not None:
                    on_check()
                check_files(installed, aside, place)
        except BaseException:
            store.settle(place)
            raise
        place.write_lane(installed.lane.name)
        store.put_in_place(place)
        if not keep:
            store.forget_previous(place)
