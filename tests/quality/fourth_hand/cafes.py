"""Internet cafés: guests at a few machines behind one address."""

import numpy as np

from .countries import CAFE_WEIGHTS, CAFES, OFFSETS
from .days import burst, times
from .draws import DAY, HOUR, MINUTE, Salt, hashed
from .people import people
from .sessions import send
from .world import World


def cafe(w: World, n: int) -> None:
    """Enter a café's guests, some of whom have a usual seat."""
    rng, names = w.rng, w.names
    group = names.group("cafe")
    country = int(rng.choice(CAFES, p=CAFE_WEIGHTS))
    addresses = names.addresses(int(rng.integers(1, 3)), "home")
    machines = names.many("device", int(rng.integers(5, 40)))
    clients = w.popular(w.commons.clients, 2, 0.5)
    who = people(w, n, "internet_cafe", country=country, group=group, paid=0.03, new=0.6, rhythm="evening")
    w.accounts.mobile[who] = 0
    share = w.uniform(0.5, 1)
    whose, at = times(w, who)
    there = rng.random(len(whose)) < share
    send(w, whose[~there], at[~there])
    whose, at = whose[there], at[there]
    seat = np.where(rng.random(len(whose)) < 0.3, hashed(whose, Salt.CAFE_SEAT), rng.random(len(whose)))
    machine = machines[(seat * len(machines)).astype(int)]
    send(
        w, whose, at, address=rng.choice(addresses, len(whose)), device=machine, client=rng.choice(clients, len(whose))
    )
    for _ in range(int(rng.poisson(5))):
        # After school, or when the flat rate of the night begins.
        cue = rng.choice(w.days) * DAY + (rng.integers(15, 23) - OFFSETS[country]) * HOUR
        burst(w, who, cue, w.uniform(0.1, 0.4), 15 * MINUTE, address=addresses[0], client=clients[0])
    w.places.cafes.append(who)
