"""Start, stop and ask after a server."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from linkage.errors import GraphDenied, GraphTimeout, GraphUnavailable, GraphUnreachable, LinkageError, UsageError
from linkage.graph.neo4j.server import ports, probe, store
from linkage.graph.neo4j.server.assembly import Installation, installation
from linkage.graph.neo4j.server.command import SHORT_LIVED, environment, server_command
from linkage.graph.neo4j.server.configuration import (
    BOLT_PORT,
    HTTP_PORT,
    Browser,
    Ports,
    configuration,
    memory,
    total_memory_mb,
)
from linkage.graph.neo4j.server.failure import failure, tail, unusable
from linkage.graph.neo4j.server.home import USER, Home, Record
from linkage.graph.neo4j.server.lanes import lane_named
from linkage.graph.neo4j.server.locks import locked
from linkage.graph.neo4j.server.offline import run_tool
from linkage.graph.neo4j.server.process import Process, end, is_running, spawn
from linkage.log import stage
from linkage.settings import GraphSettings


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """A server, or where one could run."""

    running: bool
    pid: int | None
    uri: str | None
    http_uri: str | None
    home: Path
    version: str | None
    gds_version: str | None
    password_file: Path
    user: str = USER


def status(home: Path) -> ServerStatus:
    """Return whether a server runs in that home, and how to reach it."""
    place = Home(home.expanduser().absolute())
    record = place.record()
    if record is None or record.process is None or not is_running(record.process):
        return ServerStatus(False, None, None, None, place.path, None, None, place.password_file)
    return _status(place, record)


def start(
    home: Path,
    *,
    heap_mb: int | None = None,
    page_cache_mb: int | None = None,
    bolt_port: int | None = None,
    http: bool = False,
    http_port: int | None = None,
    browser: Browser | None = None,
    java_options: Sequence[str] = (),
    lane: str | None = None,
    cache: Path | None = None,
    timeout_seconds: float = 180.0,
) -> ServerStatus:
    """Return a server that answers and can run Graph Data Science; one that already runs in that home is left as it is.

    Args:
        home: Folder of its data; made when it is not there.
        heap_mb: Heap; None takes a sixth of the machine's memory.
        page_cache_mb: Page cache; None takes a twelfth.
        bolt_port: Port on loopback; None takes 7687, or any free one when that is taken; 0 any free one.
        http: Whether it serves HTTP, and with it Neo4j Browser.
        http_port: The same as `bolt_port`, for 7474.
        browser: What Neo4j Browser does after login; with it, HTTP is served.
        java_options: More options for its Java; `SHORT_LIVED` for a server that runs for minutes.
        lane: One of `LANES`; None takes that of the home's data, or the usual one.
        cache: Where assembled servers are kept; None takes LINKAGE_CACHE or `~/.cache/linkage`.
        timeout_seconds: How long to wait for its first answer.

    Raises:
        ToolMissing: Java or Maven is missing.
        UsageError: a port is taken, the memory does not fit, the home belongs to another lane or is a folder of
            something else, or a port, HTTP or `browser` is asked of a server that runs without it.
        DiskFull, GraphCorrupt, GraphDenied, GraphUnavailable: it cannot be assembled or started.
    """
    place = Home(home.expanduser().absolute())
    share = memory(total_memory_mb(), heap_mb, page_cache_mb)
    place.lane(lane)  # a home that would be of no use is not made
    try:
        place.make()
        with locked(place.lock), stage("neo4j.started") as facts:
            record = place.record()
            if record is None or record.process is None or not is_running(record.process):
                store.settle(place)
                installed = installation(place.lane(lane), cache)
                before = record.ports if record is not None else Ports(BOLT_PORT, HTTP_PORT)
                where = Ports(
                    ports.choose(bolt_port, before.bolt),
                    ports.choose(http_port, before.http or HTTP_PORT) if http or browser is not None else None,
                )
                text = configuration(place.path, installed.assembly / "plugins", where, share, browser)
                (place.conf / "neo4j.conf").write_text(text, "utf-8")
                record = _launch(place, installed, where, server_command(installed, place.path, share, java_options))
            else:
                _check_ports(record, place, bolt_port, http_port, http)
                if browser is not None:
                    _check_browser(place, browser)
            if not record.ready:
                record = _wait(place, record, timeout_seconds)
            facts |= {"lane": record.lane, "port": record.ports.bolt}
    except OSError as error:
        raise unusable(place.path, error) from error
    return _status(place, record)


def stop(home: Path, *, patience_seconds: float = 60.0) -> ServerStatus:
    """Return the status after the server in that home has ended; does nothing when none runs.

    It is asked to end, and killed after `patience_seconds`; what it has acknowledged is on disk either way.
    """
    place = Home(home.expanduser().absolute())
    if place.record() is not None:
        with locked(place.lock):
            record = place.record()
            if record is not None and record.process is not None:
                end(record.process, patience_seconds)
                if is_running(record.process):
                    raise GraphUnavailable(f"Process {record.process.pid} does not end; look why, then stop again.")
                place.write_record(replace(record, process=None, ready=False))
    return status(place.path)


def _check_ports(record: Record, place: Home, bolt_port: int | None, http_port: int | None, http: bool) -> None:
    """Raise UsageError where a running server has other ports than it is asked for, or none for HTTP."""
    again = "stop it with `linkage neo4j stop`, then start it again."
    for what, asked, taken in (("port", bolt_port, record.ports.bolt), ("HTTP port", http_port, record.ports.http)):
        if asked not in (None, 0, taken) and taken is not None:
            raise UsageError(
                f"The server in {place.path} runs already, with the {what} {taken} and not {asked}; {again}"
            )
    if http and record.ports.http is None:
        raise UsageError(f"The server in {place.path} runs already, and serves no HTTP; {again}")


def _check_browser(place: Home, browser: Browser) -> None:
    told = (place.conf / "neo4j.conf").read_text("utf-8").splitlines()
    if not {f"{name}={value}" for name, value in browser.settings.items()} <= set(told):
        raise UsageError(
            f"The server in {place.path} runs with no Neo4j Browser, or with one that is told something else; stop it "
            "with `linkage neo4j stop`, then start it again."
        )


def _launch(place: Home, installed: Installation, where: Ports, command: Sequence[str]) -> Record:
    if place.has_data:
        place.password()
    else:
        _set_password(place, installed)
    place.console.unlink(missing_ok=True)
    record = Record(installed.lane.name, where, None)

    def noted(process: Process) -> None:
        place.write_record(replace(record, process=process))

    return replace(record, process=spawn(command, environment(place.path), place.console, noted))


def _set_password(place: Home, installed: Installation) -> None:
    """Give a server that has never run its password, through a file: a command line can be read by other users."""
    password = place.make_password()
    arguments = place.path / "run" / "password.args"
    arguments.unlink(missing_ok=True)
    arguments.touch(mode=0o600)
    try:
        arguments.write_text(f"dbms\nset-initial-password\n{password}\n", "utf-8")
        answer = run_tool(installed, place, (f"@{arguments}",), java_options=SHORT_LIVED)
    finally:
        arguments.unlink()
    if answer.returncode != 0:
        place.console.write_text(answer.output.replace(password, "…"), "utf-8")
        raise failure(answer.output, place.console)


def _wait(place: Home, record: Record, timeout_seconds: float) -> Record:
    """Return the record once the server answers; a server that does not in time is ended."""
    assert record.process is not None
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        if not is_running(record.process):
            place.write_record(replace(record, process=None))
            raise failure(tail(place.console), place.console)
        # Until it says so, whoever answers at its port may be a server that took it a moment earlier.
        if "Bolt enabled" in tail(place.console, 2**20) and (version := _ask(place, record)):
            record = replace(record, ready=True, gds_version=version)
            place.write_record(record)
            return record
        time.sleep(0.1)
    late = f"Neo4j did not answer within {timeout_seconds:.0f} s; give it more time or look into {place.console}."
    raise _give_up(place, record, GraphUnavailable(late))


def _ask(place: Home, record: Record) -> str | None:
    """Return the version of Graph Data Science; None when the server does not answer yet."""
    try:
        password = SecretStr(place.password())
        return probe.gds_version(GraphSettings(uri=_uri(record), user=USER, password=password, timeout_seconds=10))
    except (GraphUnreachable, GraphTimeout):  # on a busy machine the first answer may take longer than it is given
        return None
    except GraphDenied:
        denied = f"The server refuses the password in {place.password_file}; put the right one back there."
        raise _give_up(place, record, GraphDenied(denied)) from None
    except LinkageError as error:
        raise _give_up(place, record, error) from None


def _give_up(place: Home, record: Record, error: LinkageError) -> LinkageError:
    assert record.process is not None
    end(record.process, 20.0)
    place.write_record(replace(record, process=None))
    return error


def _uri(record: Record) -> str:
    return f"bolt://127.0.0.1:{record.ports.bolt}"


def _status(place: Home, record: Record) -> ServerStatus:
    assert record.process is not None
    return ServerStatus(
        running=True,
        pid=record.process.pid,
        uri=_uri(record),
        http_uri=None if record.ports.http is None else f"http://127.0.0.1:{record.ports.http}",
        home=place.path,
        version=lane_named(record.lane).neo4j_version,
        gds_version=record.gds_version or None,
        password_file=place.password_file,
    )
