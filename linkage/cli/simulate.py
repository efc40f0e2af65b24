"""`linkage simulate`: a world with known truth."""

from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.options import Json, examples
from linkage.cli.session import session

EXAMPLES = examples(
    "linkage simulate world --scenario demo",
    "linkage simulate world --accounts 20000 --days 30 --seed 7",
)


def simulate(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Write a simulated world: accounts and activity to load, and apart from them the truth."""
    session(context)
