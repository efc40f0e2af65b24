"""Which graph a door asks."""

from collections.abc import Callable

from linkage.graph.interface import Decision, Graph
from linkage.settings import GraphSettings, Settings


def decided(settings: Settings) -> tuple[Decision, ...]:
    """Return all that people decided: in the workspace, and in the Neo4j that the settings name, oldest first.

    Raises:
        GraphUnavailable: a named server does not answer.
    """
    here = open_graph(settings.model_copy(update={"graph": GraphSettings()}))
    homes = [here] if settings.graph.uri == "embedded" else [here, open_graph(settings)]
    try:
        found = [decision for home in homes for decision in home.decisions()]
    finally:
        for home in homes:
            home.close()
    return tuple(sorted(found, key=lambda decision: decision.at))


def open_graph(settings: Settings, *, unread: Callable[[str], None] | None = None) -> Graph:
    """Return the graph that the settings name: the workspace's run files, or a Neo4j server.

    Nothing needs to be there yet: what is missing shows at the first question.

    Args:
        settings: which graph.
        unread: is told that this user may not read the workspace's decisions and that they are left out; without it
            that is an error.

    Raises:
        GraphUnavailable: no Neo4j server answers at the address, or it refuses.
    """
    if settings.graph.uri == "embedded":
        from linkage.graph.embedded import EmbeddedGraph

        return EmbeddedGraph.of_workspace(settings.workspace, degree_cap=settings.links.degree_cap, unread=unread)
    from linkage.graph.neo4j import Neo4jGraph

    return Neo4jGraph(settings.graph, degree_cap=settings.links.degree_cap)
