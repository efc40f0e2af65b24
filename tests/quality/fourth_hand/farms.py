"""Farms: which campaigns a world has, and what one campaign does from its first pool to the last ban."""

import numpy as np

from .accounts import Status
from .days import live
from .draws import DAY, HOUR, Floats, Ints
from .farm_accounts import open_pool
from .farm_jobs import Work, draw_work
from .farm_operators import Operator, draw_operator
from .farm_sessions import hand_out
from .world import Theft, World

ARCHETYPES = (1, 2, 3, 4, 5, 6, 8, 9, 10)
RUNGS = range(9)
LEAST, MOST = 5, 200
"""Accounts of a campaign."""


def farms(w: World, total: int) -> None:
    """Plant campaigns with so many accounts in all: each archetype once, and each rung, paired at random, and again."""
    rng = w.rng
    n_campaigns = 9 * max(1, round(total / 190)) if total >= 90 else max(1, total // 10)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < n_campaigns:
        archetypes, rungs = rng.permutation(ARCHETYPES).tolist(), rng.permutation(len(RUNGS)).tolist()
        pairs += zip(archetypes, rungs, strict=True)
    pairs = pairs[:n_campaigns]
    weights = np.array([_weight(w, archetype, rung) for archetype, rung in pairs])
    rest = total - LEAST * n_campaigns
    sizes = np.clip(LEAST + np.floor(rest * weights / weights.sum()).astype(int), LEAST, MOST)
    kit = w.names.many("template", 2)
    for (archetype, rung), size in zip(pairs, sizes, strict=True):
        _campaign(w, draw_operator(w, archetype, rung, kit), int(size))


def _weight(w: World, archetype: int, rung: int) -> float:
    """Return how large a campaign is beside others: hydras most, those of many small farms least."""
    usual = {1: w.lognormal(60, 0.7), 2: w.lognormal(28, 0.6), 10: w.lognormal(10, 0.5)}
    return usual.get(archetype, w.lognormal(16, 0.8)) * (1 if rung < 8 else 0.9)


def _campaign(w: World, operator: Operator, size: int) -> None:
    rng, archetype, rung = w.rng, operator.archetype, operator.rung
    campaign = f"camp{w.names.one('campaign')}"
    start = w.uniform(-12, w.days * 0.45) * DAY
    stop = w.length if rng.random() < 0.65 else min(w.length, start + w.uniform(9, 26) * DAY)
    # When its pool is banned, or is about to be, another takes over.
    swaps = rung < 8 and size >= 10 and (archetype == 2 or rng.random() < 0.28)
    n_first = int(size * w.uniform(0.4, 0.65)) if swaps else size
    if swaps and (n_first < LEAST or size - n_first < LEAST):
        n_first, swaps = size, False
    banned = max(0, start) + w.uniform(4, 14) * DAY if swaps else np.inf
    work = draw_work(w, operator, start)
    pools = [(n_first, start, min(stop, banned))]
    if swaps:
        pause = w.uniform(0.1, 1.5) * DAY * (1 if archetype == 2 else w.uniform(1, 3))
        pools.append((size - n_first, banned + pause, stop))
    if rung == 8 and size > 22:
        # Cells, each with its own scheduler, fed from one stream.
        edges = np.linspace(0, size, int(np.ceil(size / 20)) + 1).astype(int)
        pools = [(int(n), start + w.uniform(0, 5) * DAY, stop) for n in np.diff(edges)]
    work = work.stocked(w, operator, size)
    for number, (n, begins, ends) in enumerate(pools):
        # A pool that would come too late to do anything comes in the last days.
        first = w.length - w.uniform(2, 4) * DAY if begins > w.length - 2 * DAY else begins
        who = _pool(w, operator, work, n, first, campaign, swaps)
        hand_out(w, who, operator, work, first, ends)
        replaced = number == 0 and swaps
        if replaced and rung >= 2 and rng.random() < 0.45:
            w.accounts.tag(who, "retired")
        else:
            _bans(w, who, rung, first, banned if replaced else None)
    if rng.random() < 0.25:
        theft = Theft(operator.proxy, max(0, start), min(stop, w.length), operator.client, operator.templates)
        w.places.thefts.append(theft)


def _pool(w: World, operator: Operator, work: Work, n: int, first: float, campaign: str, swaps: bool) -> Ints:
    """Open a pool's accounts and let them live as honest ones do, as far as the campaign hides so."""
    rng, accounts, archetype, rung = w.rng, w.accounts, operator.archetype, operator.rung
    pool = f"pool{w.names.one('pool')}"
    who = open_pool(w, operator, n, first)
    accounts.tag(who, f"sched_{operator.schedule}")
    if swaps:
        accounts.tag(who, "swapped")
    for number in who:
        accounts.campaign[number], accounts.pool[number], accounts.group[number] = campaign, pool, pool
        accounts.archetype[number], accounts.rung[number] = f"A{archetype}", f"E{rung}"
    accounts.adopts[who] = work.adopts + rng.exponential((0.3 if rung < 6 else 1.5) * DAY, n)
    cover = operator.cover
    covered = who if rung >= 5 or archetype == 1 else who[rng.random(n) < 0.6]
    if cover > 0.03:
        rate = w.lognormal(1, 0.6, n) * work.rate * cover / (1 - cover) / accounts.sitting[who]
        accounts.rate[who] = np.clip(rate, 0.02, 4)
        live(w, covered)
    return who


def _bans(w: World, who: Ints, rung: int, start: float, banned: float | None) -> None:
    """Ban a pool or some of it, at once or one after another; one that another replaces is banned when it was known."""
    rng, accounts = w.rng, w.accounts
    sort = "all"
    if banned is None:
        chances = [0.62, 0.18, 0.11, 0.09] if rung < 2 else [0.72, 0.13, 0.1, 0.05]
        sort = str(rng.choice(["none", "trickle", "some", "all"], p=chances))
    at: Floats
    if sort == "none":
        return
    if sort == "all":
        day = banned if banned is not None else w.uniform(max(1 * DAY, start + 2 * DAY), w.length + 3 * DAY)
        these = who[rng.random(len(who)) < w.uniform(0.8, 1)]
        at = day + rng.exponential(w.uniform(0.05, 12) * HOUR, len(these))
    else:
        these = who[rng.random(len(who)) < (w.uniform(0.3, 0.9) if sort == "trickle" else w.uniform(0.05, 0.3))]
        at = max(0, start) + w.uniform(1, 8) * DAY + rng.exponential(w.uniform(2, 9) * DAY, len(these))
    accounts.tag(these, f"ban_{sort}")
    these, at = these[at < w.length], at[at < w.length]
    accounts.end[these] = accounts.status_at[these] = at
    accounts.status[these] = Status.SUSPENDED
