"""Honest crowds in one place for a short time: campuses, bootcamps, hackathons."""

import numpy as np

from linkage.simulation.draft import Floats, Ints
from linkage.simulation.occasions import end_together, gather, thin
from linkage.simulation.organisations import Parties, found, split_sizes
from linkage.simulation.people import (
    API,
    FREE,
    N_FREEMAIL,
    Group,
    Scene,
    copy_use,
    give_card,
    give_client,
    give_device,
    give_home,
    give_roaming,
    make,
    zipf_choice,
)
from linkage.simulation.places import home_addresses
from linkage.simulation.rhythm import DAY, EVENING, LONG_DAY, PERSON
from linkage.simulation.timetables import give_deadlines, give_hackathon_hours, give_lessons, give_tasks, strictness


def _venue(scene: Scene, rng: np.random.Generator, group: Group, parties: Parties) -> Ints:
    """Return one NAT per party, where its people are for most of their work; in some parties less."""
    n = len(parties)
    nets = scene.draft.nets.add(n, lo=home_addresses(rng, parties.country), size=rng.integers(1, 4, n), skew=0.9)
    scene.draft.use("net", group.habits, nets[parties.of], rng.lognormal(0.7, 0.5, n)[parties.of])
    scene.draft.venues.append(nets)
    return nets


def add_campus(scene: Scene, n: int, klass: str = "campus") -> None:
    """Add classes: one NAT, a week of bustle or a course of weeks, one assignment prompt, lessons on a timetable.

    A campus has its own mail domain.
    """
    rng, p, draft = scene.parameters.stream(klass), scene.parameters, scene.draft
    campus = klass == "campus"
    most = max(25, min(600, p.n_accounts // 30))
    sizes = split_sizes(rng, n, 90 if campus else 35, 0.8, 10, most)
    parties = found(scene, rng, sizes, declared=0.3 if campus else 0.1, domain=1.0 if campus else 0.0, suffix="edu")
    of, k = parties.of, len(parties)
    course = rng.random(k) < 0.35
    length = (np.where(course, rng.uniform(14, 50, k), rng.uniform(5, 10, k)) * DAY).astype(np.int64)
    week = p.start + (rng.uniform(0.0, 0.8, k) * p.n_days * DAY - course * rng.random(k) * length).astype(np.int64)
    end = np.minimum(week + length, p.end)
    early = rng.random(n) < 0.4
    created = np.where(
        early, week[of] - (rng.exponential(90, n) * DAY).astype(np.int64), week[of] + rng.integers(0, DAY, n)
    )
    start = np.maximum(week[of] + (rng.exponential(0.8, n) * DAY).astype(np.int64), p.start)
    domain = np.where(
        parties.domain[of] >= 0, parties.domain[of], zipf_choice(rng, 1 / (np.arange(N_FREEMAIL) + 1.0), n)
    )
    group = make(
        scene, rng, n, klass, parties.numbers[of], country=parties.country[of], created=created,
        zone=parties.zone[of] + rng.normal(0, 1.0, n), domain=domain, organisation=parties.organisation[of],
        programme=np.where(rng.random(k) < 0.4, 2, -1)[of] if campus else -1,
        plan=np.where(rng.random(n) < 0.85, FREE, 1), start=start, end=end[of],
        weekday=rng.beta(3, 2, n), weekend=rng.beta(2, 2, n), profile=rng.choice([PERSON, EVENING, LONG_DAY], n),
    )  # fmt: skip
    venue = _venue(scene, rng, group, parties)
    give_home(scene, rng, group.habits, group.country, rng.beta(1.5, 1.5, n))
    give_roaming(scene, rng, group.habits, group.country)
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    give_card(scene, rng, group.habits, group.plan)
    assignment = draft.new("template", k)
    draft.use("template", group.habits, assignment[of], rng.beta(3, 2, n))
    draft.use("template", group.habits, -1, 0.5)
    online = rng.random(k) < (0.15 if campus else 0.4)
    _hold_lessons(scene, rng, group, parties, np.where(online, -1, venue), assignment, week, end)
    close = np.flatnonzero((rng.random(k) < 0.3)[of])
    late = ((rng.random(k) < 0.5)[of] * rng.exponential(3600, n)).astype(np.int64)
    end_together(scene, group.accounts[close], (end[of] + late)[close], (group.plan == FREE)[close])


def _hold_lessons(
    scene: Scene, rng: np.random.Generator, group: Group, parties: Parties, venue: Ints, assignment: Ints,
    start: Ints, end: Ints,
) -> None:  # fmt: skip
    """Give pupils a habit of being in class, with the assignment, at the venue (-1: wherever they are)."""
    draft, of, n = scene.draft, parties.of, len(group)
    columns = {name: column[group.habits] for name, column in draft.habits.frozen().items()}
    in_class = draft.habits.add(n, **(columns | {"sessions": 0.0}))
    for kind in ("device", "client", "payment"):
        copy_use(draft, kind, group.habits, in_class)
    there = venue[of] >= 0
    draft.use("net", in_class[there], venue[of][there])
    copy_use(draft, "net", group.habits[~there], in_class[~there])
    draft.use("template", in_class, assignment[of], 0.85)
    draft.use("template", in_class, -1, 0.15)
    strict: Floats = strictness(rng, len(parties))
    classes = gather(draft, in_class, of, rng.beta(4.0, 1.5, n))
    give_lessons(scene, rng, classes, strict, parties.zone, start, end)
    some = (strict > 0) & (rng.random(len(parties)) < 0.3)
    give_tasks(scene, rng, classes[some], parties.zone[some], start[some], end[some], np.full(some.sum(), 0.85))
    some = (strict > 0) & (rng.random(len(parties)) < 0.4)
    alone = gather(draft, group.habits, of)
    give_deadlines(scene, rng, alone[some], parties.zone[some], start[some], end[some])
    thin(draft, group.habits, (1.0 - 0.97 * strict)[of])


def add_bootcamps(scene: Scene, n: int) -> None:
    """Add bootcamp cohorts: as a campus, with a starter prompt and freemail addresses."""
    add_campus(scene, n, "bootcamp")


def add_hackathons(scene: Scene, n: int) -> None:
    """Add hackathons: 48 hours at one venue, a starter repository, trial cards, a start and a last hour together."""
    rng, p, draft = scene.parameters.stream("hackathon"), scene.parameters, scene.draft
    parties = found(scene, rng, split_sizes(rng, n, 60, 0.6, 15, 300), declared=0.0, domain=0.0)
    of, k = parties.of, len(parties)
    opening = p.start + (rng.uniform(0.0, 0.95, k) * p.n_days).astype(np.int64) * DAY + 16 * 3600
    created = opening[of] - (
        np.where(rng.random(n) < 0.7, rng.exponential(0.3, n), rng.exponential(60, n)) * DAY
    ).astype(np.int64)
    group = make(
        scene, rng, n, "hackathon", parties.numbers[of], country=parties.country[of], created=created,
        plan=np.where(rng.random(n) < 0.5, API, FREE), end=np.minimum(opening + 2 * DAY, p.end)[of],
        start=np.maximum(opening[of] + rng.integers(0, 4 * 3600, n), created), weekday=0.97, weekend=0.97,
        zone=parties.zone[of], profile=LONG_DAY,
        capability=rng.choice([1, 2], n), adoption=rng.exponential(1.5, n),
    )  # fmt: skip
    _venue(scene, rng, group, parties)
    give_roaming(scene, rng, group.habits, group.country, 0.4)
    give_device(scene, rng, group.habits)
    give_client(scene, rng, group.habits)
    give_card(scene, rng, group.habits, group.plan)
    starter = (rng.random(k) < 0.8)[of]
    draft.use("template", group.habits[starter], draft.new("template", k)[of[starter]], 0.6)
    draft.use("template", group.habits, -1, 0.4)
    give_hackathon_hours(scene, rng, gather(draft, group.habits, of), opening)
