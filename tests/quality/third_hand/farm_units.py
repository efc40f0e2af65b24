"""What a unit of a campaign owns, and its accounts share: lines, cards, machines, prompts, domains."""

import math
from dataclasses import dataclass

from .clients import Client
from .countries import CODES, WEIGHTS
from .farm_prompts import farm_prompts
from .world import World


@dataclass(frozen=True, slots=True)
class Techniques:
    """What a campaign does to hide, a rung of the ladder each: E1 to E8."""

    residential: bool
    cards: bool
    devices: bool
    rewrites: bool
    cover: bool
    slow: bool
    borrows: bool
    cells: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is decided of a campaign as a whole."""

    archetype: str
    rung: int
    hides: Techniques
    label: str
    rate: float
    """Requests of an account and day, cover included."""
    banned: bool
    banned_at: float
    """Whether, and when, its first pool is found, and a second takes over."""
    fills: bool
    cover: float
    """Part of its requests that look like a person's."""
    zone: float
    """Hours that the operator is ahead of UTC."""
    sitting: float
    pivots_at: float
    """When it turns to the new model."""
    big: float
    adopts: float
    tokens_out: float
    other_party: list[str | None]
    """System prompts of somebody else whose traffic it carries."""
    api: bool
    artifact_pool: int
    pooled: float


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit owns."""

    label: str
    cell: str
    """Suffix of its pools, where cells share no more than a scheduler."""
    countries: list[str]
    operator: list[str]
    """Addresses of its own, which show now and then."""
    leak: float
    exits: list[str]
    machines: list[str]
    n_exits: int
    """Exits of each account."""
    own_lines: bool
    cards: list[str]
    card_leak: float
    cardless: bool
    images: list[str]
    image_leak: float
    clients: list[Client]
    systems: list[str | None]
    sources: list[int]
    n_prompts: int | None
    """How many of them an account is given; all if not stated."""
    domains: list[str]
    free_mail: float
    phones: list[str]
    brand: str
    organisation: str | None
    programme: str | None
    plan: str
    many_plans: bool
    n_first: int
    """Accounts of the first pool."""
    begins: float
    stagger: float
    """When accounts are made: from when, and how many hours apart on average."""


def unit(w: World, campaign: Campaign, number: int, n: int) -> Unit:
    """Return what a unit of n accounts owns."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    hides, rung, archetype = campaign.hides, campaign.rung, campaign.archetype
    if hides.residential:
        countries = rng.choices(CODES, WEIGHTS, k=rng.randint(3, 25))
    else:
        countries = [rng.choice(["CN", "VN", "IN", "US", "RU", "PK", "NG", "HK"])]
    operator = [net.office(rng.choice(["CN", "HK", "VN", "RU", "US", "IN"])) for _ in range(rng.randint(1, 3))]
    leak = 0.0 if rung >= 7 else rng.choice([0, 0, 0.02, 0.1]) if hides.residential else 1.0
    exits = _exits(w, n)
    machines = net.machines(rng.randint(1, 6))
    if hides.borrows:
        exits = [rng.choice(net.campuses or net.relays) for _ in range(max(2, n // 30))]
        exits += [net.shared(w.country()) for _ in range(n)]
        exits += net.vpn(n)
    n_exits = rng.choice([2, 3, 4, 6, 10] if rung >= 2 else [3, 8, 20, 40])
    own_lines = rng.random() < (0.25 if rung < 5 else 0.5)
    one_card = archetype == "A7" or (rung == 0 and rng.random() < 0.6)
    n_cards = 1 if one_card else max(1, n // rng.randint(5, 20))
    cards = [w.card() for _ in range(n_cards)]
    card_leak = rng.choice([0, 0.1, 0.3]) if hides.cards else 1.0
    cardless = archetype in ("A8", "A9") and rng.random() < 0.6
    images = [clients.device_id() for _ in range(rng.randint(1, max(2, n // 12)))]
    image_leak = rng.choice([0, 0.03, 0.08, 0.2]) if hides.devices and rung < 7 else 0.0
    n_clients = rng.randint(3, 12) if hides.devices else 1
    shown = [clients.library() if campaign.api else clients.browser() for _ in range(n_clients)]
    systems, sources = farm_prompts(w, archetype, hides.rewrites, hides.borrows)
    few = (hides.rewrites or len(systems) > 2) and rng.random() < 0.85
    n_prompts = rng.choice([1, 1, 1, 2])
    domains, free_mail = _mail(w, campaign)
    phones = [w.phone() for _ in range(max(1, n // 4))]
    brand = prompts.brand()
    programme = None
    if archetype == "A9":
        programme = rng.choice(["startup", "research"])
    elif archetype == "A8" and rng.random() < 0.5:
        programme = "free_credit"
    plan = "trial" if archetype == "A8" else "payg" if campaign.api else rng.choice(["pro", "max"])
    n_first = int(n * rng.uniform(0.35, 0.65)) if campaign.banned else n
    begins = rng.uniform(-600, 72) if rung < 2 else -24 * math.exp(rng.uniform(math.log(3), math.log(150)))
    swarm = archetype == "A10"
    return Unit(
        label=f"{campaign.label}-{number}" if swarm else campaign.label,
        cell=f"c{number}" if hides.cells and not swarm else "",
        countries=countries,
        operator=operator,
        leak=leak,
        exits=exits,
        machines=machines,
        n_exits=n_exits,
        own_lines=own_lines,
        cards=cards,
        card_leak=card_leak,
        cardless=cardless,
        images=images,
        image_leak=image_leak,
        clients=shown,
        systems=systems,
        sources=sources,
        n_prompts=n_prompts if few else None,
        domains=domains,
        free_mail=free_mail,
        phones=phones,
        brand=brand,
        organisation="org_" + brand if archetype == "A7" else None,
        programme=programme,
        plan=plan,
        many_plans=rung >= 2 and not cardless and archetype != "A7",
        n_first=n_first,
        begins=begins,
        stagger=rng.uniform(60, 300) * 24 if hides.slow else rng.uniform(2, 30),
    )


def _exits(w: World, n: int) -> list[str]:
    """Return the exits of a proxy network that n accounts are given."""
    network = w.rng.choice(w.net.proxies)
    low, high = math.log(max(30, n)), math.log(max(60, min(len(network), 12 * n)))
    return w.rng.sample(network, min(len(network), int(math.exp(w.rng.uniform(low, high)))))


def _mail(w: World, campaign: Campaign) -> tuple[list[str], float]:
    """Return domains of a unit's own, and how many of its accounts use a free provider instead."""
    rng, prompts, hides = w.rng, w.prompts, campaign.hides
    if hides.cards:
        domains = rng.sample(w.throwaway_domains, rng.randint(2, 12))
        domains += [prompts.brand() + rng.choice([".xyz", ".top", ".online"]) for _ in range(rng.randint(0, 8))]
        free = rng.random()
    else:
        domains = [prompts.brand() + ".com"]
        free = rng.choice([0, 0, 0.7])
    return domains, max(free, 0.6) if hides.slow or campaign.rung >= 3 else free
