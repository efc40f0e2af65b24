"""Organisations that pay for their members: companies, gateways, programmes, and makers of applications."""

from .accounts import NEVER
from .clients import NEW
from .countries import CODES, COUNTRIES, HUMAN, WEIGHTS
from .prompts import FREE
from .words import FIRST_NAMES, LAST_NAMES
from .world import World


def company(w: World, n: int) -> None:
    """Enter a company, which shares offices, cards, prompts or the morning of sign-up, hardly ever all of them."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    brand, party = prompts.brand(), w.party("company")
    style = rng.choices(["office", "hybrid", "remote", "gateway"], [40, 25, 20, 15])[0]
    pays = rng.choices(["one", "department", "own", "virtual"], [55, 15, 20, 10])[0]
    declared = rng.random() < 0.5
    seat = w.country()
    countries = [seat]
    if style != "office":
        countries += rng.choices(CODES, WEIGHTS, k=rng.randint(1, min(12, 1 + n // 2)))
    klass = f"company_{style}" + ("_own_cards" if pays in ("own", "virtual") else "")
    own_mail = rng.choices([1, 0.9, 0.5, 0], [60, 20, 8, 12])[0]
    offices = [net.office(seat) for _ in range(rng.randint(1, 5))]
    servers = net.machines(rng.randint(1, 3)) if rng.random() < 0.35 else []
    card, departments = w.card(), [w.card() for _ in range(max(1, min(8, n // 8 + 1)))]
    systems = [prompts.system(brand) for _ in range(rng.choices([0, 1, 2, 4], [25, 45, 20, 10])[0])]
    sources = [prompts.private() for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    founded = rng.uniform(-500 * 24, w.hours * 0.6) if rng.random() < 0.8 else rng.uniform(0, w.hours * 0.6)
    one_morning = rng.random() < 0.6
    managed = clients.browser() if rng.random() < 0.5 else None
    image = clients.device_id() if rng.random() < 0.05 else None
    plan = rng.choice(["team", "enterprise", "payg", "pro"])
    many_plans = rng.random() < 0.35
    organisation = "org_" + brand if declared else None
    textless = rng.random() < w.usual.textless
    adopts_at = w.release + rng.expovariate(1 / 150.0) if rng.random() < 0.7 else NEVER
    rhythm = rng.choice(["office", "office", "shift", "allday"])
    weekend, busy = rng.choice([0.03, 0.1, 0.3, 0.9]), rng.lognormvariate(0, 0.5)
    # A router that fails over presents the reasoning of one account with another.
    artifact_pool = rng.getrandbits(30) if style == "gateway" and rng.random() < 0.5 else -1
    banned = rng.random() < 0.035 and n >= 5
    banned_at = rng.uniform(0.3, 0.95) * w.hours
    back_at = banned_at + rng.uniform(20, 150)
    even = style == "gateway" and rng.random() < 0.7
    grades_data = rng.random() < 0.25
    for i in range(n):
        country = rng.choice(countries) if rng.random() < 0.8 else seat
        name = f"{rng.choice(FIRST_NAMES)}.{rng.choice(LAST_NAMES)}{rng.randint(1, 999)}"
        with_others = one_morning and rng.random() < 0.85
        number = w.account(
            klass,
            country,
            founded + (rng.uniform(0, 3) if with_others else rng.expovariate(1 / 900.0)),
            rng.choice(["team", "payg", "pro", "free"]) if many_plans else plan,
            mail=f"{name}@{brand}.com" if rng.random() < own_mail else None,
            organisation=organisation if rng.random() < 0.95 else None,
            cards=[card]
            if pays == "one"
            else [departments[i % len(departments)] if pays == "department" else w.card()],
            phone="" if rng.random() < 0.5 else None,
            party=party,
        )
        account = w.accounts[number]
        home, home_weights = net.person(country)
        if style == "office":
            addresses, weights = offices + home, [8.0] * len(offices) + [0.15] * len(home)
        elif style == "hybrid":
            addresses = offices + home + servers
            weights = [2.0] * len(offices) + [1.0] * len(home) + [2.0] * len(servers)
        elif style == "remote":
            addresses, weights = home + servers, home_weights + [1.0] * len(servers)
        else:
            exits = servers or offices
            addresses, weights = exits + home, [9.0] * len(exits) + [0.05] * len(home)
        devices = [clients.device(False, image or NEW, managed)]
        api = style == "gateway" or plan == "payg" or rng.random() < 0.3
        taste = w.taste(False, devices)
        if api:
            taste["devices"].append(clients.device(True, image or NEW))
        if systems:
            taste["systems"] += systems
            taste["system_weights"] += [rng.uniform(1, 6) / len(systems)] * len(systems)
        if sources:
            taste["sources"] += sources
            taste["source_weights"] += [rng.uniform(0.5, 5)] * len(sources)
        w.persona(
            number,
            addresses=addresses,
            address_weights=weights,
            **taste,
            rows=60 * busy * rng.uniform(0.8, 1.2) if even else w.volume(1.5) * busy,
            rhythm="gateway" if even and rng.random() < 0.6 else rhythm,
            jitter=rng.gauss(0, 0.5),
            weekend=weekend,
            api=api,
            adopts_at=adopts_at,
            artifact_pool=artifact_pool,
            pooled=0.3 if artifact_pool >= 0 else 0.0,
            sitting=1 if even else rng.choice([3, 5, 8]),
            evenness=5 if even else 1,
            zone=COUNTRIES[country if style == "remote" else seat].offset,
            textless=textless,
            tokens_out=rng.lognormvariate(6.3 if grades_data else 5.6, 0.5),
        )
        if banned and rng.random() < 0.97:
            at = banned_at + rng.uniform(0, 8)
            if account.created < at:
                if back_at < w.hours and rng.random() < 0.97:
                    account.restored, account.away = (at, back_at + rng.uniform(0, 6)), (at, back_at)
                else:
                    account.status, account.status_at, account.end = "suspended", at, at
            account.overlays.append("organisation_banned")


def gateway(w: World, n: int) -> None:
    """Enter a gateway: accounts of its clients, who come from its machines and perhaps with its prompt."""
    rng, clients, prompts = w.rng, w.clients, w.prompts
    brand, party = prompts.brand(), w.party("gateway")
    cards = [w.card() for _ in range(rng.choice([1, 1, 1, 3]))]
    exits = w.net.machines(rng.randint(1, 5))
    organisation = "org_" + brand if rng.random() < 0.5 else None
    device = clients.device(True, None)
    artifact_pool = rng.getrandbits(30) if rng.random() < 0.4 else -1
    own_mail = rng.random() < 0.6
    founded = -rng.uniform(0, 500 * 24)
    own_system = prompts.system(brand) if rng.random() < 0.3 else None
    image = clients.device_id() if rng.random() < 0.4 else None
    even = rng.random() < 0.5
    for i in range(n):
        number = w.account(
            "gateway",
            None,
            founded + rng.expovariate(1 / 1500.0),
            "payg",
            mail=f"client{i}@{brand}.io" if own_mail else None,
            organisation=organisation,
            cards=[rng.choice(cards)],
            phone="",
            party=party,
        )
        w.persona(
            number,
            addresses=exits,
            devices=[device if image is None else clients.device(True, image)],
            sources=[*rng.sample(range(FREE), 3), prompts.private()],
            systems=[own_system or prompts.system(), None],
            system_weights=[5, 1],
            rhythm=rng.choice(["gateway", "flat", "office"]),
            rows=rng.uniform(60, 140) if even else w.volume(2.5),
            sitting=rng.choice([1, 1, 3]),
            api=True,
            weekend=0.8,
            evenness=3,
            artifact_pool=artifact_pool,
            pooled=0.2 if artifact_pool >= 0 else 0.0,
            limited=rng.choice([0, 0.01, 0.05]),
        )


def application(w: World, n: int) -> None:
    """Enter the users of an application that calls with their keys, from their homes or from its machines."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    brand = prompts.brand()
    systems = [prompts.system(brand) for _ in range(rng.choice([1, 1, 2]))]
    source = prompts.private()
    client = clients.application(brand, 5, 20)
    servers = net.machines(rng.randint(2, 20)) if rng.random() < 0.4 else None
    country = w.country() if rng.random() < 0.3 else None
    adopts_at = w.release + rng.expovariate(1 / 50.0)
    image = clients.device_id() if rng.random() < 0.15 else None
    for _ in range(n):
        plan = rng.choice(["payg", "payg", "pro", "free"])
        number = w.account("app_server" if servers else "app_client", country, None, plan)
        home, home_weights = net.person(w.accounts[number].country)
        w.human(number, home, home_weights, rows=w.volume(0.5))
        w.persona(
            number,
            addresses=servers or home,
            address_weights=None if servers else home_weights,
            rotates=bool(servers),
            devices=[clients.device(True, image or (None if servers else NEW), client)],
            sources=[source, rng.randrange(FREE)],
            source_weights=[3, 1],
            systems=systems,
            rows=w.volume(1),
            api=True,
            adopts_at=adopts_at,
            rhythm=rng.choice(HUMAN),
        )
