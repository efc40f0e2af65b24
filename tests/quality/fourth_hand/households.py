"""A few accounts with one card: households, carpools, friends who share seats, developers with several accounts."""

import numpy as np

from .accounts import Network
from .days import live, times
from .draws import DAY, Ints
from .people import people
from .sessions import addresses_of, send
from .world import World


def household(w: World, n: int) -> None:
    """Enter a household: one line, one card for most, and sometimes one machine for all."""
    rng, accounts = w.rng, w.accounts
    who, card = _few(w, n, "household")
    _one_line(w, who)
    accounts.card[who] = np.where(rng.random(n) < 0.8, card, accounts.card[who])
    accounts.second_device[who] = accounts.device[who[0]]
    accounts.on_second_device[who] = rng.choice([0, 0.1, 0.3], n)
    live(w, who)


def several_accounts(w: World, n: int) -> None:
    """Enter a developer's accounts: personal, work, test, one more trial; some switch when a limit is hit."""
    rng, accounts = w.rng, w.accounts
    who, card = _few(w, n, "multi_account_dev")
    _one_line(w, who)
    if rng.random() < 0.6:
        accounts.card[who] = np.where(rng.random(n) < 0.6, card, accounts.card[who])
    first = who[0]
    accounts.device[who] = accounts.second_device[who] = accounts.device[first]
    accounts.client[who] = accounts.client[first]
    accounts.template[who] = accounts.template[first]
    for habit in (accounts.peak, accounts.second_peak, accounts.spread, accounts.zone):
        habit[who] = habit[first]
    live(w, who, 0.6)
    whose, at = times(w, who[:1], 1.0)
    if n > 1 and rng.random() < 0.5:
        whose = who[(at / DAY * w.uniform(0.2, 3)).astype(int) % n]
        send(w, whose, at + 1)
    if rng.random() < 0.3:
        # A conversation is carried over from one account to the next.
        moves = w.uniform(0, w.days) * DAY + np.arange(n) * 300.0
        send(w, who, moves, n=3, artifact=w.names.one("artifact"))


def carpool(w: World, n: int) -> None:
    """Enter strangers whom one host sells seats to; they use each other's accounts."""
    rng, accounts = w.rng, w.accounts
    who, card = _few(w, n, "carpool")
    _one_card(w, who, card)
    hosted = rng.random(n) < 0.5
    accounts.domain[who] = np.where(hosted, w.popular(w.commons.throwaway_mail, 1, 0.5)[0], accounts.domain[who])
    opened = accounts.created[who[0]] + rng.exponential(DAY, n)
    accounts.created[who] = w.before_end(opened, 2)
    _take_turns(w, who)


def seat_sharing(w: World, n: int) -> None:
    """Enter friends who share seats, and use each other's."""
    who, card = _few(w, n, "seat_sharing")
    _one_card(w, who, card)
    _take_turns(w, who)


def _few(w: World, n: int, klass: str) -> tuple[Ints, int]:
    party, group = w.names.party(), w.names.group(klass)
    who = people(w, n, klass, country=w.country(), party=party, group=group, paid=0.8, new=0.4)
    return who, w.names.one("card")


def _one_line(w: World, who: Ints) -> None:
    """Put accounts behind one line, whose address stays."""
    accounts, first = w.accounts, who[0]
    for attribute in (accounts.network, accounts.home, accounts.home_size):
        attribute[who] = attribute[first]
    accounts.lease[who] = accounts.lease[first]
    if accounts.network[first] == Network.LEASE:
        accounts.network[who] = Network.STATIC
        accounts.home[who] = accounts.home[first] + int(w.rng.integers(accounts.home_size[first]))
        accounts.home_size[who] = 1


def _one_card(w: World, who: Ints, card: int) -> None:
    w.accounts.card[who] = card
    w.accounts.card_days[who] = 0


def _take_turns(w: World, who: Ints) -> None:
    """Begin a third of sessions on another member's device, at his place."""
    rng, accounts = w.rng, w.accounts
    whose, at = times(w, who, 1.6)
    other = rng.choice(who, len(whose))
    visits = rng.random(len(whose)) < 0.35
    device = np.where(visits, accounts.device[other], accounts.device[whose])
    send(w, whose, at, device=device, address=addresses_of(w, np.where(visits, other, whose), at))
