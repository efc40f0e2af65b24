"""Accounts of a campaign: how each is made, what it shows, and the persons that are played with it."""

from .accounts import Persona
from .clients import NEW
from .farm_units import Campaign, Unit
from .words import FIRST_NAMES, LAST_NAMES
from .world import World


def enter(w: World, campaign: Campaign, unit: Unit, i: int) -> int:
    """Enter the account that a unit makes as its i-th, and return its number."""
    rng, hides, archetype = w.rng, campaign.hides, campaign.archetype
    first = i < unit.n_first
    country = rng.choice(unit.countries)
    created = _created(w, campaign, unit, first)
    cards = _cards(w, campaign, unit)
    plan = rng.choices(["free", "pro", "payg", "max"], [15, 35, 42, 8])[0] if unit.many_plans else unit.plan
    if plan == "free" and cards and rng.random() < 0.7:
        cards = []
    mail = None
    if not hides.cards and rng.random() > unit.free_mail:
        mail = f"{rng.choice(FIRST_NAMES)}{rng.choice(LAST_NAMES)}{i:03d}@{unit.domains[0]}"
    if archetype == "A7":
        mail = f"{rng.choice(FIRST_NAMES)}.{rng.choice(LAST_NAMES)}{i}@{unit.brand}.com"
    programme = unit.programme if archetype != "A9" or rng.random() < 0.9 else None
    anywhere = bool(mail) or rng.random() < unit.free_mail or (hides.slow and rng.random() < 0.5)
    number = w.account(
        "",
        country,
        created,
        plan,
        mail=mail,
        domain=None if anywhere else rng.choice(unit.domains),
        organisation=unit.organisation if rng.random() < 0.95 else None,
        programme=programme,
        cards=cards,
        phone=_phone(w, campaign, unit),
        party=unit.label,
    )
    account = w.accounts[number]
    account.campaign, account.pool = unit.label, f"{unit.label}/p{1 if first else 2}{unit.cell}"
    account.archetype, account.rung = archetype, f"E{campaign.rung}"
    if campaign.banned and first and rng.random() < (0.97 if campaign.rung < 5 else 0.7):
        stopped = campaign.banned_at + rng.uniform(0, 11)
        rng.random()  # drawn for nothing: without it, every world of this maker that was measured would be another
        account.status, account.status_at, account.end = "suspended", stopped, stopped
    elif rng.random() < 0.04:
        old_enough = created + 24 < w.hours
        stopped = rng.uniform(max(1, created + 24), w.hours) if old_enough else w.hours
        account.status, account.status_at, account.end = "suspended", stopped, stopped
    return number


def _created(w: World, campaign: Campaign, unit: Unit, first: bool) -> float:
    rng, rung = w.rng, campaign.rung
    if campaign.hides.slow:
        created = -rng.uniform(5, unit.stagger / 24) * 24
    elif not first:
        created = campaign.banned_at + rng.uniform(-60, 20)
    else:
        created = unit.begins + rng.expovariate(1 / unit.stagger) + (rng.uniform(0, 15 * 24) if rung >= 3 else 0)
    if rung >= 2 and rng.random() < 0.2:  # bought aged
        created = -24 * rng.uniform(20, 400)
    return min(created, w.hours * 0.85)


def _cards(w: World, campaign: Campaign, unit: Unit) -> list[str]:
    rng = w.rng
    if campaign.archetype == "A7":
        return unit.cards
    if unit.cardless:
        return []
    if campaign.hides.cards and rng.random() >= unit.card_leak * 0.5:
        return [w.card()]
    return [rng.choice(unit.cards)]


def _phone(w: World, campaign: Campaign, unit: Unit) -> str | None:
    rng, hides = w.rng, campaign.hides
    if not hides.residential and rng.random() < 0.5:
        return rng.choice(unit.phones)
    return rng.choice(w.rented_phones) if hides.cards and rng.random() < 0.3 else None


def enter_work(w: World, campaign: Campaign, unit: Unit, i: int, number: int) -> tuple[Persona, float]:
    """Enter the persona that works off jobs with an account, and return it and how many jobs it is good for."""
    rng, hides, rung = w.rng, campaign.hides, campaign.rung
    account = w.accounts[number]
    addresses, weights = _addresses(w, campaign, unit, account.country)
    devices = _devices(w, campaign, unit)
    systems, sources = unit.systems, unit.sources
    if unit.n_prompts is not None:
        given = rng.sample(range(len(systems)), min(len(systems), unit.n_prompts))
        systems, sources = [systems[x] for x in given], [sources[x % len(sources)] for x in given]
    worker = w.persona(
        number,
        addresses=addresses,
        address_weights=weights,
        rotates=rng.random() < 0.4 and hides.residential and rung < 5,
        devices=devices,
        sources=list(sources),
        systems=list(systems),
        api=campaign.api,
        artifacts=w.usual.artifacts * rng.choice([0, 0.5, 1]),
        artifact_pool=campaign.artifact_pool,
        pooled=campaign.pooled,
        big=campaign.big,
        adopts_at=campaign.pivots_at + rng.uniform(0, 3),
        adopts=min(1, campaign.adopts * rng.uniform(0.85, 1.1)),
        tokens_out=campaign.tokens_out * rng.lognormvariate(0, 0.25) * (0.7 if rung >= 5 else 1),
        limited=rng.choice([0.01, 0.03, 0.08] if rung < 5 else [0, 0.01]),
        gap=rng.uniform(4, 40) if rung < 5 else rng.uniform(30, 120),
        farm=True,
    )
    unevenness = 0.9 if rung >= 5 else 0.5 if hides.cover else 0.15
    worker.capacity, worker.sleeps_at = rng.lognormvariate(0, unevenness), rng.uniform(-1.5, 3)
    worker.warm_up = rng.choice([0, 2, 24, 72]) if rung >= 2 else 0
    second = i >= unit.n_first
    if second and campaign.banned and hides.slow:  # made long ago, kept for when the first pool is found
        worker.warm_up = campaign.banned_at - account.created + rng.uniform(0, 20)
    if campaign.archetype == "A2" and second and i % 3 == 0:
        worker.systems += campaign.other_party
        worker.sources += [0, 1, 3]
    alive = max(0, min(w.hours, account.end) - max(0, account.created + worker.warm_up)) / 24
    requests = campaign.rate * alive * (1 - campaign.cover)
    worker.per_row = max(1.0, requests / 350)
    return worker, requests / worker.per_row / campaign.sitting


def _addresses(w: World, campaign: Campaign, unit: Unit, country: str) -> tuple[list[str], list[float]]:
    rng, net, hides = w.rng, w.net, campaign.hides
    if not hides.residential:
        addresses = unit.machines + (unit.operator if rng.random() < 0.3 else [])
        return addresses, [1.0] * len(addresses)
    if unit.own_lines and not hides.borrows:
        addresses = net.home(country, rng.choice([1, 2, 4])) + rng.sample(unit.exits, 1)
    else:
        addresses = [rng.choice(unit.exits) for _ in range(unit.n_exits)]
    weights = [1.0] * len(addresses)
    if rng.random() < unit.leak * 3:
        addresses.append(rng.choice(unit.operator))
        weights.append(max(0.1, unit.leak) * len(weights) * 0.5)
    return addresses, weights


def _devices(w: World, campaign: Campaign, unit: Unit) -> list[int]:
    rng, clients, api = w.rng, w.clients, campaign.api
    if campaign.hides.devices and rng.random() > unit.image_leak:
        return [
            clients.device(api, NEW, rng.choice(unit.clients) if rng.random() < 0.6 else None)
            for _ in range(rng.choice([1, 1, 2]))
        ]
    n = 1 if campaign.rung < 1 else rng.choice([1, 2])
    return [clients.device(api, rng.choice(unit.images), rng.choice(unit.clients)) for _ in range(n)]


def enter_cover(w: World, campaign: Campaign, worker: Persona) -> None:
    """Enter the person that is played with an account, so that its requests look like anybody's."""
    rng = w.rng
    devices = worker.devices if rng.random() < 0.5 else [*worker.devices, w.clients.device(False)]
    rows = max(3.0, campaign.rate * 30 * campaign.cover * rng.lognormvariate(0, 0.6))
    taste = w.taste(campaign.api, worker.devices)
    w.persona(
        worker.account,
        addresses=worker.addresses,
        address_weights=worker.address_weights,
        rows=rows,
        adopts_at=worker.adopts_at,
        api=campaign.api,
        **(taste | {"devices": devices}),
    )
