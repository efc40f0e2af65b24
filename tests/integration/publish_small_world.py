"""Publish the small world in small batches; a process of its own, so that a test can kill it.

python -m tests.integration.publish_small_world URI PASSWORD first|later
"""

import sys

from linkage.settings import GraphSettings
from tests.publishing import in_neo4j
from tests.small_world import INFO, LATER, later_world, small_world

if __name__ == "__main__":
    uri, password, which = sys.argv[1:]
    world, info = (small_world(), INFO) if which == "first" else (later_world(), LATER)
    graph = in_neo4j(GraphSettings(uri=uri, password=password, batch_rows=100))
    print("begins", flush=True)
    graph.publish(world, info)
    print("done", flush=True)
