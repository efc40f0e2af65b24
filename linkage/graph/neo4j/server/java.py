"""The programs that a server needs: a Java of the right version, and Maven to fetch it with."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linkage.errors import ToolMissing
from linkage.graph.neo4j.server.lanes import Lane

JVM_FOLDERS: Final = (
    "/usr/lib/jvm/*/bin/java",
    "/usr/java/*/bin/java",
    "/opt/java/*/bin/java",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java",
)


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that can be run."""

    path: Path
    major: int


def find_java(lane: Lane) -> Java:
    """Return a Java that the lane runs on: JAVA_HOME's, else `java`'s, else one of the usual JVM folders.

    Raises:
        ToolMissing: none of them has a version that the lane runs on; the message says what was found.
    """
    seen: dict[Path, int] = {}
    for path in _candidates():
        real = path.resolve()
        if real in seen or not os.access(real, os.X_OK):
            continue
        seen[real] = major = _major(real)
        if lane.java_min <= major <= lane.java_max:
            return Java(real, major)
    wanted = f"Java {lane.java_min}" + (f" to {lane.java_max}" if lane.java_max > lane.java_min else "")
    found = f"found only Java {', '.join(str(major) for major in sorted(set(seen.values())))}" if seen else "found none"
    raise ToolMissing(
        f"Neo4j {lane.neo4j_version} needs {wanted} and this machine has none ({found}); "
        f"install a JDK {lane.java_min}, or set JAVA_HOME to one."
    )


def find_maven() -> Path:
    """Return Maven's command.

    Raises:
        ToolMissing: `mvn` is not on the PATH.
    """
    found = shutil.which("mvn")
    if found is None:
        raise ToolMissing("Maven fetches Neo4j the first time and is not installed; install it so that `mvn` runs.")
    return Path(found)


def _candidates() -> Iterator[Path]:
    home = os.environ.get("JAVA_HOME")
    if home:
        yield Path(home) / "bin" / "java"
    on_path = shutil.which("java")
    if on_path is not None:
        yield Path(on_path)
    for pattern in JVM_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


def parse_major(text: str) -> int:
    """Return the major version that `java -version` printed (8 for "1.8.0"); 0 when it printed none."""
    match = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(match.group(1)) if match else 0


def _major(java: Path) -> int:
    try:
        answer = subprocess.run(  # noqa: S603 - the path is an executable named java
            [java, "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    return parse_major(answer.stderr)
