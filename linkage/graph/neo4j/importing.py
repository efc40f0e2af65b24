"""A whole database from one run, offline: written as files, imported by the server's own tool, indexed and checked.

All of it happens aside. The database that the home holds stays until the new one has been served once and has passed
its check; then renames put the new one in its place. What people decided lives in the database alone, so it is asked
of the old one, and carried over. Afterwards the database is as publishing the run would have left it.

It stops being the right way where a server must not stop, or others write to the same database: what linkage did not
write is not carried over.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from linkage.errors import GraphCorrupt, UsageError
from linkage.findings import Findings, RunInfo
from linkage.graph.interface import Decision
from linkage.graph.neo4j import import_files, indexes, publication, rows
from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.others import others
from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.imports import ImportProgress, import_aside
from linkage.graph.neo4j.server.replacing import Replacement, replacing
from linkage.graph.neo4j.server.visiting import visited
from linkage.graph.statements import statement
from linkage.log import stage

Tell = Callable[[str, float | None], None]
"""Is told what is being done, and how much of it, in [0, 1], where that is known."""

_LINKS: Final = 20_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    run: str
    n_nodes: int
    n_relationships: int
    n_properties: int
    n_decisions: int
    """How many were carried over from the database before."""
    seconds: dict[str, float]
    """Of decisions, files, tool, indexes and check."""


def import_run(
    home: Path,
    findings: Findings,
    info: RunInfo,
    *,
    lane: str | None = None,
    cache: Path | None = None,
    heap_mb: int | None = None,
    discard_others: bool = False,
    holder: publication.Holder | None = None,
    replace: bool = False,
    decided: Sequence[Decision] = (),
    tell: Tell = lambda what, share: None,
) -> ImportReport:
    """Return what was imported into the home of a stopped server, in place of the database that it held.

    Killed at any instant, the database is the one before or the new one, whole.

    Args:
        home: The server's folder; made when it is not there.
        findings: What the run found.
        info: The run.
        lane: The server's versions; None takes those of the home's data, or the usual ones.
        cache: Where assembled servers are kept; None takes the usual place.
        heap_mb: Heap of the import tool; None takes a sixth of the machine's memory.
        discard_others: Whether what linkage did not write may be lost.
        holder: Whose run it is, where the database is to remember that.
        replace: Whether the runs of another may be lost.
        decided: What people decided elsewhere, which the database is to hold too.
        tell: Is told how far it is.

    Raises:
        GraphBusy: a server runs in that home.
        UsageError: the database holds what linkage did not write, or the runs of another, and these may not be lost;
            or the home is of another lane, or is none.
        DiskFull, GraphUnavailable, GraphCorrupt: something failed; the database is the one before.
    """
    seconds: dict[str, float] = {}
    with stage("graph.imported", run=info.run, n_uses=findings.uses.height) as facts:
        with replacing(home, lane=lane, cache=cache, on_check=lambda: tell("Checking", None)) as new:
            with _timed(seconds, "decisions"):
                refuse = _Refusing(others=not discard_others, another_than=None if replace else holder)
                workspace = None if holder is None else holder.workspace
                carried = _carried(new, cache, refuse, workspace, tell)
                decisions = _with(carried, decided, workspace)
            with _timed(seconds, "files"):
                tell("Writing files", None)
                digest = rows.digest(findings, info)
                files = import_files.write(findings, info, digest, decisions, new.aside.path / "import", holder)
            with _timed(seconds, "tool"):
                found = import_aside(
                    new,
                    files.nodes,
                    files.relationships,
                    multiline=files.multiline,
                    heap_mb=heap_mb,
                    progress=lambda now: tell("Importing", _share(now)),
                )
            with _timed(seconds, "indexes"):
                tell("Making constraints and indexes", None)
                _complete(new, cache, findings, info)
            checked = time.perf_counter()
        seconds["check"] = round(time.perf_counter() - checked, 3)
        facts |= {"n_nodes": found.n_nodes, "n_relationships": found.n_relationships}
    return ImportReport(info.run, found.n_nodes, found.n_relationships, found.n_properties, carried.height, seconds)


@dataclass(frozen=True, slots=True)
class _Refusing:
    """What may not be lost of the database before."""

    others: bool
    another_than: publication.Holder | None


def _carried(
    new: Replacement, cache: Path | None, refuse: _Refusing, workspace: str | None, tell: Tell
) -> pl.DataFrame:
    """Return the decisions that the database before holds; `import_files.DECISIONS`."""
    if not new.place.has_database:
        return pl.DataFrame(schema=import_files.DECISIONS)
    tell("Reading decisions from the database before", None)
    with visited(store.visit(new.place), lane=new.installed.lane.name, cache=cache) as database:
        if refuse.another_than is not None:
            there = publication.state(database).holder
            than = refuse.another_than
            publication.refuse_another(f"The database in {new.place.path}", there, than.workspace, than.folder)
        if refuse.others:
            _refuse_others(database)
        found = database.gather(statement("decisions/carried"), 10_000, workspace=workspace)
    return pl.DataFrame(found, schema=import_files.DECISIONS, orient="row")


def _with(carried: pl.DataFrame, decided: Sequence[Decision], workspace: str | None) -> pl.DataFrame:
    """Return decisions with those that are not among them yet, numbered after them."""
    there = {row[:6] for row in carried.iter_rows()}
    last = max((number or 0 for number in carried["number"]), default=0)
    told = dict.fromkeys(map(astuple, decided))
    new = [row for row in told if row not in there]
    rows = [(*row, number, workspace) for number, row in enumerate(new, last + 1)]
    return pl.concat([carried, pl.DataFrame(rows, schema=import_files.DECISIONS, orient="row")])


def _refuse_others(database: Database) -> None:
    if found := others(database):
        raise UsageError(
            f"An import would lose what linkage did not write to this database: {'; '.join(found)}. To keep it, start "
            "the server and publish to it instead (`linkage neo4j start`, then `linkage --graph neo4j neo4j publish`); "
            "to lose it, say --discard-others."
        )


def _complete(new: Replacement, cache: Path | None, findings: Findings, info: RunInfo) -> None:
    """Serve the new database once, to make its constraints and indexes."""
    store.give_users(new.place, new.aside)
    with visited(new.aside, lane=new.installed.lane.name, cache=cache) as database:
        indexes.ensure(database)
        if not findings.links["kinds"].list.len().gt(0).all():
            _write_empty_kinds(database)
        if publication.state(database).served != info.run:
            raise GraphCorrupt("The imported database does not serve its run; please report it.")


def _write_empty_kinds(database: Database) -> None:
    write = statement("server/empty_kinds")
    while database.write(lambda transaction: transaction.run(write, limit=_LINKS))[0][0] == _LINKS:
        pass


def _share(now: ImportProgress) -> float:
    return (now.step - 1 + now.percent / 100) / max(now.n_steps, 1)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - started, 3)
