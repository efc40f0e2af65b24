"""The command `linkage`: its global options, and a line for each command."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from linkage.cli import (
    campaigns,
    decisions,
    detect,
    doctor,
    evaluate,
    explain,
    export,
    load,
    neo4j,
    prune,
    queries,
    risk,
    serve,
    simulate,
    version,
)
from linkage.cli.options import examples
from linkage.cli.session import Session

_EXAMPLES = examples(
    "linkage load accounts.csv activity-*.parquet && linkage detect && linkage campaigns",
    "linkage explain ACCOUNT_A ACCOUNT_B --json",
    "linkage --graph bolt://127.0.0.1:7687 campaigns --band high",
)


def root(
    context: typer.Context,
    *,
    workspace: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of ledger and runs (default: linkage-workspace).", show_default=False),
    ] = None,
    graph: Annotated[
        str | None,
        typer.Option(
            metavar="URI", help="`embedded` (default), or Neo4j such as bolt://127.0.0.1:7687.", show_default=False
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing on stderr but errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Find the accounts of an LLM API that one party runs while pretending to be many, and say why.

    Data goes to stdout, talk to stderr. These options may also stand after the command.
    """
    if show_version:
        version.version()
        raise typer.Exit
    context.obj = Session(workspace=workspace, graph=graph, quiet=quiet, debug=debug)


class InReadingOrder(TyperGroup):
    """The commands in the order in which people meet them, not groups last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands: from data to answers, then what is around them."""
        first = ("load", "detect", "campaigns", "risk", "explain", "decisions", "export", "serve", "neo4j", "queries")
        return [*first, *(name for name in self.commands if name not in first)]


def command() -> TyperGroup:
    """Return the command with all its subcommands."""
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    app = typer.Typer(cls=InReadingOrder, rich_markup_mode=None, add_completion=False, context_settings=settings)
    app.callback(invoke_without_command=False, epilog=_EXAMPLES)(root)
    app.command(epilog=load.EXAMPLES)(load.load)
    app.command(epilog=detect.EXAMPLES)(detect.detect)
    app.add_typer(campaigns.application(), name="campaigns")
    app.command(epilog=risk.EXAMPLES)(risk.risk)
    app.command(epilog=explain.EXAMPLES)(explain.explain)
    app.add_typer(decisions.application(), name="decisions")
    app.command(epilog=export.EXAMPLES)(export.export)
    app.command(epilog=serve.EXAMPLES)(serve.serve)
    app.command(epilog=simulate.EXAMPLES)(simulate.simulate)
    app.command(epilog=evaluate.EXAMPLES)(evaluate.evaluate)
    app.add_typer(neo4j.application(), name="neo4j")
    app.add_typer(queries.application(), name="queries")
    app.command(epilog=prune.EXAMPLES)(prune.prune)
    app.command(epilog=doctor.EXAMPLES)(doctor.doctor)
    app.command(epilog=version.EXAMPLES)(version.version)
    made = typer.main.get_command(app)
    assert isinstance(made, TyperGroup)
    return made
