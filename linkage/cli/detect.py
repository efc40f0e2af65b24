"""`linkage detect`: from the ledger to a run."""

import shlex
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from linkage.cli.options import Json, Replace, examples, one_of
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, say
from linkage.wording import several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkage.detection import Report
    from linkage.findings import Findings, RunInfo

EXAMPLES = examples(
    "linkage detect",
    "linkage detect --json",
    "linkage --graph bolt://127.0.0.1:7687 detect",
    "linkage --graph neo4j detect --communities gds-louvain",
)


N_MISSING = 10


def detect(
    context: typer.Context,
    *,
    communities: Annotated[
        str | None,
        typer.Option(
            metavar="ENGINE",
            help="in-process: Leiden, with which all documented figures were measured; to compare with it, gds, "
            "gds-louvain or gds-wcc: Leiden, Louvain or connected components by Graph Data Science in the Neo4j of "
            "--graph (default: communities.engine of the settings).",
            show_default=False,
        ),
    ] = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Find campaigns in all that was loaded, and serve the result.

    The same ledger, settings, seed and allow-list, and the same run before, from which campaigns keep their ids, give
    the same result. What people allowed gives no evidence.
    Decisions are read from the workspace, and with a Neo4j graph from there too, where those of the workspace are
    written. When it fails, the run before it stays in place. With a Neo4j graph, the run is also published there,
    unless that holds the runs of another workspace.
    """
    from linkage import runs
    from linkage.ledger import Workspace
    from linkage.making import make_run
    from linkage.settings import CommunitySettings

    asked = session(context)
    words: dict[str, object] = {}
    if communities is not None:
        known = get_args(CommunitySettings.model_fields["engine"].annotation)
        words["engine"] = one_of("--communities", communities, known)
    settings = asked.settings(communities=words)
    if settings.graph.uri == "embedded" and (elsewhere := runs.published_to(Workspace(settings.workspace))) is not None:
        say(asked.pasteable(unheard(elsewhere)), quiet=asked.quiet)
    made = make_run(settings, partial(working, quiet=asked.quiet), replace=replace)
    if as_json:
        out_json({"run": made.info, "report": made.report.to_dict(), "missing": made.missing})
    else:
        out(*summary(made.findings, made.info, made.report), *without(made.missing))
        if made.findings.campaigns.height:
            say(asked.pasteable(advice(made.findings)), quiet=asked.quiet)


def summary(findings: "Findings", info: "RunInfo", report: "Report") -> list[str]:
    """Return what a run found, in a few lines."""
    verdicts = Counter(findings.campaigns["verdict"].to_list())
    accounts = several(report.n_accounts, "account")
    seconds = sum(report.seconds.values())
    return [
        f"Run {info.run}: {accounts}, {several(report.n_links, 'link')}, {several(report.n_groups, 'group')}, "
        f"in {seconds:.1f} s",
        f"{several(verdicts['campaign'], 'campaign')}; {several(verdicts['organisation'], 'group')} that look like an "
        f"organisation; {verdicts['insufficient']:,} without enough evidence",
        *_grouped_by(report),
        *_allowed(report),
    ]


def without(missing: "Sequence[str]") -> list[str]:
    """Return, in a sentence, which campaigns that mattered before are not in the run, or nothing."""
    if not missing:
        return []
    some = ", ".join(missing[:N_MISSING]) + (" …" if len(missing) > N_MISSING else "")
    are = "is" if len(missing) == 1 else "are"
    which = "that the run before asserted or people decided about"
    return [f"{several(len(missing), 'campaign')} {which} {are} not in it: {some}"]


def unheard(graph: str) -> str:
    """Return, in a sentence, that decisions in a Neo4j are not read, and how they are."""
    command = shlex.join(["linkage", "--graph", graph, "detect"])
    return f"What people decided in the Neo4j `{graph}`, where a run was published, is not read; `{command}` reads it."


def advice(findings: "Findings") -> str:
    """Return what to look at next: the campaigns, or, where there are none, the groups that fell short of one."""
    if "campaign" in findings.campaigns["verdict"]:
        return "`linkage campaigns` lists them, the strongest first, and why."
    return "No group is called a campaign; `linkage campaigns` lists what they share all the same."


def _grouped_by(report: "Report") -> list[str]:
    if report.communities == "in-process":
        return []
    return [f"grouped by {report.communities}, while all documented figures were measured with in-process"]


def _allowed(report: "Report") -> list[str]:
    if not report.allow_list:
        return []
    entries = several(len(report.allow_list), "allow-list entry", "allow-list entries")
    identifiers = several(report.n_allowed_identifiers, "identifier")
    return [f"{entries}: {identifiers} and {several(report.n_allowed_accounts, 'account')} gave no evidence"]
