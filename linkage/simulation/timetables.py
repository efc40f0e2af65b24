"""When crowds that learn or compete together act: lessons, exams, work that is due, the hours of a hackathon."""

from typing import Final

import numpy as np

from linkage.simulation.draft import Floats, Ints, counted
from linkage.simulation.occasions import call, clock
from linkage.simulation.people import Scene
from linkage.simulation.rhythm import DAY

MOST_LESSONS: Final = 5
"""Lessons of a class in a week."""


def strictness(rng: np.random.Generator, n: int) -> Floats:
    """Return how much of each class's work its timetable takes: nothing in a fifth, from .08 to .98 in the others."""
    return np.where(rng.random(n) < 0.2, 0.0, rng.uniform(0.08, 0.98, n))


def give_lessons(
    scene: Scene, rng: np.random.Generator, crowds: Ints, strict: Floats, zone: Floats, start: Ints, end: Ints
) -> None:
    """Call each class to its lessons, with one to three tasks each; pupils start within minutes.

    Args:
        crowds: the crowd of each class, of habits that are in class.
        strict: how much of each class comes; nobody is called to a class of 0.
        zone: hours east of UTC.
        start: when each class begins.
        end: when it ends.
    """
    of, at = _timetables(scene, rng, zone)
    inside = (strict[of] > 0) & (at >= start[of]) & (at < end[of])
    of, at = of[inside], at[inside]
    part = np.minimum(0.1 + 1.1 * strict, 1.0)[of]
    spread = rng.uniform(60, 360, len(crowds))[of]
    call(scene.draft, crowds[of], at, spread=spread, part=part)
    task, nth = counted(rng.integers(0, 3, len(of)))
    later = at[task] + ((nth + 1) * rng.uniform(12, 35, len(of))[task] * 60).astype(np.int64)
    call(scene.draft, crowds[of[task]], later, spread=spread[task], part=0.6 * part[task])


def _timetables(scene: Scene, rng: np.random.Generator, zone: Floats) -> tuple[Ints, Ints]:
    """Return (class, time) of lessons: a weekday and hour each, from which some classes move every week, some never."""
    k, weeks = len(zone), -(-scene.parameters.n_days // 7) + 1
    shape = (k, weeks, MOST_LESSONS)
    usual = np.argsort(rng.random((k, 1, MOST_LESSONS)), axis=2), rng.integers(16, 38, (k, 1, MOST_LESSONS)) / 2
    moving = rng.choice([0.0, 0.1, 0.3, 1.0], k, p=[0.3, 0.35, 0.2, 0.15])
    moved = rng.random(shape) < moving[:, None, None]
    day = np.where(moved, rng.integers(0, 6, shape), usual[0])
    hour = np.where(moved, rng.integers(16, 38, shape) / 2, usual[1])
    a_week = rng.choice([1, 2, 3, MOST_LESSONS], k)
    falls = rng.uniform(0.0, 0.2, k)
    held = (np.arange(MOST_LESSONS) < a_week[:, None])[:, None, :] & (rng.random(shape) >= falls[:, None, None])
    of, week, _ = np.nonzero(held)
    return of.astype(np.int64), clock(scene, week * 7 + day[held], hour[held], zone[of])


def give_tasks(
    scene: Scene, rng: np.random.Generator, crowds: Ints, zone: Floats, start: Ints, end: Ints, part: Floats
) -> None:
    """Call crowds to three to eight tasks in a row on one weekday of theirs: an exam, or a workshop.

    Args:
        part: how much of each crowd comes.
    """
    k = len(crowds)
    day = ((start + rng.random(k) * np.maximum(end - start - DAY, 0) - scene.parameters.start) // DAY).astype(np.int64)
    day -= np.maximum(day % 7 - 4, 0)
    begins = clock(scene, day, rng.integers(8, 16, k).astype(np.float64), zone)
    of, nth = counted(rng.integers(3, 9, k))
    at = begins[of] + (nth * rng.uniform(10, 25, k)[of] * 60).astype(np.int64)
    call(scene.draft, crowds[of], at, spread=rng.uniform(60, 300, k)[of], part=part[of])


def give_deadlines(scene: Scene, rng: np.random.Generator, crowds: Ints, zone: Floats, start: Ints, end: Ints) -> None:
    """Let work be due at midnight of a weekday, every week: many come in the hours before."""
    k, weeks = len(crowds), -(-scene.parameters.n_days // 7) + 1
    of, week = np.divmod(np.arange(k * weeks), weeks)
    at = clock(scene, week * 7 + rng.integers(0, 7, k)[of], np.full(len(of), 24.0), zone[of])
    inside = (at >= start[of]) & (at < end[of])
    of, at = of[inside], at[inside]
    spread = -rng.uniform(2, 9, k)[of] * 3600
    call(scene.draft, crowds[of], at, spread=spread, part=rng.uniform(0.15, 0.6, k)[of], times=1.4)


def give_hackathon_hours(scene: Scene, rng: np.random.Generator, crowds: Ints, opening: Ints) -> None:
    """Call each hackathon to its start, to a few common hours, and to the last one before teams hand in."""
    k = len(crowds)
    call(scene.draft, crowds, opening + 1800, spread=rng.uniform(300, 1200, k), part=rng.uniform(0.3, 0.8, k))
    call(scene.draft, crowds, opening + 47 * 3600, spread=rng.uniform(600, 1800, k), part=rng.uniform(0.3, 0.8, k))
    of, _ = counted(rng.integers(0, 6, k))
    at = opening[of] + rng.integers(4, 46, len(of)) * 3600
    call(scene.draft, crowds[of], at, spread=900.0, part=rng.uniform(0.1, 0.5, len(of)))
