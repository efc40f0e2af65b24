"""An assembly is whole and unchanged, or it is not used."""

import hashlib
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from linkage.errors import DiskFull, GraphCorrupt, GraphUnavailable
from linkage.graph.neo4j.server import assembly
from linkage.graph.neo4j.server.java import Java
from linkage.graph.neo4j.server.lanes import LANES, Lane

JARS = {"lib/a.jar": b"first", "lib/b.jar": b"second", "plugins/c.jar": b"third"}
JAVA = Java(Path("/nowhere/bin/java"), 17)


class SmallLane(Lane):
    """A lane of three tiny jars."""

    @property
    def checksums(self):
        return {path: hashlib.sha256(content).hexdigest() for path, content in JARS.items()}


LANE = SmallLane("5.26", "0.0.1", "0.0.1", 17, 21, "Main", 1)

MAVEN = """#!{python}
import pathlib, sys, time
target = pathlib.Path(next(word.removeprefix("-Dassembly=") for word in sys.argv if word.startswith("-Dassembly=")))
for path, content in {jars!r}.items():
    (target / path).parent.mkdir(parents=True, exist_ok=True)
    (target / path).write_bytes(content)
    time.sleep({pause})
with open({calls!r}, "a") as file:
    file.write("called\\n")
"""


@pytest.fixture
def maven(tmp_path, monkeypatch):
    """A function that puts an `mvn` on the path, which copies jars as slowly as asked; it returns its list of calls."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    def install(jars=JARS, pause=0.0):
        calls = tmp_path / "calls"
        program = tmp_path / "bin" / "mvn"
        program.write_text(MAVEN.format(python=sys.executable, jars=jars, pause=pause, calls=str(calls)))
        program.chmod(0o755)
        return calls

    return install


def contents(folder):
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in folder.rglob("*.jar")}


def test_an_assembly_is_made_once(tmp_path, maven):
    calls = maven()
    first = assembly.assemble(LANE, JAVA, tmp_path / "cache")
    assert first == assembly.assemble(LANE, JAVA, tmp_path / "cache") == tmp_path / "cache" / "neo4j" / "0.0.1"
    assert contents(first) == JARS
    assert calls.read_text() == "called\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "lib/b.jar").write_bytes(b"changed"), r"lib/b\.jar .* SHA-256 differs"),
        (lambda folder: (folder / "plugins/c.jar").unlink(), r"plugins/c\.jar .* is missing"),
        (lambda folder: (folder / "plugins/z.jar").write_bytes(b"new"), r"plugins/z\.jar .* does not belong there"),
    ],
    ids=["changed", "missing", "added"],
)
def test_a_tampered_assembly_is_refused(tmp_path, maven, change, said):
    maven()
    change(assembly.assemble(LANE, JAVA, tmp_path))
    with pytest.raises(GraphCorrupt, match=said):
        assembly.assemble(LANE, JAVA, tmp_path)


def test_a_wrong_jar_that_maven_brings_never_reaches_the_cache(tmp_path, maven):
    maven({**JARS, "lib/a.jar": b"not what was asked for"})
    with pytest.raises(GraphCorrupt, match=r"lib/a\.jar"):
        assembly.assemble(LANE, JAVA, tmp_path)
    assert not (tmp_path / "neo4j" / "0.0.1").exists()
    maven()
    assert contents(assembly.assemble(LANE, JAVA, tmp_path)) == JARS


def test_an_assembly_killed_half_way_is_made_anew(tmp_path, maven):
    maven(pause=0.5)
    child = os.fork()
    if child == 0:
        try:
            assembly.assemble(LANE, JAVA, tmp_path / "cache")
        finally:
            os._exit(0)
    while not list((tmp_path / "cache").rglob("*.jar")):
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert not (tmp_path / "cache" / "neo4j" / "0.0.1").exists()
    maven()
    assert contents(assembly.assemble(LANE, JAVA, tmp_path / "cache")) == JARS


def test_two_at_once_make_one_assembly(tmp_path, maven):
    calls = maven(pause=0.1)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(assembly.assemble(LANE, JAVA, tmp_path / "cache"))) for _ in "12"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [tmp_path / "cache" / "neo4j" / "0.0.1"] * 2
    assert calls.read_text() == "called\n"


def test_what_maven_complains_of_is_told(tmp_path, monkeypatch):
    (tmp_path / "mvn").write_text("#!/bin/sh\necho '[ERROR] Could not transfer artifact'\nexit 1\n")
    (tmp_path / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GraphUnavailable, match=r"Maven could not fetch Neo4j 0\.0\.1: .*Could not transfer artifact"):
        assembly.assemble(LANE, JAVA, tmp_path / "cache")


def test_a_disk_without_room_is_told_before_anything_is_fetched(tmp_path, maven, monkeypatch):
    calls = maven()
    monkeypatch.setattr(assembly, "ROOM_BYTES", 2**80)
    with pytest.raises(DiskFull, match="LINKAGE_CACHE"):
        assembly.assemble(LANE, JAVA, tmp_path / "cache")
    assert not calls.exists()


def test_a_cache_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GraphUnavailable, match="LINKAGE_CACHE"):
        assembly.assemble(LANES["5.26"], JAVA, tmp_path / "file")


def test_the_cache_is_what_is_given_then_the_variable_then_the_user_s(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LINKAGE_CACHE", raising=False)
    assert assembly.cache_folder() == Path("/home/somebody/.cache/linkage/neo4j")
    monkeypatch.setenv("LINKAGE_CACHE", "/var/cache/linkage")
    assert assembly.cache_folder() == Path("/var/cache/linkage/neo4j")
    assert assembly.cache_folder(tmp_path) == tmp_path / "neo4j"
