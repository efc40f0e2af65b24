"""`linkage neo4j import`: the whole database of a stopped server, from the current run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import Json, Replace, examples
from linkage.cli.progress import stages
from linkage.cli.session import session
from linkage.cli.show import out, out_json
from linkage.own_server import SHORT_NAME, home_of

if TYPE_CHECKING:
    from linkage.graph.neo4j.importing import ImportReport

EXAMPLES = examples(
    "linkage neo4j stop && linkage neo4j import && linkage neo4j start",
    "linkage neo4j import --home /srv/neo4j --heap-mb 2000",
)


def import_command(
    context: typer.Context,
    *,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", metavar="DIR", help="The server's folder (default: neo4j in the workspace).", show_default=False
        ),
    ] = None,
    lane: Annotated[
        str | None,
        typer.Option(
            metavar="LANE", help="5.26 or 2026 (default: that of the home's data, or 5.26).", show_default=False
        ),
    ] = None,
    heap_mb: Annotated[
        int | None,
        typer.Option(
            min=256, metavar="MB", help="Heap of the import tool (default: a sixth of memory).", show_default=False
        ),
    ] = None,
    discard_others: Annotated[
        bool, typer.Option("--discard-others", help="Lose what others added to the database before.")
    ] = False,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Make the whole database of the stopped server from the current run, with Neo4j's own import tool.

    The graph is the one that `publish` writes, at several times its speed. It is made aside, gets its constraints
    and indexes, and must pass Neo4j's check before it takes the place of the database before, whose decisions are
    carried over, and gets those of the workspace. What others added is not: nodes, relationships, properties,
    labels, indexes and constraints; without --discard-others an import that would lose any is refused, while
    `publish` keeps them; so is one that would take the place of another workspace's runs, without --replace. When
    anything fails, or this is killed, the database is the one before.
    """
    from linkage import ledger, runs
    from linkage.graph.embedded import EmbeddedGraph, current_run
    from linkage.graph.neo4j import importing
    from linkage.making import holder_of

    asked = session(context)
    settings = asked.settings()
    where = home or home_of(settings)
    workspace = ledger.Workspace.open(settings.workspace)
    run = current_run(workspace)
    findings, info = runs.load_findings(run), runs.load_info(run)
    with stages(quiet=asked.quiet) as tell:
        report = importing.import_run(
            where,
            findings,
            info,
            lane=lane,
            heap_mb=heap_mb,
            discard_others=discard_others,
            holder=holder_of(workspace),
            replace=replace,
            decided=EmbeddedGraph(settings.workspace, degree_cap=settings.links.degree_cap).decisions(),
            tell=tell,
        )
    if where == home_of(settings):  # of another folder nobody knows yet at which address it will answer
        runs.note_published(workspace, SHORT_NAME)
    if as_json:
        out_json(report)
    else:
        out(asked.pasteable(summary(report, where), home))


def summary(report: "ImportReport", home: Path) -> str:
    """Return what an import did, in two sentences."""
    carried = f", and {report.n_decisions:,} decisions were carried over" if report.n_decisions else ""
    return (
        f"Run {report.run} is in {home}: {report.n_nodes:,} nodes and {report.n_relationships:,} relationships "
        f"in {sum(report.seconds.values()):.1f} s{carried}. `linkage neo4j start` serves it."
    )
