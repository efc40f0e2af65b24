"""Having any graph serve a run, as `linkage detect` would."""

from linkage import runs
from linkage.findings import Findings, RunInfo
from linkage.graph import Graph
from linkage.graph.embedded import EmbeddedGraph, write_embedded
from linkage.graph.embedded.graph import CurrentRun, OneFile


def publish(graph: Graph, findings: Findings, info: RunInfo) -> None:
    """Make this run the one that the graph serves: as a file, as the workspace's current run, or in its Neo4j."""
    if not isinstance(graph, EmbeddedGraph):
        from linkage.graph.neo4j import Neo4jGraph

        assert isinstance(graph, Neo4jGraph)
        graph.publish(findings, info)
    elif isinstance(graph._place, CurrentRun):
        runs.save(graph._place.workspace, findings, info, {})
    else:
        assert isinstance(graph._place, OneFile)
        write_embedded(findings, info, graph._place.path)
