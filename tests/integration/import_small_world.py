"""Import the small world into a home; a process of its own, so that a test can kill it.

python -m tests.integration.import_small_world HOME LANE first|later
"""

import sys
from pathlib import Path

from linkage.graph.neo4j.importing import import_run
from tests.small_world import INFO, LATER, later_world, small_world

if __name__ == "__main__":
    home, lane, which = sys.argv[1:]
    world, info = (small_world(), INFO) if which == "first" else (later_world(), LATER)
    import_run(Path(home), world, info, lane=lane, heap_mb=512, tell=lambda what, share: print(what, flush=True))
    print("done", flush=True)
