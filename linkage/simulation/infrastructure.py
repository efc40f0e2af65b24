"""What a pool's accounts share and what each keeps apart, by rung of evasion; what is shared is noted as evidence."""

from dataclasses import dataclass

import numpy as np

from linkage.simulation.classes import RUNG_NAMES, Archetype
from linkage.simulation.draft import Ints
from linkage.simulation.farms import PoolPlan
from linkage.simulation.individuals import words
from linkage.simulation.people import (
    FREE,
    HARNESS_WEIGHT,
    N_CLIENTS,
    N_DISPOSABLE,
    N_FREEMAIL,
    Scene,
    any_country,
    copy_use,
    give_client,
    give_device,
    give_home,
    zipf_choice,
)
from linkage.simulation.places import any_server_net, home_addresses


@dataclass(frozen=True, slots=True)
class Kit:
    """What one party brings to all its pools."""

    archetype: Archetype
    direct: Ints
    """Nets of its own servers; each pool prefers one."""
    provider: int
    """The residential-proxy network that it rents from."""
    templates: Ints
    """Its private prompts."""
    rewrites: Ints
    """Paraphrases of them that count as templates of their own."""
    harnesses: Ints
    domains: Ints
    """Mail domains registered by it."""
    artifacts: Ints
    countries: Ints
    profile: int
    zone: float
    capability: int
    adoption: float
    tokens_out: float
    harvested: bool
    """Whether outsiders use its prompt too: it is a public one, lightly changed."""


@dataclass(frozen=True, slots=True)
class Members:
    """The accounts of a pool that is being built, with their habits for jobs and for cover (-1 without)."""

    plan: PoolPlan
    accounts: Ints
    jobs: Ints
    cover: Ints
    country: Ints
    tier: Ints

    @property
    def level(self) -> int:
        """The rung as a number, 0 to 8."""
        return RUNG_NAMES.index(self.plan.rung.name)

    def __len__(self) -> int:
        return len(self.accounts)

    def some(self, who: Ints) -> "Members":
        """Return only the given members."""
        return Members(
            self.plan, self.accounts[who], self.jobs[who], self.cover[who], self.country[who], self.tier[who]
        )


def _share(scene: Scene, members: Members, kind: str, who: Ints, values: Ints, weights: object) -> None:
    """Let both habits of some members use the same thing."""
    for habits in (members.jobs, members.cover):
        mine = habits[who]
        has = mine >= 0
        scene.draft.use(kind, mine[has], values[has], np.broadcast_to(np.asarray(weights, np.float64), who.shape)[has])


def _note(scene: Scene, members: Members, kind: str, values: Ints) -> None:
    scene.draft.evidence.append((members.plan.campaign, members.plan.number, kind, np.unique(values)))


def give_addresses(scene: Scene, rng: np.random.Generator, kit: Kit, members: Members) -> None:
    """Own servers at E0; from E1 sticky residential exits of a rented slice, with leftovers; at E7 borrowed nets."""
    n, level, rung, draft = len(members), members.level, members.plan.rung, scene.draft
    everyone = np.arange(n)
    direct = int(kit.direct[members.plan.number % len(kit.direct)])
    if kit.archetype.name == "A7" or level == 0:
        _share(scene, members, "net", everyone, np.full(n, direct), 1.0)
        _note(scene, members, "ip", np.array([direct]))
        return
    if level <= 6:
        _rent(scene, rng, kit, members)
    elif level == 7:
        borrowed = [scene.places.carriers[members.country, rng.integers(0, 3, n)], rng.choice(scene.places.vpns, n)]
        venues = np.concatenate(draft.venues) if draft.venues else scene.places.vpns
        borrowed.append(rng.choice(rng.choice(venues, 2), n))
        _share(scene, members, "net", everyone, np.stack(borrowed)[rng.integers(0, 3, n), everyone], 1.0)
    else:
        lines = give_home(scene, rng, members.jobs, members.country)
        covered = np.flatnonzero(members.cover >= 0)
        draft.use("net", members.cover[covered], lines[covered])
    leaky = np.flatnonzero(rng.random(n) < rung.direct * members.plan.leak)
    if len(leaky):
        share = rng.uniform(*rung.direct_share, len(leaky))
        draft.use("net", members.jobs[leaky], direct, share / (1 - share))
        _note(scene, members, "ip", np.array([direct]))


def _rent(scene: Scene, rng: np.random.Generator, kit: Kit, members: Members) -> None:
    n, draft = len(members), scene.draft
    provider = draft.nets.row(kit.provider)
    wide = rng.lognormal(np.log(8.0 if members.level <= 3 else 20.0), 0.9)
    width = int(provider["size"] if rng.random() < 0.15 else min(max(n * wide, 40), provider["size"]))
    nets = draft.nets.add(
        n,
        lo=provider["lo"],
        span=provider["span"],
        scattered=True,
        key=provider["key"],
        first=int(rng.integers(0, provider["size"] - width + 1)),
        size=width,
        lease=np.where(rng.random(n) < 0.25, 0.0, rng.lognormal(np.log(rng.uniform(1.0, 6.0)), 0.8, n)),
    )
    _share(scene, members, "net", np.arange(n), nets, 1.0)
    static = np.flatnonzero(rng.random(n) < 0.15)
    if len(static):
        lines = draft.nets.add(len(static), lo=home_addresses(rng, members.country[static]))
        _share(scene, members, "net", static, lines, 1.5)


def give_devices(scene: Scene, rng: np.random.Generator, kit: Kit, members: Members) -> None:
    """Few machines for all up to E2; from E3 a spoofed device each, re-used now and then."""
    n, level, draft = len(members), members.level, scene.draft
    if level <= 2 or kit.archetype.name == "A7":
        machines = draft.new("device", max(1, int(n / rng.uniform(6, 16))))
        for weight in (1.0, 0.4):
            _share(scene, members, "device", np.arange(n), rng.choice(machines, n), weight)
        client = zipf_choice(rng, np.ones(N_CLIENTS), 2)
        for habits in (members.jobs, members.cover[members.cover >= 0]):
            give_client(scene, rng, habits, rng.choice(client, len(habits)))
        _note(scene, members, "device", machines)
        return
    own = give_device(scene, rng, members.jobs)
    covered = np.flatnonzero(members.cover >= 0)
    draft.use("device", members.cover[covered], own[covered])
    give_client(scene, rng, members.jobs)
    copy_use(draft, "client", members.jobs[covered], members.cover[covered])
    reusing = np.flatnonzero(rng.random(n) < members.plan.rung.reuse * members.plan.leak)
    if len(reusing) > 1:
        other = own[_partners(rng, reusing, rng.uniform(2, 5))]
        draft.use("device", members.jobs[reusing], other, rng.uniform(0.1, 0.6, len(reusing)))
        _note(scene, members, "device", other)


def _partners(rng: np.random.Generator, who: Ints, per: float) -> Ints:
    """Return for each of `who` one of them, so that about `per` have the same one."""
    heads = rng.choice(who, max(1, int(len(who) / per)), replace=False)
    return np.asarray(rng.choice(heads, len(who)), np.int64)


def give_cards(scene: Scene, rng: np.random.Generator, kit: Kit, members: Members) -> None:
    """A few cards, each for some accounts, up to E1; from E2 a virtual card each, some of which pay for others too."""
    level, draft = members.level, scene.draft
    paying = np.flatnonzero(members.tier != FREE)
    if not len(paying):
        return
    if kit.archetype.name == "A7":
        cards = np.full(len(paying), draft.new("payment", 1)[0])
    elif level <= 1:
        cards = rng.choice(draft.new("payment", max(1, int(len(paying) / rng.uniform(3, 12)))), len(paying))
    else:
        cards = draft.new("payment", len(paying))
        clump = np.flatnonzero(rng.random(len(paying)) < members.plan.rung.clumps * members.plan.leak)
        if len(clump) > 1:
            cards[clump] = cards[_partners(rng, clump, rng.uniform(2, 4))]
    _share(scene, members, "payment", paying, cards, 1.0)
    value, count = np.unique(cards, return_counts=True)
    if (count > 1).any():
        _note(scene, members, "payment", value[count > 1])


def give_prompts(scene: Scene, rng: np.random.Generator, kit: Kit, members: Members) -> None:
    """One to three private prompts for jobs; from E4 some of many rewrites; from E7 popular ones. Cover has its own."""
    n, level, draft, name = len(members), members.level, scene.draft, kit.archetype.name
    covered = members.cover[members.cover >= 0]
    works = rng.random(len(covered)) < scene.parameters.harness
    draft.use("template", covered[works], zipf_choice(rng, HARNESS_WEIGHT, int(works.sum())), 0.7)
    draft.use("template", covered, -1, 0.3)
    free = rng.uniform(0.05, 0.4)
    draft.use("template", members.jobs, -1, free)
    if name == "A7":
        draft.use("template", members.jobs, draft.new("template", n), 0.5)
        return
    if level >= 7 or name == "A5":
        draft.use("template", members.jobs, rng.choice(kit.harnesses, n), 0.8)
    if level >= 8 or (level == 7 and name != "A2"):
        return
    if level >= 4:
        for chance in (1.0, 0.6, 0.3):
            some = members.jobs[rng.random(n) < chance]
            draft.use("template", some, rng.choice(kit.rewrites, len(some)), rng.uniform(0.2, 1.0, len(some)))
        _note(scene, members, "template", kit.rewrites)
        return
    weight = 0.25 if name == "A5" else 1.0
    mine = kit.templates[np.r_[True, rng.random(len(kit.templates) - 1) < 0.6]]
    for template in mine.tolist():
        draft.use("template", members.jobs, template, weight * rng.uniform(0.3, 1.0, n))
    _note(scene, members, "template", mine)


def mail_domains(scene: Scene, rng: np.random.Generator, kit: Kit, level: int, n: int) -> Ints:
    """Return mail domains: the party's own up to E1 (or freemail), later freemail and disposable ones mixed."""
    freemail = zipf_choice(rng, 1.0 / (np.arange(N_FREEMAIL) + 0.7), n)
    if kit.archetype.name == "A7" or (level <= 1 and len(kit.domains)):
        return np.where(rng.random(n) < 0.9, rng.choice(kit.domains, n) if len(kit.domains) else freemail, freemail)
    throw = N_FREEMAIL + zipf_choice(rng, 1.0 / (np.arange(N_DISPOSABLE) + 3.0), n)
    domain = np.where(rng.random(n) < rng.uniform(0.1, 0.5), throw, freemail)
    own = rng.random(n) < 0.06
    domain[own] = scene.draft.new_domains(f"{w}.net" for w in words(scene, rng, int(own.sum())))
    return domain


def make_kit(scene: Scene, rng: np.random.Generator, archetype: Archetype, n: int) -> Kit:
    """Return what a party of `n` accounts brings along."""
    draft = scene.draft
    servers = int(rng.integers(1, 4))
    own_domains = archetype.name in ("A7", "A8") or rng.random() < 0.6
    return Kit(
        archetype=archetype,
        direct=any_server_net(draft, rng, servers, max(1, int(n / servers / rng.uniform(8, 25)))),
        provider=int(rng.choice(scene.places.proxies)),
        templates=draft.new("template", int(rng.integers(1, 4))),
        rewrites=draft.new("template", int(np.clip(rng.lognormal(np.log(12), 0.7), 5, max(5, min(50, n // 4))))),
        harnesses=zipf_choice(rng, HARNESS_WEIGHT, 4),
        domains=draft.new_domains(f"{w}.com" for w in words(scene, rng, int(rng.integers(1, 3))))
        if own_domains
        else np.zeros(0, np.int64),
        artifacts=draft.new("artifact", max(5, n // 4)),
        countries=_countries(rng),
        profile=int(rng.choice([0, 1, 3, 5])),
        zone=float(rng.uniform(-8, 10)),
        capability=int(rng.choice([1, 1, 2, 3, 4, 4, 5])) if archetype.name != "A3" else int(rng.choice([0, 1])),
        adoption=float(rng.uniform(0.05, 0.9) if rng.random() < 0.55 else rng.exponential(9.0)),
        tokens_out=float(rng.normal(6.5, 0.35)),
        harvested=bool(rng.random() < 0.3),
    )


def _countries(rng: np.random.Generator) -> Ints:
    return any_country(rng, int(rng.integers(1, 6)))
