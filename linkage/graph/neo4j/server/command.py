"""The command lines of a server and of its offline tools."""

import os
from pathlib import Path
from typing import Final

from linkage.graph.neo4j.server.configuration import Memory
from linkage.graph.neo4j.server.java import Java
from linkage.graph.neo4j.server.lanes import Lane

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


def server_command(java: Java, lane: Lane, assembly: Path, home: Path, memory: Memory) -> list[str]:
    """Return the command that runs a server in the foreground."""
    return [
        str(java.path),
        f"-Xms{memory.heap_mb}m",
        f"-Xmx{memory.heap_mb}m",
        # A server that has run out of heap answers wrongly or not at all: it ends instead, and says so.
        "-XX:+ExitOnOutOfMemoryError",
        *JAVA_OPTIONS,
        *lane.java_options,
        "-cp",
        f"{assembly}/plugins/*:{home}/conf:{assembly}/lib/*",
        lane.main_class,
        f"--home-dir={home}",
        f"--config-dir={home}/conf",
        "--console-mode",
    ]


def admin_command(java: Java, lane: Lane, assembly: Path, home: Path, heap_mb: int) -> list[str]:
    """Return the command of the offline tools, to which their arguments are added."""
    return [
        str(java.path),
        f"-Xmx{heap_mb}m",
        *JAVA_OPTIONS,
        *lane.java_options,
        "-cp",
        f"{assembly}/plugins/*:{home}/conf:{assembly}/lib/*",
        "org.neo4j.cli.AdminTool",
    ]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a server and its tools: this process's, with the home, and none of its Java options."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "LINKAGE_"))}
    return {**kept, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
