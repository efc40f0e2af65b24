"""`linkage prune`: retention."""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import day, out, out_json
from linkage.errors import UsageError
from linkage.wording import several

if TYPE_CHECKING:
    from linkage.ledger import PruneReport

EXAMPLES = examples(
    "linkage prune --before 2026-01-01 --dry-run",
    "linkage prune --before 2026-01-01 && linkage detect",
    "linkage prune --before 2026-01-01 && linkage --graph neo4j detect",
)


def prune(
    context: typer.Context,
    *,
    before: Annotated[
        str, typer.Option(metavar="DATE", help="Day or moment, in UTC unless it says otherwise.", show_default=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and take nothing away.")] = False,
    as_json: Json = False,
) -> None:
    """Remove from the ledger what was last seen before a date.

    Activity and observations older than that go, and accounts whose last activity, observation, creation and change of
    status all are; what has no date goes with its account. Observations of one account and one identifier go or stay
    together, with all that they count. Killed at any moment, the ledger is the one before or the one after. Files that
    were loaded stay known, so loading one again brings nothing back; a new file with rows from before the date does.
    The quarantine of a load of which nothing is left goes too.

    The next `linkage detect` takes what is gone out of its results, and with --graph out of that Neo4j; runs made
    before stay until newer ones replace them.
    """
    from linkage import ledger

    moment = moment_of(before)
    asked = session(context)
    workspace = ledger.Workspace.open(asked.settings().workspace)
    with working("Pruning", quiet=asked.quiet):
        report = ledger.prune(workspace, moment, dry_run=dry_run)
    if as_json:
        out_json(report.to_dict())
    else:
        out(*(asked.pasteable(line) for line in summary(report)))


def moment_of(text: str) -> int:
    """Return the epoch seconds of a day or moment. Raises UsageError for what is none, or is still to come."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--before is a date such as 2026-01-01 or 2026-01-01T12:00:00Z, not {text!r}.") from None
    moment = int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
    if moment > time.time():
        raise UsageError(f"--before {text} is in the future, and everything would go; give a date that has passed.")
    return moment


def summary(report: "PruneReport") -> list[str]:
    """Return what went, in a few lines."""
    if not (report.n_accounts or report.n_activity or report.n_observations):
        return [f"Nothing was last seen before {day(report.before)}; the ledger is as it was."]
    went = "would go" if report.dry_run else "went"
    lines = [
        f"{several(report.n_accounts, 'account')}, {several(report.n_activity, 'row')} of activity and "
        f"{several(report.n_observations, 'observation')} {went}; {report.n_left:,} accounts stay."
    ]
    if not report.dry_run:
        lines.append("`linkage detect` takes them out of the results, and with --graph out of that Neo4j.")
    return lines
