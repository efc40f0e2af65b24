"""Campaigns: who runs one decides what it hides and how much it asks; its units own what their accounts share."""

import math

from .accounts import Persona
from .farm_accounts import enter, enter_cover, enter_work
from .farm_prompts import farm_prompts
from .farm_units import Campaign, Techniques, unit
from .jobs import hand_out, hours_of_day, load_of_days
from .world import World

REQUESTS_PER_DAY = {
    "A1": (7, 26), "A2": (100, 860), "A3": (4, 10), "A4": (100, 300), "A5": (8, 20), "A6": (2, 6), "A7": (5, 30),
    "A8": (15, 60), "A9": (4, 20), "A10": (5, 30),
}  # fmt: skip
"""Of an account of a campaign that does not hide."""
SITTING = {"A1": 3, "A2": 1, "A3": 2, "A4": 2, "A5": 6, "A6": 2, "A7": 3, "A8": 2, "A9": 4, "A10": 3}
"""Requests of a job."""
REPLAYED = {"A6": 0.5, "A4": 0.35, "A3": 0.15, "A1": 0.03}
"""How often a request presents an artifact of the campaign's common pool."""
SIZES = (12, 600)


def plant(w: World, n: int) -> None:
    """Enter five to ten campaigns of about n accounts together, or more where that is too few for them."""
    rng = w.rng
    n_campaigns = rng.randint(5, 10)
    rungs = list(range(9))
    rng.shuffle(rungs)
    archetypes = [f"A{i}" for i in range(1, 11)]
    rng.shuffle(archetypes)
    rungs = [rungs[i % 9] for i in range(n_campaigns)]
    archetypes = archetypes[:n_campaigns]
    low, high = SIZES
    drawn = [math.exp(rng.uniform(math.log(low), math.log(high))) for _ in archetypes]
    limits = []
    for archetype, rung in zip(archetypes, rungs, strict=True):
        least = 60 if rung == 8 else 40 if archetype == "A10" else rng.randint(5, 14)
        limits.append((least, max(least, 60 if archetype == "A4" else high)))
    if "A1" in archetypes:  # the hydra is the largest
        drawn[archetypes.index("A1")] = max(drawn)
    sizes = drawn
    factor = 1.0
    for _ in range(60):
        sizes = [min(most, max(least, size * factor)) for size, (least, most) in zip(drawn, limits, strict=True)]
        factor *= (n / sum(sizes)) ** 0.5
    for archetype, rung, size in zip(archetypes, rungs, sizes, strict=True):
        _campaign(w, archetype, rung, int(size))


def _campaign(w: World, archetype: str, rung: int, size: int) -> None:
    rng = w.rng
    campaign, sizes = _decided(w, archetype, rung, size)
    workers: list[Persona] = []
    n_jobs = 0.0
    for number, unit_size in enumerate(sizes):
        owns = unit(w, campaign, number, unit_size)
        for i in range(unit_size):
            account = enter(w, campaign, owns, i)
            worker, jobs = enter_work(w, campaign, owns, i, account)
            workers.append(worker)
            n_jobs += jobs
            covers = campaign.cover > 0
            if covers and archetype == "A1" and not campaign.hides.cover:
                covers = rng.random() < 0.8
            if covers:
                enter_cover(w, campaign, worker)
    load = load_of_days(w, archetype, rung)
    hours = hours_of_day(w, archetype, rung)
    if archetype in ("A6", "A8"):
        n_jobs *= 0.6
    hides = campaign.hides
    hand_out(
        w, workers, int(n_jobs), load, hours, fills=campaign.fills, human=hides.cover, slow=hides.cover and hides.slow,
        zone=campaign.zone, sitting=campaign.sitting,
    )  # fmt: skip


def _decided(w: World, archetype: str, rung: int, size: int) -> tuple[Campaign, list[int]]:
    """Return what is decided of a campaign as a whole, and the sizes of its units."""
    rng = w.rng
    hides = _techniques(w, rung)
    label = "k" + "".join(rng.choices("0123456789abcdef", k=8))
    low, high = REQUESTS_PER_DAY[archetype]
    rate = math.exp(rng.uniform(math.log(low), math.log(high)))
    if rung >= 2:
        rate = min(rate, rng.lognormvariate(math.log(2.2), 0.5)) * (0.7 if hides.slow else 1)
    sizes = [size]
    if archetype == "A10":
        sizes = []
        while sum(sizes) < size:
            sizes.append(rng.randint(5, 40))
    elif hides.cells:
        sizes = [20] * max(1, round(size / 20))
    banned = rng.random() < (0.9 if archetype == "A2" else 0.35) and archetype != "A7"
    banned_at = rng.uniform(0.35, 0.75) * w.hours
    fills = not hides.cover and rng.choice([False, False, True])
    cover = rng.uniform(0.5, 0.9) if hides.cover else rng.uniform(0.3, 0.7) if archetype == "A1" else 0.0
    zone = rng.choice([8, 8, 5.5, 3, 7, -5])
    pivots_at = w.release + (rng.uniform(0, 24) if rng.random() < 0.7 else rng.uniform(0, 200))
    big = rng.uniform(0.5, 1) if rung < 2 else rng.uniform(0.3, 0.9)
    adopts = rng.uniform(0.85, 1) if rung < 2 else rng.uniform(0.4, 0.95)
    tokens_out = rng.lognormvariate(6.1 if rung < 2 else 5.9, 0.4)
    other_party = farm_prompts(w, "A3", rewrites=False, borrows=False)
    api = rng.random() < 0.7 and archetype != "A8"
    artifact_pool = rng.getrandbits(30)
    pooled = REPLAYED.get(archetype, 0.0) * rng.uniform(0.3, 1) * (0.4 if rung >= 5 else 1) * (0 if rung >= 8 else 1)
    if rng.random() < 0.15 and not pooled and rung < 7:
        pooled = 0.05
    campaign = Campaign(
        archetype, rung, hides, label, rate, banned, banned_at, fills, cover, zone, SITTING[archetype], pivots_at, big,
        adopts, tokens_out, other_party[0], api, artifact_pool if pooled else -1, pooled,
    )  # fmt: skip
    return campaign, sizes


def _techniques(w: World, rung: int) -> Techniques:
    """Return what a campaign of a rung does: the newest trick for sure, each easier one mostly."""

    def does(step: int) -> bool:
        return rung >= step and (rung == step or w.rng.random() > 0.1)

    return Techniques(
        residential=does(1),
        cards=does(2),
        devices=does(3),
        rewrites=does(4),
        cover=does(5),
        slow=does(6),
        borrows=does(7),
        cells=does(8),
    )
