"""The stage: links → groups of accounts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Affinity, Fits, grouping_of
from linkage.communities.behaviour import Behaviour
from linkage.communities.components import components, undissolved
from linkage.communities.expansion import contested, expand, numbered, settled
from linkage.communities.fitting import FitCache
from linkage.communities.leiden import leiden
from linkage.communities.parting import parted
from linkage.communities.rescue import rescued_seeds
from linkage.communities.rewrites import rewritten_seeds
from linkage.communities.timing import add_timing
from linkage.links.incidence import COLUMNS, Links
from linkage.links.stage import REPEATED
from linkage.settings import CommunitySettings

ONE_FAMILY_RESOLUTION = 0.1
MORE_ROUNDS = 8
"""Rounds that may follow the last ones, while farms of thousands still grow together."""


class Engine(Protocol):
    """What groups accounts by their links, wherever it runs."""

    def __call__(self, links: Links, *, resolution: float, seed: int) -> npt.NDArray[np.int32]:
        """Return the group of each account: int32[n_accounts], numbered by their smallest account."""
        ...


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of accounts, numbered by their smallest member."""

    labels: npt.NDArray[np.int32]
    """[n_accounts] the group of each account, -1 for none."""
    fit_nats: npt.NDArray[np.float32]
    """[n_accounts, 8] how each member fits its group, by column of `links.COLUMNS`; 0 for the others."""
    fits: Fits
    """Every account that is near a group, members or not."""
    n_seeds: int
    n_rescued: int

    def sizes(self) -> npt.NDArray[np.int64]:
        """Return the members of each group by its number: one or none where all others were visitors."""
        n_groups = max(int(self.labels.max(initial=-1)), int(self.fits.group.max(initial=-1))) + 1
        return np.bincount(self.labels[self.labels >= 0], minlength=n_groups)

    def became(self, labels: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Return the number of each group in a coarser labelling of the same accounts, int32[n_groups + 1].

        -1 where the labelling has none of it; so has the last place, which answers for accounts in no group.
        """
        number = np.full(self.sizes().size + 1, -1, dtype=np.int32)
        number[self.labels] = labels
        number[-1] = -1
        return number


def with_rescued(labels: npt.NDArray[np.int32], seeds: list[npt.NDArray[np.int32]]) -> npt.NDArray[np.int32]:
    """Return the labelling with rescued seeds added: each takes its members that no group of three or more holds.

    Where fewer than three are left, it is left to expansion and adds nothing.
    """
    out = labels.copy()
    sizes = np.bincount(labels[labels >= 0], minlength=labels.size + 1)
    following = int(labels.max(initial=-1)) + 1
    taken = (labels >= 0) & (sizes[np.maximum(labels, 0)] >= 3)
    for seed in seeds:
        free = seed[~taken[seed]]
        if free.size >= 3:
            out[free] = following
            taken[free] = True
            following += 1
    return out


def run(
    links: Links,
    timing: Links | None,
    behaviour: Behaviour | None,
    affinity: Affinity,
    settings: CommunitySettings,
    engine: Engine = leiden,
) -> Groups:
    """Return the groups: over-split seeds and rescued hubs that grow, stand against further seeds, part and grow again.

    With one family of evidence there is nothing to expand by: a second look at the same identifiers only splits
    what they tie. There the groups are those of the links, cut at weak bridges alone.
    """
    if links.rule == REPEATED:
        resolution = min(settings.resolution, ONE_FAMILY_RESOLUTION)
        seeds = numbered(engine(links, resolution=resolution, seed=settings.seed))
        return _described(seeds, None, FitCache(affinity, None), int(seeds.max(initial=-1)) + 1, 0)
    with ThreadPoolExecutor(1) as beside:  # Leiden takes one core, and the other would wait
        found = beside.submit(engine, links, resolution=settings.resolution, seed=settings.seed)
        rescued = rescued_seeds(affinity)
        rewritten = rewritten_seeds(affinity, settings.seed)
        seeds = numbered(undissolved(numbered(found.result()), components(links)))
    cache = FitCache(affinity, behaviour, timing)
    labels = expand(with_rescued(seeds, rescued), cache, timing, settings.expansion_rounds)
    labels = contested(labels, rescued + rewritten, cache, timing)
    labels = expand(labels, cache, timing, settings.expansion_rounds)
    labels = parted(labels, cache, links, timing, settings.seed)
    more = MORE_ROUNDS if settings.expansion_rounds else 0
    labels = expand(labels, cache, timing, settings.expansion_rounds, more)
    labels = settled(labels, cache, timing)
    return _described(labels, timing, cache, int(seeds.max(initial=-1)) + 1, len(rescued))


def run_plain(
    links: Links, behaviour: Behaviour | None, affinity: Affinity, settings: CommunitySettings, engine: Engine = leiden
) -> Groups:
    """Return the groups without rescue or timed pairs, after one round of expansion: what a null is made of."""
    seeds = numbered(engine(links, resolution=settings.resolution, seed=settings.seed))
    cache = FitCache(affinity, behaviour)
    return _described(expand(seeds, cache, None, 1), None, cache, int(seeds.max(initial=-1)) + 1, 0)


def given(
    labels: npt.NDArray[np.int32], timing: Links | None, behaviour: Behaviour | None, affinity: Affinity
) -> Groups:
    """Return groups that somebody knows, with how every account fits them; -1 marks accounts in none."""
    return _described(labels, timing, FitCache(affinity, behaviour, timing), 0, 0)


def _described(
    labels: npt.NDArray[np.int32], timing: Links | None, cache: FitCache, n_seeds: int, n_rescued: int
) -> Groups:
    """Return the groups of a labelling with how every account fits them."""
    labels = numbered(labels)
    groups = grouping_of(labels)
    fits = add_timing(cache.fits(groups), groups, timing, labels.size)
    nats = np.zeros((labels.size, len(COLUMNS)), dtype=np.float32)
    inside = fits.is_member
    nats[fits.account[inside]] = fits.nats[inside]
    return Groups(labels, nats, fits, n_seeds, n_rescued)
