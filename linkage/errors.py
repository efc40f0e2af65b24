"""Every error that linkage raises on purpose, in one tree.

::

    LinkageError
    ├── UsageError                  what was asked for cannot be done as asked
    │   └── SettingsError           a setting is missing, unknown or out of bounds
    ├── WorkspaceError              the workspace on disk cannot be used
    │   ├── WorkspaceBusy           another process is writing to it
    │   └── DiskFull                no space is left where it is
    ├── InputError                  what arrived cannot be read
    │   ├── UnreadableFile          a file is missing, truncated or not what its name says
    │   ├── MissingColumn           a required column is not there
    │   ├── UnknownTable            the columns fit none of the three tables
    │   └── TooManyRejected         more rows of a table are bad than `--max-rejected` tolerates
    ├── NotFound                    nothing by that name
    │   ├── AccountNotFound
    │   ├── CampaignNotFound
    │   └── RunNotFound             nothing was detected yet, or that run was pruned
    ├── GraphUnavailable            the graph cannot answer
    │   ├── GraphUnreachable        no server answers at that address
    │   ├── GraphDenied             the server refuses the user or password
    │   ├── GraphProcedureMissing   the server lacks Graph Data Science
    │   ├── GraphOutOfMemory        the work does not fit into the server's memory
    │   ├── GraphTimeout            the server took longer than allowed
    │   ├── GraphBusy               another publisher is at work
    │   └── GraphCorrupt            a run's files, or the database's content, are damaged
    └── ToolMissing                 Java, Maven or another program that is needed is not installed

A message is one sentence that says what is wrong and what to do; it never holds a secret.
"""

from dataclasses import dataclass
from typing import Final


class LinkageError(Exception):
    """The root: whoever catches it catches every error raised on purpose."""


class UsageError(LinkageError):
    """What was asked for cannot be done as asked."""


class SettingsError(UsageError):
    """A setting is missing, unknown or out of bounds."""


class WorkspaceError(LinkageError):
    """The workspace on disk cannot be used."""


class WorkspaceBusy(WorkspaceError):
    """Another process is writing to the workspace."""


class DiskFull(WorkspaceError):
    """No space is left where the workspace is."""


class InputError(LinkageError):
    """What arrived cannot be read."""


class UnreadableFile(InputError):
    """A file is missing, truncated or not what its name says."""


class MissingColumn(InputError):
    """A required column is not there."""


class UnknownTable(InputError):
    """The columns of a file fit none of the three tables."""


class TooManyRejected(InputError):
    """More rows are bad than the tolerance allows."""


class NotFound(LinkageError):
    """Nothing goes by that name."""


class AccountNotFound(NotFound):
    """No account has that id."""


class CampaignNotFound(NotFound):
    """No campaign has that id."""

    def __init__(self, message: str = "", successors: tuple[str, ...] = ()) -> None:
        """Say what is wrong.

        Args:
            message: one sentence.
            successors: campaigns that the one asked for merged or split into.
        """
        super().__init__(message)
        self.successors = successors


class RunNotFound(NotFound):
    """Nothing was detected yet, or the run was pruned."""


class GraphUnavailable(LinkageError):
    """The graph cannot answer."""


class GraphUnreachable(GraphUnavailable):
    """No server answers at the address."""


class GraphDenied(GraphUnavailable):
    """The server refuses the user or the password."""


class GraphProcedureMissing(GraphUnavailable):
    """The server lacks a procedure that is needed (Graph Data Science)."""


class GraphOutOfMemory(GraphUnavailable):
    """The work does not fit into the server's memory."""


class GraphTimeout(GraphUnavailable):
    """The server took longer than allowed."""


class GraphBusy(GraphUnavailable):
    """Another publisher is at work on the database."""


class GraphCorrupt(GraphUnavailable):
    """A run's files or the database's content are damaged."""


class ToolMissing(LinkageError):
    """A program that is needed is not installed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an error leaves the process: an exit code for the CLI, a status for the API."""

    exit_code: int
    http_status: int


EXIT_DONE: Final = 0
EXIT_BUG: Final = 1
EXIT_INTERRUPTED: Final = 130

OUTCOMES: Final[dict[type[LinkageError], Outcome]] = {
    LinkageError: Outcome(1, 500),
    UsageError: Outcome(2, 400),
    SettingsError: Outcome(2, 400),
    WorkspaceError: Outcome(2, 503),
    WorkspaceBusy: Outcome(2, 503),
    DiskFull: Outcome(2, 507),
    InputError: Outcome(3, 422),
    UnreadableFile: Outcome(3, 422),
    MissingColumn: Outcome(3, 422),
    UnknownTable: Outcome(3, 422),
    TooManyRejected: Outcome(3, 422),
    NotFound: Outcome(4, 404),
    AccountNotFound: Outcome(4, 404),
    CampaignNotFound: Outcome(4, 404),
    RunNotFound: Outcome(4, 503),
    GraphUnavailable: Outcome(5, 503),
    GraphUnreachable: Outcome(5, 503),
    GraphDenied: Outcome(5, 503),
    GraphProcedureMissing: Outcome(5, 503),
    GraphOutOfMemory: Outcome(5, 503),
    GraphTimeout: Outcome(5, 504),
    GraphBusy: Outcome(5, 503),
    GraphCorrupt: Outcome(5, 503),
    ToolMissing: Outcome(5, 503),
}


def outcome(error: LinkageError) -> Outcome:
    """Return the exit code and HTTP status of an error: that of its class, or of the nearest class above it."""
    return next(OUTCOMES[each] for each in type(error).__mro__ if each in OUTCOMES)
