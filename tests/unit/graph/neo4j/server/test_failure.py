"""A server's last words become one sentence that says what to do."""

import errno
from pathlib import Path

import pytest

from linkage.errors import DiskFull, GraphUnavailable, UnreadableFile
from linkage.graph.neo4j.server.failure import failure, tail, unusable

LOG = Path("/home/logs/console.log")


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("java.net.BindException: Address already in use", "another program took its port"),
        ("FileLockException: Lock file has been locked by another process: store_lock", "another server already works"),
        ("Error occurred during initialization of VM\nCould not reserve enough space for object heap", "memory"),
        ("Terminating due to java.lang.OutOfMemoryError: Java heap space", "memory"),
        ("java.lang.UnsupportedClassVersionError: org/neo4j/server", "Java is too old"),
        ("Unrecognized setting. No declared setting with name: server.nonsense", "a setting it does not know"),
        ("java.nio.file.AccessDeniedException: /home/data", "may not write"),
        ("Active logical log detected, this might be a source of inconsistencies.", "did not end in order"),
        ("The loaded database 'neo4j' is of a newer version than the current", "--lane"),
        ("fine\nERROR Something nobody foresaw\nlast line", "“ERROR Something nobody foresaw”"),
        ("", "ended without a complaint"),
    ],
)
def test_a_known_cause_is_told_and_the_log_is_named(log, said):
    error = failure(log, LOG)
    assert type(error) is GraphUnavailable
    assert said in str(error)
    assert str(LOG) in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("Failed to load database 'neo4j': Not a valid Neo4j archive: reading from stdin", "no dump"),
        ("'neo4j': Unable to load database: ZstdIOException: Truncated source", "damaged, or not whole"),
        ("'neo4j': Unable to load database: ZstdIOException: Data corruption detected", "damaged, or not whole"),
    ],
)
def test_what_is_wrong_with_a_dump_is_no_fault_of_the_server(log, said):
    error = failure(log, LOG, "The restoring failed")
    assert type(error) is UnreadableFile
    assert said in str(error)
    assert "Exception" not in str(error)


def test_a_full_disk_is_told_as_such():
    assert type(failure("java.io.IOException: No space left on device", LOG)) is DiskFull
    assert type(unusable(Path("/home"), OSError(errno.ENOSPC, "No space left on device"))) is DiskFull
    assert type(unusable(Path("/home"), PermissionError(errno.EACCES, "Permission denied"))) is GraphUnavailable


def test_only_the_end_of_a_log_is_read(tmp_path):
    path = tmp_path / "log"
    path.write_text("0123456789")
    assert tail(path, 4) == "6789"
    assert tail(path) == "0123456789"
    assert tail(tmp_path / "absent") == ""
