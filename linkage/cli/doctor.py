"""`linkage doctor`: is everything in order?"""

from dataclasses import replace
from typing import Annotated

import typer

from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, row, table, visible
from linkage.errors import EXIT_DONE

EXAMPLES = examples("linkage doctor", "linkage --graph neo4j doctor --sample 5000", "linkage doctor --json")


def doctor(
    context: typer.Context,
    *,
    sample: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="Accounts, identifiers and campaigns compared to the last property."),
    ] = 1_000,
    as_json: Json = False,
) -> None:
    """Check workspace, key, ledger, current run and graph.

    Reads every part of the ledger and compares it with what was entered, and the current run with the ledger. With a
    Neo4j graph, all nodes and relationships are counted, and a sample is compared with the run. Says of each thing what
    was found, and how to mend what is wrong; the exit code is that of the first thing that is.
    """
    from linkage.checking import look

    asked = session(context)
    settings = asked.settings()
    with working("Looking", quiet=asked.quiet):
        found = look(settings, sample)
    checks = [replace(check, detail=asked.pasteable(visible(check.detail))) for check in found]
    if as_json:
        out_json({"checks": checks})
    else:
        shown = table("look at", "state", "finding", wide="finding")
        for check in checks:
            row(shown, check.name, check.state, check.detail)
        out(shown)
    worst = next((check.exit_code for check in checks if check.state == "wrong"), EXIT_DONE)
    if worst:
        raise typer.Exit(worst)
