"""A second maker of worlds, built without knowledge of the first, so that a detector cannot have been fitted to it.

People are habits, sessions are Pareto, farms are job queues, an address is a hash of subscriber and lease. Where the
two makers disagree about the world, a figure that holds in both is worth more. It stops being true where both agree
and reality does not.
"""

from .worlds import make_world

__all__ = ["make_world"]
