"""Pools of one fixed prompt that carry another party's traffic too: unrelated customers', or another campaign's.

An account stays with the pool that runs it and pays for it; the lodger brings prompts, addresses, hours and purpose.
"""

from typing import Final

import numpy as np

from linkage.simulation.classes import ARCHETYPE_NAMES
from linkage.simulation.draft import Draft, Floats, Ints
from linkage.simulation.people import MIX_SHARE, Scene, copy_use, give_client, overlay, zipf_choice
from linkage.simulation.places import any_server_net
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, OFFICE, PERSON, wave_times

LETS: Final = 0.5
"""Chance that a campaign of A2 lets others in."""

TO_CAMPAIGN: Final = 0.4
"""Chance that the other is a campaign, where one is at work in those days."""


def add_sublets(scene: Scene) -> None:
    """Let others use a tenth to a half of the accounts of some campaigns of A2."""
    draft = scene.draft
    a, jobs = draft.accounts.frozen(), draft.first_habits()
    for campaign in np.unique(a["campaign"][a["archetype"] == ARCHETYPE_NAMES.index("A2")]).tolist():
        rng = scene.parameters.stream("sublets", campaign)
        if rng.random() >= LETS:
            continue
        own = np.flatnonzero(a["campaign"] == campaign)
        let = np.sort(rng.choice(own, int(np.ceil(len(own) * rng.uniform(0.1, 0.5))), replace=False))
        others = np.unique(a["campaign"][(a["campaign"] >= 0) & (a["campaign"] != campaign)])
        lodgers = np.flatnonzero(np.isin(a["campaign"], rng.permutation(others)[:1]))
        busy = _times(draft, jobs[lodgers], *_span(draft, jobs[let]))
        rate = float(rng.uniform(0.5, 3.0))
        if len(busy) and rng.random() < TO_CAMPAIGN:
            _let_to_campaign(scene, rng, jobs[let], rate, jobs[lodgers], busy)
        else:
            _let_to_customers(scene, rng, jobs[let], rate)
        overlay(draft, let, "sublet")


def _span(draft: Draft, habits: Ints) -> tuple[int, int]:
    h = draft.habits.frozen()
    return int(h["start"][habits].min()), int(h["end"][habits].max())


def _times(draft: Draft, habits: Ints, start: int, end: int) -> Ints:
    """Return the times of all sessions that are planned for some habits between two moments."""
    wanted = np.zeros(draft.habits.n, bool)
    wanted[habits] = True
    times = np.concatenate([at[wanted[who]] for who, at, _ in draft.sessions])
    return times[(times >= start) & (times < end)]


def _let_to_campaign(
    scene: Scene, rng: np.random.Generator, jobs: Ints, rate: float, lodgers: Ints, busy: Ints
) -> None:
    """Let another campaign's scheduler use accounts beside its own, whenever it is at work (`busy`: its times)."""
    draft, h = scene.draft, scene.draft.habits.frozen()
    source = rng.choice(lodgers, len(jobs))
    mine = _add_habits(draft, rng, jobs, h["capability"][source], h["requests"][source], h["tokens_out"][source])
    for kind in ("net", "template", "client"):
        copy_use(draft, kind, source, mine)
    days = max((busy.max() - busy.min()) / DAY, 1.0)
    at = rng.choice(busy, rng.poisson(rate * len(mine) * days))
    _plan(draft, rng, mine, at + rng.integers(0, 600, len(at)))


def _let_to_customers(scene: Scene, rng: np.random.Generator, jobs: Ints, rate: float) -> None:
    """Let one to three customers use accounts, each from servers or proxies of its own, with a prompt, at its hours."""
    draft, k = scene.draft, int(rng.integers(1, 4))
    of = rng.integers(0, k, len(jobs))
    mine = _add_habits(
        draft, rng, jobs, zipf_choice(rng, MIX_SHARE, k)[of], rng.lognormal(0.7, 0.5, k)[of],
        rng.normal(6.3, 0.5, k)[of],
    )  # fmt: skip
    servers = any_server_net(draft, rng, k, int(rng.integers(1, 9)))
    nets = np.where(rng.random(k) < 0.5, servers, rng.choice(scene.places.proxies, k))
    draft.use("net", mine, nets[of])
    draft.use("template", mine, draft.new("template", k)[of])
    give_client(scene, rng, mine)
    start, end = _span(draft, jobs)
    for i in range(k):
        used, profile = mine[of == i], int(rng.choice([OFFICE, PERSON, LONG_DAY, ALWAYS]))
        _plan(draft, rng, used, wave_times(rng, start, end, rate * len(used), profile, float(rng.uniform(-8, 10))))


def _add_habits(
    draft: Draft, rng: np.random.Generator, jobs: Ints, capability: Ints, requests: Floats, tokens_out: Floats
) -> Ints:
    """Return a new habit beside each habit for jobs, of the same account, time and card."""
    h = draft.habits.frozen()
    habits = draft.habits.add(
        len(jobs), account=h["account"][jobs], sessions=0.0, start=h["start"][jobs], end=h["end"][jobs],
        capability=capability, requests=np.clip(requests, 1, 60), tokens_out=tokens_out,
        adoption=rng.exponential(10.0), limited=rng.uniform(0.0, 0.03), extra=True,
    )  # fmt: skip
    copy_use(draft, "payment", jobs, habits)
    return habits


def _plan(draft: Draft, rng: np.random.Generator, habits: Ints, at: Ints) -> None:
    """Spread sessions at some times over habits."""
    if len(habits):
        draft.sessions.append((rng.choice(habits, len(at)), at, 1 + rng.poisson(1.2, len(at))))
