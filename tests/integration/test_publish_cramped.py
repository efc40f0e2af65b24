"""A server with hardly any memory for transactions is published to in batches that fit, and swept so."""

from collections.abc import Iterator
from typing import Any

import neo4j
import polars as pl
import pytest
from pydantic import SecretStr

from linkage.errors import GraphOutOfMemory, LinkageError
from linkage.findings import Findings
from linkage.graph.neo4j.database import Database, Transaction
from linkage.graph.neo4j.nodes import ACCOUNT, Nodes
from linkage.graph.neo4j.server import SHORT_LIVED, control, start, stop
from linkage.graph.neo4j.server.configuration import configuration
from linkage.graph.statements import Statement, parse, statement
from linkage.settings import GraphSettings
from tests.conftest import test_lane, without_neo4j
from tests.publishing import in_neo4j
from tests.small_world import INFO, LATER, account, findings_of, identifier, no_world, use

pytestmark = pytest.mark.neo4j

N_ACCOUNTS = 2_000


@pytest.fixture(scope="module")
def cramped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphSettings]:
    """A server of the test's own, whose transactions may take 2 MB."""
    home = tmp_path_factory.mktemp("cramped")
    try:
        with pytest.MonkeyPatch.context() as patched:
            little = "db.memory.transaction.max=2m\n"
            patched.setattr(control, "configuration", lambda *args: configuration(*args) + little)
            server = start(home, heap_mb=384, page_cache_mb=32, bolt_port=0, java_options=SHORT_LIVED, lane=test_lane())
    except LinkageError as error:
        without_neo4j(error)
        raise
    try:
        yield GraphSettings(uri=str(server.uri), password=SecretStr(server.password_file.read_text().strip()))
    finally:
        stop(home, patience_seconds=20)


def wide_world() -> Findings:
    """Return accounts that all use one device and an address each: more than one transaction of 2 MB can hold."""
    names = [f"account-{number:05d}" for number in range(N_ACCOUNTS)]
    return findings_of(
        accounts=[account(name, reasons="[]" + " " * 200) for name in names],
        identifiers=[
            identifier("device", "dev-1", N_ACCOUNTS),
            *(identifier("ip", f"192.0.{n >> 8}.{n & 255}", 1) for n in range(N_ACCOUNTS)),
        ],
        uses=[
            *(use(name, "device", "dev-1") for name in names),
            *(use(name, "ip", f"192.0.{n >> 8}.{n & 255}") for n, name in enumerate(names)),
        ],
    )


def test_batches_shrink_to_what_the_server_holds_and_no_size_is_tried_again(
    cramped: GraphSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Transaction.run
    refused: list[tuple[str, int]] = []

    def noted(self: Transaction, wanted: Statement, **params: Any) -> Any:
        try:
            return real(self, wanted, **params)
        except neo4j.exceptions.TransientError as error:
            assert error.code == "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
            refused.append((wanted.name, len(params["rows"])))
            raise

    monkeypatch.setattr(Transaction, "run", noted)
    graph = in_neo4j(cramped.model_copy(update={"workers": 1}))
    world = wide_world()
    graph.publish(world, INFO)
    assert {"publish/create_accounts", "publish/create_uses"} <= {name for name, _ in refused}
    assert len(refused) == len(set(refused))
    assert graph.compare(world, INFO, 100_000).differences == ()
    graph.publish(no_world(), LATER)
    assert graph.compare(no_world(), LATER, 1).n_nodes == 0
    graph.close()


def test_nodes_are_read_in_pages_that_the_server_holds(cramped: GraphSettings) -> None:
    keys = pl.DataFrame({"key": [f"{number:06d}" + "-" * 300 for number in range(8_000)]})
    auth = ("neo4j", cramped.password.get_secret_value() if cramped.password else "")
    with neo4j.GraphDatabase.driver(cramped.uri, auth=auth) as driver:
        for part in keys.iter_slices(250):
            driver.execute_query(
                "UNWIND $keys AS key CREATE (:Account {id: key}), (:Identifier:Device {kind: 'device', key: key})",
                keys=part["key"].to_list(),
            )
        made = driver.execute_query(
            "MATCH (a:Account) MATCH (i:Device {key: a.id}) RETURN a.id AS key, id(a) AS account, id(i) AS device"
        ).records
        database = Database(cramped)
        with pytest.raises(GraphOutOfMemory):
            database.read(lambda one: one.run(statement("publish/account_nodes"), after="", some=20_000))
        table = keys.rename({"key": "account_id"}).with_columns(key="account_id")
        found = Nodes(database).of(table, account_id=ACCOUNT, key="device")
        assert {tuple(row) for row in found.select("key", "account_id_node", "key_node").iter_rows()} == {
            tuple(record.values()) for record in made
        }
        database.close()
        with driver.session() as session:
            session.run("MATCH (n:Account|Device) CALL (n) { DELETE n } IN TRANSACTIONS OF 250 ROWS").consume()


def test_a_row_that_fits_into_no_batch_is_an_error_that_says_what_to_do(cramped: GraphSettings) -> None:
    graph = in_neo4j(cramped)
    huge = findings_of(accounts=[account("huge", reasons="[]" + " " * 8_000_000)])
    with pytest.raises(GraphOutOfMemory, match="raise its heap or memory limits"):
        graph.publish(huge, INFO)
    graph.publish(no_world(), LATER)
    graph.close()


def test_exhausted_memory_is_no_transient_fault_to_be_tried_again(cramped: GraphSettings) -> None:
    database, tries = Database(cramped), []
    collect = parse(
        "test/memory",
        "// Fill the memory.\n// mode: read\n// params: -\n// returns: n\n"
        "UNWIND range(1, 1000000) AS x WITH collect(toString(x) + ' of a long list') AS many RETURN size(many) AS n",
    )

    def work(transaction: Transaction) -> None:
        tries.append(1)
        transaction.run(collect)

    with pytest.raises(GraphOutOfMemory):
        database.read(work)
    assert len(tries) == 1
    database.close()
