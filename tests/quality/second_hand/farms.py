"""Campaigns: an operator's job queue hands each unit of work to one of the accounts that rested longest.

Nothing is synchronised on purpose. What ties accounts together is what an operator cannot help: machines that run the
workers, a queue that keeps all of them equally busy, prompts that are the product, batches in which things are bought.
How much of that shows is drawn per campaign, around what its rung demands.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from .addresses import DAY, HOME, MOBILE, PROXY, PROXY_STICKY, SERVER, SITE, VPN, Floats, Ints
from .honest import Columns, World

ARCHETYPES = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10")
SIZES = {
    "A1": (60, 300), "A2": (40, 200), "A3": (25, 150), "A4": (8, 40), "A5": (15, 70), "A6": (20, 90), "A7": (10, 60),
    "A8": (20, 90), "A9": (20, 80), "A10": (5, 40),
}  # fmt: skip
ROWS_PER_DAY = {
    "A1": 9.0, "A2": 30.0, "A3": 8.0, "A4": 30.0, "A5": 12.0, "A6": 5.0, "A7": 8.0, "A8": 14.0, "A9": 10.0, "A10": 10.0
}  # fmt: skip


@dataclass(slots=True)
class Crew:
    """What one pool is run with: machines, addresses of their own, and a proxy contract."""

    devices: Ints
    clients: Ints
    own_place: Ints
    own_ref: Ints
    vendor: int
    mode: str
    leak_net: float
    leak_device: float
    templates: Ints
    p_template: float
    artifacts: Ints
    headless: bool
    p_first: float
    """How often an account's first session, at its making or its test, shows the operator's own machine."""


def plant(w: World, n: int) -> None:
    """Enter campaigns until they hold n accounts."""
    left, number = n, 0
    while left >= 5:
        archetype = str(w.rng.choice(ARCHETYPES, p=np.array([3, 2, 2, 2, 2, 2, 1, 2, 2, 5]) / 23))
        low, high = SIZES[archetype]
        size = int(np.exp(w.rng.uniform(np.log(low), np.log(high))))
        size = min(size, left, max(12, n // 3))
        if archetype == "A10" and size > 14 and w.rng.random() < 0.7:  # they come in swarms, each on its own
            size = int(w.rng.integers(5, 14))
        if left - size < 5:
            size = left
        _campaign(w, number, archetype, int(w.rng.integers(9)), size)
        left -= size
        number += 1


def _campaign(w: World, number: int, archetype: str, rung: int, n: int) -> None:
    rng = w.rng
    days = w.n_days
    n_pools = 1
    if rung == 8:
        n_pools = max(1, round(n / 20))
    elif n >= 30:
        n_pools = int(rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1]))
    banned = rng.random() < (0.85 if archetype == "A2" else 0.4)
    succession = rung < 8 and banned and (archetype == "A2" or rng.random() < 0.6) and n >= 10
    if succession:
        n_pools = max(2, n_pools)
    part = rng.dirichlet(np.full(n_pools, 6.0 if rung == 8 else 2.5))
    sizes = np.maximum(3, np.floor(part * (n - 3 * n_pools)).astype(int) + 3)
    sizes[0] = max(2, n - sizes[1:].sum())
    start = rng.uniform(0, 0.4) * days
    end = min(days, start + rng.uniform(0.27, 1) * days)
    cuts = np.sort(rng.uniform(start, end, n_pools - 1))
    base = _crew(w, archetype, rung)
    joint: list[tuple[Columns, Ints, Crew, float, float]] = []
    for k in range(n_pools):
        crew = _again(w, base, rung) if k else base
        a, b = start, end
        if succession:
            a = start if k == 0 else cuts[k - 1] + rng.uniform(0.05, 1.5)
            b = cuts[k] if k < n_pools - 1 else end
            b = max(b, a + 2)
        p = _accounts(w, archetype, rung, int(sizes[k]), a, b, crew)
        p["campaign"][:], p["pool"][:], p["rung"][:] = number, number * 100 + k, rung
        p["archetype"][:] = archetype
        if (succession and k < n_pools - 1) or (banned and not succession and rng.random() < 0.7):
            caught = rng.random(len(p["party"])) < rng.uniform(0.4, 1)
            when = min(b, days * 0.98) * DAY + rng.exponential(3 * 3600, len(caught))
            p["status"] = np.where(caught, "suspended", p["status"]).astype(object)
            p["status_at"] = np.where(caught, when, np.nan)
            p["end"] = np.minimum(p["end"], np.where(caught, when, np.inf))
        ids = w.add(p, None, True)
        p["klass"] = np.full(len(ids), None, object)
        p["party"][:] = 10_000_000 + number
        joint.append((p, ids, crew, a, b))
    groups = [joint] if rung == 8 or (not succession and rng.random() < 0.4) else [[one] for one in joint]
    for group in groups:
        _work(w, archetype, rung, group)


def _crew(w: World, archetype: str, rung: int) -> Crew:
    rng = w.rng
    n = int(rng.integers(1, 9))
    static = rng.random(n) < 0.6
    operator = w.net.subscribers(np.repeat(w.net.countries(1), n))
    if rung == 0:
        mode = "own"
    elif rung >= 7 and rng.random() < 0.85:
        mode = "borrowed"
    else:
        mode = str(rng.choice(["request", "session", "day", "pack", "persona"], p=[0.15, 0.2, 0.25, 0.2, 0.2]))
    if rung >= 4 and rng.random() < 0.9:
        templates = w.templates(int(rng.integers(5, 51)))
    else:
        templates = w.templates(1 if archetype == "A2" else int(rng.integers(1, 9)))
    p_template = float(rng.beta(6, 1.2))
    if archetype == "A3":
        templates, p_template = w.templates(1), float(rng.uniform(0.15, 1))
    if archetype == "A5" or (rung >= 7 and rng.random() < 0.75):
        templates = np.concatenate([w.popular(int(rng.integers(1, 4))), templates[: int(rng.integers(0, 2))]])
    if archetype in ("A7",) and rng.random() < 0.7:
        templates, p_template = w.popular(3), 0.5
    replays = {"A4": 0.8, "A5": 0.8, "A6": 1.0, "A3": 0.3}.get(archetype, 0.06)
    w.next_template += 1000
    n_artifacts = int(rng.integers(4, 120)) if rng.random() < replays else 0
    return Crew(
        devices=w.devices(n),
        clients=w.clients(n),
        own_place=np.where(static, SERVER, HOME),
        own_ref=np.where(static, w.net.servers(n), operator),
        vendor=int(rng.integers(len(w.net.vendor_size))),
        mode=mode,
        leak_net=0.0 if rng.random() < 0.25 else float(rng.beta(1, rng.choice([6, 25]))),
        leak_device=0.0 if rng.random() < 0.3 else float(rng.beta(1, rng.choice([6, 18]))),
        templates=templates,
        p_template=p_template,
        artifacts=10**7 + w.next_template * 1000 + np.arange(n_artifacts),
        headless=bool(rng.random() < 0.2),
        p_first=0.0 if rng.random() < 0.4 else float(rng.uniform(0, 0.9)),
    )


def _again(w: World, base: Crew, rung: int) -> Crew:
    """Return the crew of a further pool: some machines and prompts go on, the better hidden the fewer."""
    rng = w.rng
    crew = _crew(w, "A1", rung)
    if rung < 8 and rng.random() < 0.8:
        crew.templates, crew.p_template = base.templates, base.p_template
        if rng.random() < 0.3 and len(base.templates) < 4:  # the prompt was reworded after the ban
            crew.templates = np.concatenate([base.templates[:1], w.templates(1)])
    if rng.random() < 0.75 - 0.07 * rung:
        keep = rng.random(len(crew.devices)) < 0.5
        crew.devices[keep] = rng.choice(base.devices, keep.sum())
    if rung < 8 and rng.random() < 0.7:
        crew.artifacts = base.artifacts
    crew.vendor = base.vendor if rng.random() < 0.6 else crew.vendor
    crew.mode, crew.headless = base.mode, base.headless
    return crew


def _accounts(w: World, archetype: str, rung: int, n: int, start: float, end: float, crew: Crew) -> Columns:
    rng = w.rng
    p = w.people(n)
    crew_home = int(crew.own_ref[0]) if crew.own_place[0] == HOME else None
    p["human"] = np.zeros(n, bool)
    p["cron"][:] = -1
    # Accounts are bought aged, or made in batches some days ahead of use.
    bought = rng.random(n) < (rng.beta(1, 1) if rung >= 2 else 0.1)
    if rung >= 6:
        bought = rng.random(n) < rng.uniform(0.6, 1)
    batches = start - rng.gamma(1.2, 3 if rung < 5 else 20, int(rng.integers(1, 5)))
    made = rng.choice(batches, n) + rng.gamma(0.6, 0.15 if rung < 2 else 1.5, n)
    p["created"] = np.where(bought, np.minimum(p["created"], start * DAY - DAY), made * DAY)
    stagger = {0: 0.05, 1: 0.1, 2: 0.15}.get(rung, 0.3 if rung < 6 else 0.75)
    begin = start + (end - start) * stagger * rng.random(n)
    probes = rng.random(n) < 0.1
    begin = np.where(probes, start, begin + min(2.0, 0.1 * (end - start)))
    p["begin"] = np.maximum(begin * DAY, p["created"])
    life = np.where(rng.random(n) < rng.uniform(0.4, 0.95), 1.0, rng.gamma(1.3, 0.6, n)) * (end - start)
    p["end"] = np.minimum(p["begin"] + np.maximum(life, 1.0) * DAY, end * DAY)
    if archetype == "A8":
        p["end"] = np.minimum(p["end"], p["begin"] + rng.uniform(1, 4, n) * DAY)
    # Payment: one card for many, then virtual cards of which some serve a few accounts.
    per = {0: rng.integers(5, 40), 1: rng.integers(2, 15)}.get(rung, 1)
    cards = w.cards(max(1, int(n // per)))
    p["card"] = cards[np.arange(n) % len(cards)]
    if rung >= 2 and rng.random() < 0.5:
        again = rng.random(n) < rng.beta(1, 6)
        p["card"] = np.where(again, np.roll(p["card"], int(rng.integers(1, 4))), p["card"])
    p["card2"] = np.where(rng.random(n) < 0.15, w.cards(n), -1)
    free = rng.random(n) < (w.free_share if rung >= 2 else 0.1)
    if archetype == "A8":
        free[:] = rng.random(n) < 0.85
    p["plan"] = np.where(free, "free", np.where(rng.random(n) < 0.5, p["plan"], "pay_as_you_go"))
    if archetype == "A9":
        p["programme"] = np.full(n, f"grant-{int(rng.integers(1e5))}", object)
        p["plan"] = np.where(rng.random(n) < 0.8, "credits", p["plan"])
        free = rng.random(n) < 0.7
    p["card"] = np.where(free, -1, p["card"])
    p["card2"] = np.where(free, -1, p["card2"])
    _mail(w, archetype, rung, p)
    if rung < 4 and rng.random() < 0.4:
        p["phone"] = np.where(rng.random(n) < 0.6, w.phones(n)[np.arange(n) // int(rng.integers(1, 4))], -1)
    if rung == 0 or rng.random() < 0.2:
        p["country"][:] = w.net.countries(1)[0] if crew_home is None else crew_home % 64
    if rng.random() < 0.8:  # an offer for reasoning, code and tools
        wanted = np.argsort(-w.mixes[:, 1:4].sum(1))
        p["mix"] = wanted[rng.integers(0, 14, n)] if rng.random() < 0.5 else p["mix"]
    p["out"] += rng.normal(0.15, 0.3)
    p["adopt"] = np.where(rng.random(n) < 0.5, rng.exponential(0.6, n) * DAY, p["adopt"])
    p["limited"] += rng.beta(0.5, 60, n)
    p["vendor"][:] = crew.vendor
    p["template2"] = np.where(rng.random(n) < 0.1, p["template2"], -1)
    if rung >= 3:
        if rng.random() < 0.4:  # browser profiles are copied now and then
            again = rng.random(n) < rng.uniform(0.05, 0.4)
            p["device"] = np.where(again, np.roll(p["device"], 1), p["device"])
        if crew.headless:
            p["device"][:] = p["device2"][:] = -1
    cover = rung >= 5 and rng.random() < 0.92
    resold = archetype in ("A3", "A7") or rng.random() < 0.15
    if cover:
        p["human"] = rng.random(n) < rng.uniform(0.6, 1)
        if rng.random() < 0.6:
            p["p_proxy"] = rng.beta(1, 1.5, n)
        p["active"] *= rng.uniform(0.5, 1.3)
    elif resold:
        p["human"] = rng.random(n) < rng.uniform(0.2, 0.7)
    if archetype == "A7":
        p["org"][:] = w.next_org
        w.next_org += 1
        p["domain"][:] = w.domain()
        p["card"][:] = w.cards(1)[0]
        p["site"][:] = w.net.site(3)
        p["p_site"] = rng.beta(4, 2, n)
        p["human"] = rng.random(n) < 0.9
    return p


def _mail(w: World, archetype: str, rung: int, p: Columns) -> None:
    rng, n = w.rng, len(p["party"])
    if rung == 0 or (archetype == "A8" and rung < 4):
        p["domain"] = np.full(n, w.domain() if rng.random() < 0.6 else "gmail.com", object)
        if p["domain"][0] == "gmail.com" and rng.random() < 0.5:
            p["mailbox"][:] = w.n
        return
    own = [w.domain() for _ in range(int(rng.integers(1, 6)))]
    weight = rng.dirichlet(np.full(4, 0.6))
    if rung >= 5:
        weight = np.array([0.02, 0.08, 0.2, 0.7])
    how = rng.choice(4, n, p=weight)
    choices = [rng.choice(own, n), rng.choice(w.disposable, n), rng.choice(w.private_domains, n), p["domain"]]
    p["domain"] = np.choose(how, [c.astype(object) for c in choices])


def _jobs(rng: np.random.Generator, n_units: int, a: float, b: float, shape: str, workers: int) -> tuple[Floats, Ints]:
    """Return when units start and which worker takes each: jobs, each worked off by some workers one unit at a time."""
    at: list[Floats] = []
    who: list[Ints] = []
    done = 0
    office = rng.uniform(0, 24) if rng.random() < 0.4 else None
    length = np.exp(rng.normal(1.6, 0.7))
    per_job = max(4, n_units / max(1.0, (b - a) * rng.uniform(1, 8)))
    burst = rng.uniform(a, max(a, b - 2))
    while done < n_units:
        units = int(np.clip(per_job * (1 + rng.pareto(1.9)) * 0.5, 3, n_units - done + 3))
        place = rng.random()
        if shape == "ramp":
            place = rng.beta(2.2, 1)
        day = a + (b - a) * place
        if shape == "spike" and rng.random() < 0.75:
            day = burst + 2 * rng.random()
        if office is not None:
            day = np.floor(day) + ((office + rng.normal(0, 2.5)) % 24) / 24
        busy = int(rng.integers(1, workers + 1))
        mean = length * 3600 * busy / units
        took = np.exp(rng.normal(np.log(max(mean, 20)), 0.7, units))
        worker = np.arange(units) % busy
        times = np.zeros(units)
        for one in range(busy):
            mine = worker == one
            times[mine] = day * DAY + np.cumsum(took[mine])
        at.append(times)
        who.append(rng.permutation(workers)[worker])
        done += units
    times, workers_of = np.concatenate(at), np.concatenate(who)
    order = np.argsort(times, kind="stable")
    inside = times[order] < b * DAY
    return times[order][inside], workers_of[order][inside]


def _work(w: World, archetype: str, rung: int, group: list[tuple[Columns, Ints, Crew, float, float]]) -> None:
    rng = w.rng
    first, last = min(g[3] for g in group), max(g[4] for g in group)
    begin = np.concatenate([g[0]["begin"] for g in group])
    end = np.concatenate([g[0]["end"] for g in group])
    zone = np.concatenate([g[0]["zone"] for g in group])
    human = np.concatenate([g[0]["human"] for g in group])
    crew_of = np.repeat(np.arange(len(group)), [len(g[1]) for g in group])
    ids = np.concatenate([g[1] for g in group])
    n = len(ids)
    rows = ROWS_PER_DAY[archetype] * np.exp(rng.normal(0, 0.5))
    if human.mean() > 0.3:
        rows = min(rows, 9) * rng.uniform(0.2, 0.9)
    if rung >= 6:
        rows *= 0.7
    tail, floor = rng.uniform(1.3, 2.2), rng.uniform(0.8, 3)
    per_unit = floor * tail / (tail - 1) + 0.5
    account_days = np.maximum(end - begin, 0).sum() / DAY
    n_units = int(max(3 * n, account_days * rows / per_unit))
    shape = {"A2": "ramp", "A6": "spike"}.get(archetype, str(rng.choice(["flat", "ramp"], p=[0.7, 0.3])))
    workers = max(len(g[2].devices) for g in group)
    cap = np.maximum(1, 0.9 * np.exp(rng.normal(np.log(3 * rows / per_unit + 1), rng.uniform(0.1, 0.8), n)))
    awake = rung >= 5 or rng.random() < 0.2
    strict, wanted = rng.uniform(0.25, 0.95), n_units
    for _ in range(3):  # jobs that found nobody awake and below the cap are submitted again
        at, worker = _jobs(rng, wanted, first, last, shape, workers)
        chosen = _least_recent(rng, at, begin, end, cap, zone if awake else None, strict)
        kept = chosen >= 0
        if kept.sum() > 0.8 * n_units:
            break
        wanted = int(min(wanted * n_units / max(kept.sum(), 1), 6 * n_units))
    at, worker, local = at[kept], worker[kept], chosen[kept]
    if rng.random() < 0.4:  # sessions stick to the machine that knows the account
        home_worker = rng.integers(workers, size=n)
        stays = rng.random(len(at)) < rng.uniform(0.4, 1)
        worker = np.where(stays, home_worker[local], worker)
    size = 1 + (floor * (1 - rng.random(len(at))) ** (-1 / tail) - 0.5).astype(np.int64)
    for k, (p, pool_ids, crew, _, _) in enumerate(group):
        mine = np.flatnonzero(crew_of[local] == k)
        if len(mine):
            offset = int(np.flatnonzero(crew_of == k)[0])
            _sessions(w, rung, p, pool_ids, crew, at[mine], worker[mine], local[mine] - offset, size[mine])


def _least_recent(
    rng: np.random.Generator, at: Floats, begin: Floats, end: Floats, cap: Floats, zone: Floats | None, strict: float
) -> Ints:
    """Return the account of each unit: near the head of the queue, alive, below its cap, maybe awake."""
    queue = deque(rng.permutation(len(begin)).tolist())
    n, used, day_of = len(queue), np.zeros(len(begin)), np.full(len(begin), -1)
    chosen = np.full(len(at), -1)
    skips = rng.geometric(strict, len(at)) - 1
    wake = rng.normal(8, 1.5, n)
    span = rng.uniform(11, 17, n)
    # Some operators favour some accounts: the others let a unit pass now and then.
    passes = rng.beta(1.2, 1.2, n) if rng.random() < 0.4 else np.zeros(n)
    luck = rng.random(len(at) + 40)
    for i, when in enumerate(at.tolist()):
        today, hour = int(when // DAY), when / 3600
        position = int(skips[i]) % n
        for attempt in range(min(n, 40)):
            one = queue[position]
            if day_of[one] != today:
                day_of[one], used[one] = today, 0
            rests = zone is not None and (hour + zone[one] - wake[one]) % 24 > span[one]
            if (
                begin[one] <= when < end[one]
                and used[one] < cap[one]
                and not rests
                and luck[i + attempt] >= passes[one]
            ):
                used[one] += 1
                chosen[i] = one
                del queue[position]
                queue.append(one)
                break
            position = (position + 1) % n
    return chosen


def _sessions(
    w: World, rung: int, p: Columns, ids: Ints, crew: Crew, at: Floats, worker: Ints, local: Ints, size: Ints
) -> None:
    rng, n = w.rng, len(at)
    worker = worker % len(crew.devices)
    order = np.argsort(at, kind="stable")
    first = np.zeros(n, bool)
    first[order[np.unique(local[order], return_index=True)[1]]] = rng.random(len(np.unique(local))) < crew.p_first
    leaked = (rng.random(n) < crew.leak_net) | (first & (rng.random(n) < 0.5))
    if crew.mode == "own":
        place, ref = crew.own_place[worker], crew.own_ref[worker]
    elif crew.mode in ("request", "session"):
        place = np.full(n, PROXY if crew.mode == "request" else PROXY_STICKY)
        ref = np.full(n, crew.vendor)
    elif crew.mode == "day":
        place, ref = np.full(n, HOME), w.net.exit_of_day(crew.vendor, ids[local], at)
    elif crew.mode == "pack":  # static lines are sold by the dozen, and an account has one or two of them
        lines = w.net.subscribers(w.net.countries(max(2, int(len(ids) / rng.uniform(1.2, 6)))))
        given = rng.choice(lines, (len(ids), 2))
        often = rng.uniform(0.5, 1)
        place, ref = np.full(n, HOME), given[local, (rng.random(n) > often).astype(int)]
    elif crew.mode == "persona":
        place, ref = np.full(n, HOME), p["home"][local]
    else:
        how = rng.choice(3, len(ids), p=rng.dirichlet([2, 1.5, 1.0]))
        sites = rng.integers(max(1, w.net.n_sites), size=max(1, len(ids) // 8))
        place = np.choose(how, [MOBILE, VPN, SITE])[local]
        ref = np.choose(how, [p["home"], p["vpn"], rng.choice(sites, len(ids))])[local]
    place = np.where(leaked, crew.own_place[worker], place)
    ref = np.where(leaked, crew.own_ref[worker], ref)
    device, client = p["device"][local], p["client"][local]
    if rung < 3:
        reset = (at / DAY / rng.uniform(3, 60)).astype(np.int64)
        shown = crew.devices[worker] + np.where(crew.devices[worker] > 1000, reset * 10**7, 0)
        device = np.full(n, -1) if crew.headless else shown
        client = crew.clients[worker]
    else:
        slipped = (rng.random(n) < crew.leak_device) | first
        device = np.where(slipped & ~crew.headless, crew.devices[worker], device)
    template = np.where(rng.random(n) < crew.p_template, rng.choice(crew.templates, n), -2)
    if rng.random() < 0.85 and len(crew.templates) > 1:  # each account is given a few of the rewrites
        few = rng.choice(crew.templates, (len(ids), int(rng.integers(1, 4))))
        template = np.where(template >= 0, few[local, rng.integers(few.shape[1], size=n)], template)
    artifact = np.full(n, -1)
    if len(crew.artifacts):
        artifact = np.where(rng.random(n) < rng.uniform(0.05, 0.6), rng.choice(crew.artifacts, n), -1)
    w.sessions.append(
        {"account": ids[local], "at": at, "n": size, "gap": np.exp(rng.normal(3, 0.8, n)), "place": place, "ref": ref,
         "device": device, "client": client, "template": template, "artifact": artifact}
    )  # fmt: skip
