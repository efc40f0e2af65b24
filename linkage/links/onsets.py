"""When accounts wake: the first request after an hour of silence.

A ledger whose times are stated to the quarter of an hour or the hour cannot tell who woke at the same moment: everybody
would. There each onset is put anywhere within what its time stands for, always at the same place, so that it meets
others no more often than by chance. Where it stops being true: a scheduler of accounts is not seen in such a ledger.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from linkage.links.mixing import mixed
from linkage.links.rows import pointers

# compiled with mixing.py, SHA-256 af7dab10a149

Longs = npt.NDArray[np.int64]

SILENCE_SECONDS = 3600
RESOLUTIONS = (86_400, 3600, 1800, 900, 600, 300, 60)
"""Seconds to which a ledger may state its times."""
STATED_SHARE = 0.99
"""Share of times that are multiples of a resolution in a ledger that has it."""
MOMENT_SECONDS = 600
"""A time stated more coarsely than this is no moment."""
_SAMPLE = 100_000


@dataclass(frozen=True, slots=True)
class Onsets:
    """When accounts wake: the onsets of account i are times[ptr[i]:ptr[i + 1]], ascending epoch seconds."""

    ptr: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]

    @property
    def n_accounts(self) -> int:
        """Return the number of accounts."""
        return self.ptr.size - 1


@numba.njit(cache=True, nogil=True)
def _is_onset(
    account: npt.NDArray[np.uint32],
    at: Longs,
    silence: int,
) -> npt.NDArray[np.bool_]:
    n = account.size
    keep = np.zeros(n, dtype=np.bool_)
    for i in range(n):
        keep[i] = i == 0 or account[i] != account[i - 1] or at[i] - at[i - 1] >= silence
    return keep


def onsets(account: npt.NDArray[np.uint32], at: npt.NDArray[np.int64], n_accounts: int) -> Onsets:
    """Return the onsets of each account.

    Args:
        account: uint32[n_rows], and
        at: int64[n_rows] epoch seconds, sorted together by (account, at).
        n_accounts: how many accounts there are, with or without activity.
    """
    stated_to = resolution_of(at)
    keep = _is_onset(account, at, SILENCE_SECONDS + stated_to - 1)
    times = at[keep]
    if stated_to > MOMENT_SECONDS:
        times = _spread(account[keep], times, stated_to)
    return Onsets(pointers(account[keep], n_accounts), times)


def resolution_of(at: Longs) -> int:
    """Return to how many seconds times are stated: the most of `RESOLUTIONS` that nearly all are multiples of, or 1."""
    sample = at[:: max(at.size // _SAMPLE, 1)]
    return next((r for r in RESOLUTIONS if sample.size and (sample % r == 0).mean() >= STATED_SHARE), 1)


@numba.njit(cache=True, nogil=True)
def _spread(account: npt.NDArray[np.uint32], times: Longs, stated_to: int) -> Longs:
    """Return each time moved forward by less than what it is stated to, as its account and itself say."""
    out = np.empty_like(times)
    for i in range(times.size):
        chance = mixed(mixed(np.uint64(account[i])) ^ np.uint64(times[i]))
        out[i] = times[i] + np.int64(chance % np.uint64(stated_to))
    return out
