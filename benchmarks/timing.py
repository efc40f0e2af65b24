"""Who wakes together, by trying all pairs and by runs of bins in common: how fast, how much memory, how many found.

    python -m benchmarks.timing [--accounts 50000] [--scaling 200000 1000000]

All pairs are tried at a size where that ends; the runs of bins alone at the larger ones, each in a process of its own
on one core. The bar: a million accounts in 5 CPU seconds with 300 MB on top of the onsets, and nine tenths of what time
ties within farms found, with no two strangers tied.
"""

import json
import os
import subprocess
import sys

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Timing, by_size, forget_peak, peak_megabytes, timed
from linkage.links.onsets import Onsets
from linkage.links.timing import ALONE_NATS, burst_ties, coincident_pairs, pair_timing_nats

DAY, HOUR, DAYS = 86_400, 3600, 30
FARM_SHARE, FARM_SIZE, WAVES = 0.002, 20, 18
NIGHTLY_SHARE, RELEASE_SHARE = 0.05, 0.2

Longs = npt.NDArray[np.int64]


def world(n_accounts: int, seed: int = 1) -> tuple[Onsets, Longs]:
    """Return onsets of people (ten each in the mean, heavy-tailed), nightly jobs and farms, and each account's farm.

    People keep hours of their own, fewer come at weekends, a fifth wakes within an hour of a release. A farm's accounts
    take part in three quarters of the waves of one scheduler, within eight minutes of each other. -1 is no farm.
    """
    rng = np.random.default_rng(seed)
    farm = np.full(n_accounts, -1, dtype=np.int64)
    farmed = rng.permutation(n_accounts)[: int(FARM_SHARE * n_accounts) // FARM_SIZE * FARM_SIZE]
    farm[farmed] = np.arange(farmed.size) // FARM_SIZE
    people = np.flatnonzero(farm < 0)
    who = np.repeat(people, rng.poisson(np.minimum(rng.lognormal(1.6, 1.2, people.size), 200)))
    day = rng.integers(0, DAYS, who.size)
    kept = (day % 7 < 5) | (rng.random(who.size) < 0.4)
    who, day = who[kept], day[kept]
    peak = rng.uniform(8, 26, n_accounts)
    at = day * DAY + ((peak[who] + rng.normal(0, 3, who.size)) % 24 * HOUR).astype(np.int64)
    jobs = np.repeat(people[rng.random(people.size) < NIGHTLY_SHARE], DAYS)
    nightly = np.tile(np.arange(DAYS) * DAY + 3 * HOUR, jobs.size // DAYS) + rng.integers(0, 120, jobs.size)
    woken = people[rng.random(people.size) < RELEASE_SHARE]
    release = 12 * DAY + 17 * HOUR + rng.integers(0, HOUR, woken.size)
    waves = rng.integers(0, DAYS * DAY, (farmed.size // FARM_SIZE, WAVES))
    member, wave = np.nonzero(rng.random((farmed.size, WAVES)) < 0.75)
    run = waves[farm[farmed[member]], wave] + rng.integers(0, 480, member.size)
    account = np.concatenate([who, jobs, woken, farmed[member]])
    time = np.concatenate([at, nightly, release, run])
    order = np.lexsort((time, account))
    account, time = account[order], time[order]
    apart = np.ones(account.size, dtype=np.bool_)
    apart[1:] = (account[1:] != account[:-1]) | (np.diff(time) >= HOUR)
    ptr = np.zeros(n_accounts + 1, dtype=np.int64)
    np.cumsum(np.bincount(account[apart], minlength=n_accounts), out=ptr[1:])
    return Onsets(ptr, time[apart]), farm


def alone_nats(n_accounts: int) -> float:
    """Return from what evidence a pair stands alone, in nats, as `linkage.links.timing` has it."""
    return float(ALONE_NATS + 2 * np.log(n_accounts / 20_000))


def all_pairs(found: Onsets) -> Longs:
    """Return the pairs a · n_accounts + b that stand alone when every pair is tried."""
    a, b = coincident_pairs(found, alone_nats(found.n_accounts))
    nats = pair_timing_nats(found, a, b)
    return (a.astype(np.int64) * found.n_accounts + b)[nats >= alone_nats(found.n_accounts)]


def of_farms(found: Onsets, farm: Longs) -> Longs:
    """Return the pairs of one farm with 8 nats or more: what there is to find."""
    farmed = np.flatnonzero(farm >= 0)
    members = farmed[np.argsort(farm[farmed], kind="stable")].reshape(-1, FARM_SIZE)
    i, j = np.triu_indices(FARM_SIZE, 1)
    a, b = members[:, i].ravel(), members[:, j].ravel()
    nats = pair_timing_nats(found, a.astype(np.int32), b.astype(np.int32))
    return (a * found.n_accounts + b)[nats >= ALONE_NATS]


def rated(pairs: Longs, found: Onsets, farm: Longs) -> dict[str, float]:
    """Return how much of what is to be found there is among the pairs, and how many of them are strangers."""
    a, b = pairs // found.n_accounts, pairs % found.n_accounts
    strangers = (farm[a] != farm[b]) | (farm[a] < 0)
    return {
        "pairs": pairs.size,
        "of farms, %": 100 * float(np.isin(of_farms(found, farm), pairs).mean()),
        "strangers": int(strangers.sum()),
    }


def measured(found: Onsets) -> tuple[Longs, Timing]:
    """Return the pairs tied by bursts, and the time that took."""
    with timed() as timing:
        pairs = burst_ties(found, alone_nats(found.n_accounts), seed=7)
    return pairs, timing


def warm_up() -> None:
    """Compile both ways."""
    found, _ = world(20_000)
    all_pairs(found)
    measured(found)


def compare(n_accounts: int) -> None:
    """Time both ways on the same onsets, and print what each finds."""
    found, farm = world(n_accounts)
    warm_up()
    with timed() as slow:
        every = all_pairs(found)
    pairs, quick = measured(found)
    title = f"who wakes together: {n_accounts:,} accounts, {found.times.size:,} onsets"
    columns = ("", "seconds", "CPU s", "pairs", "of farms, %", "strangers", "in CPU s, times faster")
    table = Table(*columns, title=title, width=118)
    for name, timing, ties in (("all pairs", slow, every), ("runs of bins", quick, pairs)):
        row = rated(ties, found, farm)
        figures = (f"{row['pairs']:,}", f"{row['of farms, %']:.1f}", f"{row['strangers']:,}")
        table.add_row(name, f"{timing.wall:.2f}", f"{timing.cpu:.2f}", *figures, f"{slow.cpu / timing.cpu:.1f}")
    Console(width=130).print(table)


def measure(n_accounts: int) -> dict[str, float]:
    """Return what runs of bins take at a size, on one core; to be run in a process of its own."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found, farm = world(n_accounts)
    warm_up()
    forget_peak()
    before = peak_megabytes()
    pairs, timing = measured(found)
    spent = {"seconds": timing.wall, "CPU s": timing.cpu, "MB on top": peak_megabytes() - before}
    return {"accounts": n_accounts, "onsets": found.times.size} | spent | rated(pairs, found, farm)


def scale(sizes: list[int]) -> None:
    """Measure at several sizes and print them as a table."""
    rows = []
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.timing", "--measure", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows.append(json.loads(done.splitlines()[-1]))
    table = Table(*rows[0], title="runs of bins, one core", width=118)
    for row in rows:
        table.add_row(*(f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" for value in row.values()))
    Console(width=130).print(table)


if __name__ == "__main__":
    by_size(__doc__, (50_000, "size of the comparison (all pairs: N²)"), [200_000, 1_000_000], compare, measure, scale)
