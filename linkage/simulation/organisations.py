"""Honest organisations, as varied as real ones: offices, remote firms, even schedulers, gateways, labs, classes.

Each function adds `n` accounts in parties whose sizes it draws, all parties at once.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from linkage.simulation.cron import give_cron
from linkage.simulation.draft import Floats, Ints
from linkage.simulation.individuals import words
from linkage.simulation.occasions import end_together
from linkage.simulation.people import (
    API,
    FREE,
    HARNESS_WEIGHT,
    Group,
    Scene,
    any_country,
    give_automation,
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
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, OFFICE
from linkage.simulation.workdays import give_workdays


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


def members_of(
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


def team_plan(rng: np.random.Generator, n_parties: int, of: Ints, mixed: float) -> Ints:
    """Return plans: one for the whole party; in a part `mixed` of parties, half of the people have their own."""
    plan = zipf_choice(rng, np.array([0.0, 0.15, 0.4, 0.35, 0.1]), n_parties)[of]
    own = (rng.random(n_parties) < mixed)[of] & (rng.random(len(of)) < 0.5)
    return np.where(own, zipf_choice(rng, np.array([0.2, 0.35, 0.2, 0.25, 0.0]), len(of)), plan)


def give_offices(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties, weight: Any = 1.0) -> None:
    n = len(parties)
    server = rng.random(n) < 0.3
    lo = np.where(server, server_addresses(rng, n), home_addresses(rng, parties.country))
    nets = scene.draft.nets.add(n, lo=lo, size=rng.integers(1, 6, n), skew=0.9)
    scene.draft.use("net", group.habits, nets[parties.of], weight)


def give_prompts(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties) -> None:
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


def give_one_card(scene: Scene, group: Group, parties: Parties) -> None:
    card = np.where(group.plan == FREE, -1, scene.draft.new("payment", len(parties))[parties.of])
    scene.draft.use("payment", group.habits, card)


def give_cards(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties, own: float) -> None:
    """Let the people of a part `own` of parties pay themselves, and the others with one card of their party."""
    n, draft = len(parties), scene.draft
    themselves = (rng.random(n) < own)[parties.of]
    card = np.where(themselves, draft.new("payment", len(group)), draft.new("payment", n)[parties.of])
    draft.use("payment", group.habits, np.where(group.plan == FREE, -1, card))


def give_staff(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties) -> None:
    """Give people who work together devices and clients of their own, common prompts, workdays and jobs."""
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    give_prompts(scene, rng, group, parties)
    give_automation(scene, rng, group)
    give_workdays(scene, rng, group, parties.of, parties.zone)
    give_cron(scene, rng, group, parties.of)


def add_offices(scene: Scene, n: int) -> None:
    """Add companies with one card, one to five egress addresses and one system prompt, registered in a morning."""
    rng = scene.parameters.stream("company_office")
    most = max(20, min(1500, scene.parameters.n_accounts // 40))
    parties = found(scene, rng, split_sizes(rng, n, 12, 1.35, 2, most))
    plan = team_plan(rng, len(parties), parties.of, 0.2)
    group = members_of(scene, rng, parties, "company_office", plan=plan)
    give_offices(scene, rng, group, parties)
    from_home = rng.random(n) < 0.4
    give_home(scene, rng, group.habits[from_home], group.country[from_home], rng.beta(1.2, 2.5, int(from_home.sum())))
    give_one_card(scene, group, parties)
    give_staff(scene, rng, group, parties)


def add_remote(scene: Scene, n: int) -> None:
    """Add remote firms: many countries, employees' own cards and devices, mixed plans, half without a declaration."""
    rng = scene.parameters.stream("company_remote")
    parties = found(scene, rng, split_sizes(rng, n, 10, 1.1, 3, max(20, min(600, n // 2 + 1))), domain=0.75)
    country = np.where(rng.random(n) < 0.3, parties.country[parties.of], any_country(rng, n))
    group = members_of(
        scene, rng, parties, "company_remote", country=country, zone=COUNTRY_ZONE[country] + rng.normal(0, 1.5, n),
        signup_days=rng.choice([0.2, 5.0, 60.0], len(parties)), plan=team_plan(rng, len(parties), parties.of, 1.0),
    )  # fmt: skip
    give_home(scene, rng, group.habits, country)
    give_roaming(scene, rng, group.habits, country)
    gate = (rng.random(len(parties)) < 0.35)[parties.of] & (rng.random(n) < 0.6)
    tunnel = scene.draft.nets.add(len(parties), lo=server_addresses(rng, len(parties)), size=2)
    scene.draft.use("net", group.habits[gate], tunnel[parties.of[gate]], rng.beta(1.5, 3, int(gate.sum())))
    give_cards(scene, rng, group, parties, own=0.75)
    give_staff(scene, rng, group, parties)


def add_gateways(scene: Scene, n: int) -> None:
    """Add agencies and resellers: client accounts on one card, few addresses, round the clock, clients' own prompts."""
    rng, draft = scene.parameters.stream("gateway"), scene.draft
    parties = found(scene, rng, split_sizes(rng, n, 25, 1.2, 5, max(12, min(400, n // 2 + 1))), declared=0.6)
    of = parties.of
    group = members_of(
        scene, rng, parties, "gateway", plan=zipf_choice(rng, np.array([0, 0.05, 0.2, 0.7, 0.05]), len(parties))[of],
        profile=np.where(rng.random(n) < 0.7, ALWAYS, OFFICE), zone=rng.uniform(-10, 10, n), weekend=rng.beta(3, 2, n),
        signup_days=rng.uniform(5, 120, len(parties)),
    )  # fmt: skip
    nets = draft.nets.add(len(parties), lo=server_addresses(rng, len(parties)), size=rng.integers(1, 9, len(parties)))
    draft.use("net", group.habits, nets[of])
    draft.use("device", group.habits, draft.new("device", len(parties))[of], 0.7)
    draft.use("device", group.habits, -1, 0.3)
    give_one_card(scene, group, parties)
    give_client(scene, rng, group.habits, rng.integers(0, 80, len(parties))[of])
    give_harness(scene, rng, group)


def add_startups(scene: Scene, n: int) -> None:
    """Add start-ups on programme credits, which end for a batch of them on one day: shared code, sign-ups, evals."""
    rng = scene.parameters.stream("startup")
    parties = found(scene, rng, split_sizes(rng, n, 6, 0.7, 2, 60), declared=0.6)
    group = members_of(scene, rng, parties, "startup", programme=0, plan=API, capability=rng.choice([1, 2, 3, 4], n))
    give_offices(scene, rng, group, parties, rng.beta(2, 2, n))
    give_home(scene, rng, group.habits, group.country, rng.beta(2, 2, n))
    card = rng.random(n) < 0.3
    one = scene.draft.new("payment", len(parties))[parties.of]
    scene.draft.use("payment", group.habits[card], one[card])
    give_staff(scene, rng, group, parties)
    batch = np.flatnonzero((rng.random(len(parties)) < 0.2)[parties.of])
    day = np.full(len(batch), scene.parameters.start + int(rng.uniform(0.2, 1.2) * scene.parameters.n_days) * DAY)
    end_together(scene, group.accounts[batch], day, np.zeros(len(batch), bool))
