"""A real Neo4j Community with Graph Data Science, without Docker and without an installer.

A lane names one pair of versions that work together. Its jars come from Maven's central repository by a pinned
POM and are checked, each time, against the SHA-256 list that is shipped here. A server lives in its home, a folder
with its data, a generated password and the record of its process; it listens on loopback only. It is meant for one
machine: trying, testing, and a single analyst team's graph. Where several machines, other users or online backup
are needed, run Neo4j by its makers' packages and give linkage its address.
"""

from linkage.graph.neo4j.server.backups import bring_back, dump, forget_previous, restore
from linkage.graph.neo4j.server.command import SHORT_LIVED
from linkage.graph.neo4j.server.configuration import Browser
from linkage.graph.neo4j.server.control import ServerStatus, start, status, stop
from linkage.graph.neo4j.server.imports import (
    Imported,
    ImportProgress,
    Nodes,
    Relationships,
    import_aside,
)
from linkage.graph.neo4j.server.lanes import DEFAULT_LANE, LANES
from linkage.graph.neo4j.server.offline import admin
from linkage.graph.neo4j.server.replacing import replacing

__all__ = [
    "DEFAULT_LANE",
    "LANES",
    "SHORT_LIVED",
    "Browser",
    "ImportProgress",
    "Imported",
    "Nodes",
    "Relationships",
    "ServerStatus",
    "admin",
    "bring_back",
    "dump",
    "forget_previous",
    "import_aside",
    "replacing",
    "restore",
    "start",
    "status",
    "stop",
]
