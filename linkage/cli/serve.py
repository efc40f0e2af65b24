"""`linkage serve`: the HTTP API."""

from typing import Annotated

import typer

from linkage.cli.options import examples
from linkage.cli.session import session

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
        typer.Option(min=0, max=65535, metavar="PORT", help="Port to bind (default: 8321).", show_default=False),
    ] = None,
) -> None:
    """Serve the API from the current run, until interrupted.

    It binds to loopback. Any other address needs a key in LINKAGE_API__KEY, which clients send as
    `Authorization: Bearer …`. The description of the API is at /docs.
    """
    session(context)
