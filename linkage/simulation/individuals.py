"""Honest people who answer for themselves: alone, behind shared addresses, in households, with several accounts."""

from typing import Any, Final

import numpy as np

from linkage.simulation.draft import Ints
from linkage.simulation.occasions import call, end_together, gather
from linkage.simulation.people import (
    FREE,
    N_DISPOSABLE,
    N_FREEMAIL,
    Group,
    Scene,
    any_country,
    give_automation,
    give_card,
    give_client,
    give_device,
    give_harness,
    give_home,
    give_roaming,
    make,
    overlay,
    zipf_choice,
)
from linkage.simulation.places import COUNTRY_ZONE, addresses_at
from linkage.simulation.rhythm import DAY

SYLLABLES: Final = (
    "ba", "co", "di", "fu", "ge", "hi", "jo", "ka", "lu", "me", "no", "pi", "ra", "so", "ta", "vu", "we", "zo",
    "dri", "ster", "lin", "mark", "sol", "tech",
)  # fmt: skip


def _domains(scene: Scene, rng: np.random.Generator, n: int) -> Ints:
    """Return mail domains of strangers: freemail, now and then a domain of their own or a disposable one."""
    domain = zipf_choice(rng, 1.0 / (np.arange(N_FREEMAIL) + 0.7) ** 1.2, n)
    kind = rng.random(n)
    own = kind < 0.07
    domain[own] = scene.draft.new_domains(f"{w}.net" for w in words(scene, rng, int(own.sum())))
    throw = kind > 0.965
    domain[throw] = N_FREEMAIL + zipf_choice(rng, 1.0 / (np.arange(N_DISPOSABLE) + 3.0), int(throw.sum()))
    return domain


def words(scene: Scene, rng: np.random.Generator, n: int) -> list[str]:
    """Return `n` names that look like those of companies; none twice in a world."""
    syllables = np.array(SYLLABLES)
    parts = syllables[rng.integers(0, len(syllables), (n, 3))]
    serial = scene.draft.new("word", n)
    return [f"{''.join(row)}{i}" for row, i in zip(parts.tolist(), serial.tolist(), strict=True)]


def group_index(rng: np.random.Generator, n: int, least: int, most: int) -> Ints:
    """Return for `n` accounts the number of their party, in parties of `least` to `most`."""
    sizes = rng.integers(least, most + 1, n // least + 1)
    return np.repeat(np.arange(len(sizes)), sizes)[:n].astype(np.int64)


def _give_cards(scene: Scene, rng: np.random.Generator, group: Group, of: Ints, shared: float) -> None:
    """Let a part `shared` of parties pay with one card, and the accounts of the others each with one of its own."""
    n, draft = int(of.max(initial=-1)) + 1, scene.draft
    one_card = rng.random(n)[of] < shared
    card = np.where(one_card, draft.new("payment", n)[of], draft.new("payment", len(of)))
    draft.use("payment", group.habits, np.where(group.plan == FREE, -1, card))


def add_individuals(scene: Scene, n: int) -> None:
    """Add people on their own: own device, card and home; a fifth behind a carrier's shared addresses."""
    group = _strangers(scene, "individual", n, nat=0.22)
    _try_out(scene, group)


def _try_out(scene: Scene, group: Any) -> None:
    """Let some strangers come by a promotion of a few days, whose trial ends for all of them on one day."""
    rng, p = scene.parameters.stream("trials"), scene.parameters
    a, h = scene.draft.accounts.frozen(), scene.draft.habits.frozen()
    free = np.flatnonzero((group.plan == FREE) & (a["status"][group.accounts] == 0))
    shares = rng.dirichlet(np.full(1 + rng.poisson(3.0 * p.n_days / 30), 2.0))
    cohort = zipf_choice(rng, np.r_[0.9, 0.1 * shares], len(free)) - 1
    trying, of = free[cohort >= 0], cohort[cohort >= 0]
    begins = p.start + rng.integers(-6, max(int(0.6 * p.n_days), 1), len(shares)) * DAY
    ends = begins + rng.choice([7, 14, 30], len(shares)) * DAY
    came = begins[of] + (np.minimum(rng.exponential(1.2, len(of)), 6.0) * DAY).astype(np.int64)
    a["created"][group.accounts[trying]] = np.minimum(came, p.end - 1)
    h["start"][group.habits[trying]], h["end"][group.habits[trying]] = p.start, p.end
    end_together(scene, group.accounts[trying], ends[of], rng.random(len(of)) < 0.8)


def add_vpn_users(scene: Scene, n: int) -> None:
    """Add people who mostly come from the exits of a VPN."""
    rng = scene.parameters.stream("vpn")
    group = make(scene, rng, n, "vpn", scene.draft.new("party", n), domain=_domains(scene, rng, n))
    scene.draft.use("net", group.habits, rng.choice(scene.places.vpns, n, p=_vpn_share(scene)), 1.0)
    some = rng.random(n) < 0.4
    give_home(scene, rng, group.habits[some], group.country[some], rng.beta(1, 2, int(some.sum())))
    _own_things(scene, rng, group)


def _vpn_share(scene: Scene) -> Any:
    size = scene.draft.nets.frozen()["size"][scene.places.vpns].astype(float)
    return size / size.sum()


def _own_things(scene: Scene, rng: np.random.Generator, group: Any) -> None:
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    give_card(scene, rng, group.habits, group.plan)
    give_harness(scene, rng, group)
    give_automation(scene, rng, group)


def _strangers(scene: Scene, klass: str, n: int, nat: float, lines: Ints | None = None) -> Any:
    rng = scene.parameters.stream(klass)
    group = make(scene, rng, n, klass, scene.draft.new("party", n), domain=_domains(scene, rng, n))
    behind = rng.random(n) < nat
    carriers = scene.places.carriers[group.country[behind], rng.integers(0, 3, int(behind.sum()))]
    scene.draft.use("net", group.habits[behind], carriers, 1.0)
    overlay(scene.draft, group.accounts[behind], "cgnat")
    if lines is None:
        give_home(scene, rng, group.habits[~behind], group.country[~behind])
    else:
        scene.draft.use("net", group.habits, lines)
    give_roaming(scene, rng, group.habits, group.country)
    if klass == "app_user":
        give_device(scene, rng, group.habits)
        give_client(scene, rng, group.habits)
        give_card(scene, rng, group.habits, group.plan)
        apps = scene.draft.new("template", max(2, int(rng.lognormal(np.log(max(n / 60, 2)), 0.4))))
        chosen = zipf_choice(rng, 1.0 / (np.arange(len(apps)) + 1.0) ** 0.9, n)
        scene.draft.use("template", group.habits, apps[chosen], 1.0)
        _release(scene, rng, gather(scene.draft, group.habits, chosen))
    else:
        _own_things(scene, rng, group)
    return group


def _release(scene: Scene, rng: np.random.Generator, apps: Ints) -> None:
    """Call the users of apps back after releases and news: a few a month, of some apps none, at any hour."""
    p = scene.parameters
    of = np.repeat(np.arange(len(apps)), rng.poisson(rng.exponential(2.0, len(apps)) * p.n_days / 30))
    at = p.start + (rng.random(len(of)) * p.n_days * DAY).astype(np.int64)
    spread = np.exp(rng.uniform(np.log(300), np.log(3 * 3600), len(of)))
    call(scene.draft, apps[of], at, spread=spread, part=rng.uniform(0.03, 0.5, len(of)))


def add_app_users(scene: Scene, n: int) -> None:
    """Add strangers who use a community app: every request carries the app's one template."""
    _strangers(scene, "app_user", n, nat=0.15)


def add_multi_account(scene: Scene, n: int) -> None:
    """Add developers with two to four accounts each: one device, mostly one card and one home."""
    rng, draft = scene.parameters.stream("multi_account"), scene.draft
    of = group_index(rng, n, 2, 4)
    parties = int(of[-1]) + 1 if n else 0
    country = any_country(rng, parties)
    zone = COUNTRY_ZONE[country] + rng.normal(0, 1.6, parties)
    group = make(
        scene, rng, n, "multi_account", draft.new("party", parties)[of], country=country[of], zone=zone[of],
        domain=_domains(scene, rng, n),
    )  # fmt: skip
    first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if n else np.zeros(0, np.int64)
    lines = give_home(scene, rng, group.habits[first], country)
    rest = np.setdiff1d(np.arange(n), first)
    draft.use("net", group.habits[rest], lines[of[rest]], 1.0)
    give_roaming(scene, rng, group.habits, group.country)
    draft.use("device", group.habits, draft.new("device", parties)[of], 1.0)
    give_client(scene, rng, group.habits)
    _give_cards(scene, rng, group, of, shared=0.7)
    own = rng.random(parties)[of] < 0.5
    draft.use("template", group.habits[own], draft.new("template", parties)[of[own]], 0.6)
    give_harness(scene, rng, group)


def add_households(scene: Scene, n: int) -> None:
    """Add families and flat-mates: one home line, own devices, half of them with one card."""
    rng, draft = scene.parameters.stream("household"), scene.draft
    of = group_index(rng, n, 2, 4)
    parties = int(of[-1]) + 1 if n else 0
    country = any_country(rng, parties)
    group = make(
        scene, rng, n, "household", draft.new("party", parties)[of], country=country[of], domain=_domains(scene, rng, n)
    )
    first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if n else np.zeros(0, np.int64)
    lines = give_home(scene, rng, group.habits[first], country)
    rest = np.setdiff1d(np.arange(n), first)
    draft.use("net", group.habits[rest], lines[of[rest]], 1.0)
    give_roaming(scene, rng, group.habits, group.country)
    give_device(scene, rng, group.habits)
    tablet = rng.random(n) < 0.15
    draft.use("device", group.habits[tablet], draft.new("device", parties)[of[tablet]], 0.3)
    give_client(scene, rng, group.habits)
    _give_cards(scene, rng, group, of, shared=0.5)
    give_harness(scene, rng, group)


def add_carpools(scene: Scene, n: int) -> None:
    """Add accounts that one host registers and rents out: the host's card, now and then the host's device."""
    rng, draft = scene.parameters.stream("carpool"), scene.draft
    of = group_index(rng, n, 3, 10)
    parties = int(of[-1]) + 1 if n else 0
    country = any_country(rng, parties)
    group = make(
        scene, rng, n, "carpool", draft.new("party", parties)[of], country=country[of],
        domain=_domains(scene, rng, parties)[of], plan=np.where(rng.random(n) < 0.8, 1, 3),
        profile=np.where(rng.random(n) < 0.6, 5, 1),
    )  # fmt: skip
    draft.use("payment", group.habits, draft.new("payment", parties)[of])
    for _ in range(3):
        some = rng.random(n) < 0.8
        give_home(scene, rng, group.habits[some], group.country[some], 0.6)
        draft.use("device", group.habits[some], draft.new("device", int(some.sum())), 0.6)
    relay = rng.random(parties)[of] < 0.4
    draft.use("device", group.habits[relay], draft.new("device", parties)[of[relay]], 0.4)
    give_client(scene, rng, group.habits)
    give_harness(scene, rng, group)


def add_proxy_homes(scene: Scene, n: int) -> None:
    """Add people whose home line is an exit of a residential-proxy network, known to them or not."""
    rng = scene.parameters.stream("proxy exits")
    nets = scene.draft.nets.frozen()
    network = rng.choice(scene.places.proxies, n)
    index = any_index(rng, nets["size"][network])
    address = addresses_at({name: column[network] for name, column in nets.items()}, index)
    group = _strangers(scene, "proxy_home", n, nat=0.0, lines=scene.draft.nets.add(n, lo=address))
    overlay(scene.draft, group.accounts, "proxy_exit")


def any_index(rng: np.random.Generator, size: Ints) -> Ints:
    """Return an index below each size, uniformly."""
    return (rng.random(len(size)) * size).astype(np.int64)
