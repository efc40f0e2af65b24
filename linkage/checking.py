"""Whether workspace, key, ledger, run and graph are in order: each is looked at, and none changed.

A check is what looking at one thing gave. What is not there yet is not wrong; what is wrong says how to mend it, and
with which code a process that found it leaves.
"""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from linkage import ledger, runs
from linkage.detection import MODEL_VERSION
from linkage.errors import (
    EXIT_DONE,
    GraphCorrupt,
    GraphDenied,
    GraphProcedureMissing,
    LinkageError,
    NotFound,
    RunNotFound,
    WorkspaceError,
    outcome,
)
from linkage.findings import Findings
from linkage.graph import open_graph
from linkage.graph.embedded import EmbeddedGraph, current_run
from linkage.graph.interface import CampaignFilter
from linkage.graph.opening import open_neo4j
from linkage.identifiers.kinds import PUBLISHED_KINDS
from linkage.ledger import Snapshot, Workspace, damaged_parts
from linkage.ledger.manifest import open_manifest
from linkage.making import publishing, refuse_another
from linkage.own_server import reached
from linkage.settings import Settings
from linkage.wording import several

N_DIFFERENCES: Final = 6
"""Differences between database and run that a check names."""


@dataclass(frozen=True, slots=True)
class Check:
    """What looking at one thing gave."""

    name: str
    state: Literal["ok", "not yet", "wrong"]
    detail: str
    """What was found, and when something is wrong, how to mend it."""
    exit_code: int = EXIT_DONE


def look(settings: Settings, sample: int) -> list[Check]:
    """Return every check that can be made; without a workspace only the graph is left to look at."""
    workspace = Workspace(settings.workspace)
    checks = [_checked("workspace", lambda: _opened(workspace))]
    if checks[0].state == "ok":
        checks += [
            _checked("key", lambda: _key(workspace)),
            _checked("ledger", lambda: _parts(workspace)),
            _checked("run", lambda: _run(settings)),
        ]
    if [check.state for check in checks[2:]] == ["ok", "ok"]:
        checks.append(_checked("run of ledger", lambda: _of_ledger(workspace, sample)))
    if settings.graph.uri != "embedded":
        checks.append(_checked("graph", lambda: _graph(settings)))
        if checks[-1].state == "ok" and checks[0].state == "ok":
            checks.append(_checked("graph content", lambda: _content(settings, sample)))
        if checks[-1].state != "wrong":
            checks.append(_checked("graph science", lambda: _science(settings)))
    return checks


def _checked(name: str, looked_at: Callable[[], str]) -> Check:
    """Return a check whose outcome is what looking gave: a detail, or an error of ours."""
    try:
        return Check(name, "ok", looked_at())
    except NotFound as error:
        return Check(name, "not yet", str(error))
    except LinkageError as error:
        return Check(name, "wrong", str(error), outcome(error).exit_code)


def _opened(workspace: Workspace) -> str:
    """Return where the workspace is. Raises WorkspaceError."""
    return f"{Workspace.open(workspace.path).path}, format {workspace.description().format}"


def _key(workspace: Workspace) -> str:
    """Return that the key is the right one and private. Raises WorkspaceError."""
    if workspace.description().key_id is None:
        return "not made yet; the first load makes it"
    workspace.pseudonymiser()
    file = workspace.path / "key"
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise WorkspaceError(f"{file} can be read by others (mode {mode:04o}); run `chmod 600 {file}`.")
    return f"the one that the ledger was made with, mode {mode:04o}"


def _parts(workspace: Workspace) -> str:
    """Return how many parts there are, all as they were entered. Raises WorkspaceError."""
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


def _run(settings: Settings) -> str:
    """Return which run is served from files and whether this model made it, after reading from it.

    Raises:
        RunNotFound: nothing was detected yet.
        GraphCorrupt: a run is damaged, or named as the current one and gone.
    """
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
    made = (
        ""
        if info.model_version == MODEL_VERSION
        else f"; made by another model ({info.model_version}, this is {MODEL_VERSION}): `linkage detect` renews it"
    )
    return f"{info.run}, {several(info.n_total_accounts, 'account')}{made}"


def _of_ledger(workspace: Workspace, sample: int) -> str:
    """Return that the current run is of the ledger as it is. Raises RunNotFound for an older one, GraphCorrupt."""
    folder = current_run(workspace)
    info, findings, facts = runs.load_info(folder), runs.load_findings(folder), ledger.snapshot(workspace)
    n_here, n_there = facts.accounts.height, findings.accounts.height
    if info.ledger_digest != facts.digest:
        raise RunNotFound(
            f"The ledger has changed since, {several(n_here, 'account')} and {n_there:,} in the run; "
            "`linkage detect` looks at it anew."
        )
    if differing := _facts_that_differ(findings, facts, sample):
        raise GraphCorrupt(f"The run has other {differing} than its ledger; run `linkage detect` to make it anew.")
    return f"{several(n_here, 'account')} and {several(findings.uses.height, 'use')}, as in the ledger"


def _facts_that_differ(findings: Findings, facts: Snapshot, sample: int) -> str:
    """Return which tables of a run are not those of its ledger: their lengths, and the uses of some accounts."""
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


def _content(settings: Settings, sample: int) -> str:
    """Return that the database holds what the current run says. Raises GraphCorrupt, RunNotFound."""
    folder = current_run(Workspace(settings.workspace))
    asked = open_neo4j(reached(settings))
    try:
        found = asked.compare(runs.load_findings(folder), runs.load_info(folder), sample)
    except RunNotFound as error:
        raise RunNotFound(f"{error} Say `{publishing(settings.graph.uri)}`.") from error
    finally:
        asked.close()
    if found.differences:
        more = len(found.differences) - N_DIFFERENCES
        raise GraphCorrupt(
            "; ".join(found.differences[:N_DIFFERENCES])
            + (f"; and {more:,} more" if more > 0 else "")
            + f". `{publishing(settings.graph.uri, '--again')}` mends it."
        )
    others = f"; {several(found.n_others, 'thing')} of other writers beside it" if found.n_others else ""
    if found.n_odd_decisions:
        lacking = "without the subject, verdict, seconds or texts of one, left out"
        others += f"; {several(found.n_odd_decisions, 'decision')} of other writers {lacking}"
    return (
        f"{several(found.n_nodes, 'node')} and {several(found.n_relationships, 'relationship')} as in the run, "
        f"{found.n_compared:,} of them to the last property{others}"
    )


def _science(settings: Settings) -> str:
    """Return the version of Graph Data Science in the server.

    Raises:
        NotFound: the server has none, which only who asks for it misses.
        GraphUnavailable: the server does not answer.
    """
    from linkage.graph.neo4j.server import probe

    try:
        return f"Graph Data Science {probe.gds_version(reached(settings).graph)}"
    except (GraphProcedureMissing, GraphDenied):
        raise NotFound(
            "It has no Graph Data Science that this user may call; only `linkage detect --communities gds` and the "
            "recipes of the guide in Neo4j Browser need it."
        ) from None


def _graph(settings: Settings) -> str:
    """Return what the server answers and that it serves the workspace's run.

    Raises:
        UsageError: it serves those of another workspace.
        GraphUnavailable, RunNotFound: it does not answer, or serves none, or another one.
    """
    if (settings.workspace / "workspace.toml").exists():
        refuse_another(reached(settings))
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
                f"{detail}, while {ours.run} is current here; `{publishing(settings.graph.uri)}` brings it up to date."
            )
        return detail
    finally:
        here.close()
        asked.close()
