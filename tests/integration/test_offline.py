"""Offline tools on real files: a whole database comes in and goes out, and the one before is never lost."""

import polars as pl
import pytest
from neo4j import GraphDatabase

from linkage.errors import GraphCorrupt, GraphUnavailable, UsageError
from linkage.graph.neo4j.server import (
    SHORT_LIVED,
    Nodes,
    Relationships,
    bring_back,
    check,
    dump,
    import_database,
    restore,
    start,
    stop,
)

pytestmark = pytest.mark.neo4j

ACCOUNTS = pl.DataFrame({"id:ID(account)": ["a", "b", "c"], "n_requests:long": [1, 2, 3]})
DEVICES = pl.DataFrame({"key:ID(device)": ["d1", "d2"]})
USES = pl.DataFrame(
    {":START_ID(account)": ["a", "b", "c"], ":END_ID(device)": ["d1", "d1", "d2"], "count:long": [5, 6, 7]}
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("offline")


@pytest.fixture(scope="module")
def given(folder):
    """A function that writes frames as Parquet or CSV and says what they are."""

    def write(file_format, uses=USES):
        paths = {}
        for name, frame in {"accounts": ACCOUNTS, "devices": DEVICES, "uses": uses}.items():
            paths[name] = folder / f"{name}.{file_format}"
            frame.write_parquet(paths[name]) if file_format == "parquet" else frame.write_csv(paths[name])
        nodes = [Nodes(("Account",), (paths["accounts"],)), Nodes(("Identifier", "Device"), (paths["devices"],))]
        return nodes, [Relationships("USED_DEVICE", (paths["uses"],))]

    return write


@pytest.fixture(scope="module")
def home(neo4j_server, folder, given):
    """The home of a stopped server whose database was imported from Parquet."""
    place = folder / "home"
    told = []
    found = import_database(
        place, *given("parquet"), file_format="parquet", lane=neo4j_server.lane, progress=told.append
    )
    assert (found.n_nodes, found.n_relationships) == (5, 3)
    assert [each.percent for each in told][-1] == 100
    return place


def content(home, lane):
    """What the server in that home serves, asked of the running server."""
    server = start(home, heap_mb=512, page_cache_mb=64, bolt_port=0, java_options=SHORT_LIVED, lane=lane)
    try:
        auth = (server.user, server.password_file.read_text().strip())
        with GraphDatabase.driver(server.uri, auth=auth) as driver:
            query = "MATCH (a:Account)-[u:USED_DEVICE]->(d:Identifier:Device) RETURN a.id, a.n_requests, u.count, d.key"
            return {tuple(record.values()) for record in driver.execute_query(query).records}
    finally:
        stop(home)


def identity(home):
    return (home / "data" / "databases" / "neo4j").stat().st_ino


def test_an_imported_database_is_served_as_it_was_given(home, neo4j_server):
    assert content(home, neo4j_server.lane) == {("a", 1, 5, "d1"), ("b", 2, 6, "d1"), ("c", 3, 7, "d2")}
    check(home, lane=neo4j_server.lane)


def test_an_import_that_fails_leaves_the_database_as_it_was(home, given, neo4j_server):
    before = identity(home)
    dangling = USES.with_columns(pl.lit("nobody").alias(":START_ID(account)"))
    with pytest.raises(GraphUnavailable, match="The import failed"):
        import_database(home, *given("csv", dangling), file_format="csv", lane=neo4j_server.lane)
    assert identity(home) == before
    assert not (home / "aside").exists()


def test_a_dump_restores_as_it_was_and_what_it_replaced_comes_back(home, folder, neo4j_server):
    file = dump(home, folder / "backup.dump", lane=neo4j_server.lane)
    before = identity(home)
    restore(home, file, lane=neo4j_server.lane)
    assert identity(home) != before
    assert content(home, neo4j_server.lane) == {("a", 1, 5, "d1"), ("b", 2, 6, "d1"), ("c", 3, 7, "d2")}
    assert bring_back(home)
    assert identity(home) == before
    assert [path.name for path in folder.glob(".backup*")] == []


def test_a_damaged_dump_is_refused_and_the_database_stays(home, folder, neo4j_server):
    before = identity(home)
    broken = folder / "broken.dump"
    broken.write_bytes(b"DZV1 and then nothing of use")
    with pytest.raises(GraphUnavailable, match="The restoring failed"):
        restore(home, broken, lane=neo4j_server.lane)
    assert identity(home) == before


def test_damaged_files_do_not_pass_their_check(home, neo4j_server):
    relationships = home / "data" / "databases" / "neo4j" / "neostore.relationshipstore.db"
    with relationships.open("r+b") as file:
        file.write(bytes(8192))
    with pytest.raises(GraphCorrupt, match="check"):
        check(home, lane=neo4j_server.lane)


def test_a_home_without_a_database_has_nothing_to_dump(tmp_path, neo4j_server):
    with pytest.raises(UsageError, match="no database"):
        dump(tmp_path, tmp_path / "x.dump", lane=neo4j_server.lane)
