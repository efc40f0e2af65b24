"""How fast a run is published to Neo4j, beside one MERGE per row in its own transaction, and beside an offline import.

    .venv/bin/python -m benchmarks.publish [--observations 1000000] [--uri bolt://… --password …]
    .venv/bin/python -m benchmarks.publish --observations 10000000 --heap-mb 3072 --warm 0 --naive-rows 0

Without an address a server with a 2 GB heap is started in a folder of its own, and stopped again. The rate counts
every relationship that is written, over the whole time of `publish`: constraints, nodes, relationships, switch.

A server that has just started spends its first minute on compiling itself, so a smaller world is published before and
removed; `--warm 0` measures without, and `--naive-rows 0` leaves the baseline out. On a machine that others use the
processor seconds of client and server tell more than the clock: `on_two_quiet_cores` is the rate at which two cores
would get through them, fully used.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import psutil
from neo4j import GraphDatabase

from linkage.findings import SCHEMAS, Findings, RunInfo
from linkage.graph.neo4j import Neo4jGraph
from linkage.graph.neo4j.importing import import_run
from linkage.graph.neo4j.server import start, stop
from linkage.settings import GraphSettings, LinkSettings

KINDS = {"ip": 0.35, "device": 0.2, "template": 0.15, "client": 0.15, "payment": 0.1, "artifact": 0.05}
NAIVE = """
MERGE (a:Account {id: $account})
MERGE (i:Identifier:Naive {key: $key})
MERGE (a)-[r:NAIVE]->(i)
SET r.count = $count, r.share = $share, r.first_seen = $first_seen, r.last_seen = $last_seen
"""


def world(n_observations: int, seed: int = 7) -> tuple[Findings, RunInfo]:
    """Return findings of so many uses by a tenth as many accounts, with heavy-tailed hubs, links and campaigns."""
    rng = np.random.default_rng(seed)
    n_accounts = n_observations // 10
    account_ids = pl.Series("account_id", [f"acct-{number:08x}" for number in range(n_accounts)])
    parts = []
    for kind, share in KINDS.items():
        n = int(n_observations * share)
        n_identifiers = max(n // 2, 1)
        hubs = rng.zipf(1.6, n) % n_identifiers
        picked = np.where(rng.random(n) < 0.3, hubs, rng.integers(0, n_identifiers, n))
        key = pl.Series("key", picked).cast(pl.String)
        parts.append(
            pl.DataFrame(
                {
                    "account_id": account_ids.gather(rng.integers(0, n_accounts, n)),
                    "kind": pl.Series([kind]).new_from_index(0, n),
                    "key": pl.Series([f"{kind}-"]).new_from_index(0, n) + key,
                }
            )
        )
    seen = 1_760_000_000
    uses = (
        pl.concat(parts)
        .group_by("account_id", "kind", "key")
        .agg(count=pl.len().cast(pl.Int64))
        .with_columns(
            share=pl.lit(0.25, pl.Float32), first_seen=pl.lit(seen, pl.Int64), last_seen=pl.lit(seen + 86_400, pl.Int64)
        )
        .sort("account_id", "kind", "key")
    )
    identifiers = (
        uses.group_by("kind", "key")
        .agg(n_accounts=pl.len().cast(pl.UInt32), first_seen=pl.min("first_seen"), last_seen=pl.max("last_seen"))
        .with_columns(skeleton=pl.lit(None, pl.String))
        .sort("kind", "key")
    )
    ends = rng.integers(0, n_accounts, (n_accounts, 2))
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    links = pl.DataFrame({"a": account_ids.gather(ends[:, 0]), "b": account_ids.gather(ends[:, 1])}).sort("a", "b")
    rows: dict[str, pl.DataFrame] = {
        "accounts": pl.DataFrame({"account_id": account_ids}).with_columns(
            created_at=pl.lit(seen), plan=pl.lit("pro"), country=pl.lit("FR"), status=pl.lit("active"),
            n_requests=pl.lit(100), first_seen=pl.lit(seen), last_seen=pl.lit(seen + 86_400),
            risk_score=pl.lit(1.5), risk_band=pl.lit("none"), reasons=pl.lit("[]"),
        ),
        "identifiers": identifiers,
        "uses": uses,
        "links": links.with_columns(
            weight_bits=pl.lit(12.0), kinds=pl.concat_list(pl.lit("device"), pl.lit("ip")), net_bits=pl.lit(4.0),
            device_bits=pl.lit(8.0),
        ),
    }  # fmt: skip
    n_campaigns = max(n_accounts // 100, 1)
    of = np.arange(min(n_campaigns * 20, n_accounts))
    campaign_ids = pl.Series("campaign_id", [f"c-{number:06d}" for number in range(n_campaigns)])
    rows["campaigns"] = pl.DataFrame({"campaign_id": campaign_ids}).with_columns(
        name=pl.lit("some accounts"), verdict=pl.lit("campaign"), band=pl.lit("high"), score=pl.lit(90.0),
        state=pl.lit("born"), n_accounts=pl.lit(20), n_pools=pl.lit(1), n_requests=pl.lit(2000),
    )  # fmt: skip
    rows["members"] = pl.DataFrame(
        {"campaign_id": campaign_ids.gather(of // 20), "account_id": account_ids.gather(of)}
    ).with_columns(pool=pl.lit(0), strength=pl.lit(1.0), since=pl.lit(seen))
    tables = {}
    for name, schema in SCHEMAS.items():
        frame = rows.get(name, pl.DataFrame(schema=schema))
        tables[name] = frame.select(
            (pl.col(column) if column in frame.columns else pl.lit(None)).cast(kind).alias(column)
            for column, kind in schema.items()
        )
    info = RunInfo(f"20260101T000000Z-{seed:08x}", seen, "benchmark", "00" * 32, n_accounts)
    return Findings(**tables), info


def n_relationships(findings: Findings) -> int:
    """Return how many relationships the findings become."""
    return findings.uses.height + findings.links.height + findings.members.height + findings.relies_on.height


def naive(settings: GraphSettings, findings: Findings, n_rows: int) -> float:
    """Return relationships per second of one MERGE per row and transaction, with the same index on account ids."""
    rows = findings.uses.head(n_rows).select("key", "count", "share", "first_seen", "last_seen", account="account_id")
    password = settings.password.get_secret_value() if settings.password else ""
    with GraphDatabase.driver(settings.uri, auth=(settings.user, password)) as driver, driver.session() as session:
        session.run("CREATE CONSTRAINT naive_key IF NOT EXISTS FOR (n:Naive) REQUIRE n.key IS UNIQUE").consume()
        started = time.perf_counter()
        for row in rows.iter_rows(named=True):
            session.run(NAIVE, row).consume()
        seconds = time.perf_counter() - started
        session.run("MATCH (n:Naive) DETACH DELETE n").consume()
        session.run("DROP CONSTRAINT naive_key").consume()
    return rows.height / seconds


def wipe(settings: GraphSettings) -> None:
    """Empty the database, so that a warm server is measured on a first publication."""
    password = settings.password.get_secret_value() if settings.password else ""
    with GraphDatabase.driver(settings.uri, auth=(settings.user, password)) as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def main() -> None:
    """Print one JSON object per measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--warm", type=int, default=200_000, help="observations published before, to warm the server")
    parser.add_argument("--heap-mb", type=int, default=2048)
    parser.add_argument("--naive-rows", type=int, default=1_000)
    parser.add_argument("--batch-rows", type=int, default=GraphSettings().batch_rows)
    parser.add_argument("--workers", type=int, default=GraphSettings().workers)
    parser.add_argument("--uri")
    parser.add_argument("--password")
    asked = parser.parse_args()
    home, pid = None, None
    if asked.uri is None:
        home = Path(tempfile.mkdtemp(prefix="linkage-benchmark-"))
        server = start(home, heap_mb=asked.heap_mb, page_cache_mb=512, bolt_port=0)
        pid = server.pid
        asked.uri, asked.password = server.uri, server.password_file.read_text().strip()
    try:
        settings = GraphSettings(
            uri=asked.uri, password=asked.password, batch_rows=asked.batch_rows, workers=asked.workers
        )
        graph = Neo4jGraph(settings, degree_cap=LinkSettings().degree_cap)
        warm, warm_info = world(max(asked.warm, 10_000), seed=1)
        if asked.warm:
            graph.publish(warm, warm_info)
            wipe(settings)
        findings, info = world(asked.observations)
        work, before, mine = n_relationships(findings), cpu_seconds(pid), time.process_time()
        started = time.perf_counter()
        graph.publish(findings, info)
        seconds = time.perf_counter() - started
        server_seconds, client_seconds = cpu_seconds(pid) - before, time.process_time() - mine
        peak_mb = peak(pid)
        naive_rate = naive(settings, warm, asked.naive_rows) if asked.naive_rows else None
        if naive_rate is not None:
            show("naive", relationships_per_second=round(naive_rate), relationships=asked.naive_rows)
        show(
            "publish",
            relationships=work,
            nodes=findings.accounts.height + findings.identifiers.height + findings.campaigns.height,
            seconds=round(seconds, 2),
            relationships_per_second=round(work / seconds),
            times_naive=round(work / seconds / naive_rate, 1) if naive_rate is not None else None,
            server_cpu_seconds=round(server_seconds, 1),
            client_cpu_seconds=round(client_seconds, 1),
            on_two_quiet_cores=round(2 * work / (server_seconds + client_seconds)) if pid else None,
            heap_mb=asked.heap_mb if pid else None,
            peak_server_mb=peak_mb if pid else None,
            peak_client_mb=peak(os.getpid()),
            load_average=round(os.getloadavg()[0], 1),
        )
        started = time.perf_counter()
        graph.publish(findings, info)
        show("publish again, nothing to do", seconds=round(time.perf_counter() - started, 2))
        if home is not None:
            stop(home, patience_seconds=20)
            imported(home / "imported", findings, info, work, asked.heap_mb)
    finally:
        if home is not None:
            stop(home, patience_seconds=20)
            shutil.rmtree(home)


def imported(home: Path, findings: Findings, info: RunInfo, n_written: int, heap_mb: int) -> None:
    """Measure what the same run takes offline, with the server's import tool: all of it, and the tool alone."""
    started = time.perf_counter()
    report = import_run(home, findings, info, heap_mb=heap_mb)
    seconds = time.perf_counter() - started
    tool = report.seconds["tool"]
    show(
        "import",
        seconds=round(seconds, 2),
        relationships_per_second=round(n_written / seconds),
        tool_seconds=round(tool, 2),
        tool_relationships_per_second=round(n_written / tool),
        heap_mb=heap_mb,
        load_average=round(os.getloadavg()[0], 1),
    )


def cpu_seconds(pid: int | None) -> float:
    """Return the processor time that the server has used; on a busy machine it says more than the clock."""
    return sum(psutil.Process(pid).cpu_times()[:2]) if pid is not None else 0.0


def peak(pid: int | None) -> int | None:
    """Return the most memory that a process has held at once, in MB; for a server it is heap, page cache and code."""
    if pid is None:
        return None
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def show(what: str, **figures: object) -> None:
    """Print one measure."""
    print(json.dumps({"measure": what, **figures}), flush=True)


if __name__ == "__main__":
    main()
