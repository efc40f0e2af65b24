"""`linkage neo4j`: a real server, assembled and run on this machine."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.neo4j_import import EXAMPLES, import_command
from linkage.cli.options import Json, Replace, examples
from linkage.cli.session import Session, session
from linkage.cli.show import out, out_json, say
from linkage.own_server import home_of, reached

if TYPE_CHECKING:
    from linkage.graph.neo4j.server import ServerStatus

_Home = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", help="The server's folder (default: neo4j in the workspace).", show_default=False
    ),
]


def application() -> typer.Typer:
    """Return the commands on the server."""
    app = typer.Typer(help="Run a Neo4j with Graph Data Science on this machine.", rich_markup_mode=None)
    app.command("start", epilog=examples("linkage neo4j start", "linkage neo4j start --browser --heap-mb 3000"))(start)
    app.command("stop", epilog=examples("linkage neo4j stop"))(stop)
    app.command("status", epilog=examples("linkage neo4j status", "linkage neo4j status --json"))(status)
    app.command(
        "publish",
        epilog=examples("linkage --graph neo4j neo4j publish", "linkage --graph bolt://127.0.0.1:7687 neo4j publish"),
    )(publish)
    app.command("import", epilog=EXAMPLES)(import_command)
    app.command("backup", epilog=examples("linkage neo4j stop && linkage neo4j backup neo4j.dump"))(backup)
    app.command("restore", epilog=examples("linkage neo4j restore neo4j.dump && linkage neo4j start"))(restore)
    app.command("undo", epilog=examples("linkage neo4j stop && linkage neo4j undo && linkage neo4j start"))(undo)
    return app


def start(
    context: typer.Context,
    *,
    home: _Home = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Bolt port (default: 7687, or a free one).", show_default=False)
    ] = None,
    http: Annotated[bool, typer.Option("--http", help="Serve HTTP too, for Neo4j Browser.")] = False,
    browser: Annotated[
        bool, typer.Option("--browser", help="Serve Neo4j Browser with our colours and guide for analysts.")
    ] = False,
    heap_mb: Annotated[
        int | None, typer.Option(min=256, metavar="MB", help="Heap (default: a sixth of memory).", show_default=False)
    ] = None,
    page_cache_mb: Annotated[
        int | None,
        typer.Option(min=8, metavar="MB", help="Page cache (default: a twelfth of memory).", show_default=False),
    ] = None,
    lane: Annotated[
        str | None,
        typer.Option(
            metavar="LANE",
            help="5.26 (Java 17 to 21) or 2026 (Java 25) (default: that of the home's data, or 5.26).",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Start Neo4j Community with GDS and wait until it answers.

    The first time it is assembled from Maven Central (about a minute, 130 MB, into ~/.cache/linkage or LINKAGE_CACHE),
    each file checked against its known digest. It listens on loopback only, with a generated password in a file that
    only you can read; `--graph neo4j` finds both. Needs the Java of its lane and, to assemble, Maven.

    With --browser, whoever logs in to Neo4j Browser finds campaigns drawn in colour, and a guide that `linkage serve`
    has to be running for. Community has no roles: whoever logs in can write.
    """
    from linkage.graph.neo4j import server
    from linkage.graph.neo4j.browser import api_address, welcome

    asked = session(context)
    settings = asked.settings()
    where = home or home_of(settings)
    said = "Starting Neo4j; the first time it is assembled, which takes a minute or two."
    before = server.status(where)
    say(f"Neo4j runs already, at {before.uri}." if before.running else said, quiet=asked.quiet)
    _print(
        server.start(
            where,
            heap_mb=heap_mb,
            page_cache_mb=page_cache_mb,
            bolt_port=port,
            http=http,
            browser=welcome(api_address(settings.api)) if browser else None,
            lane=lane,
        ),
        asked,
        home,
        as_json,
    )
    if browser:
        say("The guide in Neo4j Browser comes from `linkage serve`; let it run beside this.", quiet=asked.quiet)


def stop(context: typer.Context, home: _Home = None, as_json: Json = False) -> None:
    """Stop the server; what it has acknowledged is on disk."""
    from linkage.graph.neo4j import server

    asked = session(context)
    where = home or home_of(asked.settings())
    before, found = server.status(where), server.stop(where)
    if before.running and not found.running and not as_json:
        out(asked.pasteable(f"The server in {found.home} has stopped; `linkage neo4j start` starts it again.", home))
    else:
        _print(found, asked, home, as_json)


def status(context: typer.Context, home: _Home = None, as_json: Json = False) -> None:
    """Say whether the server runs, and how to reach it. When none runs, the exit code is 5."""
    from linkage.errors import GraphUnreachable, outcome
    from linkage.graph.neo4j import server

    asked = session(context)
    found = server.status(home or home_of(asked.settings()))
    _print(found, asked, home, as_json)
    if not found.running:
        raise typer.Exit(outcome(GraphUnreachable()).exit_code)


def _print(status: "ServerStatus", asked: Session, home: Path | None, as_json: bool) -> None:
    if as_json:
        out_json(status)
    elif status.running:
        starting = f"Neo4j {status.version} is starting at {status.uri}; `linkage neo4j start` waits until it answers"
        out(
            f"Neo4j {status.version} with GDS {status.gds_version} answers at {status.uri}"
            if status.gds_version
            else asked.pasteable(starting, home),
            *([f"Neo4j Browser   {status.http_uri}/browser/"] if status.http_uri else []),
            f"user            {status.user}",
            f"password        in {status.password_file}",
            f"home            {status.home}",
            "linkage finds it as --graph neo4j"
            if home is None
            else f"linkage finds it as --graph {status.uri} with its password in LINKAGE_GRAPH__PASSWORD",
        )
    else:
        told = f"No server runs in {status.home}; `linkage neo4j start` starts one."
        out(asked.pasteable(told, home))


_File = Annotated[Path, typer.Argument(metavar="FILE", help="The dump.", show_default=False)]


def backup(
    context: typer.Context,
    file: _File,
    *,
    home: _Home = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it is there already.")] = False,
    as_json: Json = False,
) -> None:
    """Write the whole database of the stopped server into one file, whole or not at all, that only you can read.

    This is what keeps the decisions that analysts wrote down through the graph; those that they wrote down without it
    are in the workspace, in `decisions.sqlite`, are kept with that, and are in the database once a run is published.
    """
    from linkage.cli.progress import working
    from linkage.graph.neo4j import server

    asked = session(context)
    where = home or home_of(asked.settings())
    written = server.dump(where, file, force=force, doing=partial(working, "Backing up", quiet=asked.quiet))
    if as_json:
        out_json({"file": written, "bytes": written.stat().st_size})
    else:
        out(f"{written} holds the database, {written.stat().st_size:,} bytes.")


def restore(
    context: typer.Context,
    file: _File,
    home: _Home = None,
    lane: Annotated[
        str | None,
        typer.Option(
            metavar="LANE", help="5.26 or 2026 (default: that of the home's data, or 5.26).", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Put a dumped database in place of the stopped server's, once it has passed its check.

    When loading or checking fails, the database is the one before. What it replaced stays on the disk until the next
    import or restore; `linkage neo4j undo` brings it back, and `linkage neo4j undo --forget` deletes it.
    """
    from linkage.cli.progress import working
    from linkage.graph.neo4j import server

    asked = session(context)
    where = home or home_of(asked.settings())
    server.restore(where, file, lane=lane, doing=partial(working, "Restoring and checking", quiet=asked.quiet))
    if as_json:
        out_json({"home": where, "restored": file})
    else:
        told = f"The database in {where} is the one of {file}; `linkage neo4j start` serves it."
        out(asked.pasteable(told, home))


_SERVED = ("restored one", "one from before the restore")


def undo(
    context: typer.Context,
    *,
    home: _Home = None,
    forget: Annotated[bool, typer.Option("--forget", help="Delete it instead.")] = False,
    as_json: Json = False,
) -> None:
    """Put the database that the last restore replaced back in the stopped server's place.

    The two change places, so once more brings the restored one back.
    """
    from linkage.graph.neo4j import server

    asked = session(context)
    where = home or home_of(asked.settings())
    which = None
    if forget:
        server.forget_previous(where)
    else:
        which = server.bring_back(where)
    if as_json:
        out_json({"home": where, "forgotten": forget, "served": which})
    elif which is None:
        out(f"The database in {where} is the only one there now.")
    else:
        here, other = _SERVED if which == "restored" else _SERVED[::-1]
        told = (
            f"The database in {where} is the {here} again; `linkage neo4j start` serves it, and `linkage neo4j undo` "
            f"brings the {other} back."
        )
        out(asked.pasteable(told, home))


def publish(
    context: typer.Context,
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Write all of it even when it is there: mends what somebody changed.")
    ] = False,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Put the current run into the graph; publishing it again changes nothing.

    Killed at any moment, the next one completes it. Until all of it is there, the run before is served with all that it
    concluded; accounts and what they use are shared by both, and may already be newer. Two at once: one waits a few
    seconds, then says so.

    What others add stays: nodes, relationships, and properties and labels of their own on what linkage wrote. Of an
    account, organisation, identifier or campaign that is no more its name stays, while a relationship of theirs leads
    to it. Accounts and uses that were published are linkage's: what others change on them is neither read nor kept.

    The database remembers whose runs it holds; those of another workspace are replaced only with --replace. Decisions
    that are written there stay; those of the workspace are written there too, each once, and go with its runs.
    """
    from linkage import ledger, making, runs
    from linkage.errors import UsageError
    from linkage.graph.embedded import current_run

    asked = session(context)
    named = asked.settings()
    settings = reached(named)
    if settings.graph.uri == "embedded":
        raise UsageError("Say which Neo4j to publish to: `linkage --graph neo4j neo4j publish`, or its Bolt address.")
    workspace = ledger.Workspace.open(settings.workspace)
    run = current_run(workspace)
    findings, info = runs.load_findings(run), runs.load_info(run)
    making.publish(settings, findings, info, again=again, replace=replace)
    runs.note_published(workspace, named.graph.uri)
    if as_json:
        out_json({"run": info, "graph": settings.graph.uri})
    else:
        out(f"Run {info.run} is in {settings.graph.uri}.")
