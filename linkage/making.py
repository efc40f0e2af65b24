"""Making a run: what was loaded, what people decided and the run before go in; a run that is served comes out."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from linkage import detection, ledger, runs
from linkage.communities import Engine, leiden
from linkage.errors import LinkageError, UsageError
from linkage.findings import Findings, RunInfo
from linkage.graph.allowlist import allow_list
from linkage.graph.opening import decided, folder_of, open_neo4j
from linkage.ledger import Workspace
from linkage.own_server import reached
from linkage.settings import Settings
from linkage.wording import several

if TYPE_CHECKING:
    from linkage.graph.neo4j.publication import Holder

Doing = Callable[[str], AbstractContextManager[object]]
"""Is told what is being done, and entered while it is."""


@dataclass(frozen=True, slots=True)
class Made:
    """A run that is served."""

    findings: Findings
    info: RunInfo
    report: detection.Report
    missing: tuple[str, ...]
    """Campaigns that the run before asserted, or people decided about, and this one has not, by id; those that merged
    into another are told by the lineage. Should one be back, it has its id and decisions."""


def make_run(settings: Settings, doing: Doing = nullcontext, *, replace: bool = False) -> Made:
    """Return the run of all that was loaded, saved as the current one, and published where the settings name a Neo4j.

    When it fails, the run before it stays in place.

    Args:
        settings: all settings; `graph` as it is named, so that the workspace's own server is found.
        doing: is told each thing that takes long.
        replace: whether the runs of another workspace may go, where that Neo4j holds them.

    Raises:
        WorkspaceError: there is no workspace, it cannot be read or written, or another process is saving a run.
        UsageError: Graph Data Science is to group accounts and no Neo4j is named, or the one named holds the runs of
            another workspace.
        GraphUnavailable: a named server does not answer, refuses, or lacks what is needed. When only publishing
            fails, the run is the current one of the workspace, and the message says so.
    """
    named, settings = settings.graph.uri, reached(settings)
    group_by = settings.communities.engine
    if group_by != "in-process" and named == "embedded":  # before the ledger is read, which takes long
        raise UsageError(f"Say which Neo4j groups accounts: `linkage --graph neo4j detect --communities {group_by}`.")
    workspace = Workspace.open(settings.workspace)
    if settings.graph.uri != "embedded" and not replace:
        refuse_another(settings)
    if group_by != "in-process":
        from linkage.graph.neo4j.server import probe

        probe.gds_version(settings.graph)
    made_of = runs.ledger_state(workspace)  # before the ledger is read: what is loaded meanwhile counts as newer
    with doing("Reading the ledger"):
        snapshot = ledger.snapshot(workspace)
    n = snapshot.accounts.height
    decisions = decided(settings)
    allowed = allow_list(decisions)
    about = {one.id for one in decisions if one.subject == "campaign" and one.verdict != "note"}
    previous = runs.previous(workspace, detection.run_info(snapshot, settings, allowed).run, about)
    if previous is not None:
        previous = _still_there(previous, snapshot.accounts["account_id"])
    with doing(f"Comparing {several(n, 'account')}"), engine(settings) as chosen:
        findings, info, report = detection.detect(snapshot, settings, previous, chosen, allowed)
    with doing("Writing the run"):
        keep = settings.runs.keep
        runs.save(workspace, findings, info, report.to_dict(), made_of=made_of, before=previous, keep=keep)
    if settings.graph.uri != "embedded":
        try:
            with doing(f"Publishing to {settings.graph.uri}"):
                publish(settings, findings, info, replace=replace)
        except LinkageError as error:
            finishing = publishing(named, "--replace") if replace else publishing(named)
            raise type(error)(f"{error} The run {info.run} is kept; `{finishing}` then finishes the job.") from error
        runs.note_published(workspace, named)
    return Made(findings, info, report, _missing(previous, about, findings))


def _missing(previous: pl.DataFrame | None, about: set[str], findings: Findings) -> tuple[str, ...]:
    if previous is None:
        return ()
    mattered = ~pl.col("gone") & (pl.col("asserted") | pl.col("campaign_id").is_in(list(about)))
    before = set(previous.filter(mattered)["campaign_id"])
    here = {*findings.campaigns["campaign_id"], *findings.lineage["from_campaign"]}
    return tuple(sorted(before - here))


def _still_there(previous: pl.DataFrame, account_ids: pl.Series) -> pl.DataFrame:
    """Return what was handed down of accounts that are in the ledger; of a campaign half of which is gone, nothing."""
    there = pl.col("account_id").is_in(account_ids.implode())
    enough = ~pl.col("gone") | (there.mean().over("campaign_id") > 0.5)
    return previous.filter(there & enough)


def publishing(graph: str, *options: str) -> str:
    """Return the command that publishes the workspace's run to a Neo4j, as `--graph` names it."""
    return shlex.join(["linkage", "--graph", graph, "neo4j", "publish", *options])


def publish(
    settings: Settings, findings: Findings, info: RunInfo, *, again: bool = False, replace: bool = False
) -> None:
    """Make a run of the settings' workspace the one that their Neo4j serves, and hand on what was decided there.

    Args:
        settings: which workspace and which Neo4j, as `reached` gives it.
        findings: what the run found.
        info: the run.
        again: whether all is written even when it is there.
        replace: whether the runs of another workspace may go.

    Raises:
        UsageError: the Neo4j holds the runs of another workspace.
        GraphUnavailable: it does not answer, refuses, or another publisher is at work.
    """
    holder = holder_of(Workspace(settings.workspace))
    graph = open_neo4j(settings)
    try:
        graph.publish(findings, info, again=again, holder=holder, replace=replace)
    finally:
        graph.close()


def holder_of(workspace: Workspace) -> "Holder":
    """Return as what a Neo4j remembers a workspace. Raises WorkspaceError."""
    from linkage.graph.neo4j.publication import Holder

    return Holder(workspace.identity(), folder_of(workspace))


def refuse_another(settings: Settings) -> None:
    """Raise UsageError where the settings' Neo4j holds the runs of another workspace; GraphUnavailable."""
    from linkage.graph.neo4j import publication

    graph = open_neo4j(settings)
    try:
        there = graph.holder()
    finally:
        graph.close()
    workspace = Workspace(settings.workspace)
    publication.refuse_another(settings.graph.uri, there, workspace.description().id, folder_of(workspace))


@contextmanager
def engine(settings: Settings) -> Iterator[Engine]:
    """Give what groups accounts by the settings; one in the server that they name has a connection for the block.

    Raises:
        GraphUnavailable: the server does not answer, refuses, or lacks Graph Data Science.
    """
    named = settings.communities.engine
    if named == "in-process":
        yield leiden
        return
    from linkage.graph.neo4j.science.client import connected
    from linkage.graph.neo4j.science.engines import SEEDERS

    with connected(settings.graph) as client:
        yield partial(SEEDERS[named], client=client)
