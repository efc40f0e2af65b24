"""Companies: when they come, what their accounts share, and where they work."""

import numpy as np

from .accounts import NONE, Network, Plan
from .company_days import Company, at_work, shifts, weekly
from .countries import CODES, OFFSETS, WEIGHTS
from .days import live
from .draws import DAY, HOUR, MINUTE, Floats, Ints
from .people import people
from .services import services
from .sessions import Workplace
from .world import World

MODES = ("office", "remote", "shifts", "timezones", "gateway")
"""An office, or people at home, in shifts, in several countries, or behind one gateway."""


def company(w: World, n: int) -> Ints:
    """Enter a company of n accounts and return them."""
    rng, accounts, names = w.rng, w.accounts, w.names
    party, group = names.party(), names.group("company")
    mode = str(rng.choice(MODES, p=[0.42, 0.22, 0.11, 0.15, 0.1]))
    country = w.country()
    where: int | Ints = country
    if mode == "timezones" or (mode == "remote" and rng.random() < 0.4):
        n_hubs = min(4, int(rng.integers(2, 5)))
        where = rng.choice(rng.choice(len(CODES), n_hubs, p=WEIGHTS, replace=False), n)
    opened = _opened(w, n)
    who = people(
        w, n, f"company_{mode}", country=where, party=party, group=group, created=opened, paid=0.95, rhythm="office"
    )
    _pay(w, who, own=bool(rng.random() < (0.6 if mode == "remote" else 0.08)))
    accounts.plan[who] = Plan.TEAM if rng.random() < 0.7 else Plan.ENTERPRISE
    if rng.random() < 0.5:
        accounts.organisation[who] = names.one("organisation")
        accounts.tag(who, "declared_org")
    if rng.random() < 0.85:
        accounts.domain[who] = names.own_domain("co", "com")
    templates = names.many("template", int(rng.integers(1, 5)))
    templated = rng.beta(1.6, 2)
    if rng.random() < 0.55:
        harness = w.popular(w.commons.harnesses, 1, 1.0)[0]
        use_it = who[rng.random(n) < w.uniform(0.5, 1)]
        accounts.template[use_it] = harness
        accounts.client[use_it] = w.client(0.6)
    accounts.rate[who] *= w.uniform(0.8, 2.4)
    accounts.rate[who] = np.minimum(accounts.rate[who], 7)
    accounts.adopts[who] = _adopts(w, n)
    egress = names.addresses(int(rng.integers(1, 6)), "office")
    share = {
        "office": w.uniform(0.6, 0.98),
        "remote": 0 if rng.random() < 0.6 else w.uniform(0.2, 0.6),
        "shifts": 0.95,
        "timezones": w.uniform(0.4, 0.9),
        "gateway": 1.0,
    }[mode]
    gateway = office = Workplace(egress, share)
    if mode == "gateway":
        office = _behind_gateway(w, who, office)
    if mode == "shifts":
        shifts(w, who, OFFSETS[country], templates[0], office)
    workdays = w.workdays(country)
    live(w, who, days=weekly(w, workdays), templates=templates, share=templated, workplace=office)
    local = who if isinstance(where, int) else who[accounts.country[who] == accounts.country[who[0]]]
    at_work(
        w,
        Company(
            members=who,
            gather=who if mode == "remote" else local,
            teams=np.array_split(rng.permutation(who), max(1, n // int(rng.integers(5, 14)))),
            office=office,
            gateway=gateway,
            templates=templates,
            templated=templated,
            zone=accounts.zone[who[0]],
            workdays=workdays,
        ),
    )
    if n >= 4 and rng.random() < 0.55:
        services(w, who, egress)
    return who


def _opened(w: World, n: int) -> Floats:
    """Return when accounts are opened: in one morning, in waves of a week, or one by one."""
    rng = w.rng
    earliest = -500 if rng.random() < 0.8 else 0
    start = w.uniform(earliest, w.days - 6) * DAY
    roll = rng.random()
    if roll < 0.5:
        opened = start + rng.exponential(w.uniform(20, 120) * MINUTE, n)
    elif roll < 0.75:
        opened = start + rng.integers(0, 4, n) * 7 * DAY + rng.exponential(HOUR, n)
    else:
        opened = start - rng.exponential(60 * DAY, n)
    return w.before_end(opened, 3)


def _pay(w: World, who: Ints, own: bool) -> None:
    """Give accounts the company's cards, or a virtual card for each seat, unless everybody pays with his own."""
    rng, accounts, n = w.rng, w.accounts, len(who)
    n_cards = 1 if rng.random() < 0.7 else int(rng.integers(2, 6))
    cards = w.names.many("card", n_cards)
    if own:
        return
    accounts.card[who] = cards[(rng.random(n) ** 1.7 * n_cards).astype(int)]
    accounts.card_days[who] = 0
    if rng.random() < 0.15:
        accounts.card[who] = w.names.many("card", n)


def _adopts(w: World, n: int) -> float | Floats:
    """Return seconds from a release until the company uses it: never, all at once, or one after another."""
    if w.rng.random() >= 0.8:
        return float(np.inf)
    first = w.lognormal(3 * DAY, 1.2)
    return first + (0 if w.rng.random() < 0.4 else w.rng.exponential(4 * DAY, n))


def _behind_gateway(w: World, who: Ints, office: Workplace) -> Workplace:
    """Show the gateway's device and client instead of people's; return from where it sends."""
    rng, accounts = w.rng, w.accounts
    device = w.names.one("device") if rng.random() < 0.6 else NONE
    accounts.device[who] = accounts.second_device[who] = device
    accounts.client[who] = accounts.second_client[who] = w.client(0.5)
    if rng.random() >= 0.35:
        return office
    accounts.home[who], accounts.network[who] = 0, Network.CLOUD
    return Workplace(office.addresses, w.uniform(0, 0.5))
