"""Pools built: accounts, jobs that a scheduler spreads over them, probing, cover traffic, bans, stolen keys."""

from dataclasses import replace

import numpy as np

from linkage.simulation.classes import ARCHETYPE_NAMES, RUNG_NAMES
from linkage.simulation.draft import OVERLAYS, Floats, Ints
from linkage.simulation.farms import CampaignPlan, PoolPlan, plan_campaigns
from linkage.simulation.infrastructure import (
    Kit,
    Members,
    give_addresses,
    give_cards,
    give_devices,
    give_prompts,
    mail_domains,
    make_kit,
)
from linkage.simulation.people import API, FREE, MIX_SHARE, Scene, any_country, copy_use, make, overlay, zipf_choice
from linkage.simulation.places import COUNTRY_ZONE
from linkage.simulation.priors import Parameters
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, OFFICE, PERSON, schedule, wave_times

CELL = 20
"""Accounts of a cell at E8."""

ROOM = np.array([0.6, 1.0, 1.3, 1.7, 2.5])
"""Daily limit of each plan, relative to that of `pro`."""


def add_farms(scene: Scene, *, steal_keys: bool = True) -> None:
    """Add all campaigns of the world, and have them use the keys of a few honest accounts."""
    for campaign in plan_campaigns(scene.parameters):
        rng = scene.parameters.stream("campaign", campaign.number)
        kit = make_kit(scene, rng, campaign.archetype, sum(pool.n_accounts for pool in campaign.pools))
        party = int(scene.draft.new("party", 1)[0])
        organisation = int(scene.draft.new("organisation", 1)[0]) if campaign.archetype.name == "A7" else -1
        for pool in campaign.pools:
            _add_pool(scene, rng, kit, campaign, pool, party, organisation)
            scene.draft.pools.append({"campaign": pool.campaign, "successor_of": pool.successor_of})
            kit = _next_kit(scene, rng, kit)
        if kit.harvested:
            _lend_prompt(scene, rng, kit)
    if steal_keys:
        _steal_keys(scene)


def _next_kit(scene: Scene, rng: np.random.Generator, kit: Kit) -> Kit:
    """Return what the party brings to its next pool: mostly the same, sometimes fresh servers, prompts or proxies."""
    if rng.random() < 0.3:
        kit = replace(kit, templates=np.r_[kit.templates[:1], scene.draft.new("template", 1)])
    if rng.random() < 0.4:
        kit = replace(kit, provider=int(rng.choice(scene.places.proxies)))
    if rng.random() < 0.5:
        kit = replace(kit, direct=kit.direct[::-1])
    return kit


def _add_pool(
    scene: Scene,
    rng: np.random.Generator,
    kit: Kit,
    campaign: CampaignPlan,
    pool: PoolPlan,
    party: int,
    organisation: int,
) -> None:
    p, n, rung = scene.parameters, pool.n_accounts, pool.rung
    name, level = campaign.archetype.name, RUNG_NAMES.index(rung.name)
    country = (
        rng.choice(kit.countries, n)
        if level < 5
        else np.where(rng.random(n) < 0.5, rng.choice(kit.countries, n), any_country(rng, n))
    )
    days = rng.uniform(*rung.signup_days)
    aged = rng.exponential(120.0) if level >= 6 or rng.random() < 0.3 else rng.uniform(0.1, 3.0)
    created = pool.start - ((rng.random(n) * days + aged) * DAY).astype(np.int64)
    if pool.successor_of >= 0 and level < 6:
        created = pool.start - (rng.random(n) * 0.8 * DAY).astype(np.int64)
    plan, room = _plans(rng, name, n), _room(p, campaign)
    end = np.where(
        rng.random(n) < 0.12, pool.start + (rng.random(n) * (pool.end - pool.start)).astype(np.int64), pool.end
    )
    falls = np.where(pool.banned, rng.random(n) < 0.93, False) & (end == pool.end) | (end < pool.end) & (
        rng.random(n) < 0.6
    )
    end = np.minimum(end + np.where(falls, rng.random(n) * 0.4 * DAY, 0).astype(np.int64), p.end)
    group = make(
        scene, rng, n, None, np.full(n, party), country=country, created=created, plan=plan, campaign=campaign.number,
        pool=pool.number, archetype=ARCHETYPE_NAMES.index(name), rung=-1 if name == "A7" else level,
        organisation=organisation,
        domain=mail_domains(scene, rng, kit, level, n), programme=rng.integers(0, 2, n) if name == "A9" else -1,
        status=np.where(falls, 1, 0), status_at=np.where(falls, end, -1), phone=-1, sessions=0.0,
        requests=np.clip(campaign.archetype.requests * rng.lognormal(-0.1, 0.5) * rng.lognormal(0, 0.3, n), 1, 60),
        start=np.maximum(created, p.start), end=end, adoption=kit.adoption,
        capability=np.where(rng.random(n) < 0.8, kit.capability, zipf_choice(rng, MIX_SHARE, n)),
        tokens_out=rng.normal(kit.tokens_out, 0.3, n), limited=rng.uniform(0.0, 0.03),
        artifacts=_artifact_rate(rng, name, level),
        overlays=0 if room is None else 1 << OVERLAYS.index("heeds_limit"),
    )  # fmt: skip
    rate = _rate(rng, campaign, pool)
    cover = _add_cover(scene, rng, campaign, pool, group.accounts, country, end, rate)
    members = Members(pool, group.accounts, group.habits, cover, country, plan)
    give_addresses(scene, rng, kit, members)
    give_devices(scene, rng, kit, members)
    give_cards(scene, rng, kit, members)
    give_prompts(scene, rng, kit, members)
    _give_artifacts(scene, rng, kit, members)
    _run_jobs(scene, rng, kit, members, rate, None if room is None else np.maximum(rate * room * ROOM[plan], 2.0))
    _probe(scene, rng, members)


def _plans(rng: np.random.Generator, name: str, n: int) -> Ints:
    if name == "A8":
        return np.full(n, FREE)
    if name == "A9":
        return np.full(n, API)
    weights = np.array([0.15, 0.4, 0.05, 0.4, 0.0]) * rng.gamma(2.0, 0.5, 5)
    return zipf_choice(rng, weights + np.array([0, 1e-3, 0, 0, 0]), n)


def _rate(rng: np.random.Generator, campaign: CampaignPlan, pool: PoolPlan) -> float:
    """Return job sessions per account and day."""
    return float(np.clip(0.62 * campaign.archetype.sessions * pool.rung.pace * rng.lognormal(0, 0.55), 0.15, 8))


def _room(p: Parameters, campaign: CampaignPlan) -> float | None:
    """Return the daily limit of plan `pro` as a multiple of the mean load; None where the scheduler heeds none.

    A spike of artifact replay has no time for limits.
    """
    rng = p.stream("limits", campaign.number)
    heeds = rng.random() < 0.4 and campaign.archetype.name != "A6"
    return float(rng.uniform(1.0, 2.5)) if heeds else None


def _artifact_rate(rng: np.random.Generator, name: str, level: int) -> float:
    if name in ("A4", "A6"):
        return float(rng.uniform(0.15, 0.5) * 0.75**level)
    return 0.02 * 0.7**level if rng.random() < 0.3 else 0.0


def _give_artifacts(scene: Scene, rng: np.random.Generator, kit: Kit, members: Members) -> None:
    """Reasoning blobs that some members present, whoever of them was given it first."""
    n, level = len(members), members.level
    if level >= 8 or (kit.archetype.name not in ("A4", "A6") and rng.random() < 0.7):
        return
    replaying = np.flatnonzero(rng.random(n) < 0.8 * 0.8**level)
    for _ in range(3):
        if len(replaying) > 1:
            mine = rng.choice(kit.artifacts, len(replaying))
            scene.draft.use("artifact", members.jobs[replaying], mine)
            scene.draft.evidence.append((members.plan.campaign, members.plan.number, "artifact", np.unique(mine)))
    scene.draft.use("artifact", members.jobs, -1, 1.0)


def _add_cover(
    scene: Scene, rng: np.random.Generator, campaign: CampaignPlan, pool: PoolPlan, accounts: Ints, country: Ints,
    end: Ints, rate: float,
) -> Ints:  # fmt: skip
    """Return each account's habit of honest-looking traffic (-1 for none), in its country's hours."""
    n = len(accounts)
    share = rng.uniform(*pool.rung.cover)
    if campaign.archetype.name == "A1":
        share = max(share, rng.uniform(0.3, 0.7))
    if share < 0.03 or campaign.archetype.name == "A7":
        return np.full(n, -1, np.int64)
    busy = np.clip(rng.beta(2.0, 2.0, n), 0.15, 0.95)
    return scene.draft.habits.add(
        n,
        account=accounts,
        profile=zipf_choice(rng, np.array([0.3, 0.4, 0.2, 0.0, 0.0, 0.1]), n),
        zone=COUNTRY_ZONE[country] + rng.normal(0, 1.5, n),
        sessions=np.clip(rate * share / (1 - share) / busy * rng.lognormal(0, 0.4, n), 0.1, 12),
        rows=np.clip(rng.lognormal(0.9, 0.3, n), 1, 8),
        requests=np.clip(rng.lognormal(0.2, 0.4, n), 1, 30),
        weekday=busy,
        weekend=busy * rng.uniform(0.2, 1.0, n),
        start=np.maximum(pool.start - int(rng.uniform(0, 6) * DAY), scene.parameters.start),
        end=end,
        capability=zipf_choice(rng, MIX_SHARE, n),
        adoption=rng.exponential(12.0, n),
    )


def _run_jobs(
    scene: Scene, rng: np.random.Generator, kit: Kit, members: Members, rate: float, limit: Floats | None
) -> None:
    """Plan the scheduler's waves: each takes the least used accounts; cells of 20 share nothing but it at E8.

    Some schedulers heed a limit (jobs a day of each member) and move on before an account reaches it.
    """
    p, n, pool, name = scene.parameters, len(members), members.plan, kit.archetype.name
    human = members.level >= 5
    profile = int(rng.choice([OFFICE, PERSON, LONG_DAY])) if human else kit.profile
    grain = rng.uniform(1.0, 3.0) / n if name == "A3" else float(np.exp(rng.uniform(np.log(0.04), np.log(0.5))))
    if name == "A7":
        grain = 1.0 / n
    if members.level == 8 and n > CELL:
        for cell in np.array_split(np.arange(n), -(-n // CELL)):
            _run_jobs(scene, rng, kit, members.some(cell), rate, None if limit is None else limit[cell])
        return
    take = float(np.clip(grain, 1.0 / n, 1.0))
    ramp = rng.uniform(4, 14) if name == "A2" else rng.uniform(0, 5)
    waves = wave_times(rng, pool.start, min(pool.end, p.end), rate / take, profile, kit.zone, ramp)
    waves = _shape(rng, name, waves, pool)
    capacity = rng.lognormal(0, rng.uniform(0.0, 0.8), n)
    part = np.clip(take * rng.uniform(0.6, 1.4, len(waves)), 1.0 / n, 1.0)
    who, at = schedule(rng, waves, capacity, part, pool.rung.spread_minutes * 60, limit)
    depth = rng.uniform(0.3, 2.5)
    scene.draft.sessions.append((members.jobs[who], at, rng.poisson(depth, len(who)) + 1))


def _shape(rng: np.random.Generator, name: str, waves: Ints, pool: PoolPlan) -> Ints:
    """Thin waves to the archetype's course: a two-day spike after a trickle, a burst after a week of probing."""
    if not len(waves):
        return waves
    if name == "A6":
        peak = pool.start + int((pool.end - pool.start) * rng.uniform(0.3, 0.8))
        inside = (waves >= peak) & (waves < peak + 2 * DAY)
        extra = np.repeat(waves[inside], 8) + rng.integers(0, 3 * 3600, 8 * int(inside.sum()))
        return np.sort(np.r_[waves[rng.random(len(waves)) < 0.5], extra])
    if name == "A8":
        day = (waves - pool.start) / DAY
        bulk = rng.uniform(4, 8)
        keep = np.where(day < 7, 0.15, np.where(day < 7 + bulk, 1.0, 0.03))
        return waves[rng.random(len(waves)) < keep]
    return waves


def _probe(scene: Scene, rng: np.random.Generator, members: Members) -> None:
    """Let accounts try a request or two before the jobs begin."""
    tries = rng.integers(0, 3, len(members))
    who = np.repeat(np.arange(len(members)), tries)
    at = members.plan.start - (rng.exponential(1.5, len(who)) * DAY).astype(np.int64)
    scene.draft.sessions.append((members.jobs[who], at, np.ones(len(who), np.int64)))


def _lend_prompt(scene: Scene, rng: np.random.Generator, kit: Kit) -> None:
    """Let some strangers use the party's prompt: it was a public one."""
    habits = scene.draft.habits.frozen()
    honest = scene.draft.accounts.frozen()["honest_class"][habits["account"]] >= 0
    outside = rng.choice(np.flatnonzero(honest), int(rng.integers(5, 80)))
    scene.draft.use(
        "template", np.unique(outside), int(kit.templates[0]), rng.uniform(0.3, 3.0, len(np.unique(outside)))
    )


def _steal_keys(scene: Scene) -> None:
    """Let pools use the keys of a few honest accounts for a day or two, beside their own."""
    p, draft = scene.parameters, scene.draft
    if not draft.pools:
        return
    rng = p.stream("stolen keys")
    accounts = draft.accounts.frozen()
    habits = draft.habits.frozen()
    honest = np.flatnonzero(accounts["honest_class"] >= 0)
    thieves = np.flatnonzero((accounts["pool"][habits["account"]] >= 0) & (habits["sessions"] == 0))
    n = min(int(rng.poisson(p.stolen_keys * p.n_accounts)), len(thieves))
    victims = rng.choice(honest, n, replace=False)
    source = rng.choice(thieves, n, replace=False)
    at = np.maximum(accounts["created"][victims], p.start) + (rng.random(len(victims)) * (p.n_days - 2) * DAY).astype(
        np.int64
    )
    fresh = draft.habits.add(
        len(victims), account=victims, sessions=rng.uniform(3, 9, len(victims)), profile=ALWAYS, weekday=1.0,
        weekend=1.0, start=at, end=np.minimum(at + (rng.uniform(0.3, 2.0, len(victims)) * DAY).astype(np.int64), p.end),
        requests=rng.uniform(1, 8, len(victims)), capability=habits["capability"][source],
    )  # fmt: skip
    for kind in ("net", "template", "client"):
        copy_use(draft, kind, source, fresh)
    overlay(draft, victims, "stolen_key")
