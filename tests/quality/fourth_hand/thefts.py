"""Stolen keys: a few honest people's accounts carry some of a farm's work too."""

import numpy as np

from .accounts import NONE
from .days import arrivals
from .draws import DAY, Ints
from .sessions import send
from .world import Theft, World


def steal(w: World, individuals: Ints) -> None:
    """Let thieves use keys of some of the people on their own."""
    rng = w.rng
    victims = rng.choice(individuals, max(2, int(w.size * 0.0012)), replace=False)
    thefts = w.places.thefts or [Theft(0, 0, w.length, 0, w.names.many("template", 1))]
    for theft, stolen_from in zip(reversed(thefts), np.array_split(victims, len(thefts)), strict=True):
        for victim in stolen_from:
            _use(w, theft, victim)


def _use(w: World, theft: Theft, victim: int) -> None:
    rng, accounts = w.rng, w.accounts
    if accounts.klass[victim] == "individual":
        accounts.klass[victim] = "stolen_key_victim"
    accounts.tag(victim, "stolen_key")
    per_day = w.uniform(2, 15)
    at = arrivals(w, per_day, theft.start, min(theft.stop, theft.start + w.uniform(1, 12) * DAY))
    address = rng.choice(w.commons.proxies[theft.proxy], len(at))
    template = rng.choice(theft.templates, len(at))
    who = np.full(len(at), victim)
    send(w, who, at, address=address, device=NONE, client=theft.client, template=template, mixes=0)
