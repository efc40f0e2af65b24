"""A fourth maker of worlds, written from the description of the world alone, by somebody who knew no other maker.

It asks what honest people have in common. Everything is drawn as sessions, by many small stories: a class whose lessons
move from week to week, a company's stand-ups and deadlines, a launch, a café, bots of friends, a queue's workers, a
farm. A session is an account, a second, a place, a machine and a prompt; all are then spread into requests, and hit by
what happens to everybody: outages, releases of models, bans by mistake. Prompts are known by their numbers alone. It
stops being true where people change or belong to more than one thing: nobody moves or learns, nobody has both a class
and a company, only farms replace what was banned at once, and what texts there are (clients, mail) is made up.
"""

from .worlds import make_world

__all__ = ["make_world"]
