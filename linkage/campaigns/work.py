"""How alike the work of a group's members is: one scheduler deals all of them the same queue.

What an account asks for is a model, a capability, and an amount of text in and out. Of each, the part of the variance
that lies between members is estimated (the intraclass correlation of a one-way analysis of variance, for names over
their indicators), and held against the part that lies between all accounts of the ledger. People have habits, and
differ in all of it nearly as much as strangers do; accounts that draw from one queue differ by chance.

How much that is depends on the ledger: where every customer runs one service, members of any group are alike. So a
group is read against the other groups of the run, in robust scales, that are wider for few members and few requests.
It stops being true where most groups of a ledger are farms, and for a farm that lets humans type.

Source: intraclass correlation and its standard error, Fisher (1925), Statistical Methods for Research Workers, ch. VII;
unequal numbers, Donner (1986), International Statistical Review 54.
"""

from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.matching import CLIP, median_and_scale
from linkage.ledger.snapshot import commonest
from linkage.links.rows import pointers

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
Longs = npt.NDArray[np.int64]

NAMED: Final = ("model", "capability")
COUNTED: Final = ("input_tokens", "output_tokens")
N_NAMES: Final = 15
"""So many names are told apart, the commonest; the others count as one."""
LEAST_SHARE: Final = 0.02
"""Where less of the variance lies between accounts, nobody has habits."""
RATIO: Final = (0.2, 1.3)
"""Least and most ratio of deviations that is told apart: below it is chance, above it one odd member."""
LEAST_SIZE: Final = 12
"""Members from which a group tells what is usual."""
LEAST_GROUPS: Final = 10
"""Groups of that size without which nothing is usual."""
SCALE_FLOOR: Final = 0.04


@dataclass(frozen=True, slots=True)
class _Variance:
    """Of each group, and last of all accounts: the part of a variance that lies between accounts."""

    between: Array
    """[n_groups + 1] intraclass correlation, in [0, 1]; nan for less than two accounts, or one request each."""
    error: Array
    """[n_groups + 1] its standard error, were it that of all accounts."""


def alike_work(activity: pl.DataFrame, labels: Ints, n_groups: int) -> Array:
    """Return how much more alike the work of each group's members is than in other groups: float64[n_groups].

    In robust scales within ± 3; nan where the ledger does not say what accounts ask for.

    Args:
        activity: `account, requests, model, capability, input_tokens, output_tokens`, sorted by account.
        labels: int32[n_accounts] the group of each account, -1 for none.
        n_groups: how many groups there are.

    Cost: linear in the rows of activity.
    """
    if activity.height == 0 or n_groups == 0:
        return np.full(n_groups, np.nan)
    ptr = pointers(activity["account"].to_numpy(), labels.size)
    logs, noises = [], []
    named = (commonest(activity[name], N_NAMES) + np.int8(1) for name in NAMED)  # other names are 0, and none -1
    for code in (*named, *(_sizes(activity, name) for name in COUNTED)):
        variance = _variance(ptr, code, labels, n_groups)
        everybody = variance.between[-1]
        if not everybody >= LEAST_SHARE:
            continue
        ratio = np.sqrt(variance.between[:-1] / everybody)
        logs.append(np.log(np.clip(ratio, *RATIO)))
        # Of a square root of about 1, half the relative error.
        noises.append(np.square(variance.error[:-1] / (2.0 * everybody)))
    if not logs:
        return np.full(n_groups, np.nan)
    size = np.bincount(labels[labels >= 0], minlength=n_groups)
    apart, noise = _over_aspects(np.array(logs), np.array(noises))
    return _in_scales(np.exp(apart), noise, size >= LEAST_SIZE)


def _sizes(activity: pl.DataFrame, column: str) -> Codes:
    """Return the tokens of one request of each row by powers of two, 0 … N_NAMES, and -1 where none are told."""
    return _powers(activity[column].fill_null(0).to_numpy(), activity["requests"].to_numpy())


@numba.njit(cache=True, nogil=True)
def _powers(tokens: Longs, requests: Longs) -> Codes:
    code = np.full(tokens.size, -1, dtype=np.int8)
    for row in range(tokens.size):
        if tokens[row] > 0:
            each = tokens[row] / max(requests[row], 1)
            code[row] = min(int(np.log2(max(each, 1.0))), N_NAMES)
    return code


def _over_aspects(logs: Array, noises: Array) -> tuple[Array, Array]:
    """Return the mean of what is known of each group, nan for nothing, and the square of its noise."""
    known = ~np.isnan(logs)
    n_known = known.sum(axis=0)
    each = np.maximum(n_known, 1)
    mean, noise = np.where(known, logs, 0.0).sum(axis=0) / each, np.where(known, noises, 0.0).sum(axis=0) / each**2
    return np.where(n_known > 0, mean, np.nan), noise


def _in_scales(apart: Array, noise: Array, usual: npt.NDArray[np.bool_]) -> Array:
    """Return how far each value is below the median of the usual ones, in robust scales widened by its own noise."""
    known = apart[usual & ~np.isnan(apart)]
    if known.size < LEAST_GROUPS:
        return np.full(apart.size, np.nan)
    centre, scale = median_and_scale(known, SCALE_FLOOR)
    return np.asarray(np.clip((centre - apart) / np.sqrt(scale**2 + noise), -CLIP, CLIP))


def _variance(ptr: Longs, code: Codes, labels: Ints, n_groups: int) -> _Variance:
    """Return how the variance of one aspect is divided, `code` being int8[n_rows], -1 where nothing is told."""
    n, rows, squared, of_accounts, of_group = _sums(ptr, code, labels, n_groups, N_NAMES + 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = (of_accounts - of_group) / (n - 1.0)
        within = (rows - of_accounts) / (rows - n)
        # Rows of an account, were all to have as many.
        each = (rows - squared / rows) / (n - 1.0)
        share = np.maximum(between - within, 0.0) / (between + (each - 1.0) * within)
        usual = share[-1]
        error = np.sqrt(2.0 / (each * (each - 1.0) * (n - 1.0))) * (1.0 - usual) * (1.0 + (each - 1.0) * usual)
    known = (n >= 2) & (rows > n) & (between + within > 0.0)
    return _Variance(np.where(known, share, np.nan), np.where(known, error, np.inf))


@numba.njit(cache=True, nogil=True)
def _sums(
    ptr: Longs, code: Codes, labels: Ints, n_groups: int, n_codes: int
) -> tuple[Array, Array, Array, Array, Array]:
    """Return what the analysis is made of, for each group and last for all accounts.

    Accounts with a row, their rows, the squares of how many rows each has, the sum over accounts of Σ count² / rows,
    and the same of the whole group as if it were one account.
    """
    n = np.zeros(n_groups + 1)
    rows = np.zeros(n_groups + 1)
    squared = np.zeros(n_groups + 1)
    of_accounts = np.zeros(n_groups + 1)
    total = np.zeros((n_groups + 1, n_codes))
    count = np.zeros(n_codes)
    for a in range(labels.size):
        count[:] = 0.0
        for row in range(ptr[a], ptr[a + 1]):
            if code[row] >= 0:
                count[code[row]] += 1.0
        mine = count.sum()
        if mine == 0.0:
            continue
        square = (count * count).sum() / mine
        for g in (np.int64(labels[a]), n_groups):
            if g >= 0:
                n[g] += 1.0
                rows[g] += mine
                squared[g] += mine * mine
                of_accounts[g] += square
                total[g] += count
    of_group = np.zeros(n_groups + 1)
    for g in range(n_groups + 1):
        if rows[g] > 0.0:
            of_group[g] = (total[g] * total[g]).sum() / rows[g]
    return n, rows, squared, of_accounts, of_group
