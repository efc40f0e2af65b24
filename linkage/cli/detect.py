"""`linkage detect`: from the ledger to a run."""

from collections import Counter
from typing import TYPE_CHECKING

import typer

from linkage.cli.options import Json, examples
from linkage.cli.own_server import reached
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, several

if TYPE_CHECKING:
    from linkage.detection import Report
    from linkage.findings import Findings, RunInfo

EXAMPLES = examples(
    "linkage detect",
    "linkage detect --json",
    "linkage --graph bolt://127.0.0.1:7687 detect",
)


def detect(context: typer.Context, as_json: Json = False) -> None:
    """Find campaigns in all that was loaded, and serve the result.

    The same ledger, settings and seed give the same result. When it fails, the run before it stays in place. With a
    Neo4j graph, the run is also published there.
    """
    from linkage import detection, ledger, runs
    from linkage.graph import open_graph

    asked = session(context)
    settings = reached(asked.settings())
    workspace = ledger.Workspace.open(settings.workspace)
    with working("Reading the ledger", quiet=asked.quiet):
        snapshot = ledger.snapshot(workspace)
    with working(f"Comparing {several(snapshot.accounts.height, 'account')}", quiet=asked.quiet):
        findings, info, report = detection.detect(snapshot, settings, runs.previous(workspace))
    with working("Writing the run", quiet=asked.quiet):
        runs.save(workspace, findings, info, report.to_dict(), keep=settings.runs.keep)
    if settings.graph.uri != "embedded":
        with working(f"Publishing to {settings.graph.uri}", quiet=asked.quiet):
            graph = open_graph(settings)
            try:
                graph.publish(findings, info)
            finally:
                graph.close()
    if as_json:
        out_json({"run": info, "report": report.to_dict()})
    else:
        out(*summary(findings, info, report))


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
    ]
