"""Jobs that several accounts of one party run at the same minute: nightly evals, reports, queues that are emptied."""

from typing import Final

import numpy as np

from linkage.simulation.draft import Ints, counted
from linkage.simulation.occasions import call, gather
from linkage.simulation.people import MIX_SHARE, Group, Scene, copy_use, give_client, zipf_choice
from linkage.simulation.places import server_addresses

MOST_ACCOUNTS: Final = 40
"""Accounts that run one job."""


def give_cron(scene: Scene, rng: np.random.Generator, group: Group, of: Ints, chance: float = 0.35) -> None:
    """Let several accounts of some parties of four or more run a job at the same minute, every few hours or nightly."""
    p, draft = scene.parameters, scene.draft
    size = np.bincount(of)
    k = len(size)
    runs = (rng.random(k) < chance) & (size >= 4)
    n_accounts = np.clip(size * rng.uniform(0.05, 0.5, k), 2, MOST_ACCOUNTS).astype(np.int64)
    _, within = counted(size)
    chosen = np.flatnonzero(runs[of] & (within < n_accounts[of]))
    if not len(chosen):
        return
    party, owner = np.unique(of[chosen], return_inverse=True)
    k, n = len(party), len(chosen)
    habits = draft.habits.add(
        n, account=group.accounts[chosen], sessions=0.0, rows=rng.uniform(1.0, 3.0, k)[owner],
        requests=rng.uniform(1, 8, k)[owner], start=group.start[chosen], end=group.end[chosen],
        capability=zipf_choice(rng, MIX_SHARE[::-1], k)[owner], tokens_in=rng.normal(7.2, 0.7, k)[owner],
        tokens_out=rng.normal(6.3, 0.7, k)[owner], adoption=rng.exponential(15.0, k)[owner],
        limited=np.clip(rng.lognormal(-4.5, 1.0, k), 0, 0.2)[owner],
    )  # fmt: skip
    nets = draft.nets.add(k, lo=server_addresses(rng, k), size=rng.integers(1, 9, k))
    draft.use("net", habits, nets[owner])
    own = rng.random(k) < 0.4
    draft.use("device", habits, np.where(own, draft.new("device", k), -2)[owner])
    draft.use("template", habits, draft.new("template", k)[owner])
    give_client(scene, rng, habits, rng.integers(0, 80, k)[owner])
    copy_use(draft, "payment", group.habits[chosen], habits)
    crowds = gather(draft, habits, owner, rng.uniform(0.7, 1.0, n))
    every = rng.choice([2, 3, 4, 6, 12, 24], k, p=[0.1, 0.1, 0.1, 0.2, 0.15, 0.35])
    runs_each = p.n_days * 24 // every
    job, nth = counted(runs_each)
    first = p.start + rng.integers(0, 24, k) % every * 3600 + rng.choice([0, 0, 5, 10, 30], k) * 60
    at = first[job] + nth * every[job] * 3600
    call(draft, crowds[job], at, spread=rng.uniform(2, 60, k)[job], part=rng.uniform(0.4, 1.0, k)[job])
