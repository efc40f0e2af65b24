"""Common moments of honest parties: a lesson, a meeting, a release, after which many start within minutes.

A *crowd* is a set of habits that heed the same moments; a habit may belong to several. Moments are noted on the draft,
some dozen per crowd, and become sessions with the traffic of each part of the world, beside those of the habits' own
rhythm. What a party does together it does less alone: `thin` takes from the rhythm what occasions bring.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from linkage.simulation.draft import Draft, Floats, Ints, counted
from linkage.simulation.people import Scene
from linkage.simulation.rhythm import DAY

CLOSED = 2
"""The status of an account that its owner closed."""


def gather(draft: Draft, habits: Ints, of: Ints, keen: Any = 1.0) -> Ints:
    """Return the new crowd of each party; habit `i` belongs to the crowd of party `of[i]`."""
    crowds = draft.new("crowd", int(of.max(initial=-1)) + 1)
    draft.attendance.add(len(habits), habit=habits, crowd=crowds[of], keen=keen)
    return crowds


def call(draft: Draft, crowds: Ints, at: Ints, *, spread: Any, part: Any, times: Any = 1.0) -> None:
    """Note moments of crowds; the columns are those of `MOMENT_COLUMNS`."""
    draft.moments.add(len(crowds), crowd=crowds, at=at, spread=spread, part=part, times=times)


def thin(draft: Draft, habits: Ints, left: Floats) -> None:
    """Leave of each habit's active days the given part."""
    columns = draft.habits.frozen()
    for name in ("weekday", "weekend"):
        columns[name][habits] *= left


def end_together(scene: Scene, accounts: Ints, at: Ints, closed: npt.NDArray[np.bool_]) -> None:
    """Let accounts fall silent at their moment, where it lies in the window and they are still there; close some."""
    draft, p = scene.draft, scene.parameters
    a, h = draft.accounts.frozen(), draft.habits.frozen()
    last = np.full(draft.accounts.n, np.iinfo(np.int64).max)
    ends = (at < p.end) & (a["status"][accounts] == 0)
    last[accounts[ends]] = at[ends]
    h["end"][:] = np.minimum(h["end"], last[h["account"]])
    gone = accounts[ends & closed]
    a["status"][gone], a["status_at"][gone] = CLOSED, last[gone]


def clock(scene: Scene, day: Ints, hour: Floats, zone: Floats) -> Ints:
    """Return the moments at local hours of numbered days."""
    moments: Ints = scene.parameters.start + day * DAY + ((hour - zone) * 3600).astype(np.int64)
    return moments


@dataclass(frozen=True, slots=True)
class Occasions:
    """A finished draft's moments, in the form that sessions are drawn from."""

    habit: Ints
    crowd: Ints
    keen: Floats
    ptr: Ints
    """Moments of crowd i are ptr[i] to ptr[i + 1]."""
    moments: dict[str, npt.NDArray[Any]]

    @classmethod
    def of(cls, draft: Draft) -> "Occasions":
        """Return the occasions of a draft."""
        attendance, moments = draft.attendance.frozen(), draft.moments.frozen()
        order = np.argsort(moments["crowd"], kind="stable")
        sorted_moments = {name: column[order] for name, column in moments.items()}
        edges = np.arange(draft.counters.get("crowd", 0) + 1)
        ptr = np.searchsorted(sorted_moments["crowd"], edges).astype(np.int64)
        return cls(attendance["habit"], attendance["crowd"], attendance["keen"], ptr, sorted_moments)

    def attended(self, rng: np.random.Generator, wanted: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Return (habit, time) of every session that occasions bring to the wanted habits (bool[n_habits])."""
        rows = np.flatnonzero(wanted[self.habit])
        first, n = self.ptr[self.crowd[rows]], np.diff(self.ptr)[self.crowd[rows]]
        owner, nth = counted(n)
        row, moment = rows[owner], first[owner] + nth
        come = rng.random(len(row)) < self.moments["part"][moment] * self.keen[row]
        row, moment = row[come], moment[come]
        times = 1 + rng.poisson(self.moments["times"][moment] - 1.0)
        row, moment = np.repeat(row, times), np.repeat(moment, times)
        late = rng.exponential(1.0, len(row)) * self.moments["spread"][moment]
        return self.habit[row], self.moments["at"][moment] + late.astype(np.int64)
