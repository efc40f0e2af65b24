"""Ordinary accounts, with everything that an ordinary person has; stories then change what they need to."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from .accounts import NONE, Network, Plan
from .countries import CODES, OFFSETS, WEIGHTS
from .draws import DAY, Floats, Ints
from .world import World

Rhythm = Literal["office", "evening", "owl", "free"]


def people(
    w: World,
    n: int,
    klass: str | None,
    *,
    country: int | Ints | None = None,
    party: str | None = None,
    group: str | None = None,
    new: float = 0.35,
    created: Floats | None = None,
    paid: float = 0.45,
    rhythm: Rhythm | None = None,
) -> Ints:
    """Open n accounts and return their numbers.

    Args:
        w: the world, which is added to.
        n: how many.
        klass: class of honest accounts; none for a farm's.
        country: where they are, one for all or one for each; anywhere if not given.
        party: who runs them all; else each is its own.
        group: what they have in common, if anything.
        new: part of them that are opened while the world is observed, if `created` does not say when.
        created: when each is opened.
        paid: part of them that have a card.
        rhythm: when they are awake; of all sorts if not given.
    """
    rng, accounts = w.rng, w.accounts
    who = accounts.open(n)
    if country is None:
        where: Ints = rng.choice(len(CODES), n, p=WEIGHTS)
    else:
        where = np.broadcast_to(np.asarray(country), (n,))
    accounts.country[who] = where
    # One country is wide: the United States spread over four hours.
    accounts.zone[who] = OFFSETS[where] + np.where(where == 0, rng.choice([-2, 0, 1], n), 0)
    if created is None:
        fresh = rng.random(n) < new
        created = np.where(fresh, w.uniform(0, w.length * 0.97, n), -rng.exponential(160 * DAY, n))
    accounts.created[who] = created
    _network(w, who, where)
    _machines(w, who)
    _billing(w, who, paid)
    _prompts(w, who)
    _rhythm(w, who, rhythm)
    _use(w, who)
    for number in who:
        accounts.klass[number], accounts.group[number] = klass, group
    if party is not None:
        accounts.unite(who, party)
    else:
        for number, own in zip(who, w.names.many("party", n), strict=True):
            accounts.party[number] = f"party{own}"
    return who


def _network(w: World, who: Ints, where: Ints) -> None:
    rng, accounts, n = w.rng, w.accounts, len(who)
    sort = rng.choice([Network.STATIC, Network.LEASE, Network.CGNAT], n, p=[0.35, 0.43, 0.22])
    accounts.network[who] = sort
    for country in range(len(CODES)):
        for network, blocks in ((Network.LEASE, w.commons.leases), (Network.CGNAT, w.commons.cgnat)):
            these = who[(where == country) & (sort == network)]
            accounts.home[these], accounts.home_size[these] = blocks[country][0], len(blocks[country])
    fixed = who[sort == Network.STATIC]
    accounts.home[fixed] = w.names.addresses(len(fixed), "home")
    accounts.home_size[fixed] = 1
    accounts.lease[who] = np.exp(w.uniform(np.log(0.6), np.log(25), n))
    accounts.mobile[who] = np.where(rng.random(n) < 0.4, rng.beta(1, 4, n), 0)


def _machines(w: World, who: Ints) -> None:
    rng, accounts, n = w.rng, w.accounts, len(who)
    shown = rng.random(n) < 0.6
    accounts.device[who] = np.where(shown, w.names.many("device", n), NONE)
    two = shown & (rng.random(n) < 0.35)
    accounts.second_device[who] = np.where(two, w.names.many("device", n), accounts.device[who])
    accounts.on_second_device[who] = np.where(two, rng.beta(1.5, 3, n), 0)
    accounts.client[who] = w.popular(w.commons.clients, n, 0.9)
    accounts.second_client[who] = np.where(
        rng.random(n) < 0.3, w.popular(w.commons.clients, n, 0.9), accounts.client[who]
    )


def _billing(w: World, who: Ints, paid: float) -> None:
    rng, accounts, n = w.rng, w.accounts, len(who)
    pays = rng.random(n) < paid
    accounts.card[who] = np.where(pays, w.names.many("card", n), NONE)
    changes = pays & (rng.random(n) < 0.06)
    accounts.card_days[who] = np.where(changes, w.uniform(6, 40, n), 0)
    bought = rng.choice([Plan.PRO, Plan.TEAM, Plan.ENTERPRISE], n, p=[0.55, 0.37, 0.08])
    accounts.plan[who] = np.where(pays, bought, Plan.FREE)
    accounts.domain[who] = w.popular(w.commons.mail, n, 1.3)
    accounts.phone[who] = np.where(rng.random(n) < 0.35, w.names.many("phone", n), NONE)


def _prompts(w: World, who: Ints) -> None:
    """Give each account two usual prompts, a program's, one that goes round, its own or none; and others of its own."""
    rng, accounts, commons, n = w.rng, w.accounts, w.commons, len(who)
    own = w.names.many("template", n)
    accounts.own_prompts[who] = np.clip(w.lognormal(5, 1.0, n), 1, 60)
    accounts.from_own[who] = rng.beta(1.1, 1.6, n)

    def usual(harness: float, passed_on: float) -> npt.NDArray[np.int64]:
        luck = rng.random(n)
        rest = np.where(luck < 0.75, own, NONE)
        harnesses = w.popular(commons.harnesses, n, 1.1)
        return np.where(
            luck < harness, harnesses, np.where(luck < passed_on, w.popular(commons.passed_on, n, 0.8), rest)
        )

    accounts.template[who] = usual(0.38, 0.52)
    accounts.second_template[who] = usual(0.25, 0.5)
    accounts.mixes[who] = rng.beta(1, 2.5, n)


def _rhythm(w: World, who: Ints, rhythm: Rhythm | None) -> None:
    rng, accounts, n = w.rng, w.accounts, len(who)
    if rhythm is None:
        sort = rng.choice(["office", "evening", "owl", "free"], n, p=[0.42, 0.33, 0.1, 0.15])
    else:
        sort = np.full(n, rhythm)
    office, evening, owl = sort == "office", sort == "evening", sort == "owl"

    def hours(at_work: Floats, at_home: Floats, at_night: Floats) -> Floats:
        anywhere = w.uniform(0, 24, n)
        return np.where(office, at_work, np.where(evening, at_home, np.where(owl, at_night, anywhere)))

    accounts.peak[who] = hours(rng.normal(10.8, 0.8, n), rng.normal(14, 2, n), rng.normal(23, 1.5, n))
    accounts.second_peak[who] = hours(rng.normal(15.2, 1, n), rng.normal(20.5, 1.2, n), rng.normal(2, 1.5, n))
    accounts.spread[who] = np.where(sort == "free", w.uniform(2, 7, n), w.uniform(0.8, 2.4, n))
    accounts.at_first_peak[who] = rng.beta(3, 3, n)
    accounts.weekend[who] = np.where(office, rng.beta(1, 6, n), w.uniform(0.5, 1.6, n))
    accounts.holiday[who] = np.where(office, rng.beta(1, 4, n), w.uniform(0.5, 1.5, n))


def _use(w: World, who: Ints) -> None:
    rng, accounts, n = w.rng, w.accounts, len(who)
    accounts.rate[who] = np.minimum(w.lognormal(0.42, 1.05, n), 9)
    accounts.sitting[who] = np.clip(w.lognormal(3.6, 0.6, n), 1, 22)
    at_once = rng.random(n) < 0.12
    accounts.adopts[who] = np.where(
        at_once,
        rng.exponential(0.4 * DAY, n),
        np.where(rng.random(n) < 0.3, np.inf, w.lognormal(6 * DAY, 1.2, n)),
    )
    accounts.model[who] = rng.choice(3, n, p=[0.35, 0.5, 0.15])
    accounts.capability[who] = rng.choice(5, n, p=[0.35, 0.3, 0.12, 0.13, 0.1])
    accounts.tokens[who] = rng.normal(6.6, 0.8, n)
    accounts.artifacts[who] = np.where(rng.random(n) < 0.22, rng.beta(1.2, 3, n), 0)
    accounts.keys[who] = 1 + (rng.random(n) < 0.15)
