"""`linkage detect`: from the ledger to a run."""

import shlex
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, say, several
from linkage.own_server import pasteable, reached

if TYPE_CHECKING:
    from linkage.communities import Engine
    from linkage.detection import Report
    from linkage.findings import Findings, RunInfo
    from linkage.settings import Settings

EXAMPLES = examples(
    "linkage detect",
    "linkage detect --json",
    "linkage --graph bolt://127.0.0.1:7687 detect",
    "linkage --graph neo4j detect --communities gds-louvain",
)


class Named(StrEnum):
    """What groups accounts, as it is named."""

    IN_PROCESS = "in-process"
    GDS = "gds"
    GDS_LOUVAIN = "gds-louvain"
    GDS_WCC = "gds-wcc"


def detect(
    context: typer.Context,
    communities: Annotated[
        Named | None,
        typer.Option(
            help="Leiden in this process, or Leiden, Louvain or connected components by Graph Data Science in the "
            "Neo4j of --graph (default: communities.engine of the settings).",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find campaigns in all that was loaded, and serve the result.

    The same ledger, settings, seed and allow-list give the same result. What people allowed gives no evidence.
    Decisions are read from the workspace, and with a Neo4j graph from there too.
    When it fails, the run before it stays in place. With a Neo4j graph, the run is also published there.
    """
    from linkage import detection, ledger, runs
    from linkage.graph.allowlist import allow_list
    from linkage.graph.opening import decided

    asked = session(context)
    named = asked.settings(communities={} if communities is None else {"engine": communities.value})
    settings = reached(named)
    workspace = ledger.Workspace.open(settings.workspace)
    if settings.graph.uri == "embedded" and (elsewhere := runs.published_to(workspace)) is not None:
        say(pasteable(unheard(elsewhere), asked.workspace), quiet=asked.quiet)
    made_of = runs.ledger_state(workspace)  # before the ledger is read: what is loaded meanwhile counts as newer
    with working("Reading the ledger", quiet=asked.quiet):
        snapshot = ledger.snapshot(workspace)
    comparing = f"Comparing {several(snapshot.accounts.height, 'account')}"
    allowed = allow_list(decided(settings))
    previous = runs.previous(workspace, detection.run_info(snapshot, settings, allowed).run)
    with working(comparing, quiet=asked.quiet), engine(settings) as chosen:
        findings, info, report = detection.detect(snapshot, settings, previous, chosen, allowed)
    with working("Writing the run", quiet=asked.quiet):
        runs.save(
            workspace, findings, info, report.to_dict(), made_of=made_of, before=previous, keep=settings.runs.keep
        )
    if settings.graph.uri != "embedded":
        with working(f"Publishing to {settings.graph.uri}", quiet=asked.quiet):
            from linkage.graph.neo4j import Neo4jGraph

            graph = Neo4jGraph(settings.graph)
            try:
                graph.publish(findings, info)
            finally:
                graph.close()
        runs.note_published(workspace, named.graph.uri)
    if as_json:
        out_json({"run": info, "report": report.to_dict()})
    else:
        out(*summary(findings, info, report))
        if findings.campaigns.height:
            say(pasteable(advice(findings), asked.workspace), quiet=asked.quiet)


@contextmanager
def engine(settings: "Settings") -> Iterator["Engine"]:
    """Give what groups accounts by the settings; one in a server has a connection for the block.

    Raises:
        UsageError: Graph Data Science is asked for and no Neo4j is named.
        GraphUnavailable: the server does not answer, refuses, or lacks Graph Data Science.
    """
    from linkage.communities import leiden

    named = settings.communities.engine
    if named == "in-process":
        yield leiden
        return
    from linkage.communities.gds import SEEDERS
    from linkage.errors import UsageError
    from linkage.graph.neo4j.science import connected

    if settings.graph.uri == "embedded":
        raise UsageError(f"Say which Neo4j groups accounts: `linkage --graph neo4j detect --communities {named}`.")
    with connected(settings.graph) as client:
        yield partial(SEEDERS[named], client=client)


def summary(findings: "Findings", info: "RunInfo", report: "Report") -> list[str]:
    """Return what a run found, in a few lines."""
    verdicts = Counter(findings.campaigns["verdict"].to_list())
    accounts = several(report.n_accounts, "account")
    seconds = sum(report.seconds.values())
    return [
        f"Run {info.run}: {accounts}, {several(report.n_links, 'link')}, {several(report.n_groups, 'group')}, "
        f"in {seconds:.1f} s",
        f"{several(verdicts['campaign'], 'campaign')}; {several(verdicts['organisation'], 'group')} that look like an "
        f"organisation; {verdicts['insufficient']:,} without enough evidence",
        *_allowed(report),
    ]


def unheard(graph: str) -> str:
    """Return, in a sentence, that decisions in a Neo4j are not read, and how they are."""
    command = shlex.join(["linkage", "--graph", graph, "detect"])
    return f"What people decided in the Neo4j `{graph}`, where a run was published, is not read; `{command}` reads it."


def advice(findings: "Findings") -> str:
    """Return what to look at next: the campaigns, or, where there are none, the groups that fell short of one."""
    if "campaign" in findings.campaigns["verdict"]:
        return "`linkage campaigns` lists them, the strongest first, and why."
    return "No group is called a campaign; `linkage campaigns` lists what they share all the same."


def _allowed(report: "Report") -> list[str]:
    if not report.allow_list:
        return []
    entries = several(len(report.allow_list), "allow-list entry", "allow-list entries")
    identifiers = several(report.n_allowed_identifiers, "identifier")
    return [f"{entries}: {identifiers} and {several(report.n_allowed_accounts, 'account')} gave no evidence"]
