"""Who runs a farm: what it has, how well it hides, and how it deals work."""

from dataclasses import dataclass

import numpy as np

from .draws import Ints
from .scheduling import Schedule
from .world import World

HUMAN: tuple[Schedule, ...] = ("awake", "sticky", "random", "least", "weighted", "bag")
"""Schedules that keep a human rhythm, or at least no strict order."""
SCHEDULES: tuple[Schedule, ...] = ("least", "rr", "random", "sticky", "awake", "drain", "hot", "bag", "weighted")


@dataclass(frozen=True, slots=True)
class Operator:
    """One party that runs a farm."""

    archetype: int
    rung: int
    party: str
    country: int
    reuses_cards: float
    reuses_devices: float
    leaks: float
    """Part of accounts whose card or device another has too, and of sessions (halved) from its own servers."""
    aged: float
    """Part of accounts that are old."""
    cover: float
    """Part of its traffic that looks honest."""
    schedule: Schedule
    proxy: int
    through_proxy: float
    """Network of exits that it rents, and the part of sessions through it."""
    delay: float
    """Usual seconds from a job's arrival to its first request."""
    servers: Ints
    devices: Ints
    deviceless: float
    """Part of accounts that show no device, before devices are disguised."""
    domain: int
    client: int
    templates: Ints
    rewrites: Ints
    popular: Ints
    """Its prompts as they were written, as rewritten, and common ones behind which it hides."""


def draw_operator(w: World, archetype: int, rung: int, kit: Ints) -> Operator:
    """Return a new operator; some of the small farms use a kit's prompts."""
    rng, names, commons = w.rng, w.names, w.commons
    party = names.party()
    reuses_cards, reuses_devices, leaks = float(rng.beta(1, 5)), float(rng.beta(1, 4)), float(rng.beta(1, 6))
    aged = w.uniform(0.25, 0.8)
    n_rewrites = int(np.exp(w.uniform(np.log(5), np.log(50))))
    least, most = (0.5, 0.9) if rung >= 5 else (0.3, 0.7) if archetype == 1 else (0, 0.35)
    cover = w.uniform(least, most)
    schedule: Schedule
    if rung < 5:
        schedule = rng.choice(SCHEDULES, p=[0.18, 0.1, 0.12, 0.13, 0.14, 0.08, 0.08, 0.09, 0.08])
    else:
        schedule = rng.choice(HUMAN, p=[0.35, 0.15, 0.15, 0.15, 0.1, 0.1])
    proxy = int(rng.integers(len(commons.proxies)))
    delay = w.lognormal(20, 1.2) if rung < 5 else w.lognormal(400, 1.0)
    through_proxy = w.uniform(0.3, 1)
    servers = names.addresses(int(rng.integers(1, 6)), "hosted")
    devices = names.many("device", int(rng.integers(1, 5)))
    deviceless = w.uniform(0, 0.8)
    domain = names.own_domain("fm", rng.choice(["xyz", "com", "top"]))
    client = w.client(0.4)
    templates = names.many("template", int(rng.choice([1, 1, 2, 4])))
    rewrites = names.many("template", n_rewrites)
    popular = np.concatenate([w.popular(commons.harnesses, 2, 0.8), w.popular(commons.passed_on, 3, 0.5)])
    if archetype == 10 and rng.random() < 0.4:
        templates = kit
    if archetype == 5:
        # It replays sessions of a program, under the program's own prompt.
        templates = np.unique(w.popular(commons.harnesses, 2, 0.6))
    return Operator(
        archetype=archetype,
        rung=rung,
        party=party,
        country=w.country(),
        reuses_cards=reuses_cards,
        reuses_devices=reuses_devices,
        leaks=leaks,
        aged=aged,
        cover=cover,
        schedule=schedule,
        proxy=proxy,
        through_proxy=through_proxy,
        delay=delay,
        servers=servers,
        devices=devices,
        deviceless=deviceless,
        domain=domain,
        client=client,
        templates=templates,
        rewrites=rewrites,
        popular=popular,
    )
