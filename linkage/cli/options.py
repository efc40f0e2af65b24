"""Options that several commands share, and how examples stand in a command's help."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="Show at most N.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Publish even where the runs of another workspace are: they go from there.")
]


def text(given: str | list[str] | None) -> str | list[str] | None:
    """Return ids or other text as they were given, if they were.

    Raises:
        BadParameter: some bytes are no UTF-8, as no id is: no graph takes them.
    """
    try:
        "".join(given or ()).encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("this is to be text in UTF-8, and is none.") from None
    return given


AccountIds = Annotated[
    list[str], typer.Argument(metavar="ACCOUNT…", help="Account ids.", show_default=False, callback=text)
]


def examples(*lines: str) -> str:
    """Return an epilog that shows each line as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def one_of(what: str, word: str, known: tuple[str, ...]) -> str:
    """Return a word that was given for `what`.

    Raises:
        UsageError: it is not among those known.
    """
    from linkage.errors import UsageError

    if word not in known:
        raise UsageError(f"{what} is one of {', '.join(known)}, not {word!r}.")
    return word


class ListByDefault(TyperGroup):
    """A group of commands of which `list` runs where none is named: `linkage campaigns` is `linkage campaigns list`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of the words, after putting in `list` where no subcommand is named."""
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["list", *args])
