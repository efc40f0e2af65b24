"""`linkage detect`: from the ledger to a run."""

import typer

from linkage.cli.options import Json, examples
from linkage.cli.session import session

EXAMPLES = examples(
    "linkage detect",
    "linkage detect --json",
    "linkage --graph bolt://127.0.0.1:7687 detect",
)


def detect(context: typer.Context, as_json: Json = False) -> None:
    """Find campaigns in everything that was loaded, and make the result the run that is served.

    The same ledger, settings and seed give the same result. When it fails, the run before it stays in place. With a
    Neo4j graph, the run is also published there.
    """
    session(context)
