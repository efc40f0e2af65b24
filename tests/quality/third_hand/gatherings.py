"""People who meet: in programmes, classes, hackathons and rooms full of the same computers."""

import numpy as np

from .automation import automate
from .clients import NEW
from .countries import COUNTRIES
from .world import World


def programme(w: World, n: int) -> None:
    """Enter a start-up, research group or association with credits: shared code, evaluations, perhaps a card."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    brand, party = prompts.brand(), w.party("programme")
    kind = rng.choice(["startup", "startup", "research", "research", "nonprofit"])
    begins = rng.choice([-60, -30, 5]) * 24.0 + rng.uniform(0, 30)
    country = w.country()
    office = net.office(country)
    system = prompts.system(brand)
    source = prompts.private(n_items=rng.choice([0, 0, 60, 300]))
    evaluates = rng.random() < 0.5
    cards = [w.card()]
    organisation = "org_" + brand if rng.random() < 0.6 else None
    image = clients.device_id() if rng.random() < 0.2 else None
    domain = brand + (".edu" if kind == "research" else ".ai") if rng.random() < 0.7 else None
    for _ in range(n):
        number = w.account(
            f"programme_{kind}",
            country if rng.random() < 0.8 else None,
            begins + rng.expovariate(1 / 40.0),
            "payg",
            domain=domain if rng.random() < 0.9 else None,
            organisation=organisation,
            programme=kind,
            cards=cards if rng.random() < 0.6 else None,
            party=party,
        )
        home, home_weights = net.person(w.accounts[number].country)
        w.persona(
            number,
            addresses=[office, *home],
            address_weights=[len(home), *home_weights],
            devices=[clients.device(True, image or NEW), clients.device(False)],
            sources=[source, 0, 1, 2] + ([rng.choice(prompts.benchmarks)] if evaluates else []),
            source_weights=[4, 1, 1, 1] + ([3] if evaluates else []),
            systems=[system, None],
            system_weights=[3, 1],
            rows=w.volume(2),
            api=True,
            rhythm=rng.choice(["office", "allday", "owl"]),
            tokens_out=rng.lognormvariate(6.1, 0.6),
            adopts_at=w.release + rng.expovariate(1 / 60.0),
            sitting=rng.choice([2, 5, 10]),
        )
        if evaluates and rng.random() < 0.5:
            automate(w, number)


def campus(w: World, n: int) -> None:
    """Enter a campus: one network, one week, one assignment."""
    _class(w, n, "campus")


def bootcamp(w: World, n: int) -> None:
    """Enter a bootcamp: a class without a domain of its own, often on lent computers."""
    _class(w, n, "bootcamp")


def _class(w: World, n: int, klass: str) -> None:
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    brand, party = prompts.brand(), w.party(klass)
    country = w.country()
    exits = [net.office(country) for _ in range(rng.randint(1, 3))]
    domain = brand + ".edu" if klass == "campus" and rng.random() < 0.8 else None
    first_day = rng.uniform(0, max(1, w.days - 8))
    net.campuses += exits
    n_items = rng.choice([0, 4, 8, 20])
    assignments = [
        prompts.private(rng.choice(["code", "write", "data", "math"]), n_items) for _ in range(rng.choice([1, 1, 3]))
    ]
    system = prompts.system(brand) if rng.random() < 0.6 else None
    lends = rng.random() < (0.5 if klass == "bootcamp" else 0.25)
    images = [clients.device_id() for _ in range(rng.randint(1, 30))] if lends else []
    granted = "edu" if rng.random() < 0.5 else None
    all_weeks = rng.random() < 0.4
    for _ in range(n):
        number = w.account(
            klass,
            country if rng.random() < 0.85 else None,
            first_day * 24 + rng.uniform(-5, 30) if rng.random() < 0.75 else None,
            rng.choice(["free", "trial", "free", "pro"]),
            domain=domain if rng.random() < 0.9 else None,
            programme=granted,
            phone="" if rng.random() < 0.6 else None,
            party=party,
        )
        home, home_weights = net.person(w.accounts[number].country)
        load = np.full(w.days, 0.5 if all_weeks else 0.06)
        load[int(first_day) : int(first_day) + 8] = 1
        device_id = rng.choice(images) if images and rng.random() < 0.7 else NEW
        taste = w.taste(False, [clients.device(False, device_id)])
        taste["sources"] += assignments
        taste["source_weights"] += [4.0] * len(assignments)
        if system and rng.random() < 0.8:
            taste["systems"].append(system)
            taste["system_weights"].append(4.0)
        w.persona(
            number,
            addresses=exits + home,
            address_weights=[rng.uniform(0.5, 3) * len(home)] * len(exits) + home_weights,
            **taste,
            rows=w.volume(1.2),
            load=load,
            rhythm="student",
            evenness=0.5,
            zone=COUNTRIES[country].offset,
        )


def hackathon(w: World, n: int) -> None:
    """Enter a hackathon: two days at one address with a starter kit, on trial cards or the sponsor's."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    party, country = w.party("hackathon"), w.country()
    venue = [net.office(country) for _ in range(rng.randint(1, 2))]
    first_day = rng.randint(0, max(0, w.days - 3))
    system = prompts.system()
    kit = [prompts.private("code"), prompts.private("agent")]
    sponsored = rng.random() < 0.6
    card = w.card()
    sponsor_pays = rng.random() < 0.3
    starter = clients.library()
    for _ in range(n):
        number = w.account(
            "hackathon",
            country if rng.random() < 0.8 else None,
            first_day * 24 + rng.uniform(6, 24) if rng.random() < 0.8 else None,
            "trial",
            programme="hackathon" if sponsored and rng.random() < 0.9 else None,
            cards=[card] if sponsor_pays else [w.card()] if rng.random() < 0.6 else [],
            party=party,
        )
        account = w.accounts[number]
        home, home_weights = net.person(account.country)
        load = np.full(w.days, 0.02)
        load[first_day : first_day + 2] = 1
        w.persona(
            number,
            addresses=venue + home,
            address_weights=[4.0 * len(home)] * len(venue) + home_weights,
            devices=[clients.device(False), clients.device(True, NEW, starter)],
            sources=[*kit, 0, 2, 5],
            systems=[system, None, prompts.system()],
            system_weights=[2, 1, rng.uniform(0, 4)],
            rows=w.volume(1.8),
            load=load,
            rhythm=rng.choice(["allday", "owl", "flat"]),
            api=True,
            sitting=5,
            limited=0.03,
        )
        if rng.random() < 0.15:
            account.status = "closed"
            account.status_at = min(w.hours - 1, first_day * 24 + 72 + rng.uniform(0, 100))


def lab(w: World, n: int) -> None:
    """Enter a room of computers with one image: a university's, an internet café's, or a labelling firm's."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    party, country = w.party("lab"), w.country()
    image, browser, exits = clients.device_id(), clients.browser(), [net.office(country)]
    kind = rng.choice(["university", "cafe", "labelling"])
    source = prompts.private("data")
    system = prompts.system()
    opened = rng.uniform(-3000, 200)
    for _ in range(n):
        number = w.account(
            f"lab_{kind}",
            country,
            opened + rng.expovariate(1 / (10.0 if kind == "labelling" else 800.0)),
            rng.choice(["pro", "payg"]) if kind == "labelling" else "free",
            party=party,
        )
        home, home_weights = net.person(country)
        device = clients.device(False, image, browser)
        if kind == "labelling":
            w.persona(
                number,
                addresses=exits,
                devices=[device],
                sources=[source, 6],
                source_weights=[5, 1],
                systems=[system],
                rhythm=rng.choice(["shift", "shift", "flat"]),
                rows=w.volume(2),
                evenness=4,
                tokens_out=rng.lognormvariate(6.2, 0.3),
                weekend=0.5,
                sitting=5,
            )
        else:
            devices = [device] + ([clients.device(False)] if rng.random() < 0.7 else [])
            w.human(number, exits + home, [len(home), *home_weights], devices)
