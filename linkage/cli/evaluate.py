"""`linkage evaluate`: how right detection is, on worlds whose truth is known."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.files import write_file
from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import Session, session
from linkage.cli.show import out, out_json, row, say, table
from linkage.errors import LinkageError, MissingColumn, UnreadableFile, UsageError, WorkspaceError, outcome
from linkage.own_server import reached
from linkage.wording import several

if TYPE_CHECKING:
    from rich.console import RenderableType

    from linkage.evaluation import Count
    from linkage.evaluation.run import WorldResult
    from linkage.evaluation.summary import Summary

EXAMPLES = examples(
    "linkage simulate world && linkage evaluate world",
    "linkage evaluate world-* --daily --ablate --output report",
    "linkage evaluate --members their-members.csv --truth world",
)


def evaluate(
    context: typer.Context,
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR…", help="Worlds that `linkage simulate` wrote.", show_default=False),
    ] = None,
    *,
    members: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Score this output instead: account_id, campaign_id[, strength, score]."),
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(metavar="PATH", help="With --members: a world, or a file of its accounts.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Write report.html and report.json there.")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="Cut worlds at several days: how soon, and same ids?")] = False,
    ablate: Annotated[
        bool,
        typer.Option(
            "--ablate",
            help="Measure without each family of evidence and each signal, and delete the evidence that is named.",
        ),
    ] = False,
    deep: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Do these two, and the recipe of --graph, in the first N worlds only."),
    ] = None,
    compare: Annotated[bool, typer.Option(help="Measure what two usual recipes find.")] = True,
    jobs: Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Worlds at a time.")] = 1,
    as_json: Json = False,
) -> None:
    """Score detection, or any system's output, against the truth of simulated worlds.

    Each world is read, searched and scored in a process of its own; the workspace is not touched. A world that cannot
    be scored is left out, and the exit code is that of its error. With --graph, the usual recipe of Graph Data Science
    is measured too.
    """
    from linkage.evaluation.run import Wanted

    asked = session(context)
    failed: list[Exception] = []
    if members is not None:
        if truth is None or folders:
            raise UsageError("Give --members FILE with --truth PATH, and no worlds beside them.")
        results = [of_members(members, truth, quiet=asked.quiet)]
    elif not folders or truth is not None:
        raise UsageError("Name one or more worlds, as `linkage evaluate DIR…`; --truth goes with --members.")
    else:
        wanted = Wanted(ablate=ablate, daily=daily, compare=compare, deep=deep)
        results, failed = of_worlds(asked, folders, wanted, jobs)
    if results:
        tell(results, output, asked, as_json=as_json)
    if failed:
        raise leaving(failed)


def tell(results: list["WorldResult"], output: Path | None, asked: Session, *, as_json: bool) -> None:
    """Write the report of results into a folder, if one is named, and print it.

    Raises:
        WorkspaceError: it cannot be written.
    """
    from linkage.evaluation.summary import summarised

    summary = summarised(results)
    if output is not None:
        write(summary, output)
        say(f"Wrote {output / 'report.html'} and report.json.", quiet=asked.quiet)
    if as_json:
        out_json(summary.to_dict())
    else:
        out(*shown(summary))


def of_worlds(
    asked: Session, folders: list[Path], wanted: object, jobs: int
) -> tuple[list["WorldResult"], list[Exception]]:
    """Return the result of every world that can be scored, and the errors of the others; stderr says how each went."""
    from linkage.evaluation.run import OWN, Wanted, evaluate

    assert isinstance(wanted, Wanted)
    results: list[WorldResult] = []
    failed: list[Exception] = []
    waiting = evaluate(folders, reached(asked.settings()), wanted, jobs)
    for number, folder in enumerate(folders, 1):
        with working(f"Evaluating {folder} ({number} of {len(folders)})", quiet=asked.quiet):
            found = next(waiting)
        if isinstance(found, Exception):
            failed.append(found)
            # A bug's message can hold somebody's data; where it is, the process says as it leaves.
            said = asked.pasteable(str(found)) if isinstance(found, LinkageError) else "a bug of linkage."
            say(f"{folder} is left out: {said}")
            continue
        results.append(found)
        figures = found.systems[OWN].figures
        flagged = several(int(figures["n_flagged"] or 0), "account")
        say(f"{folder}: {flagged} flagged, in {figures['seconds_detect']:.1f} s", quiet=asked.quiet)
    return results, failed


def leaving(failed: list[Exception]) -> Exception:
    """Return how a run leaves whose worlds failed so: as a bug if one is, or else with the code of the first."""
    bugs = [error for error in failed if not isinstance(error, LinkageError)]
    codes = [outcome(error).exit_code for error in failed if isinstance(error, LinkageError)]
    return bugs[0] if bugs else typer.Exit(codes[0])


def of_members(members: Path, truth: Path, *, quiet: bool) -> "WorldResult":
    """Return the score of somebody's table of members, saying on stderr what of it counts for nothing.

    Raises:
        InputError: a table cannot be read, lacks a column, contradicts itself, or is of another world.
    """
    from linkage.evaluation import read_truth
    from linkage.evaluation.run import WorldResult
    from linkage.evaluation.score import found_of_members, in_two, n_unknown, score
    from linkage.evaluation.truth import read_table, refuse_nameless

    table = read_table(members)
    if missing := {"account_id", "campaign_id"} - set(table.columns):
        raise MissingColumn(f"{members} has no column {min(missing)}; it needs account_id and campaign_id.")
    known, found = read_truth(truth), found_of_members(table)
    refuse_nameless(table, str(members))
    if (twice := in_two(found)) is not None:
        account, one, other = twice
        raise UnreadableFile(
            f"{members} has account {account!r} in the campaigns {one!r} and {other!r}; put each account into one."
        )
    if found.members.is_empty():
        say(f"{members}: no account is in a campaign, so nothing is flagged.", quiet=quiet)
    if "score" in table.columns and found.risk is None:
        say(f"{members}: no account has a score, so nothing is ranked.", quiet=quiet)
    n = n_unknown(known, found)
    if n and n == found.members["account_id"].n_unique():
        raise UnreadableFile(
            f"{members} and {truth} are not of one world: the truth knows none of the accounts in campaigns ({n:,}); "
            "name the truth of the world that they are of."
        )
    if n:
        say(f"{members}: {several(n, 'account')} left out, which the truth does not know.", quiet=quiet)
    return WorldResult(truth.name, known.world, {members.name: score(known, found)})


def write(summary: "Summary", folder: Path) -> None:
    """Write the report as a page and as JSON.

    Raises:
        WorkspaceError: they cannot be written.
    """
    from linkage.evaluation.page import page

    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / "report.html", page(summary).encode())
        write_file(folder / "report.json", f"{json.dumps(summary.to_dict(), indent=1)}\n".encode())
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written ({error.strerror}); name another folder.") from None


def shown(summary: "Summary") -> list["RenderableType"]:
    """Return tables of the bars, of all figures, and of recall and error by group."""
    from linkage.evaluation.figures import written
    from linkage.evaluation.summary import systems_of

    names = systems_of(summary.worlds)
    figures = table("mean over worlds", "in", *names, right=names)
    for line in summary.lines:
        means = [written(line.systems[name].mean if name in line.systems else None, line.figure.form) for name in names]
        row(figures, line.figure.title, line.world, *means)
    parts: list[RenderableType] = [figures, ""]
    for title, of, counted, bare in COUNTS:
        systems = {name: counts for name, counts in summary.pooled[of].items() if counts}
        if systems:
            parts += [_counts(title, counted, systems, bare=bare), ""]
    if summary.losses:
        parts += [_losses(summary), ""]
    if summary.ablations:
        parts += [_ablations("without", summary.ablations), ""]
    if summary.signals:
        parts += [_ablations("without the signal", summary.signals), ""]
    if summary.bars:
        parts.append(_bars(summary))
    return parts


COUNTS = (
    ("farm accounts flagged", "rungs", "flagged", False),
    ("farm accounts flagged", "archetypes", "flagged", False),
    ("errors", "errors", "flagged", False),
    ("honest ones, mixed", "classes", "flagged", True),
    ("honest ones, other worlds", "other classes", "flagged", True),
    ("band, mixed", "bands", "of farms", False),
    ("band, other worlds", "other bands", "of farms", False),
)
"""Title, table and heading of each breakdown, and whether groups in which nobody is counted are shown as one."""


def _bars(summary: "Summary") -> "RenderableType":
    from linkage.evaluation.figures import written

    made = table("bar", "in", "worlds", "mean", "95 %", "wanted", "", right=("worlds", "mean"))
    for bar in summary.bars:
        form, value = bar.figure.form, bar.value
        wanted = f"{'≤' if bar.figure.less_is_better else '≥'} {written(bar.figure.reach, form)}"
        ends = f"{written(value.low, form)} to {written(value.high, form)}"
        verdict = "reached" if bar.reached else "missed"
        row(made, bar.figure.title, bar.world, str(value.n), written(value.mean, form), ends, wanted, verdict)
    return made


def _losses(summary: "Summary") -> "RenderableType":
    from linkage.evaluation.losses import STAGES

    heads = ("flagged", "low band", "no evidence", "organisation", "in others'", "alone")
    made = table("farms end", *heads, right=heads)
    for rung, stages in summary.losses.items():
        row(made, rung, *(f"{stages[stage]:,}" for stage in STAGES))
    return made


def _ablations(title: str, figures: dict[str, dict[str, float]]) -> "RenderableType":
    from linkage.evaluation.summary import ABLATED

    heads = ("precision", "recall", "FPR", "organisations", "pool F1", "PR-AUC")
    made = table(title, *heads, right=heads)
    for name, found in figures.items():
        row(made, name, *(f"{found[figure]:.4f}" if figure in found else "–" for figure in ABLATED))
    return made


def _counts(title: str, counted: str, systems: dict[str, dict[str, "Count"]], *, bare: bool) -> "RenderableType":
    """Return one row for each group: accounts counted of the first system with bounds, and the rates of the others."""
    from linkage.evaluation import Count

    names = list(systems)
    made = table(title, counted, names[0], "95 %", *names[1:], right=(counted, *names))
    first = systems[names[0]]
    unflagged = Count(0, 0)
    for label in sorted(first, key=lambda each: (each.startswith("+"), len(each), each)):
        if bare and not first[label].hits:
            unflagged += Count(0, 0) if label.startswith("+") else first[label]
            continue
        others = [systems[name].get(label, Count(0, 0)) for name in names[1:]]
        row(made, label, *_cells(first[label]), *(f"{each.rate or 0:.3f}" for each in others))
    if unflagged.n:
        row(made, "all other classes, carpools too", *_cells(unflagged))
    return made


def _cells(count: "Count") -> tuple[str, str, str]:
    bounds = f"{count.lower:.3f} to {count.upper:.3f}"
    return f"{count.hits:,} of {count.n:,}", f"{count.rate or 0:.3f}", bounds
