"""One process at a time: an advisory lock on a file, let go when the block or the process ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path` in the block; waits while another process holds it, and says so."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            structlog.get_logger().warning("neo4j.waiting", why="another linkage is at work there", lock=str(path))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
