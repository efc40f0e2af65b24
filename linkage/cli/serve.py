"""`linkage serve`: the HTTP API and the explorer."""

from typing import Annotated

import typer

from linkage.cli.options import examples
from linkage.cli.session import session
from linkage.own_server import reached

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
    """Serve the API and the explorer from the current run, until interrupted.

    The explorer is the page at /: campaigns, their reasons and members, accounts, and why two are linked. The API
    describes itself at /openapi.json. A later `linkage detect` is served at once, without a restart.

    It binds to loopback. Any other address needs a key of 16 characters or more in LINKAGE_API__KEY, which clients send
    as `Authorization: Bearer …` and the explorer asks for.
    """
    from linkage.api import serve as server

    words: dict[str, object] = {"host": host, "port": port}
    settings = session(context).settings(api={name: value for name, value in words.items() if value is not None})
    server.serve(reached(settings))
