"""Results for other tools: pure writers, from values to bytes, and to networkx.

A campaign's subgraph becomes GraphML; tables of a run become CSV, Parquet or JSON lines. What is exported as *members*
is what we stand by: campaigns of a band whose error rate is promised. Nothing here opens a file or asks a graph.
"""

from linkage.export.graphml import graphml
from linkage.export.network import network
from linkage.export.tables import DECIDED, FORMATS, TABLES, encoded, members, with_decisions

__all__ = ["DECIDED", "FORMATS", "TABLES", "encoded", "graphml", "members", "network", "with_decisions"]
