"""`linkage neo4j`: a real server, assembled and run on this machine."""

import typer

from linkage.cli.options import Json, examples
from linkage.cli.session import session


def application() -> typer.Typer:
    """Return the commands on the server."""
    app = typer.Typer(help="Run a Neo4j with Graph Data Science on this machine.", rich_markup_mode=None)
    app.command("start", epilog=examples("linkage neo4j start"))(start)
    return app


def start(context: typer.Context, as_json: Json = False) -> None:
    """Assemble Neo4j Community and GDS if they are not there yet, start them, and wait until they answer."""
    session(context)
