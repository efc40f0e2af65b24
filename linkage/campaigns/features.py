"""What each account does, as plain numbers: the ground on which groups are compared with like accounts.

A feature of an account is only ever read against accounts of the same plan and volume (`matching`), since
whoever works more differs in everything. Accounts without activity have nan, and count for nothing.
"""

from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.ledger.snapshot import Snapshot, is_one_of
from linkage.links.rows import pointers

Array = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]

DAY: Final = 86_400
LEAST_LIFE_SECONDS: Final = 2 * DAY
"""How long an account was in use from which where it is from can be told."""
LASTING_SHARE: Final = 0.5
"""Share of that time between the first and the last use of an address from which the account lives there."""
RELEASE_SECONDS: Final = 2 * DAY
HARD_CAPABILITIES: Final = ("reasoning", "coding", "code", "tool_use", "tools", "agentic", "agent", "math")


@dataclass(frozen=True, slots=True)
class Features:
    """One float64[n_accounts] for each feature; nan where an account shows nothing of it."""

    n_requests: Array
    """Requests in all."""
    requests_per_day: Array
    """Requests per active day."""
    hours_per_day: Array
    """Active hours per active day, less half of what its number of requests on that day would touch by chance."""
    quiet_share: Array
    """Share of active hours that fall into the quietest six consecutive hours of its day; people sleep: 0."""
    output_tokens: Array
    """Output tokens per request."""
    limited_share: Array
    """Share of requests that met a rate limit."""
    hard_share: Array
    """Share of requests for reasoning, coding or tool use."""
    release_share: Array
    """In the 48 h after a model's release, the share of requests that went to the new model."""
    own_place: Array
    """1 where an address that nobody else uses serves half of its life, as a home does, else 0; nan for unknown."""
    created_at: Array
    """When it signed up, or else was first seen; epoch seconds."""
    started_at: Array
    """When it was first seen at work, or else signed up; epoch seconds."""
    suspended_at: Array
    """When it was suspended; nan when it was not."""


@numba.njit(cache=True, nogil=True)
def _rhythm(ptr: Longs, at: Longs, requests: Longs) -> tuple[Array, Array, Array]:
    n = ptr.size - 1
    days = np.zeros(n)
    excess_hours = np.full(n, np.nan)
    quiet = np.full(n, np.nan)
    for a in range(n):
        first, last = ptr[a], ptr[a + 1]
        if first == last:
            continue
        profile = np.zeros(24)
        day = -1
        hour = -1
        n_days = 0
        n_hours = 0
        today = 0.0
        expected = 0.0
        for p in range(first, last):
            d = at[p] // 86_400
            h = at[p] // 3_600
            if d != day:
                if n_days:
                    expected += 24.0 * (1.0 - (1.0 - 1.0 / 24.0) ** min(today, 24.0))
                day = d
                n_days += 1
                today = 0.0
            today += requests[p]
            if h != hour:
                hour = h
                n_hours += 1
                profile[h % 24] += 1.0
        expected += 24.0 * (1.0 - (1.0 - 1.0 / 24.0) ** min(today, 24.0))
        days[a] = n_days
        excess_hours[a] = (n_hours - 0.5 * expected) / n_days
        if n_hours >= 12:
            least = n_hours * 1.0
            for start in range(24):
                inside = 0.0
                for x in range(6):
                    inside += profile[(start + x) % 24]
                least = min(least, inside)
            quiet[a] = least / n_hours
    return days, excess_hours, quiet


@numba.njit(cache=True, nogil=True)
def _mean(account: Rows, value: Array, weight: Longs, n: int) -> Array:
    """Return the weighted mean of each account over the rows that have a value; nan for none."""
    total = np.zeros(n)
    count = np.zeros(n)
    for row in range(account.size):
        if not np.isnan(value[row]):
            total[account[row]] += value[row] * weight[row]
            count[account[row]] += weight[row]
    mean = np.full(n, np.nan)
    for a in range(n):
        if count[a] > 0.0:
            mean[a] = total[a] / count[a]
    return mean


def releases(activity: pl.DataFrame) -> dict[str, int]:
    """Return the models that came out inside the window, with the moment of release in epoch seconds.

    A model counts as released when its first request is two days or more after the first request of all,
    and it carries a hundredth of the traffic from then on.
    """
    if activity.height == 0:
        return {}
    start = int(activity["at"].min())  # type: ignore[arg-type]
    seen = (
        activity.select("model", "at", "requests")
        .filter(pl.col("model").is_not_null())
        .group_by(pl.col("model").cast(pl.String))
        .agg(pl.col("at").min().alias("first"), pl.col("requests").sum())
        .sort("model")
    )
    at, requests = activity["at"].to_numpy(), activity["requests"].to_numpy()
    order = np.argsort(at, kind="stable")
    until = np.concatenate([[0], np.cumsum(requests[order], dtype=np.int64)])
    before = until[np.searchsorted(at[order], seen["first"].to_numpy())]
    late = (seen["first"] >= start + RELEASE_SECONDS).to_numpy()
    carried = 100 * seen["requests"].to_numpy() >= until[-1] - before
    return {str(model): int(first) for model, first in seen.filter(late & carried).select("model", "first").iter_rows()}


def _release_share(activity: pl.DataFrame, account: Rows, requests: Longs, n: int) -> Array:
    taken = np.zeros(n)
    offered = np.zeros(n)
    at = activity["at"].to_numpy()
    for name, first in releases(activity).items():
        inside = (at >= first) & (at < first + RELEASE_SECONDS)
        to_new = inside & is_one_of(activity["model"], (name,))
        offered += np.bincount(account[inside], weights=requests[inside], minlength=n)
        taken += np.bincount(account[to_new], weights=requests[to_new], minlength=n)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(offered > 0, taken / offered, np.nan)


def _own_place(snapshot: Snapshot) -> Array:
    """Return whether each account has an address of its own; nan where no address tells, and for under two days.

    Whoever lives or works somewhere comes back there for as long as they have the account; rented exits rotate. An
    address without times has those of its account: it tells nothing where it was counted once, or where another one
    began and ended with the account as well.
    """
    accounts, uses = snapshot.accounts, snapshot.uses
    rows = snapshot.uses_of("ip")
    account, identifier, first, last, count = (
        uses[name].to_numpy()[rows] for name in ("account", "identifier", "first_seen", "last_seen", "count")
    )
    began, ended = (accounts[name].cast(pl.Float64).to_numpy() for name in ("first_seen", "last_seen"))
    life = ended - began
    all_along = (first == began[account]) & (last == ended[account])
    timed = (count >= 2) | (first == last)
    tells = np.bincount(account[timed], minlength=life.size) > 0
    tells &= np.bincount(account[all_along], minlength=life.size) < 2
    of_one = (snapshot.identifiers["n_accounts"] == 1).to_numpy()[identifier]
    own = np.zeros(life.size)
    own[account[of_one & timed & (last - first >= LASTING_SHARE * life[account])]] = 1.0
    return np.where(tells & (life >= LEAST_LIFE_SECONDS), own, np.nan)


def features(snapshot: Snapshot) -> Features:
    """Return the features of every account of the snapshot. Cost: linear in the rows of activity."""
    accounts, activity = snapshot.accounts, snapshot.activity
    n = accounts.height
    account, at, requests = (activity[name].to_numpy() for name in ("account", "at", "requests"))
    days, excess_hours, quiet = _rhythm(pointers(account, n), at, requests)
    total = np.bincount(account, weights=requests, minlength=n)

    def share_of(column: str, values: tuple[str, ...]) -> Array:
        known = activity[column].is_not_null().to_numpy()
        return _mean(account, np.where(known, is_one_of(activity[column], values), np.nan), requests, n)

    # Tokens of a bucket belong to all of its requests.
    tokens = activity["output_tokens"].cast(pl.Float64).to_numpy()
    created = accounts.select(pl.coalesce("created_at", "first_seen").cast(pl.Float64)).to_series().to_numpy()
    started = accounts.select(pl.coalesce("first_seen", "created_at").cast(pl.Float64)).to_series().to_numpy()
    # Whoever closes an account may be its owner: trials end, and a class's all at once.
    banned = (accounts["status"] == "suspended").fill_null(False).to_numpy()
    status_at = accounts.select(pl.coalesce("status_at", "last_seen").cast(pl.Float64)).to_series().to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        return Features(
            n_requests=np.asarray(total, dtype=np.float64),
            requests_per_day=np.where(days > 0, total / days, np.nan),
            hours_per_day=excess_hours,
            quiet_share=quiet,
            output_tokens=_mean(account, tokens / np.maximum(requests, 1), requests, n),
            limited_share=share_of("status", ("rate_limited",)),
            hard_share=share_of("capability", HARD_CAPABILITIES),
            release_share=_release_share(activity, account, requests, n),
            own_place=_own_place(snapshot),
            created_at=created,
            started_at=started,
            suspended_at=np.where(banned, status_at, np.nan),
        )
