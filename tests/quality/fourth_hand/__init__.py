"""A fourth maker of worlds, written from the description of the world alone, by somebody who knew no other maker.

It asks what honest people have in common. Everything is drawn as sessions, by many small stories: a class whose lessons
move from week to week, a company's stand-ups and deadlines, a launch, a café, bots of friends, a queue's workers, a
farm. Each session is an account, a second, a place, a machine and a prompt; then all are spread into requests, and hit
by what happens to everybody: outages, releases of models, holidays, bans by mistake. Prompts are known by their number
alone. It stops being true where people change: nobody moves, changes his habits or learns from a ban but a farm, days
differ by chance and calendar alone, and farms never mistake honest people's cues for their own.
"""

from .worlds import make_world

__all__ = ["make_world"]
