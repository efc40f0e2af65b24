"""How alike an account works to a whole group: context that parts members from strangers who share something.

A farm does one job from one program, so its accounts ask for the same lengths, models and abilities at the same hours.
Whoever came to a group by a popular prompt or a carrier's address works as the world does. Every account has a
profile, each measure of it as a normal score: 0 is the ledger's median. A group is one normal distribution per measure,
with the mean and variance of its members, drawn towards the world by a few accounts' worth. The likeness of an
account is the sum over measures, each within ±1.5, of how much better the group explains it than the world does; and
what a likeness says is learned from the group itself, by where its members lie (each judged without itself) and where
a thousand accounts of the ledger do::

    nats(a, C) = d / s² · (likeness(a) − middle)        d: how far members lie above the world; s²: the mean variance

So a group whose members work in unlike ways says nothing of anybody. Measures go together, which would make their
sum prove too much; the spread that it has in the world takes that back. Where it stops being true: a company's people
do one job as well. So it is context, bounded with it: it decides between groups and for accounts that something else
ties, and makes nobody a member, no group a campaign.

Source: Fisher (1936), Annals of Eugenics 7 (one score that parts two populations of equal spread).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numba
import numpy as np
import polars as pl
from scipy.special import ndtri

from linkage.communities.affinity import Fits, Grouping
from linkage.communities.ground import CONTEXT, CONTEXT_MAX_NATS
from linkage.communities.mixture import Bytes, Doubles, Flags, Floats, Ints, Longs
from linkage.cores import n_cores
from linkage.ledger.snapshot import commonest, is_one_of
from linkage.links.rows import pointers

N_NAMED: Final = 8
"""Abilities, and models, of which the share is a measure: the commonest ones."""
N_PLAIN: Final = 10
"""Measures besides those shares."""
N_BACKGROUND: Final = 1000
"""Accounts that stand for the world."""
N_SCALE: Final = 10_000
"""Accounts whose order makes the normal scores."""
MEASURE_NATS: Final = 1.5
"""Most that one measure may say for or against."""
LEAST_MEMBERS: Final = 5
PRIOR_ACCOUNTS: Final = 2.0
"""Accounts' worth of the world in a group's variance."""
PRIOR_VARIANCE: Final = 0.5
LEAST_NATS: Final = -2.0
"""Most that working otherwise says against a member: some accounts of a farm do another job."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """How accounts work, as normal scores."""

    scores: Floats
    """[n_accounts, n_measures]; 0 where nothing is known."""
    background: Longs
    """Accounts that stand for the world."""


def profiles_of(activity: pl.DataFrame, n_accounts: int) -> Profiles | None:
    """Return how accounts work; None where the ledger has no activity.

    Args:
        activity: as a snapshot has it, sorted by (account, at).
        n_accounts: how many accounts there are, with or without activity.
    """
    if activity.height == 0:
        return None
    measures = _measured(
        pointers(activity["account"].to_numpy(), n_accounts),
        activity["at"].to_numpy(),
        activity["requests"].to_numpy(),
        activity["input_tokens"].fill_null(-1).to_numpy(),
        activity["output_tokens"].fill_null(-1).to_numpy(),
        commonest(activity["capability"], N_NAMED),
        commonest(activity["model"], N_NAMED),
        _failed(activity["status"]),
    )
    with ThreadPoolExecutor(n_cores()) as pool:
        list(pool.map(_to_normal_scores, measures.T))
    background = np.linspace(0, n_accounts - 1, min(n_accounts, N_BACKGROUND)).astype(np.int64)
    return Profiles(measures, background)


def _failed(status: pl.Series) -> Bytes:
    """Return 1 where a request failed, 0 where it did not, -1 where nothing is known: int8[n]."""
    failed = (~is_one_of(status, ("ok",))).astype(np.int8)
    failed[status.is_null().to_numpy()] = -1
    return failed


@numba.njit(cache=True, nogil=True)
def _measured(
    ptr: Longs, at: Longs, requests: Longs, sent: Longs, received: Longs, ability: Bytes,
    model: Bytes, failed: Bytes,
) -> Floats:  # fmt: skip
    """Return the measures of every account, nan where it shows nothing of one: float32[n_accounts, n_measures].

    Mean and spread of log tokens sent and received per request, active days, requests per active day, hours as a place
    on the clock, share of rows at a weekend, share that failed; then shares of the commonest abilities and models.
    """
    n = ptr.size - 1
    out = np.full((n, N_PLAIN + 2 * N_NAMED), np.nan, dtype=np.float32)
    moments = np.zeros((2, 3))
    named = np.zeros((2, N_NAMED))
    for a in range(n):
        first, last = ptr[a], ptr[a + 1]
        if first == last:
            continue
        moments[:] = 0.0
        named[:] = 0.0
        n_named = np.zeros(2)
        sine = cosine = weekend = total = 0.0
        n_days = n_failed = n_told = 0
        day = np.int64(-1)
        for p in range(first, last):
            count = max(requests[p], 1)
            total += requests[p]
            for side in range(2):
                tokens = sent[p] if side == 0 else received[p]
                if tokens >= 0:
                    length = np.log(max(tokens / count, 1.0))
                    moments[side, 0] += 1.0
                    moments[side, 1] += length
                    moments[side, 2] += length * length
                code = ability[p] if side == 0 else model[p]
                if code > -2:
                    n_named[side] += 1.0
                    if code >= 0:
                        named[side, code] += 1.0
            today = at[p] // 86_400
            if today != day:
                day = today
                n_days += 1
            angle = (at[p] // 3_600 % 24) * (np.pi / 12.0)
            sine += np.sin(angle)
            cosine += np.cos(angle)
            weekend += (today + 3) % 7 >= 5  # the first of January 1970 was a Thursday
            if failed[p] >= 0:
                n_told += 1
                n_failed += failed[p]
        n_rows = last - first
        for side in range(2):
            known = moments[side, 0]
            if known > 0:
                mean = moments[side, 1] / known
                out[a, 2 * side] = mean
                if known > 1:
                    out[a, 2 * side + 1] = np.sqrt(max(moments[side, 2] / known - mean * mean, 0.0))
            if n_named[side] > 0:
                for x in range(N_NAMED):
                    out[a, N_PLAIN + N_NAMED * side + x] = named[side, x] / n_named[side]
        out[a, 4] = n_days
        out[a, 5] = total / n_days
        out[a, 6] = sine / n_rows
        out[a, 7] = cosine / n_rows
        out[a, 8] = weekend / n_rows
        if n_told > 0:
            out[a, 9] = n_failed / n_told
    return out


def _to_normal_scores(column: Floats) -> None:
    """Put normal scores in place of a measure: ties share the middle of their ranks, and what is not known is 0."""
    known = ~np.isnan(column)
    values = column[known]
    scale = np.sort(values[:: max(values.size // N_SCALE, 1)])
    column[~known] = 0.0
    if scale.size:
        rank = (np.searchsorted(scale, values, "left") + np.searchsorted(scale, values, "right")) / (2.0 * scale.size)
        column[known] = ndtri(np.clip(rank, 0.5 / scale.size, 1.0 - 0.5 / scale.size))


@numba.njit(cache=True, nogil=True)
def _fitted(n: float, total: Doubles, squares: Doubles, mean: Doubles, precision: Doubles, least: Doubles) -> None:
    """Fill mean, precision and log precision of the normal distribution of n accounts, from their sums."""
    for f in range(mean.size):
        seen = total[f] / n
        mean[f] = total[f] / (n + 1.0)
        spread = max(squares[f] / n - seen * seen, 0.0)
        variance = (n * spread + PRIOR_ACCOUNTS * PRIOR_VARIANCE) / (n + PRIOR_ACCOUNTS) + (seen - mean[f]) ** 2
        precision[f] = 1.0 / variance
        least[f] = 0.5 * np.log(precision[f])


@numba.njit(cache=True, nogil=True)
def _likeness(scores: Floats, mean: Doubles, precision: Doubles, least: Doubles) -> float:
    """Return how much better the group explains an account than the world does."""
    likeness = 0.0
    for f in range(scores.size):
        x = float(scores[f])
        nats = least[f] - 0.5 * precision[f] * (x - mean[f]) ** 2 + 0.5 * x * x
        likeness += min(MEASURE_NATS, max(-MEASURE_NATS, nats))
    return likeness


@numba.njit(cache=True, nogil=True)
def _likeness_nats(
    group_ptr: Longs, group_member: Ints, row_ptr: Longs, account: Ints, is_member: Flags, scores: Floats,
    background: Longs,
) -> Floats:  # fmt: skip
    out = np.zeros(account.size, dtype=np.float32)
    inside = np.zeros(scores.shape[0], dtype=np.bool_)
    n_measures = scores.shape[1]
    mean = np.zeros(n_measures)
    precision = np.zeros(n_measures)
    least = np.zeros(n_measures)
    for g in range(group_ptr.size - 1):
        members = group_member[group_ptr[g] : group_ptr[g + 1]]
        size = members.size
        if size < LEAST_MEMBERS:
            continue
        total = np.zeros(n_measures)
        squares = np.zeros(n_measures)
        for a in members:
            inside[a] = True
            for f in range(n_measures):
                x = float(scores[a, f])
                total[f] += x
                squares[f] += x * x
        of_member = np.zeros(size)
        for m in range(size):
            own = scores[members[m]].astype(np.float64)
            _fitted(size - 1.0, total - own, squares - own * own, mean, precision, least)
            of_member[m] = _likeness(scores[members[m]], mean, precision, least)
        _fitted(float(size), total, squares, mean, precision, least)
        n_outside = 0
        outside = np.zeros(background.size)
        for a in background:
            if not inside[a]:
                outside[n_outside] = _likeness(scores[a], mean, precision, least)
                n_outside += 1
        for a in members:
            inside[a] = False
        if n_outside == 0:
            continue
        of_world = outside[:n_outside].mean()
        of_group = of_member.mean()
        above = of_group - of_world - np.sqrt(of_member.var() / size)
        if above <= 0.0:
            continue
        slope = above / max(0.5 * (of_member.var() + outside[:n_outside].var()), 1.0)
        m = 0
        for row in range(row_ptr[g], row_ptr[g + 1]):
            if is_member[row]:
                while members[m] != account[row]:
                    m += 1
                likeness = of_member[m]
            else:
                likeness = _likeness(scores[account[row]], mean, precision, least)
            out[row] = slope * (likeness - 0.5 * (of_group + of_world))
    return out


def with_profiles(fits: Fits, groups: Grouping, profiles: Profiles | None) -> Fits:
    """Return the fits with the context column holding also how alike accounts work to the groups.

    At least `LEAST_NATS`, less as far as other context speaks for a member, and within ± `CONTEXT_MAX_NATS` with it.
    Cost: linear in the fits, and a thousand accounts for every group.
    """
    if profiles is None or fits.group.size == 0:
        return fits
    row_ptr = np.searchsorted(fits.group, np.arange(groups.n_groups + 1))
    nats = _likeness_nats(
        groups.ptr, groups.member, row_ptr, fits.account, fits.is_member, profiles.scores, profiles.background
    )
    filled = fits.nats.copy()
    other = filled[:, CONTEXT]
    # Under one name people do many jobs: as far as other context speaks for a member, its work does not speak against.
    against = np.maximum(nats, LEAST_NATS) * (1.0 - np.maximum(other, 0.0) / CONTEXT_MAX_NATS)
    both = other + np.where(nats < 0.0, against, nats)
    filled[:, CONTEXT] = np.clip(both, -CONTEXT_MAX_NATS, CONTEXT_MAX_NATS)
    return replace(fits, nats=filled)
