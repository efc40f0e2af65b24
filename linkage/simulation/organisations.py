"""Honest organisations, as varied as real ones: offices, remote firms, even schedulers, gateways, labs, classes.

Each function adds `n` accounts in parties whose sizes it draws, all parties at once.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from linkage.simulation.draft import Floats, Ints
from linkage.simulation.individuals import words
from linkage.simulation.people import (
    API,
    ENTERPRISE,
    FREE,
    HARNESS_WEIGHT,
    MIX_SHARE,
    PRO,
    TEAM,
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
from linkage.simulation.places import COUNTRY_ZONE, home_addresses, server_addresses
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, OFFICE, schedule, wave_times


@dataclass(frozen=True, slots=True)
class Parties:
    """Organisations about to get accounts: one row per party, and the party of each account."""

    of: Ints
    """[accounts]"""
    size: Ints
    country: Ints
    zone: Floats
    founded: Ints
    """When its accounts were registered."""
    domain: Ints
    """A mail domain of its own; -1 when it has none."""
    organisation: Ints
    """The declared organisation; -1 when it declares none."""
    numbers: Ints

    def __len__(self) -> int:
        return len(self.size)


def split_sizes(rng: np.random.Generator, n: int, median: float, sigma: float, least: int, most: int) -> Ints:
    """Return log-normal sizes of parties that sum to `n`."""
    sizes: list[int] = []
    left = n
    while left > 0:
        size = int(np.clip(rng.lognormal(np.log(median), sigma), least, most))
        sizes.append(min(size, left))
        left -= sizes[-1]
    return np.array(sizes, np.int64)


def found(
    scene: Scene, rng: np.random.Generator, sizes: Ints, declared: float = 0.5, domain: float = 0.9, suffix: str = "com"
) -> Parties:
    """Return parties with a country, a founding day (half before the window) and perhaps a domain and a declaration."""
    p, draft, n = scene.parameters, scene.draft, len(sizes)
    country = any_country(rng, n)
    before = rng.random(n) < 0.65
    day = np.where(before, -rng.exponential(150, n) - 1, rng.random(n) * 0.7 * p.n_days).astype(np.int64)
    has = rng.random(n) < domain
    numbers = draft.new_domains(f"{w}.{suffix}" for w in words(scene, rng, n))
    says = rng.random(n) < declared
    return Parties(
        of=np.repeat(np.arange(n), sizes),
        size=sizes,
        country=country,
        zone=COUNTRY_ZONE[country],
        founded=p.start + day * DAY + (9 * 3600 - COUNTRY_ZONE[country] * 3600).astype(np.int64),
        domain=np.where(has, numbers, -1),
        organisation=np.where(says, draft.new("organisation", n), -1),
        numbers=draft.new("party", n),
    )


def _members(
    scene: Scene,
    rng: np.random.Generator,
    parties: Parties,
    klass: str,
    *,
    signup_days: Floats | float = 0.12,
    **given: Any,
) -> Group:
    of = parties.of
    n = len(of)
    spread = np.broadcast_to(np.asarray(signup_days, np.float64), (len(parties),))[of]
    late = (rng.random(n) < 0.12) * rng.random(n) * 40
    created = parties.founded[of] + ((rng.random(n) * spread + late) * DAY).astype(np.int64)
    created = np.minimum(created, scene.parameters.end - DAY)
    freemail = zipf_choice(rng, 1.0 / (np.arange(14) + 0.7), n)
    strays = rng.random(n) < 0.08
    domain = np.where((parties.domain[of] < 0) | strays, freemail, parties.domain[of])
    columns = {
        "created": created,
        "domain": domain,
        "organisation": parties.organisation[of],
        "country": parties.country[of],
        "zone": parties.zone[of] + rng.normal(0, 0.8, n),
        "weekday": np.clip(rng.beta(2.5, 1.8, n), 0.1, 0.97),
        "weekend": np.clip(rng.beta(1.0, 6.0, n), 0.01, 0.9),
        "profile": np.where(rng.random(n) < 0.75, OFFICE, LONG_DAY),
        "phone": -1,
    }
    return make(scene, rng, n, klass, parties.numbers[of], **(columns | given))


def _team_plan(rng: np.random.Generator, n_parties: int, of: Ints, mixed: float) -> Ints:
    plan = zipf_choice(rng, np.array([0.0, 0.15, 0.4, 0.35, 0.1]), n_parties)[of]
    own = (rng.random(n_parties) < mixed)[of] & (rng.random(len(of)) < 0.5)
    return np.where(own, zipf_choice(rng, np.array([0.2, 0.35, 0.2, 0.25, 0.0]), len(of)), plan)


def _offices(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties, weight: Any = 1.0) -> None:
    n = len(parties)
    server = rng.random(n) < 0.3
    lo = np.where(server, server_addresses(rng, n), home_addresses(rng, parties.country))
    nets = scene.draft.nets.add(n, lo=lo, size=rng.integers(1, 6, n), skew=0.9)
    scene.draft.use("net", group.habits, nets[parties.of], weight)


def _prompts(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties) -> None:
    """One system prompt per party for most of its traffic; some parties have a few, some use harnesses instead."""
    n, draft, of = len(parties), scene.draft, parties.of
    has = (rng.random(n) < 0.8)[of]
    share = rng.beta(3, 1.4, n)[of]
    draft.use("template", group.habits[has], draft.new("template", n)[of[has]], share[has])
    draft.use("template", group.habits, -1, np.where(has, 1 - share, 0.6))
    second = has & (rng.random(n) < 0.4)[of] & (rng.random(len(of)) < 0.5)
    draft.use("template", group.habits[second], draft.new("template", n)[of[second]], 0.5)
    harness = rng.random(len(of)) < scene.parameters.harness
    kind = zipf_choice(rng, HARNESS_WEIGHT, n)[of]
    draft.use("template", group.habits[harness], kind[harness], rng.beta(2, 2, int(harness.sum())))
    overlay(draft, group.accounts[harness], "harness")


def _one_card(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties) -> None:
    card = np.where(group.plan == FREE, -1, scene.draft.new("payment", len(parties))[parties.of])
    scene.draft.use("payment", group.habits, card)


def add_offices(scene: Scene, n: int) -> None:
    """Add companies with one card, one to five egress addresses and one system prompt, registered in a morning."""
    rng = scene.parameters.stream("company_office")
    most = max(20, min(1500, scene.parameters.n_accounts // 40))
    parties = found(scene, rng, split_sizes(rng, n, 12, 1.35, 2, most))
    plan = _team_plan(rng, len(parties), parties.of, 0.2)
    group = _members(scene, rng, parties, "company_office", plan=plan)
    _offices(scene, rng, group, parties)
    from_home = rng.random(n) < 0.4
    give_home(scene, rng, group.habits[from_home], group.country[from_home], rng.beta(1.2, 2.5, int(from_home.sum())))
    _one_card(scene, rng, group, parties)
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    _prompts(scene, rng, group, parties)
    give_automation(scene, rng, group)


def add_remote(scene: Scene, n: int) -> None:
    """Add remote firms: many countries, employees' own cards and devices, mixed plans, half without a declaration."""
    rng = scene.parameters.stream("company_remote")
    parties = found(scene, rng, split_sizes(rng, n, 10, 1.1, 3, max(20, min(600, n // 2 + 1))), domain=0.75)
    country = np.where(rng.random(n) < 0.3, parties.country[parties.of], any_country(rng, n))
    group = _members(
        scene, rng, parties, "company_remote", country=country, zone=COUNTRY_ZONE[country] + rng.normal(0, 1.5, n),
        signup_days=rng.choice([0.2, 5.0, 60.0], len(parties)), plan=_team_plan(rng, len(parties), parties.of, 1.0),
    )  # fmt: skip
    give_home(scene, rng, group.habits, country)
    give_roaming(scene, rng, group.habits, country)
    gate = (rng.random(len(parties)) < 0.35)[parties.of] & (rng.random(n) < 0.6)
    tunnel = scene.draft.nets.add(len(parties), lo=server_addresses(rng, len(parties)), size=2)
    scene.draft.use("net", group.habits[gate], tunnel[parties.of[gate]], rng.beta(1.5, 3, int(gate.sum())))
    own = (rng.random(len(parties)) < 0.75)[parties.of]
    card = np.where(own, scene.draft.new("payment", n), scene.draft.new("payment", len(parties))[parties.of])
    scene.draft.use("payment", group.habits, np.where(group.plan == FREE, -1, card))
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    _prompts(scene, rng, group, parties)
    give_automation(scene, rng, group)


def add_scheduled(scene: Scene, n: int, klass: str = "company_scheduled") -> None:
    """Add firms whose service accounts are fed evenly by a scheduler, round the clock or by day.

    As `data_lab`: labs that generate data openly, with much reasoning and long answers.
    """
    rng, draft, p = scene.parameters.stream(klass), scene.draft, scene.parameters
    lab = klass == "data_lab"
    parties = found(scene, rng, split_sizes(rng, n, 14, 1.0, 4, max(20, min(300, n // 2 + 1))))
    mix = (np.where(rng.random(len(parties)) < 0.7, 4, 2) if lab else zipf_choice(rng, MIX_SHARE, len(parties)))[
        parties.of
    ]
    group = _members(
        scene, rng, parties, klass, plan=_team_plan(rng, len(parties), parties.of, 0.15), capability=mix,
        sessions=0.15, weekday=0.2, requests=rng.lognormal(1.0, 0.5, n), limited=rng.uniform(0.0, 0.05, n),
        tokens_out=rng.normal(7.0 if lab else 6.3, 0.4, n), adoption=rng.exponential(6.0, len(parties))[parties.of],
    )  # fmt: skip
    _offices(scene, rng, group, parties)
    own_cards = (rng.random(len(parties)) < 0.25)[parties.of]
    card = np.where(own_cards, draft.new("payment", n), draft.new("payment", len(parties))[parties.of])
    draft.use("payment", group.habits, np.where(group.plan == FREE, -1, card))
    few = np.maximum(parties.size // 6, 1)
    machines = np.cumsum(few) - few
    base = draft.new("device", int(few.sum()))
    draft.use("device", group.habits, base[machines[parties.of] + rng.integers(0, few[parties.of])])
    give_client(scene, rng, group.habits, rng.integers(0, 60, len(parties))[parties.of])
    draft.use("template", group.habits, draft.new("template", len(parties))[parties.of], 0.9)
    draft.use("template", group.habits, -1, 0.1)
    for i, size in enumerate(parties.size.tolist()):
        members = np.flatnonzero(parties.of == i)
        start = int(max(p.start, parties.founded[i] + DAY))
        profile = ALWAYS if rng.random() < 0.6 else OFFICE
        waves = wave_times(rng, start, p.end, rng.uniform(2, 8), profile, float(parties.zone[i]))
        take = rng.uniform(0.2, 0.6) * rng.uniform(0.5, 1.5, len(waves))
        who, at = schedule(rng, waves, rng.lognormal(0, rng.uniform(0, 0.7), size), take, rng.uniform(60, 400))
        draft.sessions.append((group.habits[members[who]], at, rng.poisson(rng.uniform(0.5, 2.5), len(who)) + 1))


def add_reinstated(scene: Scene, n: int) -> None:
    """Add companies that are suspended as a whole within an hour and back within days."""
    rng, p, draft = scene.parameters.stream("company_reinstated"), scene.parameters, scene.draft
    parties = found(scene, rng, split_sizes(rng, n, 40, 0.8, 6, max(12, min(150, n // 2 + 1))))
    k = len(parties)
    founded = np.minimum(parties.founded, p.start + 0.1 * p.n_days * DAY).astype(np.int64)
    ban = p.start + (rng.uniform(0.25, 0.8, k) * p.n_days * DAY).astype(np.int64)
    back = ban + (rng.uniform(1, 6, k) * DAY).astype(np.int64)
    again = back < p.end
    minutes = (rng.random(n) * 3600).astype(np.int64)
    of = parties.of
    group = _members(
        scene, rng, parties, "company_reinstated", plan=_team_plan(rng, k, of, 0.3), created=founded[of] + minutes,
        end=ban[of] + minutes, status=np.where(again[of], 0, 1), status_at=np.where(again[of], back[of], ban[of]) + minutes,
    )  # fmt: skip
    _offices(scene, rng, group, parties)
    _one_card(scene, rng, group, parties)
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    _prompts(scene, rng, group, parties)
    resume(scene, group, np.where(again, back, p.end)[of], p.end)


def resume(scene: Scene, group: Group, start: Ints, end: int) -> None:
    """Give each account a second habit equal to its first, in a later span of time."""
    habits = scene.draft.habits
    columns = {name: column[group.habits] for name, column in habits.frozen().items()}
    later = habits.add(len(group), **(columns | {"start": start, "end": end}))
    first = int(group.habits[0]) if len(group) else 0
    for kind in ("net", "device", "client", "payment", "template"):
        for owners, values, weights in list(scene.draft.uses[kind]):
            mine = (owners >= first) & (owners < first + len(group))
            scene.draft.use(kind, later[owners[mine] - first], values[mine], weights[mine])


def add_gateways(scene: Scene, n: int) -> None:
    """Add agencies and resellers: client accounts on one card, few addresses, round the clock, clients' own prompts."""
    rng, draft = scene.parameters.stream("gateway"), scene.draft
    parties = found(scene, rng, split_sizes(rng, n, 25, 1.2, 5, max(12, min(400, n // 2 + 1))), declared=0.6)
    of = parties.of
    group = _members(
        scene, rng, parties, "gateway", plan=zipf_choice(rng, np.array([0, 0.05, 0.2, 0.7, 0.05]), len(parties))[of],
        profile=np.where(rng.random(n) < 0.7, ALWAYS, OFFICE), zone=rng.uniform(-10, 10, n), weekend=rng.beta(3, 2, n),
        signup_days=rng.uniform(5, 120, len(parties)),
    )  # fmt: skip
    nets = draft.nets.add(len(parties), lo=server_addresses(rng, len(parties)), size=rng.integers(1, 9, len(parties)))
    draft.use("net", group.habits, nets[of])
    draft.use("device", group.habits, draft.new("device", len(parties))[of], 0.7)
    draft.use("device", group.habits, -1, 0.3)
    _one_card(scene, rng, group, parties)
    give_client(scene, rng, group.habits, rng.integers(0, 80, len(parties))[of])
    give_harness(scene, rng, group)


def add_startups(scene: Scene, n: int) -> None:
    """Add start-ups on programme credits: shared code, sign-up bursts, evals."""
    rng = scene.parameters.stream("startup")
    parties = found(scene, rng, split_sizes(rng, n, 6, 0.7, 2, 60), declared=0.6)
    group = _members(scene, rng, parties, "startup", programme=0, plan=API, capability=rng.choice([1, 2, 3, 4], n))
    _offices(scene, rng, group, parties, rng.beta(2, 2, n))
    give_home(scene, rng, group.habits, group.country, rng.beta(2, 2, n))
    card = rng.random(n) < 0.3
    one = scene.draft.new("payment", len(parties))[parties.of]
    scene.draft.use("payment", group.habits[card], one[card])
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    _prompts(scene, rng, group, parties)
    give_automation(scene, rng, group)


def add_labs(scene: Scene, n: int) -> None:
    """Add research labs at shared machines: the same devices under most of their accounts."""
    rng, draft = scene.parameters.stream("lab"), scene.draft
    parties = found(scene, rng, split_sizes(rng, n, 14, 0.7, 4, 120), suffix="edu")
    of = parties.of
    plan = np.where(rng.random(n) < 0.5, API, np.where(rng.random(n) < 0.5, PRO, FREE))
    group = _members(
        scene, rng, parties, "lab", programme=np.where(rng.random(len(parties)) < 0.6, 1, -1)[of], plan=plan,
        capability=rng.choice([1, 2, 4], n), signup_days=rng.choice([0.2, 30.0, 200.0], len(parties)),
        profile=LONG_DAY,
    )  # fmt: skip
    _offices(scene, rng, group, parties)
    few = np.maximum(parties.size // 5, 1)
    base = draft.new("device", int(few.sum()))
    for _ in range(2):
        draft.use("device", group.habits, base[(np.cumsum(few) - few)[of] + rng.integers(0, few[of])], rng.random(n))
    laptop = rng.random(n) < 0.6
    give_device(scene, rng, group.habits[laptop])
    own = (rng.random(len(parties)) < 0.5)[of]
    give_card(scene, rng, group.habits[own], group.plan[own])
    one = np.where(group.plan == FREE, -1, draft.new("payment", len(parties))[of])
    draft.use("payment", group.habits[~own], one[~own])
    give_client(scene, rng, group.habits)
    _prompts(scene, rng, group, parties)


PAYING = (PRO, TEAM, API, ENTERPRISE)
