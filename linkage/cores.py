"""The cores of the machine that this process may use."""

import os


def n_cores() -> int:
    """Return how many threads can run at once: the cores this process is held to, where the system says, or all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
