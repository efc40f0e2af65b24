"""Options that several commands share, and how examples stand in a command's help."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="Show at most N.")]


def text(ids: str | list[str]) -> str | list[str]:
    """Return the ids that were given.

    Raises:
        BadParameter: some bytes are no UTF-8, as no id is: no graph takes them.
    """
    try:
        "".join(ids).encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("ids are text in UTF-8, and this is none.") from None
    return ids


AccountIds = Annotated[
    list[str], typer.Argument(metavar="ACCOUNT…", help="Account ids.", show_default=False, callback=text)
]


def examples(*lines: str) -> str:
    """Return an epilog that shows each line as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
