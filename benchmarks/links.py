"""Links: the kernel against a DuckDB self-join, at the same degree cap and threshold, and how both grow.

    python -m benchmarks.links [--accounts 300000] [--scaling 100000 1000000 3000000]

The bar: five times faster than the self-join, which finds the same pairs.
"""

import json
import os
import subprocess
import sys
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Timing, by_size, forget_peak, peak_megabytes, timed
from benchmarks.worlds import incidence_of_world, world
from linkage.links import Incidence, run
from linkage.links.stage import choose_bounds
from linkage.links.walk import find_pairs
from linkage.links.weights import rarities
from linkage.settings import LinkSettings

SETTINGS = LinkSettings()
THRESHOLD = 8.0
THREADS = len(os.sched_getaffinity(0))

SELF_JOIN = """
WITH by_kind AS (
    SELECT u.account AS a, v.account AS b, u.kind, sum(u.rarity * u.root * v.root) AS bits
    FROM uses u JOIN uses v ON u.identifier = v.identifier AND u.account < v.account
    GROUP BY ALL
), by_family AS (
    SELECT a, b, CASE WHEN kind IN ('ip', 'network') THEN 'net' ELSE kind END AS family, max(bits) AS bits
    FROM by_kind GROUP BY ALL
)
SELECT count(*), sum(bits) FROM (
    SELECT a, b, sum(bits) AS bits FROM by_family
    GROUP BY a, b HAVING count(*) FILTER (bits >= ?) >= 2 AND sum(bits) >= ?
)
"""


def without(incidence: Incidence, rarity: np.ndarray, *kinds: str) -> np.ndarray:
    """Return the rarities with those of some kinds silenced."""
    silent = np.isin(incidence.kind_of, [incidence.kind_names.index(kind) for kind in kinds])
    return np.where(silent, np.float32(0), rarity)


def self_join(incidence: Incidence, rarity: np.ndarray, family_min: float) -> tuple[Timing, int, float]:
    """Return the time, pairs and their bits of the same question asked of DuckDB."""
    account = np.repeat(np.arange(incidence.n_accounts, dtype=np.int32), np.diff(incidence.account_ptr))
    identifier = incidence.account_identifier
    heard = rarity[identifier] > 0
    names = np.array(incidence.kind_names)[incidence.kind_of[identifier]]
    uses = pa.table(
        {
            "account": account[heard],
            "identifier": identifier[heard],
            "kind": pa.array(names[heard]).dictionary_encode(),
            "rarity": rarity[identifier][heard],
            "root": np.sqrt(incidence.account_share)[heard],
        }
    )
    with duckdb.connect(config={"threads": THREADS}) as database:
        database.execute("CREATE TABLE uses AS SELECT * REPLACE (kind::VARCHAR AS kind) FROM uses")
        del uses
        database.execute("SET memory_limit = '8GB'")
        with timed() as timing:
            row = database.execute(SELF_JOIN, [family_min, THRESHOLD]).fetchone()
        assert row is not None
        return timing, int(row[0]), float(row[1] or 0)


def compare(n_accounts: int) -> None:
    """Time the kernel and the self-join on one ledger, and check that they agree."""
    incidence = incidence_of_world(world(n_accounts), n_accounts)
    rarity = without(incidence, rarities(incidence, SETTINGS.degree_cap), "client", "artifact")
    no_proof = np.zeros(incidence.n_identifiers, dtype=np.bool_)
    bounds = replace(choose_bounds(incidence, SETTINGS), threshold=THRESHOLD)
    find_pairs(incidence, np.zeros_like(rarity), no_proof, bounds, THREADS)  # compiles
    with timed() as kernel:
        found = find_pairs(incidence, rarity, no_proof, bounds, THREADS)
    join, n_joined, joined_bits = self_join(incidence, rarity, SETTINGS.family_min_bits)
    title = f"links of {n_accounts:,} accounts, {len(incidence.account_identifier):,} uses, {THREADS} threads"
    table = Table("", "seconds", "CPU s", "pairs", "bits", "times faster", "in CPU s", title=title, width=110)
    rows = (
        ("kernel", kernel, len(found.a), float(found.weights().sum(dtype=np.float64))),
        ("DuckDB self-join", join, n_joined, joined_bits),
    )
    for name, timing, n_pairs, bits in rows:
        faster, thriftier = join.wall / timing.wall, join.cpu / timing.cpu
        figures = (f"{timing.wall:.2f}", f"{timing.cpu:.2f}", f"{n_pairs:,}", f"{bits:,.0f}")
        table.add_row(name, *figures, f"{faster:.1f}", f"{thriftier:.1f}")
    Console(width=132).print(table)
    assert abs(n_joined - len(found.a)) <= 1e-4 * n_joined + 1, "the two disagree on which pairs are linked"


def measure(n_accounts: int) -> dict[str, float]:
    """Return what the whole links stage takes on a ledger of so many accounts; to be run in a process of its own."""
    incidence = incidence_of_world(world(n_accounts), n_accounts)
    run(incidence_of_world(world(100), 100), SETTINGS, seed=7)  # compiles
    forget_peak()
    with timed() as timing:
        links = run(incidence, SETTINGS, seed=7)
    degree = incidence.degrees()
    degree = degree[degree <= SETTINGS.degree_cap]
    return {
        "accounts": n_accounts,
        "uses": len(incidence.account_identifier),
        "coincidences": float((degree * (degree - 1) // 2).sum()),
        "links": len(links.a),
        "seconds": timing.wall,
        "cpu_seconds": timing.cpu,
        "peak_mb": peak_megabytes(),
    }


def scale(sizes: list[int]) -> None:
    """Measure the stage at several sizes, each in its own process, and print them as a table."""
    columns = ("accounts", "uses", "coincidences", "links", "seconds", "CPU s", "CPU µs / account", "peak MB")
    table = Table(*columns, width=130, title="the links stage: beliefs, null and links")
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.links", "--measure", str(size)]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        table.add_row(
            *(f"{done[name]:,.0f}" for name in ("accounts", "uses", "coincidences", "links")),
            f"{done['seconds']:.1f}",
            f"{done['cpu_seconds']:.1f}",
            f"{1e6 * done['cpu_seconds'] / size:.1f}",
            f"{done['peak_mb']:,.0f}",
        )
    Console(width=132).print(table)


if __name__ == "__main__":
    by_size(
        __doc__,
        (300_000, "size of the comparison (the join takes minutes at 1M)"),
        [100_000, 1_000_000, 3_000_000],
        compare,
        measure,
        scale,
    )
