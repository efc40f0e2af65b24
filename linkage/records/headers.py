"""What messages say of a file's columns: what they are called, and which may be ours under another name."""

import re
from collections.abc import Sequence
from typing import Final

from linkage.records.batch import REQUIRED, Table

_NAME: Final = r"(?!.*\d{6})[A-Za-z_][\w.:/ -]{0,39}"
"""What a column is called; mail addresses, telephone numbers and moments are not."""
_COMMON: Final[dict[str, tuple[str, ...]]] = {
    "account_id": (
        *("account", "user_id", "user", "username", "uid", "customer_id", "customer", "client_id", "tenant_id"),
        *("org_user_id", "end_user_id", "end_user"),
    ),
    "at": ("timestamp", "ts", "time", "datetime", "date", "event_time", "request_time", "start_time", "logged_at"),
}
"""What other systems call what we require, the likeliest first."""


def shown(columns: Sequence[str]) -> str:
    """Return the first of some columns; where a file has no header they are somebody's values, which are not shown."""
    return ", ".join(column if re.fullmatch(_NAME, column) else "…" for column in columns[:8]) or "none"


def printable(column: str) -> str:
    """Return the beginning of a column's name, without what a terminal would not show."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in column[:40])


def likely(columns: Sequence[str], table: Table) -> dict[str, str]:
    """Return which columns may be the required ones of a table: of their name but for its case and signs, or a usual.

    A field of which no column may be is left out.
    """
    folded = {_folded(column): column for column in reversed(columns) if re.fullmatch(_NAME, column)}
    called = {field: (field, *_COMMON.get(field, ())) for field in REQUIRED[table]}
    found = {
        field: next((folded[_folded(name)] for name in names if _folded(name) in folded), None)
        for field, names in called.items()
    }
    return {field: field if field in columns else column for field, column in found.items() if column is not None}


def remedy(columns: Sequence[str], table: Table, missing: str, *, mapped: bool) -> str:
    """Return what to do about a required column that is missing; `mapped` where the file is read by a mapping."""
    named = {field: column for field, column in likely(columns, table).items() if field != column}
    if missing not in named:
        return "add it, map another column to it, or name the right table"
    if mapped:
        return f'if `{named[missing]}` is it, write `{missing} = "{named[missing]}"` under [fields] of the mapping'
    fields = ", ".join(f'{field} = "{column}"' for field, column in named.items())
    what = " and ".join(f"`{column}`" for column in named.values())
    are, them = ("are they", "them") if len(named) > 1 else ("is it", "it")
    return (
        f'if {what} {are}, name {them} in a `--map` file of two lines, `table = "{table}"` and `fields = {{{fields}}}`'
    )


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
