"""`linkage decisions`: what people decided of campaigns, accounts, identifiers and organisations."""

import getpass
import time
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from linkage.cli.options import Json, ListByDefault, examples, one_of, text
from linkage.cli.session import opened_graph, session
from linkage.cli.show import minute, out, out_json, row, say, table
from linkage.cli.values import fields_of

if TYPE_CHECKING:
    from linkage.ledger import Workspace
    from linkage.settings import Settings

_LIST_EXAMPLES = examples("linkage decisions", "linkage decisions list --subject campaign --json")
_ADD_EXAMPLES = examples(
    'linkage decisions add campaign ID confirmed --note "Same card; accounts closed."',
    "linkage decisions add organisation acme-gmbh allowed",
    "linkage decisions add identifier ip:198.51.100.0/24 allowed --author ana",
)


def application() -> typer.Typer:
    """Return the commands on decisions."""
    app = typer.Typer(
        cls=ListByDefault, help="List what people decided, or write a decision down.", rich_markup_mode=None
    )
    app.command("list", epilog=_LIST_EXAMPLES)(list_decisions)
    app.command("add", epilog=_ADD_EXAMPLES)(add)
    return app


def list_decisions(
    context: typer.Context,
    subject: Annotated[
        str | None, typer.Option(help="Only on this: campaign, account, identifier or organisation.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List every decision, oldest first; of those on one thing the last that is no note stands."""
    from linkage.graph.interface import Subject

    if subject is not None:
        one_of("--subject", subject, get_args(Subject))
    asked = session(context)
    _workspace(asked.settings())
    with opened_graph(asked, decisions_needed=True) as graph:
        found = [one for one in graph.decisions() if subject in (None, one.subject)]
    if as_json:
        out_json({"items": found})
        return
    shown = table("at", "author", "verdict", "subject", "id", "note", folds="note")
    for one in found:
        row(shown, minute(one.at), one.author, one.verdict, one.subject, one.id, one.note)
    out(shown if found else "Nobody decided anything yet.")


def add(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="campaign, account, identifier or organisation.", show_default=False)],
    subject_id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Its id; of an identifier `kind:value`, and `ip:198.51.100.0/24` is a range.",
            show_default=False,
            callback=text,
        ),
    ],
    verdict: Annotated[str, typer.Argument(help="confirmed, rejected, allowed or note.", show_default=False)],
    *,
    note: Annotated[str, typer.Option(help="Why, or anything else to keep.", callback=text, show_default=False)] = "",
    author: Annotated[
        str | None, typer.Option(help="Who says so (default: this user).", callback=text, show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Write down what a person decided; the newest on each thing stands, and a note takes nothing back.

    An id that is `allowed` (an account, an organisation, an identifier or a range of addresses) gives the next
    `linkage detect` no evidence, until it is `rejected` or `confirmed`. Of a campaign say `confirmed` or `rejected`.
    It is written into the Neo4j that --graph names, or without one into the workspace; a value is put into its normal
    form, and hashed where its kind is.
    """
    from linkage.graph import deciding
    from linkage.graph.interface import Decision, Judgement, Subject
    from linkage.ledger.identify import WorkspaceIdentify

    one_of("SUBJECT", subject, get_args(Subject))
    one_of("VERDICT", verdict, get_args(Judgement))
    asked = session(context)
    settings = asked.settings()
    identify = WorkspaceIdentify(_workspace(settings), settings.load)
    said = Decision(
        cast("Subject", subject),
        subject_id,
        cast("Judgement", verdict),
        note,
        _user() if author is None else author,
        int(time.time()),
    )
    with opened_graph(asked) as graph:
        decision, remark = deciding.decide(graph, identify, said)
    if as_json:
        out_json({**fields_of(decision), "remark": remark})
        return
    out(f"{decision.subject} {decision.id}: {decision.verdict}, by {decision.author}")
    if remark is not None:
        say(remark, quiet=asked.quiet)


def _user() -> str:
    """Return who runs the command. Raises UsageError where the system has no name for them, as in many containers."""
    from linkage.errors import UsageError

    try:
        name = getpass.getuser()
        name.encode()
    except (KeyError, OSError, UnicodeEncodeError):
        raise UsageError("This user has no name here: say who decides, with --author.") from None
    return name


def _workspace(settings: "Settings") -> "Workspace":
    """Return the workspace, which must be there where decisions are in it: a mistyped folder has none and gets none."""
    from linkage.ledger import Workspace

    workspace = Workspace(settings.workspace)
    is_elsewhere = settings.graph.uri != "embedded" or workspace.decisions.exists()  # an API may have been first
    return Workspace.open(settings.workspace, create=is_elsewhere)
