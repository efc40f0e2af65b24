"""What the provider does to honest people: bans by mistake, one by one or of many at once; and what they do then."""

import numpy as np

from .accounts import Status
from .days import live
from .draws import DAY, HOUR, MINUTE, Flags, Floats, Ints
from .people import people
from .world import World


def enforce(w: World, honest: Ints) -> None:
    """Suspend free accounts, users of a VPN, guests of cafés and whole companies; let some close their accounts."""
    rng, accounts = w.rng, w.accounts
    free = np.flatnonzero(accounts.plan[: accounts.n] == 0)
    suspected = free[rng.random(len(free)) < w.uniform(0.02, 0.06)]
    _suspend(w, suspected, w.uniform(0, w.length, len(suspected)), "suspected_abuse")
    for _ in range(int(rng.integers(2, 5))):
        _ban_vpn(w)
    for guests in w.places.cafes:
        if rng.random() < 0.5:
            these = guests[rng.random(len(guests)) < w.uniform(0.2, 0.8)]
            at = w.uniform(0, w.days * 0.7) * DAY + rng.exponential(w.uniform(1, 7) * DAY, len(these))
            _suspend(w, these, at, "cafe_ban")
    large = [members for members in w.places.companies if 6 <= len(members) <= 160]
    n_companies = int(rng.integers(1, 4))
    for _ in range(n_companies if large else 0):
        _ban_company(w, large[int(rng.integers(len(large)))])
    paid = honest[accounts.card[honest] >= 0]
    these = paid[rng.random(len(paid)) < 0.006]
    _suspend(w, these, w.uniform(0, w.length, len(these)), "chargeback")
    these = honest[rng.random(len(honest)) < 0.01]
    these = these[_untouched(w, these)]
    at = w.uniform(0, w.length, len(these))
    opened = at > accounts.created[these]
    _end(w, these[opened], at[opened], Status.CLOSED)


def _untouched(w: World, who: Ints) -> Flags:
    return ~np.isfinite(w.accounts.status_at[who])


def _end(w: World, who: Ints, at: Floats, status: Status) -> None:
    accounts = w.accounts
    accounts.end[who] = accounts.status_at[who] = at
    accounts.status[who] = status


def _suspend(w: World, who: Ints, at: Floats, why: str) -> None:
    """Suspend accounts that are open then, and to which nothing has happened yet."""
    can = (at < w.length) & (at > w.accounts.created[who]) & _untouched(w, who)
    _end(w, who[can], at[can], Status.SUSPENDED)
    w.accounts.tag(who[can], why)


def _ban_vpn(w: World) -> None:
    """Ban users of one VPN, in a wave or one by one."""
    rng, vpns = w.rng, w.commons.vpns
    vpn = vpns[int(rng.integers(len(vpns)))]
    users = np.concatenate(w.places.vpn_users)
    users = users[w.accounts.home[users] == vpn[0]]
    these = users[rng.random(len(users)) < w.uniform(0.1, 0.5)]
    start = w.uniform(1, w.days) * DAY
    wave = rng.random() < 0.4
    mean = w.uniform(0.3, 5) * HOUR if wave else w.uniform(1, 8) * DAY
    _suspend(w, these, start + rng.exponential(mean, len(these)), "vpn_ban")


def _ban_company(w: World, members: Ints) -> None:
    """Ban a whole company at once; part of it may come back."""
    rng, accounts = w.rng, w.accounts
    at = w.uniform(3, w.days - 2) * DAY
    members = members[(accounts.created[members] < at) & _untouched(w, members)]
    appeals = rng.random() < 0.7
    restored = at + w.uniform(0.3, 8) * DAY
    back = members[:0]
    if appeals and restored < w.length:
        back = members[rng.random(len(members)) < w.uniform(0.5, 1)]
    accounts.silent_from[back], accounts.silent_until[back] = at, restored
    accounts.status[back], accounts.status_at[back] = Status.ACTIVE, restored
    accounts.tag(back, "reinstated")
    rest = np.setdiff1d(members, back)
    _suspend(w, rest, at + rng.exponential(2 * MINUTE, len(rest)), "company_ban")


def reopen(w: World, n: int) -> None:
    """Let up to n people who were banned by mistake open another account, the same day or week, from the same desk."""
    rng, accounts = w.rng, w.accounts
    banned = np.flatnonzero(accounts.status[: accounts.n] == Status.SUSPENDED)
    banned = np.array([number for number in banned if accounts.overlays[number]], dtype=np.int64)
    if not len(banned):
        return
    source = rng.choice(banned, min(n, len(banned)), replace=False)
    at = accounts.status_at[source] + rng.exponential(1.5 * DAY, len(source))
    in_time = at < w.length - DAY
    source, at = source[in_time], at[in_time]
    who = people(w, len(source), "reopened", created=at, paid=0.3)
    for habit in (
        accounts.country, accounts.zone, accounts.network, accounts.home, accounts.home_size, accounts.lease,
        accounts.device, accounts.second_device, accounts.client, accounts.template, accounts.second_template,
        accounts.peak, accounts.second_peak, accounts.spread,
    ):  # fmt: skip
        habit[who] = habit[source]
    for new, old in zip(who, source, strict=True):
        accounts.party[new] = accounts.party[old]
        accounts.group[new] = accounts.group[old] or accounts.group[new]
    live(w, who)
