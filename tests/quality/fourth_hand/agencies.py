"""Agencies and gateways that are resold: client accounts behind one address, paid by the agency or by each client."""

from .accounts import NONE
from .countries import OFFSETS
from .days import around, arrivals, burst, live
from .draws import DAY, MINUTE, Ints
from .people import people
from .scheduling import Schedule, dealt
from .sessions import Workplace, send
from .world import World

SPREADS: tuple[Schedule, ...] = ("bag", "sticky", "random")


def agency(w: World, n: int) -> None:
    """Enter an agency that works in its clients' accounts, all its people at once when there is a pitch."""
    who, egress, _, _ = _clients(w, n, "agency", teams_pay=0.3)
    for _ in range(int(w.rng.poisson(2))):
        pitch = w.uniform(0, w.days) * DAY
        share, delay = w.uniform(0.2, 0.7), w.uniform(10, 60) * MINUTE
        burst(w, who, pitch, share, delay, workplace=Workplace(egress, 0.9))


def reseller(w: World, n: int) -> None:
    """Enter a gateway that sells access; some spread their users' jobs over the accounts of all clients."""
    rng = w.rng
    who, egress, template, client = _clients(w, n, "reseller_gateway", teams_pay=0.6)
    if rng.random() < 0.5:
        per_day = n * w.uniform(1, 5)
        at = arrivals(w, per_day, 0, w.length, around(w.uniform(0, 24), w.uniform(5, 12)))
        schedule: Schedule = rng.choice(SPREADS)
        whose = dealt(w, who, at, schedule)
        send(w, whose, at, n=2, address=rng.choice(egress, len(whose)), template=template, client=client)


def _clients(w: World, n: int, klass: str, teams_pay: float) -> tuple[Ints, Ints, int, int]:
    """Enter accounts of client teams; return them, their egress, their common prompt and their client."""
    rng, accounts, names = w.rng, w.accounts, w.names
    party, group = names.party(), names.group("agency")
    card = names.one("card")
    egress = names.addresses(int(rng.integers(1, 5)), "hosted")
    who = people(w, n, klass, party=party, group=group, paid=0.9, created=w.uniform(-300, w.days - 8, n) * DAY)
    team_pays = bool(rng.random() < teams_pay)
    taken = 0
    while taken < n:
        size = min(n - taken, int(rng.geometric(0.25)))
        _team(w, who[taken : taken + size], names.one("card") if team_pays else card)
        if team_pays:
            accounts.unite(who[taken : taken + size], names.party())
        taken += size
    template = names.one("template")
    accounts.second_template[who] = template
    accounts.mixes[who] = w.uniform(0.1, 0.6)
    client = w.client(0.5)
    accounts.client[who] = accounts.second_client[who] = client
    if rng.random() < 0.6:
        device = names.one("device") if rng.random() < 0.5 else NONE
        accounts.device[who] = accounts.second_device[who] = device
    accounts.rate[who] *= w.uniform(1, 3)
    live(w, who, workplace=Workplace(egress, w.uniform(0.7, 1)))
    return who, egress, template, client


def _team(w: World, team: Ints, card: int) -> None:
    accounts = w.accounts
    accounts.card[team] = card
    accounts.card_days[team] = 0
    country = w.country()
    accounts.country[team], accounts.zone[team] = country, OFFSETS[country]
    if w.rng.random() < 0.7:
        accounts.domain[team] = w.names.own_domain("client", "net")
    accounts.template[team] = w.names.one("template")
