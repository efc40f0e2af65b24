"""What any single account holder has: a country, a plan, a rhythm, a home, a device, a card, prompts of their own."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from linkage.simulation.classes import HONEST_NAMES
from linkage.simulation.draft import OVERLAYS, Draft, Floats, Ints, counted
from linkage.simulation.places import (
    COUNTRY_SHARE,
    COUNTRY_ZONE,
    Places,
    home_addresses,
    home_prefixes,
    server_addresses,
)
from linkage.simulation.priors import Parameters
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, NIGHTLY

PLANS: Final = ("free", "pro", "team", "api", "enterprise")
FREE, PRO, TEAM, API, ENTERPRISE = range(5)
PROGRAMMES: Final = ("startup_credits", "research_access", "education")
N_HARNESS: Final = 220
"""Templates 0 to 219 are the default prompts of popular harnesses, most popular first."""
N_FREEMAIL: Final = 14
N_DISPOSABLE: Final = 240
"""Mail domains: first freemail, then disposable ones, then those of parties."""
N_CLIENTS: Final = 320
HARNESS_WEIGHT: Final = 1.0 / (np.arange(N_HARNESS) + 1.5) ** 1.1
CLIENT_WEIGHT: Final = 1.0 / (np.arange(N_CLIENTS) + 2.0) ** 1.05
CAPABILITIES: Final = ("chat", "reasoning", "coding", "tool_use", "extraction", "vision", "translation")
CAPABILITY_MIXES: Final = np.array(
    [
        [0.70, 0.08, 0.10, 0.02, 0.02, 0.05, 0.03],  # conversation
        [0.10, 0.20, 0.55, 0.13, 0.01, 0.01, 0.00],  # developer
        [0.04, 0.10, 0.30, 0.50, 0.05, 0.01, 0.00],  # agents
        [0.10, 0.05, 0.02, 0.08, 0.65, 0.08, 0.02],  # documents
        [0.15, 0.55, 0.20, 0.08, 0.01, 0.01, 0.00],  # reasoning
        [0.25, 0.02, 0.01, 0.01, 0.10, 0.06, 0.55],  # translation
    ]
)
MIX_SHARE: Final = np.array([0.38, 0.28, 0.12, 0.10, 0.07, 0.05])


@dataclass(frozen=True, slots=True)
class Scene:
    """What all populations draw upon."""

    draft: Draft
    parameters: Parameters
    places: Places


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that were just made, with what else is derived from their traits; all arrays have one row each."""

    accounts: Ints
    habits: Ints
    country: Ints
    zone: Floats
    plan: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.accounts)


def zipf_choice(rng: np.random.Generator, weight: Floats, n: int) -> Ints:
    """Return `n` indexes drawn by weight."""
    edge = np.cumsum(weight) / weight.sum()
    return np.minimum(np.searchsorted(edge, rng.random(n), side="right"), len(weight) - 1).astype(np.int64)


def any_country(rng: np.random.Generator, n: int) -> Ints:
    """Return `n` countries by their share of accounts."""
    return zipf_choice(rng, COUNTRY_SHARE, n)


def overlay(draft: Draft, accounts: Ints, name: str) -> None:
    """Mark accounts with an overlay."""
    draft.accounts.frozen()["overlays"][accounts] |= np.uint16(1 << OVERLAYS.index(name))


def make(scene: Scene, rng: np.random.Generator, n: int, klass: str | None, party: Ints, **given: Any) -> Group:
    """Return `n` new accounts with one habit each, typical of a person; `given` columns replace what is drawn.

    Columns of both accounts and habits may be given. The habit uses nothing yet.
    """
    p, draft = scene.parameters, scene.draft
    country = np.asarray(given.pop("country", any_country(rng, n)), np.int64)
    zone = given.pop("zone", COUNTRY_ZONE[country] + rng.normal(0, 1.6, n))
    age = np.where(rng.random(n) < 0.6, rng.exponential(260, n), -rng.random(n) * p.n_days) * DAY
    created = np.asarray(given.pop("created", p.start - age.astype(np.int64)), np.int64)
    plan = np.asarray(given.pop("plan", zipf_choice(rng, np.array([0.36, 0.3, 0.04, 0.29, 0.01]), n)), np.int64)
    volume = rng.lognormal(0, 0.9, n) * p.activity * np.array([0.55, 1.0, 1.2, 1.7, 2.0])[plan]
    mix = zipf_choice(rng, MIX_SHARE, n)
    start = np.maximum(created, p.start) + (rng.random(n) * 7200).astype(np.int64)
    churned = rng.random(n) < 0.2
    end = np.where(churned, start + (rng.exponential(0.4 * p.n_days, n) * DAY).astype(np.int64), p.end)
    if klass is not None and "status" not in given and "end" not in given:
        fell = rng.random(n) < {"vpn": 0.04, "carpool": 0.1, "gateway": 0.04}.get(klass, 0.015)
        end = np.where(fell, start + (rng.random(n) * np.maximum(p.end - start, 0)).astype(np.int64), end)
        given |= {"status": fell.astype(np.int8), "status_at": np.where(fell, np.minimum(end, p.end), -1)}
    columns: dict[str, Any] = {
        "party": party,
        "honest_class": -1 if klass is None else HONEST_NAMES.index(klass),
        "created": created,
        "plan": plan,
        "domain": zipf_choice(rng, 1.0 / (np.arange(N_FREEMAIL) + 0.7) ** 1.2, n),
        "country": country,
        "phone": np.where(rng.random(n) < 0.25, draft.new("phone", n), -1),
    } | {k: given.pop(k) for k in tuple(given) if k in draft.accounts.columns}
    busy = rng.beta(1.6, 2.4, n)
    habit: dict[str, Any] = {
        "profile": zipf_choice(rng, np.array([0.24, 0.32, 0.14, 0.1, 0.0, 0.2]), n),
        "zone": zone,
        "sessions": np.clip(volume * rng.lognormal(0.45, 0.4, n), 0.3, 25),
        "rows": np.clip(rng.lognormal(0.9, 0.4, n), 1, 9),
        "requests": np.clip(rng.lognormal(0.15, 0.6, n) * np.sqrt(volume), 1, 60),
        "weekday": np.clip(busy + 0.08, 0.05, 0.97),
        "weekend": np.clip(busy * rng.uniform(0.2, 1.1, n), 0.02, 0.95),
        "start": start,
        "end": np.minimum(end, p.end),
        "capability": mix,
        "tokens_in": rng.normal(6.7, 0.8, n),
        "tokens_out": rng.normal(6.1, 0.6, n) + np.array([0, 0.3, 0.1, -0.3, 0.7, -0.1])[mix],
        "adoption": np.where(rng.random(n) < 0.22, rng.exponential(0.6, n), rng.exponential(14.0, n)),
        "large": rng.beta(1.3, 1.3, n),
        "limited": np.clip(rng.lognormal(-5.5, 1.3, n), 0, 0.15),
        "artifacts": np.where(rng.random(n) < 0.15, 0.02, 0.0),
    } | given
    accounts = draft.accounts.add(n, **columns)
    habits = draft.habits.add(n, account=accounts, **habit)
    return Group(
        accounts, habits, country, np.broadcast_to(np.asarray(habit["zone"], np.float64), (n,)), plan,
        np.broadcast_to(np.asarray(habit["start"], np.int64), (n,)),
        np.broadcast_to(np.asarray(habit["end"], np.int64), (n,)),
    )  # fmt: skip


def give_home(scene: Scene, rng: np.random.Generator, habits: Ints, country: Ints, weight: Any = 1.0) -> Ints:
    """Return the net of each habit's home line: half keep their address, half get a new one every few days."""
    n = len(habits)
    six = rng.random(n) < 0.25
    dynamic = rng.random(n) < 0.45
    address = np.where(six, home_prefixes(rng, country), home_addresses(rng, country))
    nets = scene.draft.nets.add(
        n,
        lo=np.where(dynamic & ~six, address & ~0xFFF, address),
        size=np.where(dynamic, 4096, 1),
        lease=np.where(dynamic, rng.choice([0.5, 1.0, 3.0, 7.0, 20.0], n), 0.0),
        key=scene.draft.new("line", n),
    )
    scene.draft.use("net", habits, nets, weight)
    return nets


def give_roaming(scene: Scene, rng: np.random.Generator, habits: Ints, country: Ints, chance: float = 0.5) -> None:
    """Let some habits also come from mobile networks, a café, a VPN or a carrier's shared addresses."""
    weight = rng.beta(1.2, 3.0, len(habits)) * 1.2
    places = scene.places
    by_chance = rng.random((3, len(habits)))
    out = by_chance[0] < chance
    scene.draft.use("net", habits[out], places.mobile[country[out]], weight[out])
    nat = by_chance[1] < 0.06
    scene.draft.use("net", habits[nat], places.carriers[country[nat], rng.integers(0, 3, nat.sum())], weight[nat])
    cafe = rng.random(len(habits)) < 0.08
    spots = rng.choice(places.cafes, int(cafe.sum()))
    scene.draft.use("net", habits[cafe], spots, rng.beta(1.5, 6, int(cafe.sum())))
    vpn = by_chance[2] < 0.04
    scene.draft.use("net", habits[vpn], rng.choice(places.vpns, vpn.sum()), weight[vpn])


def give_device(scene: Scene, rng: np.random.Generator, habits: Ints) -> Ints:
    """Return the own device of each habit; a quarter have a second one, some none that is known.

    A few come from emulators, whose factory-set fingerprint strangers share.
    """
    n = len(habits)
    first = scene.draft.new("device", n)
    known = rng.random(n) < 0.9
    scene.draft.use("device", habits[known], first[known], 1.0)
    second = known & (rng.random(n) < 0.25)
    scene.draft.use("device", habits[second], scene.draft.new("device", int(second.sum())), rng.random(second.sum()))
    stock = known & (rng.random(n) < 0.008)
    scene.draft.use("device", habits[stock], rng.choice(scene.places.emulators, int(stock.sum())), 0.5)
    renewed = known & (rng.random(n) < 0.08)
    scene.draft.use("device", habits[renewed], -2, rng.random(renewed.sum()))
    return first


def give_client(scene: Scene, rng: np.random.Generator, habits: Ints, clients: Any = None) -> None:
    """Let habits use popular clients, or those given; many change theirs with an update, or use a second one."""
    n = len(habits)
    popular = zipf_choice(rng, CLIENT_WEIGHT, n)
    scene.draft.use("client", habits, popular if clients is None else clients, 1.0)
    for chance in (0.55, 0.3, 0.15):
        more = np.flatnonzero(rng.random(n) < chance)
        weight = rng.uniform(0.1, 1.0, len(more))
        scene.draft.use("client", habits[more], zipf_choice(rng, CLIENT_WEIGHT, len(more)), weight)


def give_card(scene: Scene, rng: np.random.Generator, habits: Ints, plan: Ints) -> Ints:
    """Return the own card of each habit, -1 on the free plan; some change it once."""
    n = len(habits)
    card = np.where(plan == FREE, -1, scene.draft.new("payment", n))
    scene.draft.use("payment", habits, card, 1.0)
    changed = (card >= 0) & (rng.random(n) < 0.07)
    scene.draft.use("payment", habits[changed], scene.draft.new("payment", int(changed.sum())), 0.6)
    return card


def give_harness(scene: Scene, rng: np.random.Generator, group: Group) -> None:
    """Let some habits work with popular harnesses, some with prompts from public libraries or of their own.

    What is left are free prompts, which are no template.
    """
    n, draft = len(group), scene.draft
    uses = rng.random(n) < scene.parameters.harness
    share = rng.beta(4.0, 1.0, n)
    draft.habits.frozen()["requests"][group.habits[uses]] *= 1.5
    draft.use("template", group.habits[uses], zipf_choice(rng, HARNESS_WEIGHT, int(uses.sum())), share[uses])
    draft.use("template", group.habits, -1, np.where(uses, 1 - share, 0.7))
    two = uses & (rng.random(n) < 0.35)
    draft.use("template", group.habits[two], zipf_choice(rng, HARNESS_WEIGHT, int(two.sum())), 0.4)
    public = np.flatnonzero(rng.random(n) < 0.15)
    borrowed = rng.choice(scene.places.library, len(public))
    draft.use("template", group.habits[public], borrowed, rng.uniform(0.1, 1.5, len(public)))
    for often in (0.45, 0.35, 0.25, 0.15):
        own = rng.random(n) < often
        fresh = draft.new("template", int(own.sum()))
        draft.use("template", group.habits[own], fresh, rng.uniform(0.05, 0.8, len(fresh)))
    overlay(draft, group.accounts[uses], "harness")


def give_automation(scene: Scene, rng: np.random.Generator, group: Group) -> None:
    """Add a second habit to some accounts: nightly evals, CI on throw-away runners, a service, release-day runs."""
    p, draft = scene.parameters, scene.draft
    chosen = np.flatnonzero((rng.random(len(group)) < p.automation) & (group.plan != FREE))
    if not len(chosen):
        return
    n = len(chosen)
    kind = rng.integers(0, 3, n)
    habits = draft.habits.add(
        n,
        account=group.accounts[chosen],
        profile=np.array([NIGHTLY, LONG_DAY, ALWAYS])[kind],
        zone=rng.uniform(-12, 12, n),
        sessions=np.array([1.0, 3.0, 6.0])[kind] * rng.lognormal(0, 0.4, n),
        rows=rng.uniform(1.5, 5, n),
        requests=np.clip(rng.lognormal(1.0, 0.8, n), 1, 80),
        weekday=0.93,
        weekend=np.array([0.93, 0.3, 0.9])[kind],
        start=group.start[chosen],
        end=group.end[chosen],
        capability=zipf_choice(rng, MIX_SHARE[::-1], n),
        tokens_in=rng.normal(7.2, 0.7, n),
        tokens_out=rng.normal(6.3, 0.7, n),
        adoption=np.where(rng.random(n) < 0.3, rng.exponential(0.3, n), rng.exponential(20.0, n)),
        limited=np.clip(rng.lognormal(-4.5, 1.0, n), 0, 0.2),
    )
    draft.use("net", habits, draft.nets.add(n, lo=server_addresses(rng, n), size=rng.integers(1, 4, n)), 1.0)
    draft.use("device", habits, np.where(kind == 1, -2, draft.new("device", n)), 1.0)
    draft.use("template", habits, draft.new("template", n), 1.0)
    give_client(scene, rng, habits)
    copy_use(draft, "payment", group.habits[chosen], habits)
    overlay(draft, group.accounts[chosen], "automation")
    runs = chosen[rng.random(n) < 0.3]
    for release in p.releases:
        at = np.full(len(runs), release) + (rng.exponential(8 * 3600, len(runs))).astype(np.int64)
        draft.sessions.append(
            (
                np.repeat(group.habits[runs], 4),
                np.repeat(at, 4) + np.tile([0, 1, 2, 3], len(runs)) * 5000,
                rng.integers(2, 9, 4 * len(runs)),
            )
        )
    overlay(draft, group.accounts[runs], "release_benchmark")


def copy_use(draft: Draft, kind: str, source: Ints, target: Ints) -> None:
    """Let each target habit use what its source habit uses, of one kind; several targets may have one source."""
    if not len(source):
        return
    order = np.argsort(source, kind="stable")
    ranked = source[order]
    for habits, values, weights in list(draft.uses[kind]):
        at = np.searchsorted(ranked, habits)
        hit = np.flatnonzero(ranked[np.minimum(at, len(ranked) - 1)] == habits)
        owner, nth = counted(np.searchsorted(ranked, habits[hit], side="right") - at[hit])
        found = hit[owner]
        draft.use(kind, target[order[at[found] + nth]], values[found], weights[found])
