"""Offline tools on real files: a whole database comes in and goes out, and the one before is never lost."""

import subprocess
import sys
import time

import polars as pl
import pytest
from neo4j import GraphDatabase

from linkage.errors import DiskFull, GraphCorrupt, GraphUnavailable, UnreadableFile, UsageError, WorkspaceError
from linkage.graph.neo4j.server import (
    LANES,
    SHORT_LIVED,
    Nodes,
    Relationships,
    admin,
    bring_back,
    dump,
    import_aside,
    replacing,
    restore,
    start,
    stop,
)
from linkage.graph.neo4j.server.kernel import lane_of
from linkage.graph.neo4j.server.offline import offline
from tests.small_disk import mounted

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
    """A function that writes frames as files and says what they are."""

    def write(uses=USES):
        paths = {}
        for name, frame in {"accounts": ACCOUNTS, "devices": DEVICES, "uses": uses}.items():
            paths[name] = folder / f"{name}.csv"
            frame.write_csv(paths[name])
        nodes = [Nodes(("Account",), (paths["accounts"],)), Nodes(("Identifier", "Device"), (paths["devices"],))]
        return nodes, [Relationships("USED_DEVICE", (paths["uses"],))]

    return write


@pytest.fixture(scope="module")
def home(neo4j_server, folder, given):
    """The home of a stopped server whose database was imported from files."""
    place = folder / "home"
    told = []
    with replacing(place, lane=neo4j_server.lane) as new:
        found = import_aside(new, *given(), progress=told.append)
    assert (found.n_nodes, found.n_relationships) == (5, 3)
    assert [each.percent for each in told][-1] == 100
    return place


def content(home):
    """What the server in that home serves, asked of the running server."""
    server = start(home, heap_mb=512, page_cache_mb=64, bolt_port=0, java_options=SHORT_LIVED)
    try:
        auth = (server.user, server.password_file.read_text().strip())
        with GraphDatabase.driver(server.uri, auth=auth) as driver:
            query = "MATCH (a:Account)-[u:USED_DEVICE]->(d:Identifier:Device) RETURN a.id, a.n_requests, u.count, d.key"
            return {tuple(record.values()) for record in driver.execute_query(query).records}
    finally:
        stop(home)


def identity(home):
    return (home / "data" / "databases" / "neo4j").stat().st_ino


def test_an_imported_database_is_served_as_it_was_given(home):
    assert content(home) == {("a", 1, 5, "d1"), ("b", 2, 6, "d1"), ("c", 3, 7, "d2")}
    assert "Inconsistencies" not in admin(home, "database", "check", "neo4j")


def test_data_say_themselves_of_which_lane_they_are_where_nothing_else_does(home, neo4j_server, tmp_path):
    (other,) = LANES.keys() - {neo4j_server.lane}
    record = home / "server.json"
    kept = record.rename(tmp_path / "server.json")
    try:
        with pytest.raises(UsageError, match=f"lane {neo4j_server.lane}"):
            start(home, heap_mb=512, page_cache_mb=64, lane=other)
        assert admin(home, "database", "info", "neo4j")
    finally:
        kept.rename(record)
    assert lane_of(neo4j_server.home / "data" / "transactions") == neo4j_server.lane


def test_a_home_remembers_the_lane_of_the_database_that_was_put_into_it(home, neo4j_server, tmp_path):
    (other,) = LANES.keys() - {neo4j_server.lane}
    before = identity(home)
    dumped = tmp_path / "any.dump"
    dumped.touch()
    for work in (
        lambda: start(home, heap_mb=512, page_cache_mb=64, lane=other),
        lambda: restore(home, dumped, lane=other),
        lambda: admin(home, "database", "info", "neo4j", lane=other),
    ):
        with pytest.raises(UsageError, match=f"lane {neo4j_server.lane}"):
            work()
    assert identity(home) == before


def test_an_import_that_fails_leaves_the_database_as_it_was(home, given):
    before = identity(home)
    dangling = USES.with_columns(pl.lit("nobody").alias(":START_ID(account)"))
    with pytest.raises(GraphUnavailable, match="The import failed"), replacing(home) as new:
        import_aside(new, *given(dangling))
    assert identity(home) == before
    assert not (home / "aside").exists()


def test_a_dump_restores_as_it_was_and_what_it_replaced_comes_back(home, folder):
    file = dump(home, folder / "backup.dump")
    assert file.stat().st_mode & 0o777 == 0o600
    before = identity(home)
    restore(home, file)
    restored = identity(home)
    assert identity(home) != before
    assert content(home) == {("a", 1, 5, "d1"), ("b", 2, 6, "d1"), ("c", 3, 7, "d2")}
    bring_back(home)
    assert identity(home) == before
    bring_back(home)
    assert identity(home) == restored
    assert [path.name for path in folder.glob(".backup*")] == []


def test_a_dump_never_replaces_a_file_unless_that_is_said(home, folder):
    file = folder / "older.dump"
    file.write_bytes(b"of last week")
    with pytest.raises(UsageError, match="--force"):
        dump(home, file)
    assert file.read_bytes() == b"of last week"
    assert dump(home, file, force=True).stat().st_size > 1000
    with pytest.raises(UsageError, match="is a folder"):
        dump(home, folder, force=True)


BACKING_UP = """
import sys
from pathlib import Path
from linkage.graph.neo4j.server import dump
dump(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_what_a_killed_backup_left_beside_its_target_goes_with_the_next_work_and_nothing_else_does(home, folder):
    client = subprocess.Popen([sys.executable, "-c", BACKING_UP, home, folder / "killed.dump"])
    while not list(folder.glob(".killed.dump.*")):
        assert client.poll() is None
        time.sleep(0.01)
    client.kill()
    client.wait()
    (left,) = folder.glob(".killed.dump.*")
    like_it = folder / f".killed.dump.{'0' * 16}"
    like_it.mkdir()
    with offline(home):
        pass
    assert not left.exists()
    assert like_it.exists()
    assert not (folder / "killed.dump").exists()


def test_a_dump_to_where_nothing_can_be_written_does_not_blame_the_home(home, folder):
    (folder / "a file").touch()
    with pytest.raises(WorkspaceError, match=r"x.dump cannot be written"):
        dump(home, folder / "a file" / "x.dump")


def test_a_damaged_dump_is_refused_and_the_database_stays(home, folder):
    before = identity(home)
    whole = dump(home, folder / "whole.dump").read_bytes()
    broken = folder / "broken.dump"
    for damaged in (b"DZV1 and then nothing of use", whole[: len(whole) // 2]):
        broken.write_bytes(damaged)
        with pytest.raises(UnreadableFile, match="The restoring failed: that file is"):
            restore(home, broken)
    assert identity(home) == before
    for no_file in (folder / "nowhere.dump", folder):
        with pytest.raises(UnreadableFile, match="cannot be read"):
            restore(home, no_file)


def test_a_database_whose_files_contradict_each_other_is_not_put_in_place(home, given):
    before = identity(home)
    with pytest.raises(GraphCorrupt, match="check"), replacing(home) as new:
        import_aside(new, *given())
        store = new.aside.path / "data" / "databases" / "neo4j" / "neostore.relationshipstore.db"
        with store.open("r+b") as file:
            file.write(bytes(8192))
    assert identity(home) == before


def test_a_home_without_a_database_has_nothing_to_dump_or_to_bring_back(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        for work in (lambda: dump(place, tmp_path / "x.dump"), lambda: bring_back(place)):  # noqa: B023
            with pytest.raises(UsageError, match="no database"):
                work()
    assert not (tmp_path / "nowhere").exists()


@pytest.fixture
def tiny_disk(tmp_path):
    with mounted(tmp_path / "disk", "4m") as place:
        yield place


def test_an_import_that_fills_the_disk_ends_and_says_so(tiny_disk, folder, neo4j_server):
    names = pl.Series([f"a{number}" for number in range(20_000)])
    accounts, uses = folder / "many.csv", folder / "many_uses.csv"
    pl.DataFrame({"id:ID(account)": names, "n:long": range(20_000)}).write_csv(accounts)
    ends = {":START_ID(account)": names, ":END_ID(account)": names.reverse()}
    pl.DataFrame({**ends, "count:long": range(20_000)}).write_csv(uses)
    # Left alone, the tool tries to write again for ever.
    with pytest.raises(DiskFull), replacing(tiny_disk / "home", lane=neo4j_server.lane) as new:
        given = [Nodes(("Account",), (accounts,))], [Relationships("LINKED_TO", (uses,))]
        import_aside(new, *given)
    assert not (tiny_disk / "home" / "aside").exists()
