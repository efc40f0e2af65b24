"""`linkage doctor`: is everything in order?"""

import shlex
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, row, several, table, visible
from linkage.errors import EXIT_DONE, LinkageError, NotFound, WorkspaceError, outcome
from linkage.own_server import pasteable, reached

if TYPE_CHECKING:
    from linkage.findings import Findings
    from linkage.ledger import Snapshot, Workspace
    from linkage.settings import Settings

N_DIFFERENCES = 6
EXAMPLES = examples("linkage doctor", "linkage --graph neo4j doctor --sample 5000", "linkage doctor --json")


@dataclass(frozen=True, slots=True)
class Check:
    """What looking at one thing gave."""

    name: str
    state: Literal["ok", "not yet", "wrong"]
    detail: str
    """What was found, and when something is wrong, how to mend it."""
    exit_code: int = EXIT_DONE


def doctor(
    context: typer.Context,
    *,
    sample: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Accounts, identifiers and campaigns compared to the last property."),
    ] = 1_000,
    as_json: Json = False,
) -> None:
    """Check workspace, key, ledger, current run and graph.

    Reads every part of the ledger and compares it with what was entered, and the current run with the ledger. With a
    Neo4j graph, all nodes and relationships are counted, and a sample is compared with the run. Says of each thing what
    was found, and how to mend what is wrong; the exit code is that of the first thing that is.
    """
    asked = session(context)
    settings = asked.settings()
    with working("Looking", quiet=asked.quiet):
        checks = [replace(check, detail=pasteable(check.detail, asked.workspace)) for check in look(settings, sample)]
    if as_json:
        out_json({"checks": checks})
    else:
        shown = table("look at", "state", "finding", wide="finding")
        for check in checks:
            row(shown, check.name, check.state, check.detail)
        out(shown)
    worst = next((check.exit_code for check in checks if check.state == "wrong"), EXIT_DONE)
    if worst:
        raise typer.Exit(worst)


def look(settings: "Settings", sample: int) -> list[Check]:
    """Return every check that can be made; without a workspace only the graph is left to look at."""
    from linkage.ledger import Workspace

    workspace = Workspace(settings.workspace)
    checks = [checked("workspace", lambda: opened(workspace))]
    if checks[0].state == "ok":
        checks += [
            checked("key", lambda: key(workspace)),
            checked("ledger", lambda: parts(workspace)),
            checked("run", lambda: run(settings)),
        ]
    if [check.state for check in checks[2:]] == ["ok", "ok"]:
        checks.append(checked("run of ledger", lambda: of_ledger(workspace, sample)))
    if settings.graph.uri != "embedded":
        checks.append(checked("graph", lambda: graph(settings)))
        if checks[-1].state == "ok" and checks[0].state == "ok":
            checks.append(checked("graph content", lambda: content(settings, sample)))
    return checks


def checked(name: str, looked_at: Callable[[], str]) -> Check:
    """Return a check whose outcome is what looking gave: a detail, or an error of ours."""
    try:
        return Check(name, "ok", looked_at())
    except NotFound as error:
        return Check(name, "not yet", str(error))
    except LinkageError as error:
        return Check(name, "wrong", str(error), outcome(error).exit_code)


def opened(workspace: "Workspace") -> str:
    """Return where the workspace is. Raises WorkspaceError."""
    from linkage.ledger import Workspace

    return f"{Workspace.open(workspace.path).path}, format {workspace.description().format}"


def key(workspace: "Workspace") -> str:
    """Return that the key is the right one and private. Raises WorkspaceError."""
    if workspace.description().key_id is None:
        return "not made yet; the first load makes it"
    workspace.pseudonymiser()
    file = workspace.path / "key"
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise WorkspaceError(f"{file} can be read by others (mode {mode:04o}); run `chmod 600 {file}`.")
    return f"the one that the ledger was made with, mode {mode:04o}"


def parts(workspace: "Workspace") -> str:
    """Return how many parts there are, all as they were entered. Raises WorkspaceError."""
    from linkage.ledger import damaged_parts
    from linkage.ledger.manifest import open_manifest

    with open_manifest(workspace.ledger) as manifest:
        entries = manifest.parts()
        n_sources = len(manifest.source_digests())
    damaged = damaged_parts(workspace)
    if damaged:
        raise WorkspaceError(
            f"{several(len(damaged), 'part')} missing or not as entered, such as {damaged[0]}; restore from a backup, "
            "or load the files into a new workspace."
        )
    n_rows = sum(entry.n_rows for entry in entries)
    return f"{several(n_rows, 'row')} in {several(len(entries), 'part')} of {several(n_sources, 'file')}, all intact"


def run(settings: "Settings") -> str:
    """Return which run is served from files, after reading from it.

    Raises:
        RunNotFound: nothing was detected yet.
        GraphCorrupt: a run is damaged, or named as the current one and gone.
    """
    from linkage.errors import GraphCorrupt, RunNotFound
    from linkage.graph.embedded import EmbeddedGraph
    from linkage.graph.interface import CampaignFilter
    from linkage.ledger import Workspace

    served = EmbeddedGraph(settings.workspace, degree_cap=settings.links.degree_cap)
    try:
        info = served.run()
        served.campaigns(CampaignFilter(), 1)
    except RunNotFound as error:
        if Workspace(settings.workspace).current.exists():  # then one was served, and nobody prunes that
            raise GraphCorrupt(str(error)) from error
        raise
    finally:
        served.close()
    return f"{info.run}, {several(info.n_total_accounts, 'account')}"


def of_ledger(workspace: "Workspace", sample: int) -> str:
    """Return that the current run is of the ledger as it is. Raises RunNotFound for an older one, GraphCorrupt."""
    from linkage import ledger, runs
    from linkage.errors import GraphCorrupt, RunNotFound
    from linkage.graph.embedded import current_run

    folder = current_run(workspace)
    info, findings, facts = runs.load_info(folder), runs.load_findings(folder), ledger.snapshot(workspace)
    n_here, n_there = facts.accounts.height, findings.accounts.height
    if info.ledger_digest != facts.digest:
        raise RunNotFound(
            f"The ledger has changed since, {several(n_here, 'account')} and {n_there:,} in the run; "
            "`linkage detect` looks at it anew."
        )
    if differing := facts_that_differ(findings, facts, sample):
        raise GraphCorrupt(f"The run has other {differing} than its ledger; run `linkage detect` to make it anew.")
    return f"{several(n_here, 'account')} and {several(findings.uses.height, 'use')}, as in the ledger"


def facts_that_differ(findings: "Findings", facts: "Snapshot", sample: int) -> str:
    """Return which tables of a run are not those of its ledger: their lengths, and the uses of some accounts."""
    import polars as pl

    from linkage.identifiers.kinds import PUBLISHED_KINDS

    published = facts.identifiers.with_row_index("identifier").filter(pl.col("kind").is_in(PUBLISHED_KINDS))
    uses = facts.uses.join(published.select("identifier", "kind", "key"), on="identifier")
    heights = {
        "accounts": (findings.accounts.height, facts.accounts.height),
        "identifiers": (findings.identifiers.height, published.height),
        "uses": (findings.uses.height, uses.height),
    }
    if differing := [name for name, (one, other) in heights.items() if one != other]:
        return " and ".join(differing)
    ids = facts.accounts.with_row_index("account").sample(min(sample, facts.accounts.height), seed=0)
    wanted = (
        uses.join(ids.select("account", "account_id"), on="account")
        .select(findings.uses.columns)
        .sort("account_id", "kind", "key")
    )
    there = findings.uses.filter(pl.col("account_id").is_in(ids["account_id"].implode()))
    return "" if wanted.equals(there.sort("account_id", "kind", "key")) else "uses"


def content(settings: "Settings", sample: int) -> str:
    """Return that the database holds what the current run says. Raises GraphCorrupt, RunNotFound."""
    from linkage import runs
    from linkage.errors import GraphCorrupt, RunNotFound
    from linkage.graph.embedded import current_run
    from linkage.graph.neo4j import Neo4jGraph
    from linkage.ledger import Workspace

    folder = current_run(Workspace(settings.workspace))
    asked = Neo4jGraph(reached(settings).graph, degree_cap=settings.links.degree_cap)
    try:
        found = asked.compare(runs.load_findings(folder), runs.load_info(folder), sample)
    except RunNotFound as error:
        raise RunNotFound(f"{error} Say `{publishing(settings)}`.") from error
    finally:
        asked.close()
    if found.differences:
        more = len(found.differences) - N_DIFFERENCES
        raise GraphCorrupt(
            "; ".join(map(visible, found.differences[:N_DIFFERENCES]))
            + (f"; and {more:,} more" if more > 0 else "")
            + f". `{publishing(settings)} --again` mends it."
        )
    others = f"; {several(found.n_others, 'thing')} of other writers beside it" if found.n_others else ""
    return (
        f"{several(found.n_nodes, 'node')} and {several(found.n_relationships, 'relationship')} as in the run, "
        f"{found.n_compared:,} of them to the last property{others}"
    )


def publishing(settings: "Settings") -> str:
    """Return the command that publishes the workspace's run to the graph."""
    return shlex.join(["linkage", "--graph", settings.graph.uri, "neo4j", "publish"])


def graph(settings: "Settings") -> str:
    """Return what the server answers and that it serves the workspace's run. Raises GraphUnavailable, RunNotFound."""
    from linkage.errors import RunNotFound
    from linkage.graph import open_graph
    from linkage.graph.embedded import EmbeddedGraph

    asked = open_graph(reached(settings))
    here = EmbeddedGraph(settings.workspace, degree_cap=settings.links.degree_cap)
    try:
        there = asked.run()
        detail = asked.health().detail
        try:
            ours = here.run()
        except RunNotFound:
            return detail
        if ours.run != there.run:
            raise RunNotFound(
                f"{detail}, while {ours.run} is current here; `{publishing(settings)}` brings it up to date."
            )
        return detail
    finally:
        here.close()
        asked.close()
