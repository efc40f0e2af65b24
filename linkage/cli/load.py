"""`linkage load`: files into the ledger, each counted exactly once."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from linkage.cli.interrupts import at_safe_points
from linkage.cli.options import Json, examples, one_of
from linkage.cli.progress import reported, stages
from linkage.cli.session import session
from linkage.cli.show import count, day, out, out_json, row, say, short, table
from linkage.errors import EXIT_INTERRUPTED, NotFound, UsageError
from linkage.wording import several

if TYPE_CHECKING:
    from rich.console import RenderableType

    from linkage.ledger import LoadProgress, LoadReport, PresentState, SourceReport
    from linkage.records import Source
    from linkage.records.batch import Table
    from linkage.settings import Settings

EXAMPLES = examples(
    "linkage load accounts.csv activity-2026-*.parquet",
    "linkage load logs/ --map gateway.toml",
    "zcat export.ndjson.gz | linkage load - --as activity",
    "linkage load new.csv --dry-run",
    "linkage --graph bolt://127.0.0.1:7687 load --from-graph",
)
N_COLUMNS = 12
_AHEAD_SECONDS = 366 * 86_400
"""Clocks may be wrong and worlds simulated; a date further ahead stands for *never*, as 2099-12-31 does."""
_TABLES = ("accounts", "activity", "observations")
_NAMED = "`--map` can name them, in a new workspace"


def load(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Files, globs, folders, or - for stdin.", show_default=False),
    ] = None,
    *,
    as_table: Annotated[
        str | None,
        typer.Option("--as", metavar="TABLE", help="accounts, activity or observations (default: by the columns)."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="TOML file that gives the file's columns our names.")
    ] = None,
    max_rejected: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, metavar="SHARE", help="Share of bad rows in any table above which to stop (default: 0.05)."
        ),
    ] = None,
    from_graph: Annotated[
        bool,
        typer.Option("--from-graph", help="Read what other programs put into the Neo4j of --graph, in our model."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read CSV, NDJSON or Parquet files into the ledger.

    Plain or compressed (.gz, .zst); the table is told by its columns. A file counts once, by its content: loading it
    again, under another name, or after a kill at any moment changes nothing. A log that tells of its accounts too can
    be loaded as each, the second time with `--as accounts`. Bad rows, also those of a moment more than a year from now,
    go to the workspace's quarantine with file, row, field and reason. Sensitive values are hashed before anything is
    written into the workspace; of prompts only words that five accounts or more sent in one template are stored.

    `--from-graph` reads, instead of files, what other programs wrote into a Neo4j in our model. It counts once: loaded
    again, only what came to it since is added, and what was pruned stays away unless the graph has no date of the
    account. Accounts and uses that linkage has published are linkage's: what others change on them is neither read nor
    kept.
    """
    from linkage import ledger, records

    if as_table is not None:
        one_of("--as", as_table, _TABLES)
    if from_graph and (paths or as_table or mapping):
        raise UsageError("--from-graph reads a graph and no files; name no paths, table or mapping with it.")
    if not from_graph and not paths:
        raise UsageError("Name the files to load, or say --from-graph; see `linkage load --help`.")
    asked = session(context)
    settings = asked.settings(load={} if max_rejected is None else {"max_rejected": max_rejected})
    try:
        workspace = ledger.Workspace.open(settings.workspace, create=True)
        present = None
        if from_graph:
            sources, present = graph_sources(settings, asked.quiet)
        else:
            sources = records.find_sources(paths or [], sys.stdin.buffer)
        with at_safe_points(quiet=asked.quiet) as stop_if_asked, reported(quiet=asked.quiet) as advance:

            def went_on(now: "LoadProgress") -> None:
                advance(now)
                stop_if_asked()

            report = ledger.load(
                workspace,
                sources,
                table=cast("Table | None", as_table),
                mapping=None if mapping is None else records.read_mapping(mapping),
                settings=settings.load,
                dry_run=dry_run,
                progress=went_on,
                present=present,
                latest=int(time.time()) + _AHEAD_SECONDS,
            )
    except KeyboardInterrupt:
        say("Interrupted: nothing is lost and nothing will count twice; run the same command again to go on.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    beside = records.passed_over(paths or [])
    if as_json:
        out_json(report.to_dict() | {"passed_over": [str(path) for path in beside]})
    else:
        out(*summary(report, otherwise=bool(as_table or mapping)), *passed_over(beside))
        if report.load is not None:
            say(asked.pasteable("`linkage detect` looks for campaigns."), quiet=asked.quiet)


def graph_sources(settings: "Settings", quiet: bool) -> tuple[tuple["Source", ...], "PresentState"]:
    """Return what other programs put into the graph that the settings name, read while a line says how far it is.

    Raises:
        UsageError: they name no Neo4j.
        NotFound: there is nothing of other programs.
    """
    from linkage.graph.neo4j.facts import read_facts
    from linkage.own_server import reached

    if settings.graph.uri == "embedded":
        raise UsageError("Say which Neo4j to read: `linkage --graph neo4j load --from-graph`, or its Bolt address.")
    with stages(quiet=quiet) as tell:
        tell("Reading the graph", None)
        found = read_facts(
            reached(settings).graph,
            settings.load.sensitive_kinds,
            lambda n_rows: tell(f"Reading the graph, {n_rows:,} rows", None),
        )
    if not found.sources:
        raise NotFound(
            "The graph holds nothing that other programs wrote: accounts without `run`, or their uses without `share`."
        )
    return found.sources, found.present


def summary(report: "LoadReport", *, otherwise: bool = False) -> list["RenderableType"]:
    """Return what a load did: a line per file, what was passed over, and where the bad rows are.

    Args:
        report: what it did.
        otherwise: whether it was told how to read the files: one that was loaded before is not read again for that.
    """
    shown = table("file", "table", "rows", "bad", "again", "", right=("rows", "bad", "again"))
    for source in report.sources:
        row(
            shown,
            short(source.name, 48),
            source.table or "–",
            count(source.n_rows),
            count(source.n_rejected),
            count(source.n_duplicate),
            remark(source),
        )
    from linkage.ledger.report import to_map

    unknown, elsewhere = left_out(report)
    new = "" if report.dry_run else ", in a new workspace"
    said: list[RenderableType] = [shown, "", total(report)]
    if otherwise and report.n_known == len(report.sources):
        said.append("Each counts as it was read then; to read it otherwise, name another table or use a new workspace.")
    for other, columns in sorted(elsewhere.items()):
        are, them = ("are columns", "them") if len(columns) > 1 else ("is a column", "it")
        again = "load the file" if report.dry_run else "load the file again"
        said.append(f"Left out: {named(columns)} {are} of {other}: {again} with `--as {other}` for {them}.")
    if unknown:
        remedy = "`--map` can name them" if report.dry_run else _NAMED
        said.append(f"Columns that are not ours, left out: {named(unknown)} ({remedy})")
    if early := [source for source in report.sources if source.n_early]:
        n_early, names = sum(source.n_early for source in early), named({source.name for source in early})
        said.append(
            f"{several(n_early, 'moment')} in {names} of before 2000: numbers of another sort, likely, such as a "
            f"spreadsheet's days; mend the file and load it{new}."
        )
    said += [f"The mapping finds no {', '.join(fields)} in {names}." for names, fields in unmet(report).items()]
    if report.faults:
        said.append(f"Bad rows by column and reason: {', '.join(f'{what} {n:,}' for what, n in report.faults.items())}")
    said += [f"{remedy[0].upper()}{remedy[1:]}{new}." for remedy in to_map(report.unknown_values)]
    if report.quarantine:
        said.append(f"They are in {report.quarantine}")
    return said


def left_out(report: "LoadReport") -> tuple[set[str], dict[str, set[str]]]:
    """Return the columns that no table of ours has, and by table those that this one would have read."""
    unknown: set[str] = set()
    elsewhere: dict[str, set[str]] = {}
    for source in report.sources:
        unknown.update(source.unknown_columns)
        for other, columns in source.elsewhere.items():
            elsewhere.setdefault(other, set()).update(columns)
    return unknown.difference(*elsewhere.values()), elsewhere


def unmet(report: "LoadReport") -> dict[str, list[str]]:
    """Return the fields that the mapping finds nothing for, with the columns that it names, by files that lack them."""
    files: dict[str, list[str]] = {}
    for source in report.sources:
        for name, columns in source.unmet.items():
            files.setdefault(f"{name} ({' or '.join(columns)})", []).append(source.name)
    found: dict[str, list[str]] = {}
    for what, names in files.items():
        found.setdefault(named(set(names)), []).append(what)
    return found


def named(columns: set[str]) -> str:
    """Return the first of some columns in a list."""
    return ", ".join(sorted(columns)[:N_COLUMNS]) + (" …" if len(columns) > N_COLUMNS else "")


def passed_over(beside: Sequence[Path]) -> list[str]:
    """Return what lies in folders that were named and was not read, in a sentence, or nothing."""
    n_folders = sum(path.is_dir() for path in beside)
    n_files = len(beside) - n_folders
    if not beside:
        return []
    counts = [several(n, noun) for n, noun in ((n_files, "file"), (n_folders, "folder")) if n]
    names = named({f"{path.name}/" if path.is_dir() else path.name for path in beside})
    how = ["name a file to read it whatever it is called"] if n_files else []
    how += ["a glob such as `DIR/**/*.csv` reads folders within"] if n_folders else []
    return [f"Passed over: {' and '.join(counts)} ({names}); {', '.join(how)}."]


def remark(source: "SourceReport") -> str:
    """Return what is special about a file, or nothing."""
    if source.pruned_before is not None:
        return f"loaded before, pruned up to {day(source.pruned_before)}"
    if source.known:
        return "loaded before"
    if not source.n_rows:
        return "no rows"
    others = f", {several(source.n_other, 'row')} of something else passed over" if source.n_other else ""
    return f"as {source.mapping}{others}" if source.mapping else ""


def total(report: "LoadReport") -> str:
    """Return the sum of a load, in a sentence."""
    new = report.n_valid - report.n_duplicate
    rows = f"{several(new, 'row')} in {report.seconds:.1f} s"
    if report.dry_run:
        verdict = "so they would be loaded" if report.tolerated else "too many are bad, so nothing would be loaded"
        return f"Dry run: {rows} can be read, {verdict}; nothing was written."
    if report.load is None:
        pruned = any(source.pruned_before is not None for source in report.sources)
        before = "every file was loaded before" + (", and what was pruned stays away" if pruned else "")
        rowless = "no file has rows" if not report.n_known else f"{before} or has no rows"
        return f"Nothing new: {before if report.n_known == len(report.sources) else rowless}."
    return f"Loaded {rows}."
