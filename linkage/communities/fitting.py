"""Fits of groups, kept from one round of expansion to the next: few groups change."""

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Affinity, Fits, Grouping
from linkage.communities.behaviour import Behaviour
from linkage.communities.profiles import with_profiles
from linkage.communities.waking import with_waking


class FitCache:
    """Fits of groups that were computed before: a group with the same members has the same fits."""

    def __init__(self, affinity: Affinity, behaviour: Behaviour | None) -> None:
        self._affinity = affinity
        self._behaviour = behaviour
        self._rows: dict[bytes, tuple[npt.NDArray[np.generic], ...]] = {}

    def fits(self, groups: Grouping) -> Fits:
        """Return the fits of every group by what is shared and what accounts do; only groups new to it cost."""
        keys = [groups.members(g).tobytes() for g in range(groups.n_groups)]
        fresh = [g for g, key in enumerate(keys) if key not in self._rows]
        unknown = _subset(groups, fresh)
        computed = self._computed(unknown)
        bounds = np.searchsorted(computed.group, np.arange(len(fresh) + 1))
        rows = {key: self._rows[key] for key in keys if key in self._rows}
        for x, g in enumerate(fresh):
            part = slice(bounds[x], bounds[x + 1])
            rows[keys[g]] = (computed.account[part], computed.nats[part], computed.is_member[part])
        self._rows = rows
        parts = [rows[key] for key in keys]
        if not parts:
            return computed
        account, nats, is_member = (np.concatenate(column) for column in zip(*parts, strict=True))
        group = np.repeat(np.arange(len(parts), dtype=np.int32), [part[0].size for part in parts])
        return Fits(group, account, nats, is_member)

    def _computed(self, groups: Grouping) -> Fits:
        shared = self._affinity.fits(groups)
        if self._behaviour is None:
            return shared
        woken = with_waking(shared, groups, self._behaviour.waking)
        return with_profiles(woken, groups, self._behaviour.profiles, self._affinity.context_max_nats)


def _subset(groups: Grouping, chosen: list[int]) -> Grouping:
    sizes = groups.sizes()[chosen] if chosen else np.zeros(0, dtype=np.int64)
    ptr = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ptr[1:])
    parts = [groups.members(g) for g in chosen]
    return Grouping(ptr, np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32))
