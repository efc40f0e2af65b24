"""What a server is told: its memory, its ports, and `neo4j.conf`. All of it pure but `total_memory_mb`."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linkage.errors import UsageError


@dataclass(frozen=True, slots=True)
class Memory:
    """What a server may use, in MB."""

    heap_mb: int
    page_cache_mb: int


@dataclass(frozen=True, slots=True)
class Browser:
    """What Neo4j Browser does after login."""

    post_connect: str
    """Commands of the Browser without their colons, such as `play http://127.0.0.1:8321/guide`, between semicolons."""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    """Hosts that the Browser may load guides and styles from."""

    @property
    def settings(self) -> dict[str, str]:
        """What `neo4j.conf` says of it; the Browser's page may reach these hosts, and nobody else."""
        reached = " ".join(f"{scheme}://{host}:*" for host in self.hosts for scheme in ("ws", "wss", "http", "https"))
        return {
            "browser.post_connect_cmd": self.post_connect,
            "browser.remote_content_hostname_whitelist": ",".join(self.hosts),
            "dbms.security.http_static_content_security_policy_header": "default-src 'self'; img-src 'self' data:; "
            "style-src 'self' 'unsafe-inline'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
            f"connect-src 'self' {reached}",
        }


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a server listens, on loopback."""

    bolt: int
    http: int | None
    """None when HTTP, and with it the Browser, is off."""


BOLT_PORT: Final = 7687
HTTP_PORT: Final = 7474


def total_memory_mb() -> int:
    """Return the memory of this machine, or of the container it is when that is less, in MB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            total = min(total, int(Path(name).read_text("ascii")))
        except (OSError, ValueError):  # no such limit, or `max`
            continue
    return total // 2**20


def memory(total_mb: int, heap_mb: int | None = None, page_cache_mb: int | None = None) -> Memory:
    """Return a server's share of `total_mb`: a sixth for the heap and a twelfth for the page cache, unless told.

    The heap stays within 512 and 8192 MB, the page cache within 128 and 8192 MB. 3 GB and 512 MB take a
    million accounts with ten million observations.

    Raises:
        UsageError: together they would take more than nine tenths of the machine, or less than can work.
    """
    chosen = Memory(
        heap_mb=heap_mb if heap_mb is not None else min(max(total_mb // 6, 512), 8192),
        page_cache_mb=page_cache_mb if page_cache_mb is not None else min(max(total_mb // 12, 128), 8192),
    )
    if chosen.heap_mb < 256 or chosen.page_cache_mb < 8:
        raise UsageError("A server needs a heap of at least 256 MB and a page cache of at least 8 MB; give it more.")
    if chosen.heap_mb + chosen.page_cache_mb > total_mb * 0.9:
        raise UsageError(
            f"A heap of {chosen.heap_mb} MB and a page cache of {chosen.page_cache_mb} MB do not fit into the "
            f"{total_mb} MB of this machine; ask for less."
        )
    return chosen


def configuration(home: Path, plugins: Path, ports: Ports, memory: Memory, browser: Browser | None = None) -> str:
    """Return the text of `neo4j.conf`: loopback only, authentication on, no reports to anybody."""
    values = {
        "server.directories.data": home / "data",
        "server.directories.logs": home / "logs",
        "server.directories.import": home / "import",
        "server.directories.run": home / "run",
        "server.directories.plugins": plugins,
        "server.default_listen_address": "127.0.0.1",
        "server.default_advertised_address": "127.0.0.1",
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{ports.bolt}",
        "server.bolt.advertised_address": f"127.0.0.1:{ports.bolt}",
        "server.https.enabled": "false",
        "server.http.enabled": "false" if ports.http is None else "true",
        "server.memory.heap.initial_size": f"{memory.heap_mb}m",
        "server.memory.heap.max_size": f"{memory.heap_mb}m",
        "server.memory.pagecache.size": f"{memory.page_cache_mb}m",
        "dbms.security.auth_enabled": "true",
        "dbms.security.procedures.unrestricted": "gds.*",
        "dbms.usage_report.enabled": "false",
        # Without these two, a new database takes 256 MB of disk each, and the first write waits for it.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "16m",
        # Else stopping waits 7 to 12 s for idle connections.
        "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
    }
    if ports.http is not None:
        values["server.http.listen_address"] = f"127.0.0.1:{ports.http}"
        values["server.http.advertised_address"] = f"127.0.0.1:{ports.http}"
        values["client.allow_telemetry"] = "false"
    if browser is not None:
        values |= browser.settings
    return "".join(f"{name}={value}\n" for name, value in values.items())


def tool_configuration(home: Path) -> str:
    """Return the text of `neo4j.conf` for offline tools in a home that no server was started in yet."""
    values = {
        "server.directories.data": home / "data",
        "server.directories.logs": home / "logs",
        "dbms.usage_report.enabled": "false",
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "16m",
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())
