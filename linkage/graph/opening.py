"""Which graph a door asks."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from linkage.errors import WorkspaceError
from linkage.graph.interface import Decision, Graph
from linkage.ledger import Workspace
from linkage.settings import Settings

if TYPE_CHECKING:  # each brings a database's driver
    from linkage.graph.embedded import EmbeddedGraph
    from linkage.graph.neo4j import Neo4jGraph


def decided(settings: Settings, *, unread: Callable[[str], None] | None = None) -> tuple[Decision, ...]:
    """Return all that people decided: in the workspace, and in the Neo4j that the settings name, oldest first.

    Args:
        settings: which homes.
        unread: as of `open_graph`.

    Raises:
        GraphUnavailable: a named server does not answer.
    """
    graph = open_graph(settings, unread=unread)
    try:
        return graph.decisions()
    finally:
        graph.close()


def open_graph(settings: Settings, *, unread: Callable[[str], None] | None = None) -> Graph:
    """Return the graph that the settings name: the workspace's run files, or a Neo4j server.

    Of a server, decisions that were written down in the workspace are read beside its own. Nothing needs to be there
    yet: what is missing shows at the first question.

    Args:
        settings: which graph.
        unread: is told that this user may not read the workspace's decisions and that they are left out; without it
            that is an error.

    Raises:
        GraphUnavailable: no Neo4j server answers at the address, or it refuses.
    """
    return _here(settings, unread) if settings.graph.uri == "embedded" else open_neo4j(settings, unread=unread)


def open_neo4j(settings: Settings, *, unread: Callable[[str], None] | None = None) -> "Neo4jGraph":
    """Return the Neo4j that the settings name, beside whose decisions the workspace's are read; as `open_graph`."""
    from linkage.graph.neo4j import Neo4jGraph

    beside = _here(settings, unread).decisions
    return Neo4jGraph(settings.graph, degree_cap=settings.links.degree_cap, beside=beside)


def folder_of(workspace: Workspace) -> str:
    """Return the folder of a workspace, as a Neo4j remembers it."""
    return str(workspace.path.absolute())


def of_another(graph: Graph, workspace: Workspace) -> str | None:
    """Return the folder of the workspace whose runs a Neo4j holds, where that is another than this one.

    None where it is this one's, where nobody knows, and for whoever has no workspace, or may not read it.

    Raises:
        GraphUnavailable: the server does not answer.
    """
    from linkage.graph.neo4j import Neo4jGraph, publication

    with suppress(WorkspaceError):
        identity = workspace.description().id
        if identity is not None and isinstance(graph, Neo4jGraph):
            there = graph.holder()
            return there.folder if publication.is_anothers(there, identity, folder_of(workspace)) else None
    return None


def _here(settings: Settings, unread: Callable[[str], None] | None) -> "EmbeddedGraph":
    from linkage.graph.embedded import EmbeddedGraph

    return EmbeddedGraph(settings.workspace, degree_cap=settings.links.degree_cap, unread=unread)
