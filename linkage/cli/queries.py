"""`linkage queries`: what analysts ask a published graph, saved."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import Json, examples
from linkage.cli.session import opened_graph, session
from linkage.cli.show import minute, out, out_json, row, say, table
from linkage.own_server import reached

if TYPE_CHECKING:
    from linkage.graph.neo4j.saved import SavedQuery

_Name = Annotated[str, typer.Argument(metavar="QUERY", help="Its name, as `queries list` gives it.")]


def application() -> typer.Typer:
    """Return the commands on saved queries."""
    app = typer.Typer(help="List, show and run saved queries on a Neo4j graph.", rich_markup_mode=None)
    app.command("list", epilog=examples("linkage queries list"))(list_)
    app.command("show", epilog=examples("linkage queries show why_these_two"))(show)
    app.command(
        "run",
        epilog=examples(
            "linkage --graph neo4j queries run biggest_campaigns",
            "linkage --graph neo4j queries run why_these_two a=acct-17 b=acct-42 --json",
        ),
    )(run)
    return app


def list_(as_json: Json = False) -> None:
    """List the saved queries, what each asks and which parameters it takes, beside a limit."""
    from linkage.graph.neo4j.saved import saved_queries

    found = saved_queries()
    if as_json:
        out_json({"queries": [_described(query) for query in found]})
        return
    shown = table("query", "question", wide="question")
    for query in found:
        takes = ", ".join(one.name for one in query.parameters if one.name != "limit")
        row(shown, query.name, f"{query.question}{f' Takes {takes}.' if takes else ''}")
    out(shown)


def show(name: _Name, as_json: Json = False) -> None:
    """Show a saved query: question, parameters with an example, and Cypher to paste."""
    from linkage.graph.neo4j.saved import saved_query

    query = saved_query(name)
    if as_json:
        out_json(_described(query))
        return
    out(query.title, query.question, "")
    for one in query.parameters:
        out(f"    {one.name}  {one.takes}; such as {one.example}")
    sys.stdout.write(f"\n{query.text}\n")  # unwrapped, to be pasted


def run(
    context: typer.Context,
    name: _Name,
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE…", help="Its parameters.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a saved query on the Neo4j that --graph names; it can only read."""
    from linkage.errors import UsageError
    from linkage.graph.neo4j import saved

    query = saved.saved_query(name)
    asked = session(context)
    named = asked.settings()
    embedded = named.graph.uri == "embedded"
    given = saved.values(query, parameters or (), "neo4j" if embedded else named.graph.uri)
    if embedded:
        raise UsageError("Saved queries are Cypher; name a Neo4j: `linkage --graph neo4j queries run …`.")
    settings = reached(named)
    with opened_graph(asked):  # which says whose runs answer
        rows = saved.run(settings.graph, query, given)
    if not rows:
        for sentence in saved.unknown(settings.graph, query, given):
            say(sentence, quiet=asked.quiet)
    if as_json:
        out_json({"query": name, "rows": [dict(zip(query.returns, found, strict=True)) for found in rows]})
        return
    shown = table(*query.returns)
    for found in rows:
        row(shown, *map(_cell, found))
    for column in shown.columns:  # an id that is cut cannot be asked about, and one in two lines is hard to copy
        column.no_wrap = all(" " not in str(cell) for cell in column.cells)
        column.overflow = "fold"
    out(shown if rows else "No rows.")


def _described(query: "SavedQuery") -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "parameters": [
            {"name": one.name, "type": one.type, "takes": one.takes, "example": one.example} for one in query.parameters
        ],
        "returns": query.returns,
        "cypher": query.text,
    }


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return minute(int(value.timestamp()))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.4g}"
    return "–" if value is None else str(value)
