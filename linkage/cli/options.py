"""Options that several commands share, and how examples stand in a command's help."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="Show at most N.")]
AccountIds = Annotated[list[str], typer.Argument(metavar="ACCOUNT…", help="Account ids.", show_default=False)]


def examples(*lines: str) -> str:
    """Return an epilog that shows each line as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
