"""Classes and bootcamps, whose lessons move from week to week; and campus labs, whose machines are shared."""

import numpy as np

from .accounts import Status
from .countries import OFFSETS
from .days import burst, live, times
from .draws import DAY, HOUR, MINUTE, Floats, Ints
from .people import people
from .sessions import Workplace, send
from .world import World


def lessons(w: World, n: int) -> None:
    """Enter a class: one network, lessons, homework, an exam, and trials that may end together."""
    rng, accounts, names = w.rng, w.accounts, w.names
    group, country = names.group("class"), w.country()
    zone = float(OFFSETS[country])
    campus = names.addresses(int(rng.integers(1, 5)), "campus")
    w.places.campuses.append(campus)
    start = w.uniform(-25, w.days - 9) * DAY
    free = bool(rng.random() < 0.7)
    on_time = rng.random(n) < 0.75
    opened = start + np.where(on_time, rng.exponential(12 * MINUTE, n), rng.exponential(4 * DAY, n))
    paid = 0.0 if free else 0.3
    who = people(
        w, n, "class_bootcamp", country=country, group=group, created=opened, paid=paid, rhythm="evening"
    )  # fmt: skip
    _outfit(w, who, free)
    usual_template = names.one("template")
    accounts.rate[who] *= w.uniform(0.3, 1)
    end = min(w.length, start + w.uniform(8, 70) * DAY)
    live(w, who, workplace=Workplace(campus, w.uniform(0.1, 0.5)), until=end)
    per_week = min(7, int(rng.choice([1, 2, 3, 5])))
    attendance = rng.beta(4, 2, n)
    for week in range(max(0, int(start / DAY)) // 7, w.days // 7 + 1):
        assignment = names.one("template")
        for day in rng.choice(7, per_week, replace=False):
            begins = (week * 7 + day) * DAY + (rng.integers(16, 38) / 2 - zone) * HOUR
            if start <= begins < end:
                _lesson(w, who[rng.random(n) < attendance], begins, assignment, usual_template, campus)
        due = (week * 7 + rng.integers(3, 8)) * DAY + (24 - zone) * HOUR
        _homework(w, who, due, assignment, end)
    if rng.random() < 0.5 and start < w.length - 4 * DAY:
        _exam(w, who, max(0, start / DAY + 2), zone, campus)
    if free and rng.random() < 0.55 and end < w.length:
        _close_trials(w, who, end)


def _outfit(w: World, who: Ints, free: bool) -> None:
    """Give a class its mail domain, perhaps one card or a programme's credits, and the school's laptops."""
    rng, accounts, names, n = w.rng, w.accounts, w.names, len(who)
    domain = names.own_domain("uni", "edu")
    accounts.domain[who[rng.random(n) < w.uniform(0.2, 1)]] = domain
    sponsored = rng.random() < 0.5
    if sponsored and free:
        accounts.programme[who] = names.one("organisation")
    elif sponsored:
        accounts.card[who] = names.one("card")
    if rng.random() < 0.25:
        laptops = names.many("device", max(2, int(n * w.uniform(0.3, 1))))
        accounts.second_device[who] = rng.choice(laptops, n)
        accounts.on_second_device[who] = w.uniform(0.3, 0.9)


def _lesson(w: World, here: Ints, begins: float, assignment: int, usual_template: int, campus: Ints) -> None:
    """Do a lesson's exercises, one after the other."""
    rng = w.rng
    for part in range(int(rng.integers(1, 5))):
        cue = begins + part * w.uniform(12, 35) * MINUTE
        share, delay = w.uniform(0.4, 0.95), w.uniform(1, 6) * MINUTE
        template = assignment if rng.random() < 0.8 else usual_template
        workplace = Workplace(campus, w.uniform(0.75, 1))
        burst(w, here, cue, share, delay, sitting=4, template=template, workplace=workplace)


def _homework(w: World, who: Ints, due: float, assignment: int, end: float) -> None:
    """Hurry before midnight, when homework is due."""
    rng = w.rng
    busy = who[rng.random(len(who)) < w.uniform(0.3, 0.8)]
    whose = np.repeat(busy, rng.poisson(1.4, len(busy)))
    at: Floats = due - rng.exponential(w.uniform(4, 20) * HOUR, len(whose))
    send(w, whose[at < end], at[at < end], template=assignment)


def _exam(w: World, who: Ints, earliest: float, zone: float, campus: Ints) -> None:
    rng = w.rng
    day = int(w.uniform(earliest, w.days))
    template = w.names.one("template")
    begins = day * DAY + (rng.integers(8, 16) - zone) * HOUR
    for question in range(int(rng.integers(3, 9))):
        cue = begins + question * w.uniform(10, 25) * MINUTE
        delay = w.uniform(1, 5) * MINUTE
        burst(w, who, cue, 0.85, delay, sitting=3, template=template, workplace=Workplace(campus, 0.95))


def _close_trials(w: World, who: Ints, end: float) -> None:
    rng, accounts = w.rng, w.accounts
    closed = who[rng.random(len(who)) < w.uniform(0.7, 1)]
    at = end + (0 if rng.random() < 0.5 else rng.exponential(HOUR, len(closed)))
    accounts.end[closed] = accounts.status_at[closed] = at
    accounts.status[closed] = Status.CLOSED
    accounts.tag(closed, "closed_together")


def campus_lab(w: World, n: int) -> None:
    """Enter students who also use a lab's machines, which have one image, in lab hours all at once."""
    rng, accounts, names = w.rng, w.accounts, w.names
    group, country = names.group("lab"), w.country()
    zone = float(OFFSETS[country])
    campus = names.addresses(int(rng.integers(1, 3)), "campus")
    w.places.campuses.append(campus)
    who = people(w, n, "campus_lab", country=country, group=group, paid=0.08, new=0.5)
    machines = names.many("device", max(3, int(n * w.uniform(0.1, 0.5))))
    image = w.client(0.6)
    accounts.domain[who[rng.random(n) < 0.5]] = names.own_domain("campus", "edu")
    live(w, who, 0.5)
    whose, at = times(w, who, 1.0)
    hour = (at / HOUR + zone) % 24
    opened = (hour > 8) & (hour < 22)
    whose, at = whose[opened], at[opened]
    address = rng.choice(campus, len(whose))
    send(w, whose, at, address=address, device=rng.choice(machines, len(whose)), client=image)
    for _ in range(int(rng.poisson(4))):
        begins = rng.choice(w.days) * DAY + (rng.integers(9, 19) - zone) * HOUR
        here = who[rng.random(n) < w.uniform(0.1, 0.5)]
        if len(here):
            at = begins + rng.exponential(6 * MINUTE, len(here))
            address = rng.choice(campus, len(here))
            seats = rng.permutation(np.resize(machines, len(here)))
            send(w, here, at, address=address, device=seats, client=image)
