"""Graphs with the settings that nobody changed, and having any of them serve a run as `linkage detect` would."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkage import runs
from linkage.findings import Findings, RunInfo
from linkage.graph import Graph
from linkage.graph.embedded import EmbeddedGraph
from linkage.ledger import Workspace, load
from linkage.records import find_sources
from linkage.settings import GraphSettings, LinkSettings, LoadSettings

if TYPE_CHECKING:
    from linkage.graph.neo4j import Neo4jGraph

DEGREE_CAP = LinkSettings().degree_cap


def embedded(workspace: Path, unread: Callable[[str], None] | None = None) -> EmbeddedGraph:
    """Return the graph of a workspace's run files."""
    return EmbeddedGraph(workspace, degree_cap=DEGREE_CAP, unread=unread)


def in_neo4j(settings: GraphSettings, **options: Any) -> "Neo4jGraph":
    """Return the graph in a server."""
    from linkage.graph.neo4j import Neo4jGraph

    return Neo4jGraph(settings, degree_cap=DEGREE_CAP, **options)


def with_key(folder: Path) -> Workspace:
    """Return a workspace in a folder into which one account with a mail address was loaded, so that it has a key."""
    file = folder / "accounts.csv"
    file.write_text("account_id,email\na-1,x0@mailbox0.xyz\n", "utf-8")
    made = Workspace.open(folder / "workspace", create=True)
    load(made, find_sources([str(file)]), settings=LoadSettings())
    return made


def publish(graph: Graph, findings: Findings, info: RunInfo) -> None:
    """Make this run the one that the graph serves: as the workspace's current run, or in its Neo4j."""
    if isinstance(graph, EmbeddedGraph):
        runs.save(graph.workspace, findings, info, {})
        return
    from linkage.graph.neo4j import Neo4jGraph

    assert isinstance(graph, Neo4jGraph)
    graph.publish(findings, info)
