"""The jars of a lane, fetched once by Maven into a cache and checked against the shipped list at each use.

An assembly is made aside and renamed when it is whole and every checksum is right, so a kill half-way
leaves at most a folder that the next assembly removes. A lock lets one process assemble at a time.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from typing import Final

from linkage.errors import DiskFull, GraphCorrupt, GraphUnavailable
from linkage.graph.neo4j.server.java import Java, find_java, find_maven
from linkage.graph.neo4j.server.lanes import Lane, lane_named
from linkage.graph.neo4j.server.locks import locked
from linkage.log import stage

ROOM_BYTES: Final = 600 * 2**20
"""Space that an assembly needs: its jars, and Maven's own copy of them."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that running a server takes: checked jars, and a Java for them."""

    lane: Lane
    java: Java
    assembly: Path
    """The folder with `lib` and `plugins`."""


def installation(lane: str, cache: Path | None = None) -> Installation:
    """Return the installation of the lane of that name, assembled when it is not there yet.

    Raises:
        UsageError: there is no such lane.
        ToolMissing: no Java that it runs on, or no Maven to fetch it with, is installed.
        DiskFull, GraphCorrupt, GraphUnavailable: as `assemble`.
    """
    chosen = lane_named(lane)
    java = find_java(chosen)
    return Installation(chosen, java, assemble(chosen, java, cache))


def cache_folder(cache: Path | None = None) -> Path:
    """Return where assemblies are kept: `cache`, else LINKAGE_CACHE, else `~/.cache/linkage`; in it, `neo4j`."""
    named = os.environ.get("LINKAGE_CACHE")
    if cache is None and named:
        cache = Path(named)
    if cache is None:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linkage"
    return cache.expanduser().absolute() / "neo4j"


def assemble(lane: Lane, java: Java, cache: Path | None = None) -> Path:
    """Return the folder with the lane's checked jars, in `lib` and `plugins`; fetched when it is not there.

    Safe to call from two processes at once, and to kill.

    Raises:
        ToolMissing: the jars must be fetched and Maven is not installed.
        DiskFull: the cache has no room.
        GraphUnavailable: Maven could not fetch them.
        GraphCorrupt: a jar is not the one that linkage was tested with.
    """
    folder = cache_folder(cache)
    target = folder / lane.neo4j_version
    if target.is_dir():
        verify(target, lane)
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / f"{lane.neo4j_version}.lock"):
            if not target.is_dir():
                _fetch(lane, java, target)
    except OSError as error:
        raise GraphUnavailable(
            f"The cache {folder} cannot be written ({error.strerror}); set LINKAGE_CACHE to a folder that can."
        ) from error
    verify(target, lane)
    return target


def verify(assembly: Path, lane: Lane) -> None:
    """Check that an assembly holds exactly the lane's jars.

    Raises:
        GraphCorrupt: a jar is missing, differs, or is not on the list; the message names it.
    """
    wanted = lane.checksums
    jars = (path for part in ("lib", "plugins") for path in (assembly / part).glob("*.jar"))
    found = {f"{path.parent.name}/{path.name}" for path in jars}
    for name in sorted(wanted.keys() | found):
        if name not in found:
            fault = "is missing"
        elif name not in wanted:
            fault = "does not belong there"
        elif _sha256(assembly / name) != wanted[name]:
            fault = "is not the file that linkage was tested with (its SHA-256 differs)"
        else:
            continue
        raise GraphCorrupt(f"{name} in {assembly} {fault}; find out why, remove that folder, and start again.")


def _fetch(lane: Lane, java: Java, target: Path) -> None:
    for leftover in target.parent.glob(f"{target.name}.partial-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if shutil.disk_usage(target.parent).free < ROOM_BYTES:
        raise DiskFull(f"Neo4j needs {ROOM_BYTES // 2**20} MB in {target.parent}; make room or set LINKAGE_CACHE.")
    maven = find_maven()
    # A name of its own: when this process is killed, its Maven may go on writing while the next one assembles.
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.partial-", dir=target.parent))
    with stage("neo4j.assembled", version=lane.neo4j_version), as_file(lane.pom) as pom:
        # Maven runs on the Java that the server will run on: it may be the only one that is new enough.
        answer = subprocess.run(  # noqa: S603 - arguments are ours
            [maven, "-q", "-B", "-f", pom, f"-Dassembly={partial}", "generate-resources"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "JAVA_HOME": str(java.path.parent.parent)},
        )
    if answer.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        said = answer.stdout + answer.stderr
        if "No space left" in said:
            raise DiskFull("The disk is full where Maven keeps its files or the cache is; make room and start again.")
        reason = next((line for line in said.splitlines() if "ERROR" in line), "it said nothing")
        raise GraphUnavailable(f"Maven could not fetch Neo4j {lane.neo4j_version}: {reason.strip()[:300]}")
    verify(partial, lane)
    partial.rename(target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
