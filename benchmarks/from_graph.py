"""How fast `load --from-graph` reads what another program put into Neo4j, beside reading row by row with the driver.

    python -m benchmarks.from_graph [--observations 300000] [--heap-mb 1024]

The graph is imported with Neo4j's own tool, as another program's: without what linkage would have added.
"""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import polars as pl
from neo4j import GraphDatabase

from benchmarks.measuring import timed
from benchmarks.publish import cpu_seconds, show, world
from linkage import ledger
from linkage.findings import Findings
from linkage.graph.neo4j.facts import read_facts
from linkage.graph.neo4j.server import Nodes, Relationships, import_aside, replacing, start, stop
from linkage.graph.schema import IDENTIFIER_LABELS
from linkage.identifiers.kinds import KINDS
from linkage.settings import GraphSettings, LoadSettings

LEAST = 200_000
"""Relationships that are to be read in a second."""
ROWS = """
MATCH (a:Account)-[r]->(i:Identifier)
RETURN a.id, labels(i), i.key, r.count, r.first_seen, r.last_seen
"""


def files(findings: Findings, folder: Path) -> tuple[list[Nodes], list[Relationships]]:
    """Return the files of another program's graph: ids, keys, counts and times, and no more."""
    folder.mkdir(parents=True)

    def written(name: str, table: pl.DataFrame) -> tuple[Path, ...]:
        table.write_csv(folder / name)
        return (folder / name,)

    accounts = findings.accounts.select(pl.col("account_id").alias("id:ID(account)"), "plan")
    number = pl.col("key").str.strip_prefix("ip-").cast(pl.Int64)
    address = pl.format("10.{}.{}.{}", number // 65_536, number // 256 % 256, number % 256)
    nodes = [Nodes(("Account",), written("accounts.csv", accounts))]
    relationships = []
    for kind, label in IDENTIFIER_LABELS.items():
        key = address if kind == "ip" else pl.col("key")
        keys = findings.identifiers.filter(pl.col("kind") == kind).select(key.alias(f"key:ID({kind})"))
        nodes.append(Nodes(("Identifier", label), written(f"{kind}.csv", keys)))
        uses = findings.uses.filter(pl.col("kind") == kind).select(
            pl.col("account_id").alias(":START_ID(account)"),
            key.alias(f":END_ID({kind})"),
            *(pl.col(name).alias(f"{name}:long") for name in ("count", "first_seen", "last_seen")),
        )
        relationships.append(Relationships(KINDS[kind].relationship, written(f"uses_{kind}.csv", uses)))
    return nodes, relationships


def by_row(settings: GraphSettings, n_rows: int) -> float:
    """Return relationships per second when each is a row of the driver's."""
    password = settings.password.get_secret_value() if settings.password else ""
    with GraphDatabase.driver(settings.uri, auth=(settings.user, password)) as driver, driver.session() as session:
        started = time.perf_counter()
        n_read = sum(1 for _ in session.run(f"{ROWS} LIMIT {n_rows}"))
        return n_read / (time.perf_counter() - started)


def main() -> None:
    """Print one JSON object per measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--observations", type=int, default=300_000)
    parser.add_argument("--heap-mb", type=int, default=1024)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="linkage-benchmark-"))
    home = folder / "home"
    try:
        findings, _ = world(asked.observations)
        nodes, relationships = files(findings, folder / "files")
        with replacing(home) as new:
            import_aside(new, nodes, relationships, heap_mb=asked.heap_mb)
        server = start(home, heap_mb=asked.heap_mb, page_cache_mb=512, bolt_port=0)
        assert server.uri is not None
        settings = GraphSettings(uri=server.uri, password=server.password_file.read_text().strip())
        by_row(settings, 20_000)
        for _ in range(3):  # a server that has run for a while has its Java compiled
            read_facts(settings, ())
        baseline = by_row(settings, asked.observations)
        show("row by row", relationships_per_second=round(baseline))
        server_cpu, started = cpu_seconds(server.pid), time.perf_counter()
        with timed() as ours:
            found = read_facts(settings, LoadSettings().sensitive_kinds)
        read, server_cpu = time.perf_counter() - started, cpu_seconds(server.pid) - server_cpu
        show(
            "read",
            relationships=found.n_uses,
            accounts=found.n_accounts,
            seconds=round(read, 2),
            relationships_per_second=round(found.n_uses / read),
            relationships_per_server_cpu_second=round(found.n_uses / server_cpu),
            times_row_by_row=round(found.n_uses / read / baseline, 1),
            at_least=LEAST,
            is_enough=found.n_uses / read >= LEAST,
            server_cpu_seconds=round(server_cpu, 2),
            cpu_seconds=round(ours.cpu, 2),
            load_average=round(os.getloadavg()[0], 1),
        )
        workspace = ledger.Workspace.open(folder / "workspace", create=True)
        for what in ("enter into the ledger", "enter again"):
            started = time.perf_counter()
            report = ledger.load(workspace, found.sources, settings=LoadSettings(), present=found.present)
            seconds = time.perf_counter() - started
            show(what, seconds=round(seconds, 2), rows=report.n_valid, rejected=report.n_rejected)
            assert report.n_valid in (0, found.n_uses + found.n_accounts)
    finally:
        if home.exists():
            stop(home, patience_seconds=20)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
