"""One run as one immutable DuckDB file: how it is laid out, written and opened.

Accounts, identifiers and campaigns are numbered in their sorted order, and every table that is looked up
by one of them is sorted by that number, so that the minima and maxima which DuckDB keeps for each group of
rows lead to a few thousand rows. Ids themselves are found by an index. What a campaign's subgraph needs is
counted once, when the file is written.

The file is attached to an in-memory database of its own: DuckDB keeps one instance per path and process, so a
file that was replaced under the same name would otherwise still be read as the old one.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from linkage.errors import GraphCorrupt
from linkage.findings import Findings, RunInfo
from linkage.identifiers.kinds import PUBLISHED_KINDS
from linkage.ledger.durable import full, says_full, sync

FORMAT: Final = 2
"""Version of the layout; a file of another version is refused."""

_ROW_GROUP: Final = 16_384

_TABLES: Final = (
    "CREATE TABLE out.accounts AS SELECT * FROM accounts",
    "CREATE TABLE out.identifiers AS SELECT * FROM identifiers",
    """
    CREATE TABLE out.skeletons AS
    SELECT identifier, kind, key, n_accounts, skeleton, lower(skeleton) AS folded
    FROM identifiers WHERE skeleton IS NOT NULL ORDER BY identifier
    """,
    """
    CREATE TABLE out.uses AS
    SELECT account, identifier, count, share, u.first_seen, u.last_seen
    FROM uses u JOIN identifiers i ON i.kind = u.kind AND i.key = u.key ORDER BY account, identifier
    """,
    "CREATE TABLE out.campaigns AS SELECT * FROM campaigns",
    "CREATE TABLE out.users AS SELECT identifier, account FROM out.uses ORDER BY identifier, account",
    """
    CREATE TABLE out.neighbours AS
    WITH numbered AS (
        SELECT x.account AS a, y.account AS b, l.* EXCLUDE (a, b)
        FROM links l JOIN accounts x ON x.account_id = l.a JOIN accounts y ON y.account_id = l.b
    )
    SELECT a AS account, b AS other, * EXCLUDE (a, b) FROM numbered
    UNION ALL
    SELECT b AS account, a AS other, * EXCLUDE (a, b) FROM numbered
    ORDER BY account, other
    """,
    """
    CREATE TABLE out.members AS
    SELECT campaign, account, m.account_id, m.pool, m.strength, m.since
    FROM members m JOIN campaigns USING (campaign_id) JOIN accounts USING (account_id)
    ORDER BY campaign, account
    """,
    """
    CREATE TABLE out.memberships AS SELECT account, campaign FROM out.members ORDER BY account, campaign
    """,
    """
    CREATE TABLE out.campaign_uses AS
    WITH used AS (SELECT m.campaign, u.* FROM out.members m JOIN out.uses u USING (account)),
    shared AS (SELECT campaign, identifier FROM used GROUP BY ALL HAVING count(*) >= 2)
    SELECT used.* FROM used JOIN shared USING (campaign, identifier)
    ORDER BY campaign, account, identifier
    """,
    """
    CREATE TABLE out.campaign_identifiers AS
    SELECT campaign, identifier, count(*) AS n_members FROM out.campaign_uses
    GROUP BY ALL ORDER BY campaign, identifier
    """,
    """
    CREATE TABLE out.campaign_links AS
    SELECT x.campaign, n.account AS a, n.other AS b, n.weight_bits, n.kinds
    FROM out.members x JOIN out.neighbours n USING (account)
    JOIN out.members y ON y.account = n.other AND y.campaign = x.campaign
    WHERE n.account < n.other ORDER BY x.campaign, a, b
    """,
    "CREATE TABLE out.joins AS SELECT * FROM joins",
    "CREATE TABLE out.reasons AS SELECT * FROM reasons",
    "CREATE TABLE out.relies_on AS SELECT * FROM relies_on",
    "CREATE TABLE out.lineage AS SELECT * FROM lineage",
    "CREATE TABLE out.timeline AS SELECT * FROM timeline",
    "CREATE INDEX account_by_id ON out.accounts (account_id)",
    "CREATE INDEX identifier_by_key ON out.identifiers (key)",
)


def write_embedded(findings: Findings, info: RunInfo, path: Path) -> None:
    """Write a run as the file at `path`, whole or not at all; whoever has an older file open keeps reading that.

    Raises:
        DiskFull: no space is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        _write(findings, info, aside)
        sync(aside)
        aside.replace(path)
        sync(path.parent)
    except (duckdb.Error, OSError) as error:
        if not says_full(error):
            raise
        # A run is written in a hidden folder, which is gone when this is read.
        raise full(next(folder for folder in path.parents if not folder.name.startswith("."))) from error
    finally:
        for leftover in (aside, aside.with_name(f"{aside.name}.wal")):
            leftover.unlink(missing_ok=True)


def _write(findings: Findings, info: RunInfo, path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(f"ATTACH {_quoted(path)} AS out (ROW_GROUP_SIZE {_ROW_GROUP})")
        connection.execute(
            "CREATE TABLE out.meta AS SELECT $format AS format, $run AS run, $as_of AS as_of,"
            " $model AS model_version, $digest AS ledger_digest, $n AS n_total_accounts",
            {
                "format": FORMAT,
                "run": info.run,
                "as_of": info.as_of,
                "model": info.model_version,
                "digest": info.ledger_digest,
                "n": info.n_total_accounts,
            },
        )
        for name, table in _numbered(findings).items():
            connection.register(name, table.to_arrow(compat_level=pl.CompatLevel.newest()))
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute("DETACH out")


def _numbered(findings: Findings) -> dict[str, pl.DataFrame]:
    """Return the tables with accounts, identifiers and campaigns numbered, which are in their stated order already."""
    accounts = findings.accounts.with_row_index("account")
    identifiers = findings.identifiers.filter(pl.col("kind").is_in(PUBLISHED_KINDS)).with_row_index("identifier")
    runs = findings.uses.get_column("account_id").rle().struct.unnest()
    numbers = runs.join(
        accounts.select("account_id", "account"),
        left_on="value",
        right_on="account_id",
        how="left",
        maintain_order="left",
    )
    uses = findings.uses.with_columns(account=numbers.select(pl.col("account").repeat_by("len").explode()).to_series())
    return {
        **findings.tables(),
        "accounts": accounts,
        "identifiers": identifiers,
        "uses": uses.drop("account_id").drop_nulls("account"),
        "campaigns": findings.campaigns.with_row_index("campaign"),
    }


class RunFile:
    """An open run file. Any number of threads may take cursors at once."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path` for reading.

        Raises:
            GraphCorrupt: it is no run file of this version, or it is damaged.
            FileNotFoundError: nothing is there.
        """
        self.path = path
        self.stamp = stamp(path)
        """Which file lay at `path`."""
        with _damage_reported(path):
            self._connection = duckdb.connect(config={"memory_limit": "1GB", "threads": 2})
            self._connection.execute(f"ATTACH {_quoted(path)} AS run (READ_ONLY)")
            self._connection.execute("SET enable_external_access = false")
            self._connection.execute("SET lock_configuration = true")
            found = self._connection.execute(
                "SELECT format, run, as_of, model_version, ledger_digest, n_total_accounts FROM run.meta"
            ).fetchone()
        if found is None or found[0] != FORMAT:
            raise GraphCorrupt(f"{path} was written by another version of linkage; run `linkage detect` again.")
        self.info = RunInfo(*found[1:])

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor for one call; damage that shows up meanwhile is raised as GraphCorrupt."""
        with _damage_reported(self.path), self._connection.cursor() as cursor:
            cursor.execute("USE run")
            yield cursor


def stamp(path: Path) -> tuple[int, int, int]:
    """Return what tells a file from another that is put in its place. Raises FileNotFoundError."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


@contextmanager
def _damage_reported(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.ProgrammingError as error:
        if not isinstance(error, duckdb.CatalogException):
            raise  # a statement of ours is wrong
        raise GraphCorrupt(f"{path} lacks a table of a run file; run `linkage detect` to write a new run.") from error
    except duckdb.Error as error:
        raise GraphCorrupt(f"{path} cannot be read; run `linkage detect` again to write a new run.") from error


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
