"""Small groups with one card: households, carpools, and developers with several accounts."""

from .clients import NEW
from .words import FIRST_NAMES, LAST_NAMES
from .world import World


def household(w: World, n: int) -> None:
    """Enter a household or friends: one card, and one line or several."""
    rng, net, clients = w.rng, w.net, w.clients
    party, country = w.party("household"), w.country()
    cards = [w.card()]
    line = net.home(country, rng.choice([1, 2, 4]))
    shared = clients.device(False)
    phone = w.phone() if rng.random() < 0.3 else None
    apart = rng.random() < 0.3
    for _ in range(n):
        plan = rng.choice(["pro", "pro", "max", "payg"])
        number = w.account("household", country, None, plan, cards=cards, phone=phone, party=party)
        addresses: list[str] = line
        weights: list[float] | None = None
        if apart:
            addresses, weights = net.person(country)
        elif rng.random() < 0.6:
            mobile = [net.shared(country) for _ in range(3)]
            addresses, weights = line + mobile, [1.0] * len(line) + [0.4] * 3
        devices = [clients.device(False)] + ([shared] if rng.random() < 0.5 else [])
        w.human(number, addresses, weights, devices)


def carpool(w: World, n: int) -> None:
    """Enter a carpool: accounts that a host pays for and looks after, each let to people anywhere."""
    rng, net, clients = w.rng, w.net, w.clients
    party = w.party("carpool")
    cards = [w.card() for _ in range(rng.choice([1, 1, 2]))]
    domain = w.prompts.brand() + ".xyz" if rng.random() < 0.4 else None
    vpn = net.vpn(3) if rng.random() < 0.4 else []
    host = net.home("CN" if rng.random() < 0.3 else "VN", 1)
    host_device = clients.device(False)
    begins = -rng.uniform(0, 4000)
    series = rng.choice(FIRST_NAMES) + str(rng.randint(10, 999))
    for i in range(n):
        number = w.account(
            "carpool",
            None,
            begins + rng.uniform(0, 200),
            rng.choice(["pro", "max"]),
            mail=f"{series}{i:02d}@{domain}" if domain else None,
            cards=[rng.choice(cards)],
            party=party,
        )
        home, home_weights = net.person(w.accounts[number].country)
        w.human(
            number,
            home + vpn + host,
            home_weights + [1.0] * len(vpn) + [0.05] * len(host),
            [*(clients.device(False) for _ in range(rng.randint(1, 4))), host_device],
            rows=w.volume(3),
            sitting=5,
        )


def several_accounts(w: World, n: int) -> None:
    """Enter a developer with several accounts: for work, for tests, and because one was too few."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    party, country = w.party("several_accounts"), w.country()
    home, home_weights = net.person(country)
    browser, library = clients.device(False), clients.device(True, NEW)
    card = w.card()
    name = f"{rng.choice(FIRST_NAMES)}{rng.choice(LAST_NAMES)}{rng.randint(1, 99)}"
    systems = [prompts.system() for _ in range(2)]
    plus = rng.random() < 0.4
    artifact_pool = rng.getrandbits(30) if rng.random() < 0.3 else -1
    uses_vpn = rng.random() < 0.3
    for i in range(n):
        plan = rng.choice(["free", "pro", "payg"])
        if plus:
            mail: str | None = f"{name}+{i}@gmail.com"
        elif rng.random() < 0.7:
            provider = ["gmail.com", "outlook.com", "proton.me"]
            mail = f"{name}{rng.choice(['', '.dev', 'work', 'test', str(i)])}@{rng.choice(provider)}"
        else:
            mail = None
        cards = [] if rng.random() < 0.4 else [card] if rng.random() < 0.7 else None
        number = w.account("several_accounts", country, None, plan, mail=mail, cards=cards, party=party)
        vpn = net.vpn(3) if uses_vpn and i else []
        persona = w.human(
            number,
            home + vpn,
            home_weights + [1.0] * len(vpn),
            [browser] if rng.random() < 0.7 else [clients.device(False)],
            rows=w.volume(0.7),
            api=True,
            sitting=4,
            artifact_pool=artifact_pool,
            pooled=0.15 if artifact_pool >= 0 else 0.0,
        )
        persona.devices.append(library)
        persona.systems += systems
        if persona.system_weights is not None:
            persona.system_weights += [1.0] * 2
