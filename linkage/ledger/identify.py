"""From an identifier as a client writes it to the key under which the graph knows it."""

from collections.abc import Callable

import polars as pl

from linkage.errors import UsageError
from linkage.identifiers import KINDS
from linkage.identifiers.settle import settle
from linkage.ledger.intake import SYSTEM
from linkage.ledger.workspace import Workspace
from linkage.settings import LoadSettings
from linkage.templates.dictionary import LEARNED

Identify = Callable[[str, str], str | None]
"""Gives the key of a kind's raw value: its normal form, or its pseudonym; None when the value says nothing.

Raises UsageError for a value that cannot be of its kind; the message does not hold the value.
"""


def plain_identify(kind: str, value: str) -> str | None:
    """Return the normal form of a value, and a sensitive one as it is: it must be a pseudonym already."""
    return value if KINDS[kind].sensitive else normal_form(kind, value, LoadSettings().max_value_bytes)


def normal_form(kind: str, value: str, max_bytes: int) -> str | None:
    """Return the normal form of a value, or None when it says nothing about who is behind an account.

    Raises:
        UsageError: it cannot be of that kind; the message does not hold it.
    """
    found = settle(kind, pl.Series([value]), max_bytes)
    if found.faults.height:
        raise UsageError(f"A value given as {kind} cannot be one: it {found.faults['message'][0]}.")
    normal: str | None = found.values[0]
    return normal


class WorkspaceIdentify:
    """Gives keys as the workspace's loads gave them: normal forms, and pseudonyms of sensitive kinds."""

    def __init__(self, workspace: Workspace, settings: LoadSettings) -> None:
        """Use the workspace's key, and the settings of its loads; it need not exist yet."""
        self._workspace = workspace
        self._settings = settings

    def __call__(self, kind: str, value: str) -> str | None:
        """Return the key of a raw value. Raises UsageError, WorkspaceError."""
        normal = normal_form(kind, value, self._settings.max_value_bytes)
        sensitive = self._workspace.description().sensitive_kinds
        if kind == "template" and normal is not None and normal.startswith((LEARNED, SYSTEM)):
            return normal  # a name that the ledger gave is none that was hashed
        if normal is None or kind not in (self._settings.sensitive_kinds if sensitive is None else sensitive):
            return normal
        pseudonym: str = self._workspace.pseudonymiser().pseudonym(kind, pl.Series([normal]))[0]
        return pseudonym
