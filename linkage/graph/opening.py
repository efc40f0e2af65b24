"""Which graph a door asks."""

from linkage.graph.interface import Graph
from linkage.settings import Settings


def open_graph(settings: Settings) -> Graph:
    """Return the graph that the settings name: the workspace's run files, or a Neo4j server.

    Nothing needs to be there yet: what is missing shows at the first question.

    Raises:
        GraphUnavailable: no Neo4j server answers at the address, or it refuses.
    """
    if settings.graph.uri == "embedded":
        from linkage.graph.embedded import EmbeddedGraph

        return EmbeddedGraph.of_workspace(settings.workspace, degree_cap=settings.links.degree_cap)
    from linkage.graph.neo4j import Neo4jGraph

    return Neo4jGraph(settings.graph, degree_cap=settings.links.degree_cap)
