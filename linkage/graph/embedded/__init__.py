"""The graph without a server: one immutable DuckDB file per run, and decisions in SQLite beside the runs.

Any number of processes and threads read at once, because nothing in a file ever changes: a new run is a new file,
and the graph of a workspace looks at each call where `current` points, going on with the run before until the new
one is open. It stops being enough when people want to write Cypher, or when several machines must see one another's
decisions at once: then the graph is Neo4j, which answers the same questions alike.
"""

from linkage.graph.embedded.current import current_run
from linkage.graph.embedded.graph import EmbeddedGraph
from linkage.graph.embedded.runfile import write_embedded

__all__ = ["EmbeddedGraph", "current_run", "write_embedded"]
