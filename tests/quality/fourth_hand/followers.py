"""Strangers who share an app: a webinar, a product launch, a community's client with one device id, Discord bots."""

from dataclasses import dataclass

import numpy as np

from .accounts import NONE, Network
from .days import around, arrivals, burst, live, times
from .draws import DAY, HOUR, MINUTE, Floats, Ints
from .people import people
from .scheduling import dealt
from .sessions import send
from .world import World


@dataclass(frozen=True, slots=True)
class App:
    """What strangers have in common: a name, when it came out, its prompts and its client."""

    group: str
    since: float
    templates: Ints
    client: int


def _app(w: World, klass: str, most_templates: int = 1) -> App:
    rng, names = w.rng, w.names
    group = names.group(klass)
    since = w.uniform(-4, w.days - 4) * DAY
    n_templates = 1 if most_templates == 1 else int(rng.integers(1, most_templates + 1))
    templates = names.many("template", n_templates)
    user_agent = f"{klass}-app/{rng.integers(1, 9)}.{rng.integers(0, 30)}"
    client = names.client(user_agent, f"ja4_{int(rng.integers(10**9)):09d}")
    return App(group, since, templates, client)


def _users(w: World, n: int, klass: str, app: App) -> Ints:
    """Enter users of an app, of whom many came for it within days."""
    rng = w.rng
    lately = app.since + rng.gamma(1.3, w.uniform(0.3, 4) * DAY, n)
    new = rng.random(n) < w.uniform(0.2, 0.7)
    opened: Floats = np.where(new, w.before_end(lately, 1), -rng.exponential(150 * DAY, n))
    return people(w, n, klass, group=app.group, created=opened, paid=0.35)


def webinar(w: World, n: int) -> None:
    """Enter an audience that does each exercise at once, and some of it again when a recording is sent round."""
    rng = w.rng
    app = _app(w, "webinar")
    template = int(app.templates[0])
    start = w.uniform(0.5, w.days - 1) * DAY
    new = rng.random(n) < 0.55
    opened = np.where(new, start + rng.exponential(20 * MINUTE, n), -rng.exponential(100 * DAY, n))
    who = people(w, n, "webinar", group=app.group, created=opened, paid=0.2)
    for exercise in range(int(rng.integers(2, 7))):
        cue = start + exercise * w.uniform(8, 20) * MINUTE
        burst(w, who, cue, w.uniform(0.3, 0.8), w.uniform(1, 6) * MINUTE, sitting=3, template=template)
    for _ in range(int(rng.poisson(1.5))):
        mail = start + w.uniform(0.5, 9) * DAY
        burst(w, who, mail, w.uniform(0.05, 0.4), w.uniform(0.2, 5) * HOUR, template=template)
    live(w, who, 0.4)


def launch(w: World, n: int) -> None:
    """Enter users of a product: its launch, the press, updates and push messages call them at any hour."""
    rng = w.rng
    app = _app(w, "launch_app", most_templates=3)
    who = _users(w, n, "launch_app", app)
    for message in range(int(rng.integers(2, 9))):
        cue = max(0, app.since) + (0 if message == 0 else rng.exponential(5 * DAY))
        share, delay = w.uniform(0.05, 0.5), w.uniform(0.05, 2.5) * HOUR
        burst(w, who, cue, share, delay, sitting=3, among=app.templates, client=app.client)
    live(w, who, templates=app.templates, share=0.5)


def community_app(w: World, n: int) -> None:
    """Enter users of a community's client, which shows one device id for all of them."""
    rng = w.rng
    app = _app(w, "community_app")
    template = int(app.templates[0])
    who = _users(w, n, "community_app", app)
    device = w.names.one("device")
    whose, at = times(w, who, 1.2, since=np.maximum(w.accounts.created[who], app.since))
    send(w, whose, at, device=device, client=app.client, template=template, mixes=0)
    for _ in range(int(rng.poisson(4))):
        cue = max(0, app.since) + rng.exponential(7 * DAY)
        share, delay = w.uniform(0.03, 0.3), w.uniform(0.1, 2) * HOUR
        burst(w, who, cue, share, delay, device=device, client=app.client, template=template)
    live(w, who, 0.3)


def discord_bot(w: World, n: int) -> None:
    """Enter bots of one program, each with its own owner; servers of friends are busy at the same hours."""
    rng, accounts = w.rng, w.accounts
    app = _app(w, "discord_bot")
    who = _users(w, n, "discord_bot", app)
    hosts = w.names.addresses(int(rng.integers(2, 12)), "hosted")
    accounts.network[who] = np.where(rng.random(n) < 0.5, Network.STATIC, Network.CLOUD)
    fixed = accounts.network[who] == Network.STATIC
    accounts.home[who[fixed]] = rng.choice(hosts, fixed.sum())
    accounts.mobile[who] = 0
    accounts.device[who] = accounts.second_device[who] = NONE
    scene = rng.integers(0, max(1, n // 15) + 1, n)
    nights = np.exp(0.9 * rng.standard_normal((scene.max() + 1, w.days)))
    for number in np.unique(scene):
        _scene(w, who[scene == number], nights[number], int(app.templates[0]), app.client)


def _scene(w: World, friends: Ints, nights: Floats, template: int, client: int) -> None:
    """Play on the same nights, and all at once when there is a raid or an announcement."""
    per_day = len(friends) * w.lognormal(3.5, 0.7)
    hours = around(w.uniform(0, 24), w.uniform(2.5, 6))
    at = arrivals(w, per_day, 0, w.length, hours, days=nights)
    whose = dealt(w, friends, at, "weighted")
    send(w, whose, at, gap=w.uniform(20, 90), template=template, client=client, mixes=0.15)
    for _ in range(int(w.rng.poisson(3))):
        raid = w.uniform(0, w.days) * DAY
        burst(w, friends, raid, 0.7, 8 * MINUTE, sitting=6, template=template, client=client)
