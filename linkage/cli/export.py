"""`linkage export`: results as files for other tools."""

from typing import Annotated

import typer

from linkage.cli.options import examples
from linkage.cli.session import session

EXAMPLES = examples(
    "linkage export members --format csv > members.csv",
    "linkage export risk --format parquet --output risk.parquet",
)


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="members, risk, …", show_default=False)],
) -> None:
    """Write results of the current run for other tools."""
    session(context)
