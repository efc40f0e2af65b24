"""`linkage serve`: the HTTP API."""

import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import examples
from linkage.cli.own_server import reached
from linkage.cli.session import session
from linkage.cli.show import say
from linkage.errors import RunNotFound, SettingsError, UsageError

if TYPE_CHECKING:
    from linkage.graph.interface import Graph

EXAMPLES = examples(
    "linkage serve",
    "linkage serve --port 9000",
    "LINKAGE_API__KEY=… linkage serve --host 0.0.0.0",
)


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to bind (default: 127.0.0.1).", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="PORT",
            help="Port to bind (default: 8321); 0 picks a free one.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve the API from the current run, until interrupted.

    It binds to loopback. Any other address needs a key of 16 characters or more in LINKAGE_API__KEY, which clients
    send as `Authorization: Bearer …`. A later `linkage detect` is served at once, without a restart. The API describes
    itself at /docs.
    """
    import uvicorn

    from linkage.api.app import create_app
    from linkage.graph import open_graph

    asked = session(context)
    words: dict[str, object] = {"host": host, "port": port}
    settings = asked.settings(api={name: value for name, value in words.items() if value is not None})
    api = settings.api
    if api.key is None and not is_loopback(api.host):
        raise SettingsError(f"Serving on {api.host} lets others in, so it needs a key: set LINKAGE_API__KEY.")
    graph = open_graph(reached(settings))
    try:
        with bound(api.host, api.port) as listening:
            address, number = listening.getsockname()[:2]
            say(
                f"Serving {run_in_words(graph)} on http://{_in_url(address)}:{number} (Ctrl-C stops).",
                quiet=asked.quiet,
            )
            config = uvicorn.Config(create_app(graph, api), log_level="warning", access_log=False)
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        graph.close()


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        UsageError: the port is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"{host}, port {port}, cannot be served ({error.strerror}); choose another with --host or --port."
        ) from None


def run_in_words(graph: "Graph") -> str:
    """Return which run the graph serves, or that there is none yet."""
    try:
        return f"run {graph.run().run}"
    except RunNotFound:
        return "no run yet (`linkage detect` makes one)"


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address
