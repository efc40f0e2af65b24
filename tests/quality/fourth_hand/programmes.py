"""Programmes for start-ups and research: sign-ups in batches, shared code, calls and demo days, nightly evaluations."""

from .accounts import NONE
from .days import burst, live
from .draws import DAY, HOUR, MINUTE
from .people import people
from .sessions import on_cloud, send
from .world import World


def startup_programme(w: World, n: int) -> None:
    """Enter a programme for start-ups."""
    _programme(w, n, "startup_programme")


def research_programme(w: World, n: int) -> None:
    """Enter a programme for research."""
    _programme(w, n, "research_programme")


def _programme(w: World, n: int, klass: str) -> None:
    rng, accounts, names = w.rng, w.accounts, w.names
    group, number = names.group("programme"), names.one("organisation")
    batch = w.uniform(-40, w.days - 8) * DAY
    opened = batch + rng.choice([0, 0, 0, 1, 2, 5], n) * DAY + rng.exponential(5 * HOUR, n)
    who = people(w, n, klass, group=group, created=w.before_end(opened, 2), paid=0.3)
    accounts.programme[who] = number
    w.places.programmes.append(number)
    templates = names.many("template", int(rng.integers(1, 4)))
    sharing = who[rng.random(n) < w.uniform(0.3, 0.9)]
    accounts.second_template[sharing] = rng.choice(templates, len(sharing))
    accounts.mixes[sharing] = w.uniform(0.2, 0.6)
    accounts.rate[who] *= 1.6
    live(w, who)
    for _ in range(int(rng.integers(1, 5))):
        begins = w.uniform(0, w.days) * DAY
        share, delay = w.uniform(0.15, 0.6), w.uniform(0.2, 3) * HOUR
        burst(w, who, begins, share, delay, sitting=6, template=int(rng.choice(templates)))
    evaluate = who[rng.random(n) < w.uniform(0.1, 0.4)]
    hour = rng.integers(0, 6) * HOUR
    for day in range(w.days):
        whose = evaluate[rng.random(len(evaluate)) < 0.6]
        at = day * DAY + hour + rng.exponential(10 * MINUTE, len(whose))
        send(
            w, whose, at, n=rng.poisson(6, len(whose)) + 1, gap=4.0, address=on_cloud(w, len(whose)), device=NONE,
            template=templates[0], mixes=0,
        )  # fmt: skip
    accounts.tag(evaluate, "nightly_eval")
