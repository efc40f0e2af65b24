"""The command lines of a server and of its offline tools."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from linkage.graph.neo4j.server.assembly import Installation
from linkage.graph.neo4j.server.configuration import Memory

JAVA_OPTIONS: Final = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
    "-Djol.skipHotspotSAAttach=true",
    "-Dfile.encoding=UTF-8",
)


SHORT_LIVED: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options for a Java that runs for seconds: half the processor time to start, at less speed later."""

THROUGHPUT: Final = (
    "-XX:+UseParallelGC",
    *(("-XX:+UseTransparentHugePages",) if sys.platform == "linux" else ()),
)
"""Options of a server with a heap of up to `_SMALL_HEAP_MB`. Publishing leaves behind young garbage in great amounts,
which this collector clears away in a fifth of the time that the usual one takes, with pauses that a small heap keeps
short. Large pages, where the system has them, save up to a fifth of its processor time."""
_SMALL_HEAP_MB: Final = 4096


def server_command(installed: Installation, home: Path, memory: Memory, java_options: Sequence[str] = ()) -> list[str]:
    """Return the command that runs a server in the foreground."""
    return [
        str(installed.java.path),
        f"-Xms{memory.heap_mb}m",
        f"-Xmx{memory.heap_mb}m",
        # A server that has run out of heap answers wrongly or not at all: it ends instead, and says so.
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={home}/logs/java-crash-%p.log",
        *(java_options or (THROUGHPUT if memory.heap_mb <= _SMALL_HEAP_MB else ())),
        *_options(installed, home),
        installed.lane.main_class,
        f"--home-dir={home}",
        f"--config-dir={home}/conf",
        "--console-mode",
    ]


def admin_command(installed: Installation, home: Path, heap_mb: int, java_options: Sequence[str] = ()) -> list[str]:
    """Return the command of the offline tools, to which their arguments are added."""
    java = [str(installed.java.path), f"-Xmx{heap_mb}m", *java_options]
    return [*java, *_options(installed, home), "org.neo4j.cli.AdminTool"]


def _options(installed: Installation, home: Path) -> list[str]:
    path = f"{installed.assembly}/plugins/*:{home}/conf:{installed.assembly}/lib/*"
    return [*JAVA_OPTIONS, *installed.lane.java_options, "-cp", path]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a server and its tools: this process's with the home, without settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "LINKAGE_"))}
    return {**kept, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
