"""`linkage export`: results as files for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from linkage.cli.files import write_file, write_stdout
from linkage.cli.options import examples, one_of
from linkage.cli.session import Session, opened_graph, say_if_outdated, session
from linkage.cli.show import say
from linkage.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    from linkage.export.tables import Format

EXAMPLES = examples(
    "linkage export members --format csv > members.csv",
    "linkage export risk --format parquet --output risk.parquet",
    "linkage export graph --campaign ID --format graphml --output campaign.graphml",
)
GRAPH = "graph"
FORMS_OF_GRAPH = ("graphml", "json")
ENDINGS = {".csv": "csv", ".parquet": "parquet", ".graphml": "graphml"} | dict.fromkeys(
    (".json", ".ndjson", ".jsonl"), "json"
)
"""What a file is by the end of its name."""
OPTIONS_OF = {"min_band": "members", "campaign": GRAPH, "max_nodes": GRAPH}
"""What an option is for, where it is for one thing alone."""


def export(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="members, risk, campaigns, joins, reasons, infrastructure, lineage, timeline, links or graph.",
            show_default=False,
        ),
    ],
    *,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="F",
            help="csv, parquet or json; graphml or json for graph (default: by the ending of FILE, or else the first).",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    min_band: Annotated[
        str, typer.Option(metavar="BAND", help="For members: least band; below medium also what is not asserted.")
    ] = "medium",
    campaign: Annotated[
        str | None, typer.Option(metavar="ID", help="For graph: which campaign.", show_default=False)
    ] = None,
    max_nodes: Annotated[int, typer.Option(min=10, metavar="N", help="For graph: most nodes.")] = 2_000,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File (default: stdout).", show_default=False)
    ] = None,
) -> None:
    """Write results of the current run as CSV, Parquet, JSON lines or GraphML.

    `members` are those of campaigns whom linkage stands by (band medium and above, of the account too): account_id,
    campaign_id, strength, score, decision. The last is what people said of the campaign, `confirmed` or `rejected`, or
    empty; those of rejected campaigns are there too. `campaigns` ends with it as well. `risk` is account_id, score,
    band of all accounts. `graph` is one campaign with the identifiers that its accounts share. Moments are UTC.

    In CSV a text that begins with = + - or @, an id too, gets an apostrophe in front, so that no spreadsheet runs it
    as a formula. Parquet and JSON keep every text as it is: join by ids from those.
    """
    asked = session(context)
    _refuse_idle_options(context, what)
    wanted = _form(what, form or ("json" if as_json else None), output)
    if what == GRAPH:
        chosen = one_of("--format", wanted or FORMS_OF_GRAPH[0], FORMS_OF_GRAPH)
        content = graph(asked, campaign, max_nodes, chosen)
    else:
        content = rows(asked, what, min_band, wanted or "csv")
    write(content, output)
    if output is not None:
        say(f"Wrote {output}, {len(content):,} bytes.", quiet=asked.quiet)


def rows(asked: Session, what: str, min_band: str, form: str) -> bytes:
    """Return a table of the workspace's current run as a file's content."""
    from linkage import runs
    from linkage.export import DECIDED, FORMATS, TABLES, encoded, members, with_decisions
    from linkage.findings import BANDS
    from linkage.graph.decisions import on_campaigns
    from linkage.graph.embedded import current_run
    from linkage.graph.opening import decided
    from linkage.ledger import Workspace
    from linkage.own_server import reached

    one_of("WHAT", what, (*TABLES, GRAPH))
    one_of("--format", form, FORMATS)
    one_of("--min-band", min_band, BANDS)
    settings = asked.settings()
    findings = runs.load_findings(current_run(Workspace.open(settings.workspace)))
    say_if_outdated(asked, settings)
    table = members(findings, min_band) if what == "members" else TABLES[what](findings)
    if what in DECIDED:
        decisions = decided(reached(settings), unread=lambda told: say(told, quiet=asked.quiet))
        table = with_decisions(table, on_campaigns(decisions))
    return encoded(table, cast("Format", form))


def graph(asked: Session, campaign: str | None, max_nodes: int, form: str) -> bytes:
    """Return a campaign's subgraph as a file's content."""
    from linkage.cli.values import as_json
    from linkage.export import graphml

    if campaign is None:
        raise UsageError("Say which campaign: `linkage export graph --campaign ID`.")
    with opened_graph(asked) as opened:
        subgraph = opened.subgraph(campaign, max_nodes)
    if subgraph.cut:
        say(subgraph.cut, quiet=asked.quiet)
    return as_json(subgraph).encode() if form == "json" else graphml(subgraph)


def write(content: bytes, output: Path | None) -> None:
    """Write to a file, whole or not at all, or to stdout.

    Raises:
        WorkspaceError: the file cannot be written.
    """
    if output is None:
        write_stdout(content)
        return
    try:
        write_file(output, content)
    except OSError as error:
        raise WorkspaceError(f"{output} cannot be written ({error.strerror}); name another file.") from None


def _form(what: str, given: str | None, output: Path | None) -> str | None:
    """Return the format that is given, or else that which the name of the output promises, if it promises one.

    Raises:
        UsageError: the two differ, or it has no such format.
    """
    from linkage.export import FORMATS

    promised = None if output is None else ENDINGS.get(output.suffix.lower())
    taken = FORMS_OF_GRAPH if what == GRAPH else FORMATS
    if given is None and promised not in (None, *taken):
        raise UsageError(f"{output} is called as {promised} is, and {what} is written as {' or '.join(taken)}.")
    if given is not None and promised not in (None, given):
        raise UsageError(
            f"{output} is not called as {given} is; give the file another ending, or leave the format out."
        )
    return given or promised


def _refuse_idle_options(context: typer.Context, what: str) -> None:
    """Refuse an option that says nothing of what is exported: who gave it expects less than would come out."""
    for name, of in OPTIONS_OF.items():
        given = context.get_parameter_source(name)
        if what != of and given is not None and given.name == "COMMANDLINE":
            raise UsageError(f"--{name.replace('_', '-')} is for `export {of}`; leave it out for {what}.")
