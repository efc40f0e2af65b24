"""People on their own: most accounts, some with scripts; and those who come through VPNs and proxies."""

import numpy as np

from .accounts import NONE, Network
from .days import live
from .draws import DAY, HOUR, MINUTE, Ints
from .people import people
from .sessions import send
from .world import World


def individuals(w: World, n: int) -> None:
    """Enter people on their own; some of their prompts spread by word of mouth, some of them automate."""
    rng, accounts = w.rng, w.accounts
    who = people(w, n, "individual")
    virtual = who[(rng.random(n) < 0.035) & (accounts.card[who] >= 0)]
    accounts.card_days[virtual] = w.uniform(0.8, 9, len(virtual))
    accounts.call(virtual, "virtual_card_user")
    accounts.tag(virtual, "virtual_card")
    accounts.tag(who[accounts.network[who] == Network.CGNAT], "cgnat")
    for _ in range(int(rng.integers(3, 8))):
        _word_of_mouth(w, who)
    automates = who[rng.random(n) < 0.055]
    accounts.tag(automates, "automation")
    for number in automates:
        _automate(w, int(number))
    live(w, who)


def _word_of_mouth(w: World, who: Ints) -> None:
    """Pass a prompt on: from a day on, for a while."""
    rng = w.rng
    template = int(rng.choice(w.commons.passed_on))
    start = w.uniform(-5, w.days - 2) * DAY
    hear = who[rng.random(len(who)) < w.uniform(0.004, 0.03)]
    first = start + rng.gamma(2, w.uniform(0.3, 2) * DAY, len(hear))
    for again in range(int(rng.integers(1, 5))):
        later = rng.exponential(1.2 * DAY, len(hear)) * (again > 0)
        send(w, hear, first + later, template=template, mixes=0.1)
    w.accounts.tag(hear, "shared_prompt")


def _automate(w: World, number: int) -> None:
    """Run one person's script: at round times, by polling, as a back-fill, or to try each new model."""
    rng = w.rng
    sort = rng.choice(["cron", "poll", "fill", "bench"])
    template = w.names.one("template") if rng.random() < 0.7 else int(w.accounts.template[number])
    if sort == "cron":
        period = float(rng.choice([1, 2, 4, 6, 12, 24])) * HOUR
        first = rng.integers(0, 24) * HOUR + rng.choice([0, 5, 15, 30]) * MINUTE
        at = np.arange(first, w.length, period)
        at = at + rng.exponential(w.uniform(1, 40), len(at))
        sitting = rng.poisson(w.uniform(0.5, 4), len(at)) + 1
        send(w, np.full(len(at), number), at, n=sitting, gap=w.uniform(1, 10), uneven=0.3, template=template, mixes=0)
    elif sort == "poll":
        at = np.cumsum(rng.exponential(w.uniform(0.5, 5) * HOUR, 600))
        send(w, np.full(600, number), at, n=1, template=template, mixes=0)
    elif sort == "fill":
        start = w.uniform(0, w.days - 1) * DAY
        at = np.arange(start, start + w.uniform(2, 40) * HOUR, w.uniform(40, 400))
        each = int(rng.integers(1, 12))
        send(w, np.full(len(at), number), at, n=1, template=template, mixes=0, requests=each, batch=1)
    else:
        for release in w.events.releases:
            begin = [release + rng.exponential(6 * HOUR)]
            n = int(w.uniform(20, 150))
            send(w, [number], begin, n=n, gap=w.uniform(2, 20), uneven=0.5, template=template, mixes=0)


def vpn_users(w: World, n: int) -> None:
    """Enter people who come through a VPN and hide nothing else."""
    who = people(w, n, "vpn_user")
    _move_behind_vpns(w, who)
    live(w, who)


def privacy_minded(w: World, n: int) -> None:
    """Enter people who also use throwaway mail, virtual cards and rented phones, and show no device."""
    rng, accounts, commons = w.rng, w.accounts, w.commons
    who = people(w, n, "privacy_minded", paid=0.25, new=0.5)
    _move_behind_vpns(w, who)
    throwaway = rng.random(n) < 0.7
    accounts.domain[who] = np.where(
        throwaway, w.popular(commons.throwaway_mail, n, 0.7), w.popular(commons.mail, n, 0.5)
    )
    accounts.card_days[who] = np.where(rng.random(n) < 0.5, w.uniform(1, 15, n), 0)
    nameless = who[rng.random(n) < 0.5]
    accounts.device[nameless] = accounts.second_device[nameless] = NONE
    rents = rng.random(n) < 0.25
    accounts.phone[who[rents]] = rng.choice(commons.rented_phones, rents.sum())
    proxied = who[rng.random(n) < 0.06]
    accounts.network[proxied] = Network.PROXY
    accounts.home[proxied] = rng.integers(0, len(commons.proxies), len(proxied))
    live(w, who)


def _move_behind_vpns(w: World, who: Ints) -> None:
    rng, accounts, vpns = w.rng, w.accounts, w.commons.vpns
    weights = 1 / np.arange(1, len(vpns) + 1)
    which = rng.choice(len(vpns), len(who), p=weights / weights.sum())
    accounts.network[who] = Network.VPN
    accounts.home[who] = [vpns[number][0] for number in which]
    accounts.home_size[who] = [len(vpns[number]) for number in which]
    accounts.mobile[who] *= rng.random(len(who)) < 0.4
    w.places.vpn_users.append(who)


def proxy_customers(w: World, n: int) -> None:
    """Enter price watchers and the like: honest customers of the residential proxies that farms rent too."""
    accounts = w.accounts
    who = people(w, n, "proxy_customer", paid=0.8)
    accounts.network[who] = Network.PROXY
    accounts.home[who] = w.rng.integers(0, len(w.commons.proxies), n)
    accounts.mobile[who] = 0
    accounts.rate[who] *= 2
    live(w, who)
