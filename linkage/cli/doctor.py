"""`linkage doctor`: is everything in order?"""

import typer

from linkage.cli.options import Json, examples
from linkage.cli.session import session

EXAMPLES = examples("linkage doctor")


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Check the workspace, the key, the manifest, the current run and the graph, and say how to mend what is wrong."""
    session(context)
