"""Honest organisations that look most like farms: even schedulers, data labs, shared machines, a ban and a return."""

import numpy as np

from linkage.simulation.cron import give_cron
from linkage.simulation.draft import Ints
from linkage.simulation.organisations import (
    found,
    give_cards,
    give_offices,
    give_one_card,
    give_prompts,
    members_of,
    split_sizes,
    team_plan,
)
from linkage.simulation.people import (
    API,
    FREE,
    MIX_SHARE,
    PRO,
    Group,
    Scene,
    copy_use,
    give_card,
    give_client,
    give_device,
    zipf_choice,
)
from linkage.simulation.rhythm import ALWAYS, DAY, LONG_DAY, OFFICE, schedule, wave_times
from linkage.simulation.workdays import give_workdays


def add_scheduled(scene: Scene, n: int, klass: str = "company_scheduled") -> None:
    """Add firms whose service accounts are fed evenly by a scheduler, round the clock or by day.

    As `data_lab`: labs that generate data openly, with much reasoning and long answers.
    """
    rng, draft, p = scene.parameters.stream(klass), scene.draft, scene.parameters
    lab = klass == "data_lab"
    parties = found(scene, rng, split_sizes(rng, n, 14, 1.0, 4, max(20, min(300, n // 2 + 1))))
    mix = (np.where(rng.random(len(parties)) < 0.7, 4, 2) if lab else zipf_choice(rng, MIX_SHARE, len(parties)))[
        parties.of
    ]
    group = members_of(
        scene, rng, parties, klass, plan=team_plan(rng, len(parties), parties.of, 0.15), capability=mix,
        sessions=0.15, weekday=0.2, requests=rng.lognormal(1.0, 0.5, n), limited=rng.uniform(0.0, 0.05, n),
        tokens_out=rng.normal(7.0 if lab else 6.3, 0.4, n), adoption=rng.exponential(6.0, len(parties))[parties.of],
    )  # fmt: skip
    give_offices(scene, rng, group, parties)
    give_cards(scene, rng, group, parties, own=0.25)
    few = np.maximum(parties.size // 6, 1)
    machines = np.cumsum(few) - few
    base = draft.new("device", int(few.sum()))
    draft.use("device", group.habits, base[machines[parties.of] + rng.integers(0, few[parties.of])])
    give_client(scene, rng, group.habits, rng.integers(0, 60, len(parties))[parties.of])
    draft.use("template", group.habits, draft.new("template", len(parties))[parties.of], 0.9)
    draft.use("template", group.habits, -1, 0.1)
    for i, size in enumerate(parties.size.tolist()):
        members = np.flatnonzero(parties.of == i)
        start = int(max(p.start, parties.founded[i] + DAY))
        profile = ALWAYS if rng.random() < 0.6 else OFFICE
        waves = wave_times(rng, start, p.end, rng.uniform(2, 8), profile, float(parties.zone[i]))
        take = rng.uniform(0.2, 0.6) * rng.uniform(0.5, 1.5, len(waves))
        who, at = schedule(rng, waves, rng.lognormal(0, rng.uniform(0, 0.7), size), take, rng.uniform(60, 400))
        draft.sessions.append((group.habits[members[who]], at, rng.poisson(rng.uniform(0.5, 2.5), len(who)) + 1))
    give_cron(scene, rng, group, parties.of)


def add_reinstated(scene: Scene, n: int) -> None:
    """Add companies that are suspended as a whole within an hour and back within days."""
    rng, p = scene.parameters.stream("company_reinstated"), scene.parameters
    parties = found(scene, rng, split_sizes(rng, n, 40, 0.8, 6, max(12, min(150, n // 2 + 1))))
    k = len(parties)
    founded = np.minimum(parties.founded, p.start + 0.1 * p.n_days * DAY).astype(np.int64)
    ban = p.start + (rng.uniform(0.25, 0.8, k) * p.n_days * DAY).astype(np.int64)
    back = ban + (rng.uniform(1, 6, k) * DAY).astype(np.int64)
    again = back < p.end
    minutes = (rng.random(n) * 3600).astype(np.int64)
    of = parties.of
    group = members_of(
        scene, rng, parties, "company_reinstated", plan=team_plan(rng, k, of, 0.3), created=founded[of] + minutes,
        end=ban[of] + minutes, status=np.where(again[of], 0, 1),
        status_at=np.where(again[of], back[of], ban[of]) + minutes,
    )  # fmt: skip
    give_offices(scene, rng, group, parties)
    give_one_card(scene, group, parties)
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    give_prompts(scene, rng, group, parties)
    give_workdays(scene, rng, group, parties.of, parties.zone)
    resume(scene, group, np.where(again, back, p.end)[of], p.end)


def resume(scene: Scene, group: Group, start: Ints, end: int) -> None:
    """Give each account a second habit equal to its first, in a later span of time."""
    habits = scene.draft.habits
    columns = {name: column[group.habits] for name, column in habits.frozen().items()}
    later = habits.add(len(group), **(columns | {"start": start, "end": end}))
    for kind in ("net", "device", "client", "payment", "template"):
        copy_use(scene.draft, kind, group.habits, later)
    goes = scene.draft.attendance.frozen()
    mine = np.isin(goes["habit"], group.habits)
    habit = later[np.searchsorted(group.habits, goes["habit"][mine])]
    scene.draft.attendance.add(len(habit), habit=habit, crowd=goes["crowd"][mine], keen=goes["keen"][mine])


def add_labs(scene: Scene, n: int) -> None:
    """Add research labs at shared machines: the same devices under most of their accounts."""
    rng, draft = scene.parameters.stream("lab"), scene.draft
    parties = found(scene, rng, split_sizes(rng, n, 14, 0.7, 4, 120), suffix="edu")
    of = parties.of
    plan = np.where(rng.random(n) < 0.5, API, np.where(rng.random(n) < 0.5, PRO, FREE))
    group = members_of(
        scene, rng, parties, "lab", programme=np.where(rng.random(len(parties)) < 0.6, 1, -1)[of], plan=plan,
        capability=rng.choice([1, 2, 4], n), signup_days=rng.choice([0.2, 30.0, 200.0], len(parties)),
        profile=LONG_DAY,
    )  # fmt: skip
    give_offices(scene, rng, group, parties)
    few = np.maximum(parties.size // 5, 1)
    base = draft.new("device", int(few.sum()))
    for _ in range(2):
        draft.use("device", group.habits, base[(np.cumsum(few) - few)[of] + rng.integers(0, few[of])], rng.random(n))
    laptop = rng.random(n) < 0.6
    give_device(scene, rng, group.habits[laptop])
    own = (rng.random(len(parties)) < 0.5)[of]
    give_card(scene, rng, group.habits[own], group.plan[own])
    one = np.where(group.plan == FREE, -1, draft.new("payment", len(parties))[of])
    draft.use("payment", group.habits[~own], one[~own])
    give_client(scene, rng, group.habits)
    give_prompts(scene, rng, group, parties)
    give_workdays(scene, rng, group, of, parties.zone)
    give_cron(scene, rng, group, of, 0.5)
