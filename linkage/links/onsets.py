"""When accounts wake: the first request after an hour of silence."""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]

SILENCE_SECONDS = 3600


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
    keep = _is_onset(account, at, SILENCE_SECONDS)
    counts = np.bincount(account[keep], minlength=n_accounts)
    ptr = np.zeros(n_accounts + 1, dtype=np.int64)
    np.cumsum(counts, out=ptr[1:])
    return Onsets(ptr, at[keep])
