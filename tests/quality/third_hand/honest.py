"""Everybody who is no farm: organisations, people behind VPNs, people, and what happens to some of them."""

import math
from collections.abc import Callable, Iterator

from . import companies, gatherings, households
from .automation import automate
from .world import World

Maker = Callable[[World, int], None]
Size = Callable[[], float]
SHARES = {
    "individual": 0.50, "vpn": 0.08, "company": 0.125, "gateway": 0.02, "programme": 0.03, "campus": 0.05,
    "bootcamp": 0.015, "hackathon": 0.03, "household": 0.03, "carpool": 0.012, "lab": 0.012, "application": 0.025,
    "several_accounts": 0.025,
}  # fmt: skip
"""About how many of the honest accounts are of which kind."""
NOT_SOLD_IN_ALL = ["US", "SG", "JP", "GB", "HK"]
"""Countries that people name who live where it is not sold."""


def populate(w: World, n: int) -> None:
    """Enter about n honest accounts."""
    rng = w.rng
    shares = {kind: share * rng.lognormvariate(0, 0.25) for kind, share in SHARES.items()}
    total = sum(shares.values())
    wanted = {kind: int(n * share / total) for kind, share in shares.items()}
    wanted["individual"] += n - sum(wanted.values())
    most = max(40, n * 0.03)
    kinds: dict[str, tuple[Maker, Size]] = {
        "company": (
            companies.company,
            lambda: min(most, rng.lognormvariate(math.log(12), rng.uniform(1.2, 2.0))),
        ),
        "gateway": (companies.gateway, lambda: rng.lognormvariate(math.log(30), 1)),
        "programme": (gatherings.programme, lambda: rng.choice([2, 3, 4, 6, 8, 10, 15, 30])),
        "campus": (gatherings.campus, lambda: min(most, math.exp(rng.uniform(math.log(20), math.log(600))))),
        "bootcamp": (gatherings.bootcamp, lambda: min(most, math.exp(rng.uniform(math.log(20), math.log(120))))),
        "hackathon": (gatherings.hackathon, lambda: rng.lognormvariate(math.log(60), 0.8)),
        "household": (households.household, lambda: rng.choice([2, 2, 2, 3, 4, 5])),
        "carpool": (households.carpool, lambda: rng.randint(3, 10)),
        "lab": (gatherings.lab, lambda: rng.randint(8, 90)),
        "application": (companies.application, lambda: min(most, rng.lognormvariate(math.log(70), 0.8))),
        "several_accounts": (households.several_accounts, lambda: rng.choice([2, 2, 3, 3, 4, 6, 8])),
    }
    for kind, (maker, size) in kinds.items():
        for members in _sizes(wanted[kind], size):
            maker(w, members)
    for _ in range(wanted["vpn"]):
        _behind_vpn(w)
    w.rented_phones = [w.phone() for _ in range(300)]
    w.throwaway_domains = [
        w.prompts.brand() + rng.choice([".top", ".xyz", ".click", ".email", ".site"]) for _ in range(40)
    ]
    for _ in range(wanted["individual"]):
        _individual(w)
    _befall(w)


def _sizes(total: int, size: Size) -> Iterator[int]:
    """Yield sizes of groups until they hold so many accounts."""
    n = 0
    while n < total:
        left = total - n
        members = int(max(1, min(size(), left if left > 3 else 99)))
        yield members
        n += members


def _behind_vpn(w: World) -> None:
    rng, net = w.rng, w.net
    number = w.account("vpn")
    account = w.accounts[number]
    country = account.country
    exits = [rng.choice(net.relays) for _ in range(6)] if rng.random() < 0.25 else net.vpn(rng.randint(2, 14))
    home, _ = net.person(country)
    at_home = rng.choice([0, 0.1, 0.3, 1.0])
    if rng.random() < 0.3:
        account.country = rng.choice(NOT_SOLD_IN_ALL)
    addresses, weights = exits, [1.0] * len(exits)
    if at_home:
        addresses, weights = exits + home, weights + [at_home * len(exits) / len(home)] * len(home)
    w.human(number, addresses, weights, rotates=rng.random() < 0.2)
    if rng.random() < 0.15 and account.cards:
        account.cards = [w.card() for _ in range(rng.randint(2, 4))]


def _individual(w: World) -> None:
    rng = w.rng
    odd = rng.random()
    number = w.account(
        "individual",
        domain=rng.choice(w.throwaway_domains) if odd < 0.02 else None,
        phone=rng.choice(w.rented_phones) if 0.015 < odd < 0.03 else None,
    )
    persona = w.human(number)
    if rng.random() < 0.012:
        exits = rng.sample(rng.choice(w.net.proxies), 12)
        persona.addresses += exits
        if persona.address_weights is not None:
            persona.address_weights += [1.0] * 12
        w.accounts[number].overlays.append("proxy_customer")


def _befall(w: World) -> None:
    """Have people copy a tutorial, leave, be suspended by mistake, run jobs, or run an exit without knowing."""
    rng = w.rng
    n = len(w.accounts)
    people = list(w.personas)
    w.tutorial = rng.getrandbits(30)
    for persona in people:
        account = w.accounts[persona.account]
        if persona.artifact_pool < 0 and rng.random() < 0.01:
            persona.artifact_pool, persona.pooled = w.tutorial, 0.05
        fate = rng.random()
        if fate < 0.03:
            account.end = min(account.end, rng.uniform(0, w.hours))
        if fate > 0.993 and not account.restored and account.status == "active":
            at = rng.uniform(max(1, account.created), w.hours)
            account.status, account.status_at, account.end = "suspended", at, min(at, account.end)
    for number in rng.sample(range(n), int(n * rng.uniform(0.05, 0.09))):
        automate(w, number)
    n_exits = 0
    for persona in rng.sample(people, int(n * 0.02)):
        account = w.accounts[persona.account]
        if n_exits < n * 0.005 and account.klass in ("individual", "household", "several_accounts"):
            exits = persona.addresses[: rng.choice([1, 3])]
            n_exits += 1
            account.overlays.append("exit_runs_here")
            for network in w.net.proxies:
                network.extend(exits * max(1, len(network) // 2500))
