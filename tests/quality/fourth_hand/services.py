"""Accounts of a company that are nobody's: its cron, a queue's workers, CI, back-fills, a failover router."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .accounts import NONE
from .days import around, arrivals
from .draws import DAY, HOUR, MINUTE, Ints
from .scheduling import Schedule, dealt
from .sessions import on_cloud, send
from .world import World

QUEUES: tuple[Schedule, ...] = ("rr", "bag", "random")


@dataclass(frozen=True, slots=True)
class Service:
    """Accounts that a machine uses, its prompts and client, and where it runs."""

    accounts: Ints
    templates: Ints
    client: int
    egress: Ints
    on_runners: bool

    def addresses(self, w: World, n: int) -> Ints:
        """Return an address for each of n sessions."""
        return on_cloud(w, n) if self.on_runners else w.rng.choice(self.egress, n)


def services(w: World, who: Ints, egress: Ints) -> None:
    """Let machines use some of a company's accounts.

    Args:
        w: the world.
        who: the company's accounts.
        egress: its addresses.
    """
    rng = w.rng
    n = max(1, min(len(who), int(len(who) * w.uniform(0.05, 0.5)), 40))
    used = rng.choice(who, n, replace=False)
    templates = w.names.many("template", int(rng.integers(1, 3)))
    client = w.client(0.6)
    n_sorts = int(rng.integers(1, 3))
    for sort in rng.choice(list(_SORTS), n_sorts, replace=False, p=[0.25, 0.25, 0.2, 0.15, 0.15]):
        w.accounts.tag(used, f"service_{sort}")
        _SORTS[sort](w, Service(used, templates, client, egress, bool(rng.random() < 0.75)))


def _cron(w: World, service: Service) -> None:
    rng = w.rng
    period = float(rng.choice([0.5, 1, 2, 3, 6, 12, 24])) * HOUR
    phase = rng.choice([0, 0, 5, 10, 30]) * MINUTE
    runs = np.arange(phase, w.length, period)
    runs = runs[rng.random(len(runs)) < min(1, 300 / len(runs))]
    whose = np.repeat(service.accounts, len(runs))
    at = np.tile(runs, len(service.accounts)) + rng.exponential(w.uniform(2, 90), len(whose))
    works = rng.random(len(whose)) < w.uniform(0.4, 1)
    whose, at = whose[works], at[works]
    send(
        w, whose, at, n=1, requests=int(rng.integers(1, 9)), address=service.addresses(w, len(whose)), device=NONE,
        client=service.client, template=rng.choice(service.templates, len(whose)), mixes=0, gap=4.0,
    )  # fmt: skip


def _queue(w: World, service: Service) -> None:
    rng, n_accounts = w.rng, len(service.accounts)
    days = np.exp(0.7 * rng.standard_normal(w.days))
    each = w.lognormal(6, 0.6)
    at = arrivals(w, n_accounts * each, 0, w.length, around(w.uniform(0, 24), w.uniform(3, 12)), days=days)
    schedule: Schedule = rng.choice(QUEUES)
    whose = dealt(w, service.accounts, at, schedule)
    starts = at + rng.exponential(2, len(at))
    send(
        w, whose, starts, n=rng.geometric(1 / w.uniform(1.01, 4), len(at)), address=service.addresses(w, len(whose)),
        device=NONE, client=service.client, template=rng.choice(service.templates, len(whose)), mixes=0,
        gap=w.uniform(2, 30), requests=int(rng.integers(1, 6)),
    )  # fmt: skip


def _ci(w: World, service: Service) -> None:
    """Run at each push, on throw-away runners."""
    rng, n_accounts = w.rng, len(service.accounts)
    hours = around(w.uniform(9, 23), w.uniform(2.5, 6))
    zone = w.accounts.zone[service.accounts[0]]
    for push in arrivals(w, w.uniform(1, 9), 0, w.length, hours, zone=zone):
        whose = service.accounts[rng.random(n_accounts) < w.uniform(0.2, 1)]
        at = push + rng.exponential(w.uniform(5, 90), len(whose))
        send(
            w, whose, at, n=rng.poisson(4, len(whose)) + 1, gap=3.0, uneven=0.6, address=on_cloud(w, len(whose)),
            device=NONE, client=service.client, template=rng.choice(service.templates, len(whose)), mixes=0,
        )  # fmt: skip


def _backfill(w: World, service: Service) -> None:
    rng, n_accounts = w.rng, len(service.accounts)
    for _ in range(int(rng.integers(1, 4))):
        start = w.uniform(0, w.days - 0.5) * DAY
        length = np.exp(w.uniform(np.log(2), np.log(70))) * HOUR
        at = np.sort(start + length * rng.random(int(min(3000, n_accounts * w.uniform(10, 80)))))
        whose = dealt(w, service.accounts, at, "rr")
        send(
            w, whose, at, n=1, requests=int(rng.integers(1, 20)), address=service.addresses(w, len(whose)), device=NONE,
            client=service.client, template=rng.choice(service.templates, len(whose)), mixes=0, batch=1,
        )  # fmt: skip


def _router(w: World, service: Service) -> None:
    """Fail over: the same conversation goes on from another account."""
    rng, n_accounts = w.rng, len(service.accounts)
    artifacts = w.names.many("artifact", 40)
    for failure in range(int(rng.integers(2, 14))):
        start = w.uniform(0, w.days) * DAY
        whose = rng.choice(service.accounts, min(n_accounts, 3), replace=False)
        at = start + np.arange(len(whose)) * w.uniform(20, 200)
        send(
            w, whose, at, n=3, address=service.addresses(w, len(whose)), device=NONE, client=service.client,
            template=service.templates[0], artifact=artifacts[failure],
        )  # fmt: skip


_SORTS: dict[str, Callable[[World, Service], None]] = {
    "cron": _cron,
    "queue": _queue,
    "ci": _ci,
    "backfill": _backfill,
    "router": _router,
}
