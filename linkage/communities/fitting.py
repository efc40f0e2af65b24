"""Fits of groups, kept from one round of expansion to the next: few groups change."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import NEAR_NATS, Affinity, Fits, Grouping
from linkage.communities.behaviour import Behaviour
from linkage.communities.dealing import dealt
from linkage.communities.ground import FAMILY_NATS, N_COLUMNS
from linkage.communities.membership import admissible, posterior_nats
from linkage.communities.profiles import with_profiles
from linkage.communities.waking import with_waking
from linkage.links.incidence import Links

Rows = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.bool_]]
"""Account, nats, sharers, and whether a member, of the fits of one group."""


class FitCache:
    """Fits of groups that were computed before: a group with the same members has the same fits.

    `timing` holds the pairs whose onsets coincide, which can make a member of an account that else could not be one.
    """

    def __init__(self, affinity: Affinity, behaviour: Behaviour | None, timing: Links | None = None) -> None:
        self._affinity = affinity
        self._behaviour = behaviour
        self._timed = np.zeros(affinity.incidence.n_accounts, dtype=np.bool_)
        if timing is not None:
            self._timed[timing.a] = self._timed[timing.b] = True
        self._rows: dict[bytes, tuple[Rows, Rows]] = {}

    def fits(self, groups: Grouping) -> Fits:
        """Return the fits of all that are near by more than addresses, or move with a member; only new groups cost."""
        return _joined([near for near, _ in self._known(groups)])

    def with_neighbours(self, groups: Grouping) -> Fits:
        """Return the fits of every group and all that share anything clear with it, be it addresses alone; all cost."""
        return self._computed(groups, np.ones_like(self._timed), FAMILY_NATS)

    def contenders(self, groups: Grouping) -> Fits:
        """Return the fits of members, and of others that could become members: a small part of all that are near."""
        return _joined([contending for _, contending in self._known(groups)])

    def _known(self, groups: Grouping) -> list[tuple[Rows, Rows]]:
        keys = [groups.members(g).tobytes() for g in range(groups.n_groups)]
        fresh = [g for g, key in enumerate(keys) if key not in self._rows]
        rows = {key: self._rows[key] for key in keys if key in self._rows}
        self._rows = rows
        if fresh:
            unknown = groups.some(fresh)
            computed = self._computed(unknown, self._timed, NEAR_NATS)
            score = posterior_nats(computed, unknown.sizes(), self._timed.size)
            contends = computed.is_member | self._timed[computed.account] | admissible(computed, score)
            near = _by_group(computed, np.arange(computed.group.size), len(fresh))
            contending = _by_group(computed, np.flatnonzero(contends), len(fresh))
            rows |= {keys[g]: both for g, both in zip(fresh, zip(near, contending, strict=True), strict=True)}
        return [rows[key] for key in keys]

    def _computed(self, groups: Grouping, kept: npt.NDArray[np.bool_], least_nats: float) -> Fits:
        def fits_of(some: Grouping, _: npt.NDArray[np.int64]) -> Fits:
            shared = self._affinity.fits(some, kept, least_nats)
            if self._behaviour is None:
                return shared
            woken = with_waking(shared, some, self._behaviour.waking)
            return with_profiles(woken, some, self._behaviour.profiles)

        return dealt(groups, fits_of)


def _by_group(fits: Fits, rows: npt.NDArray[np.int64], n_groups: int) -> list[Rows]:
    """Return copies of some rows for each group: a view would keep those of all groups alive."""
    bounds = np.searchsorted(fits.group[rows], np.arange(n_groups + 1))
    parts = [rows[first:last] for first, last in pairwise(bounds)]
    return [(fits.account[part], fits.nats[part], fits.sharers[part], fits.is_member[part]) for part in parts]


def _joined(parts: list[Rows]) -> Fits:
    """Return the fits of groups 0 and on."""
    if not parts:
        none = np.zeros(0, dtype=np.int32)
        nats = np.zeros((0, N_COLUMNS), dtype=np.float32)
        return Fits(none, none, nats, np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.bool_))
    account, nats, sharers, is_member = (np.concatenate(column) for column in zip(*parts, strict=True))
    group = np.repeat(np.arange(len(parts), dtype=np.int32), [part[0].size for part in parts])
    return Fits(group, account, nats, sharers, is_member)
