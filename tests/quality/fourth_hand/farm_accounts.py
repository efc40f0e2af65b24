"""Accounts of a farm: when they are opened, and what they share, which is less the higher the rung."""

import numpy as np

from .accounts import NONE, Network
from .draws import DAY, HOUR, Floats, Ints
from .farm_operators import Operator
from .people import people
from .world import World


def open_pool(w: World, operator: Operator, n: int, start: float) -> Ints:
    """Open n accounts of a pool that begins at a second, and return them."""
    rng, accounts = w.rng, w.accounts
    archetype, rung = operator.archetype, operator.rung
    opened = _opened(w, operator, n, start)
    usually_paid = w.uniform(0.3, 0.75) if rung >= 2 else 0.9
    paid = {8: 0.05, 9: 0.2}.get(archetype, usually_paid)
    country = None if rung >= 1 else operator.country
    who = people(w, n, None, party=operator.party, created=opened, paid=paid, country=country)
    if rung < 2:
        _share_cards_and_mail(w, operator, who)
    else:
        _disguise_cards_and_mail(w, operator, who)
    if archetype == 9:
        known = w.places.programmes
        joined = int(rng.choice(known)) if known and rung >= 2 else w.names.one("organisation")
        accounts.programme[who] = joined
    verified = rng.random(n) < 0.25
    if verified.any() and rung < 8 and rng.random() < 0.6:
        accounts.phone[who[verified]] = rng.choice(w.commons.rented_phones, verified.sum())
    if rung < 3:
        devices = np.where(rng.random(n) < operator.deviceless, NONE, rng.choice(operator.devices, n))
        accounts.device[who] = accounts.second_device[who] = devices
        accounts.client[who] = accounts.second_client[who] = operator.client
    elif rung < 8:
        again = (rng.random(n) < operator.reuses_devices) & (accounts.device[who] >= 0)
        few = w.names.many("device", max(1, int(again.sum() // 3) + 1))
        accounts.device[who[again]] = rng.choice(few, again.sum())
    if rung < 1:
        accounts.network[who], accounts.mobile[who] = Network.STATIC, 0
        accounts.home[who] = rng.choice(operator.servers, n)
    return who


def _opened(w: World, operator: Operator, n: int, start: float) -> Floats:
    """Return when accounts are opened: shortly before they are used, or of any age where the campaign hides so."""
    rng, archetype, rung = w.rng, operator.archetype, operator.rung
    usual_days = w.uniform(0.2, 4) if rung < 2 else w.uniform(1, 8)
    days = 0.2 if rung < 2 and archetype == 8 else usual_days
    opened: Floats = start - rng.exponential(days * DAY, n)
    if rung >= 2:
        old = rng.random(n) < operator.aged
        opened = np.where(old, -rng.exponential(w.uniform(60, 200) * DAY, n), opened)
    if rung >= 6:
        opened = start - np.minimum(rng.exponential(w.uniform(60, 180) * DAY, n), 500 * DAY)
        late = rng.random(n) < 0.25
        latest = max(DAY, min(w.length * 0.8, start + 10 * DAY))
        opened = np.where(late, w.uniform(0, latest, n), opened)
    if archetype == 9:
        batch = rng.random(n) < 0.6
        opened = np.where(batch, start - w.uniform(1, 8) * DAY + rng.exponential(3 * HOUR, n), opened)
    return w.before_end(opened, 2)


def _share_cards_and_mail(w: World, operator: Operator, who: Ints) -> None:
    rng, accounts, n = w.rng, w.accounts, len(who)
    paid = accounts.card[who] >= 0
    cards = w.names.many("card", int(rng.integers(1, 4)))
    accounts.card[who] = np.where(paid, rng.choice(cards, n), NONE)
    accounts.card_days[who] = 0
    own = rng.random(n) < w.uniform(0.6, 1)
    accounts.domain[who] = np.where(own, operator.domain, accounts.domain[who])


def _disguise_cards_and_mail(w: World, operator: Operator, who: Ints) -> None:
    """Give every account its own card, now and then one again, and throwaway mail."""
    rng, accounts, rung, n = w.rng, w.accounts, operator.rung, len(who)
    paid = accounts.card[who] >= 0
    accounts.card_days[who] = np.where(rng.random(n) < 0.1, w.uniform(2, 20, n), 0)
    if rung < 8 and operator.reuses_cards > 0.02:
        again = paid & (rng.random(n) < operator.reuses_cards)
        if again.sum() > 1:
            few = w.names.many("card", max(1, int(again.sum() // 3)))
            accounts.card[who[again]] = rng.choice(few, again.sum())
            accounts.card_days[who[again]] = 0
    luck = rng.random(n)
    domains = rng.choice(w.commons.throwaway_mail, int(rng.integers(2, 12)))
    throwaway = luck < w.uniform(0.0, 0.5)
    accounts.domain[who] = np.where(throwaway, rng.choice(domains, n), accounts.domain[who])
    if rung < 5 and rng.random() < 0.3:
        own = rng.random(n) < w.uniform(0.1, 0.4)
        accounts.domain[who[own]] = operator.domain
