"""Where sessions come from, and what they are of, unless their story says otherwise."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .accounts import Network
from .draws import DAY, Flags, Floats, Ints, Salt, hashed
from .world import Sessions, World

VIRTUAL_CARDS = 10**8
OWN_PROMPTS = 2 * 10**9
"""From where numbers of cards that replace each other, and of prompts of one account, begin; 64 for each account."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Addresses of an office, room or gateway, and the part of sessions that come from there."""

    addresses: Ints
    share: float


def addresses_of(w: World, who: Ints, at: Floats, workplace: Workplace | None = None) -> Ints:
    """Return the address that each session comes from."""
    rng, accounts, commons = w.rng, w.accounts, w.commons
    network, home, size = accounts.network[who], accounts.home[who], accounts.home_size[who]
    found = home.copy()
    lease = np.floor((at / DAY + hashed(who, Salt.LEASE_PHASE) * 30) / accounts.lease[who]).astype(np.int64)
    leased = network == Network.LEASE
    found[leased] = home[leased] + _part(hashed(who[leased], lease[leased], Salt.LEASE), size[leased])
    shared = network == Network.CGNAT
    spell = np.floor(at[shared] / DAY * 1.5).astype(np.int64)
    favourite = hashed(who[shared], spell % 5, Salt.CGNAT)
    found[shared] = home[shared] + _part(favourite**2.2, size[shared])
    vpn = network == Network.VPN
    usual = rng.random(vpn.sum()) < 0.5
    exits = np.where(usual, hashed(who[vpn], Salt.VPN_EXIT), rng.random(vpn.sum()))
    found[vpn] = home[vpn] + _part(exits**2, size[vpn])
    proxied = np.flatnonzero(network == Network.PROXY)
    for proxy in np.unique(home[proxied]):
        these = proxied[home[proxied] == proxy]
        found[these] = rng.choice(commons.proxies[proxy], len(these))
    cloud = network == Network.CLOUD
    found[cloud] = on_cloud(w, int(cloud.sum()))
    mobile = rng.random(len(who)) < accounts.mobile[who]
    for country in np.unique(accounts.country[who[mobile]]):
        these = np.flatnonzero(mobile & (accounts.country[who] == country))
        block = commons.mobile[country]
        spell = np.floor(at[these] / DAY * 3)
        found[these] = block[_part(hashed(who[these], spell, Salt.MOBILE) ** 1.6, len(block))]
    if workplace is not None:
        there = rng.random(len(who)) < workplace.share
        found[there] = rng.choice(workplace.addresses, there.sum())
    return found


def on_cloud(w: World, n: int) -> Ints:
    """Return addresses of machines that are rented by the minute."""
    return w.commons.cloud[w.rng.integers(0, len(w.commons.cloud), n)]


def send(
    w: World,
    who: npt.ArrayLike,
    at: npt.ArrayLike,
    *,
    n: npt.ArrayLike | None = None,
    gap: npt.ArrayLike = 45.0,
    uneven: npt.ArrayLike = 1.0,
    address: npt.ArrayLike | None = None,
    device: npt.ArrayLike | None = None,
    client: npt.ArrayLike | None = None,
    template: npt.ArrayLike | None = None,
    mixes: npt.ArrayLike | None = None,
    artifact: npt.ArrayLike = -1,
    batch: int = 0,
    requests: int = 1,
) -> None:
    """Begin sessions of some accounts at some seconds; what is not given is drawn from what each account usually does.

    Sessions of accounts that are not opened yet, and outside of what is observed, are dropped.
    """
    rng, accounts = w.rng, w.accounts
    who, at = np.asarray(who, np.int64), np.asarray(at, float)
    n_sessions = len(who)
    if not n_sessions:
        return
    kept: Flags = (at >= accounts.created[who]) & (at < w.length) & (at >= 0)
    if n is None:
        n = rng.geometric(1 / np.maximum(1.0, accounts.sitting[who]))
    if address is None:
        address = addresses_of(w, who, at)
    if device is None:
        second = rng.random(n_sessions) < accounts.on_second_device[who]
        device = np.where(second, accounts.second_device[who], accounts.device[who])
    if client is None:
        client = np.where(rng.random(n_sessions) < 0.25, accounts.second_client[who], accounts.client[who])
    if template is None:
        template, second_template = _usual_templates(w, who)
    else:
        second_template = accounts.second_template[who]

    def ints(values: npt.ArrayLike) -> Ints:
        each: Ints = np.broadcast_to(np.asarray(values, np.int64), (n_sessions,))
        return each[kept]

    def floats(values: npt.ArrayLike) -> Floats:
        each: Floats = np.broadcast_to(np.asarray(values, np.float64), (n_sessions,))
        return each[kept]

    w.sessions.append(
        Sessions(
            account=who[kept],
            at=at[kept],
            n=ints(n),
            gap=floats(gap),
            uneven=floats(uneven),
            address=ints(address),
            device=ints(device),
            client=ints(client),
            card=ints(_cards(w, who, at)),
            template=ints(template),
            second_template=ints(second_template),
            mixes=floats(accounts.mixes[who] if mixes is None else mixes),
            artifact=ints(artifact),
            batch=ints(batch),
            requests=ints(requests),
        )
    )


def _part(fraction: Floats, n: Ints | int) -> Ints:
    return (fraction * n).astype(np.int64)


def _usual_templates(w: World, who: Ints) -> tuple[Ints, Ints]:
    """Return both prompts of each session: the usual ones in either order, or one of the account's many others."""
    rng, accounts, commons = w.rng, w.accounts, w.commons
    swapped = rng.random(len(who)) < 0.25
    first = np.where(swapped, accounts.second_template[who], accounts.template[who])
    second = np.where(swapped, accounts.template[who], accounts.second_template[who])
    these = np.flatnonzero(rng.random(len(who)) < accounts.from_own[who])
    account = who[these]
    which = _part(rng.random(len(these)) ** 1.5, accounts.own_prompts[account])
    sort = hashed(account, which, Salt.OWN_PROMPT_SORT)
    harness = commons.harnesses[_part(hashed(account, which, Salt.OWN_PROMPT_HARNESS) ** 2, len(commons.harnesses))]
    passed_on = commons.passed_on[_part(hashed(account, which, Salt.OWN_PROMPT_COMMON) ** 1.5, len(commons.passed_on))]
    other = np.where(sort < 0.12, harness, np.where(sort < 0.3, passed_on, OWN_PROMPTS + account * 64 + which))
    first[these] = second[these] = other
    return first, second


def _cards(w: World, who: Ints, at: Floats) -> Ints:
    """Return the card on file at each session."""
    accounts = w.accounts
    found = accounts.card[who].copy()
    virtual = (accounts.card_days[who] > 0) & (found >= 0)
    account = who[virtual]
    phase = hashed(account, Salt.CARD_PHASE) * 30
    which = np.floor((at[virtual] / DAY + phase) / accounts.card_days[account]).astype(np.int64)
    found[virtual] = VIRTUAL_CARDS + account * 64 + np.maximum(which, 0) % 64
    return found
