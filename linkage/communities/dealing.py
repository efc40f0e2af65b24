"""Groups dealt to threads: what is computed group by group, on all cores and in the order of one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from linkage.communities.affinity import Fits, Grouping
from linkage.cores import n_cores


def dealt(groups: Grouping, fits_of: Callable[[Grouping, npt.NDArray[np.int64]], Fits]) -> Fits:
    """Return the fits of all groups, as if one thread had found them.

    Args:
        groups: the groups.
        fits_of: fits of some of them, whose numbers it is also told; each group's fits must not depend on the others.
    """
    # Large groups first and dealt round, so that threads end together.
    order = np.argsort(-groups.sizes(), kind="stable")
    n_threads = max(1, min(n_cores(), groups.n_groups))
    hands = [np.sort(order[thread::n_threads]) for thread in range(n_threads)]
    if n_threads == 1:
        return fits_of(groups, hands[0])
    with ThreadPoolExecutor(n_threads) as pool:
        parts = list(pool.map(lambda hand: fits_of(groups.some(hand), hand), hands))
    counts = np.zeros(groups.n_groups, dtype=np.int64)
    for hand, part in zip(hands, parts, strict=True):
        counts[hand] = np.bincount(part.group, minlength=hand.size)
    first = np.cumsum(counts) - counts
    n_fits = int(counts.sum())
    out = Fits(
        np.repeat(np.arange(groups.n_groups, dtype=np.int32), counts),
        np.empty(n_fits, dtype=np.int32),
        np.empty((n_fits, parts[0].nats.shape[1]), dtype=np.float32),
        np.empty(n_fits, dtype=np.float32),
        np.empty(n_fits, dtype=np.bool_),
    )
    for hand, part in zip(hands, parts, strict=True):
        count = counts[hand]
        at = np.repeat(first[hand] - (np.cumsum(count) - count), count) + np.arange(part.group.size)
        out.account[at], out.nats[at] = part.account, part.nats
        out.sharers[at], out.is_member[at] = part.sharers, part.is_member
    return out
