"""Companies that are mostly workers: a product's queue over many keys-as-accounts on rotating machines."""

import numpy as np

from .accounts import NONE, Network
from .days import around, arrivals
from .draws import DAY, HOUR
from .people import people
from .scheduling import Schedule, dealt
from .sessions import send
from .world import World

SCHEDULES: tuple[Schedule, ...] = ("rr", "bag", "random", "sticky", "drain", "weighted")


def platform(w: World, n: int) -> None:
    """Enter a platform whose queue is dealt among n accounts."""
    rng, accounts, names = w.rng, w.accounts, w.names
    party, group, country = names.party(), names.group("platform"), w.country()
    opened = w.uniform(-300, 20) * DAY + rng.integers(0, 4, n) * 3 * DAY + rng.exponential(HOUR, n)
    who = people(
        w, n, "platform_workers", party=party, group=group, country=country, created=w.before_end(opened, 3), paid=1.0
    )  # fmt: skip
    accounts.network[who], accounts.mobile[who] = Network.CLOUD, 0
    accounts.device[who] = accounts.second_device[who] = NONE
    accounts.client[who] = accounts.second_client[who] = w.client(0.5)
    if rng.random() >= 0.3:
        accounts.card[who] = rng.choice(names.many("card", int(rng.integers(1, 4))), n)
    accounts.card_days[who] = 0
    if rng.random() < 0.5:
        accounts.organisation[who] = names.one("organisation")
    if rng.random() < 0.8:
        accounts.domain[who] = names.own_domain("plat", "io")
    templates = names.many("template", int(rng.integers(1, 9)))
    days = np.exp(w.uniform(0.2, 0.9) * rng.standard_normal(w.days))
    per_day = n * w.lognormal(8, 0.5)
    at = arrivals(w, per_day, 0, w.length, around(w.uniform(0, 24), w.uniform(3, 14)), days=days)
    schedule: Schedule = rng.choice(SCHEDULES)
    whose = dealt(w, who, at, schedule, limit=int(w.uniform(15, 90)))
    starts = at + rng.exponential(w.uniform(0.5, 20), len(at))
    sitting = rng.geometric(1 / w.uniform(1.01, 3), len(at))
    template = rng.choice(templates, len(whose))
    gap, requests = w.uniform(3, 40), int(rng.integers(1, 5))
    send(w, whose, starts, n=sitting, template=template, mixes=0, gap=gap, requests=requests)
