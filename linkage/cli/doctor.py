"""`linkage doctor`: is everything in order?"""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import typer

from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, row, several, table
from linkage.errors import EXIT_DONE, LinkageError, NotFound, WorkspaceError, outcome
from linkage.own_server import reached

if TYPE_CHECKING:
    from linkage.ledger import Workspace
    from linkage.settings import Settings

EXAMPLES = examples("linkage doctor", "linkage --graph neo4j doctor", "linkage doctor --json")


@dataclass(frozen=True, slots=True)
class Check:
    """What looking at one thing gave."""

    name: str
    state: Literal["ok", "not yet", "wrong"]
    detail: str
    """What was found, and when something is wrong, how to mend it."""
    exit_code: int = EXIT_DONE


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Check workspace, key, ledger, current run and graph.

    Reads every part of the ledger and compares it with what was entered. Says of each thing what was found, and how to
    mend what is wrong; the exit code is that of the first thing that is.
    """
    asked = session(context)
    settings = asked.settings()
    with working("Looking", quiet=asked.quiet):
        checks = look(settings)
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


def look(settings: "Settings") -> list[Check]:
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
    if settings.graph.uri != "embedded":
        checks.append(checked("graph", lambda: graph(settings)))
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
    """Return which run is served from files, after reading from it. Raises RunNotFound, GraphCorrupt."""
    from linkage.graph.embedded import EmbeddedGraph
    from linkage.graph.interface import CampaignFilter

    served = EmbeddedGraph.of_workspace(settings.workspace)
    try:
        info = served.run()
        served.campaigns(CampaignFilter(), 1)
    finally:
        served.close()
    return f"{info.run}, {several(info.n_total_accounts, 'account')}"


def graph(settings: "Settings") -> str:
    """Return what the server answers and that it serves the workspace's run. Raises GraphUnavailable, RunNotFound."""
    from linkage.errors import RunNotFound
    from linkage.graph import open_graph
    from linkage.graph.embedded import EmbeddedGraph

    asked = open_graph(reached(settings))
    here = EmbeddedGraph.of_workspace(settings.workspace)
    try:
        there = asked.run()
        detail = asked.health().detail
        try:
            ours = here.run()
        except RunNotFound:
            return detail
        if ours.run != there.run:
            raise RunNotFound(
                f"{detail}, while {ours.run} is current here; `linkage neo4j publish` brings it up to date."
            )
        return detail
    finally:
        here.close()
        asked.close()
