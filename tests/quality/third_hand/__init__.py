"""A third maker of worlds, built from the description of the world alone, without knowledge of the other two.

People are personas: a few addresses, devices and kinds of prompts, drawn from per session; organisations are what
their members share; farms hand jobs to the account that was used least, or fill one up and move on. Prompts are
written out, so that templates have to be found. Hours count from the first day. It stops being true where its
description and reality part: nobody's habits change, but for the release of a model.
"""

from .worlds import make_world

__all__ = ["make_world"]
