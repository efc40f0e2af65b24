"""Which campaigns a world has: how many accounts each, in which pools, on which rungs, when, and who succeeds whom."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from linkage.simulation.classes import ARCHETYPES, RUNG_NAMES, RUNGS, Archetype, Rung
from linkage.simulation.priors import Parameters
from linkage.simulation.rhythm import DAY

SMALLEST: Final = 5
"""Accounts of the smallest campaign."""


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """One pool that a campaign will run."""

    number: int
    campaign: int
    n_accounts: int
    rung: Rung
    start: int
    end: int
    """When its work ends: the window's end, or the moment of a ban wave."""
    banned: bool
    successor_of: int
    """The pool whose place it takes; -1 when it is not a successor."""
    leak: float
    """Factor on what its rung leaves behind: some hide well, some badly."""


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """One party's pools."""

    number: int
    archetype: Archetype
    rung: Rung
    pools: tuple[PoolPlan, ...]


def n_farm_accounts(p: Parameters) -> int:
    """Return how many accounts farms run: none where the smallest campaign does not fit."""
    wanted = round(p.prevalence * p.n_accounts)
    return wanted if wanted >= SMALLEST else 0


def accounts_needed(p: Parameters) -> int | None:
    """Return a number of accounts in which a campaign would fit; None where one does, or none is wanted."""
    return None if n_farm_accounts(p) or not p.prevalence else math.ceil(SMALLEST / p.prevalence)


def plan_campaigns(p: Parameters) -> tuple[CampaignPlan, ...]:
    """Return campaigns that together have `prevalence` of the world's accounts; archetypes and rungs take turns."""
    rng = p.stream("campaigns")
    budget = n_farm_accounts(p)
    plans: list[CampaignPlan] = []
    archetypes: list[str] = []
    rungs: list[str] = []
    n_pools = 0
    while budget >= SMALLEST:
        archetypes = archetypes or rng.permutation(list(p.archetypes)).tolist()
        name = archetypes.pop()
        for _ in range(int(rng.integers(2, 5)) if name == "A10" else 1):
            if budget < SMALLEST:
                break
            rungs = rungs or rng.permutation(list(p.rungs)).tolist()
            rung = RUNGS["E0"] if name == "A7" else RUNGS[rungs.pop()]
            size = _size(rng, p, ARCHETYPES[name], budget)
            budget -= size
            plan = _plan(rng, p, len(plans), n_pools, ARCHETYPES[name], rung, size)
            n_pools += len(plan.pools)
            plans.append(plan)
    return tuple(plans)


def _size(rng: np.random.Generator, p: Parameters, archetype: Archetype, budget: int) -> int:
    if p.campaign_accounts is not None:
        size = min(p.campaign_accounts, budget)
        return budget if budget - size < SMALLEST else size
    least, most = archetype.sizes
    scale = 1.0 if archetype.name == "A10" else min(1.0, (p.n_accounts / 100_000) ** 0.6)
    low = max(float(SMALLEST), least * scale)
    wanted = int(np.exp(rng.uniform(np.log(low), np.log(max(most * scale, low + 1)))))
    total = p.prevalence * p.n_accounts
    size = min(wanted, max(int(0.3 * total), SMALLEST), budget)
    return budget if budget - size < SMALLEST else size


def _plan(
    rng: np.random.Generator, p: Parameters, number: int, first_pool: int, archetype: Archetype, rung: Rung, size: int
) -> CampaignPlan:
    fewest, most = archetype.pools
    k = int(np.clip(rng.integers(fewest, most + 1), 1, max(1, size // 24)))
    succession = k * 2 * 8 <= size and rng.random() < (1.0 if archetype.name == "A2" else 0.35)
    starts = p.start + (rng.beta(1.0, 2.5, k) * 0.55 * p.n_days * DAY).astype(np.int64)
    parts = rng.dirichlet(np.full(k, 3.0))
    sizes = np.maximum((parts * size).astype(int), min(5, size))
    sizes[np.argmax(sizes)] += size - sizes.sum()
    pools: list[PoolPlan] = []
    for start, n in zip(starts.tolist(), sizes.tolist(), strict=True):
        own = rung if archetype.name == "A7" else _nearby(rng, p, rung)
        leak = float(rng.uniform(0.15, 1.4))
        left = p.end - start
        if not (succession and n >= 10):
            banned = bool(rng.random() < 0.2)
            end = start + int(left * rng.uniform(0.4, 0.95)) if banned else p.end
            pools.append(PoolPlan(first_pool + len(pools), number, n, own, start, end, banned, -1, leak))
            continue
        ban = start + int(left * rng.uniform(0.3, 0.65))
        again = ban + int(rng.uniform(0.2, 1.0 if archetype.name == "A2" else 3.0) * DAY)
        fresh = max(5, int(n * rng.uniform(0.35, 0.6)))
        pools.append(PoolPlan(first_pool + len(pools), number, n - fresh, own, start, ban, True, -1, leak))
        later = _nearby(rng, p, own)
        pools.append(
            PoolPlan(first_pool + len(pools), number, fresh, later, again, p.end, False, pools[-1].number, leak)
        )
    return CampaignPlan(number, archetype, rung, tuple(pools))


def _nearby(rng: np.random.Generator, p: Parameters, rung: Rung) -> Rung:
    """Return the same rung, or now and then a neighbour: parties do not hide all their pools alike."""
    if len(p.rungs) == 1 or rng.random() < 0.7:
        return rung
    at = RUNG_NAMES.index(rung.name) + int(rng.choice([-1, 1]))
    name = RUNG_NAMES[int(np.clip(at, 0, len(RUNG_NAMES) - 1))]
    return RUNGS[name] if name in p.rungs else rung
