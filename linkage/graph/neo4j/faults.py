"""Which error of ours a fault of the server is: told by its code, since classes of the driver mix several.

Facts of Neo4j 5.26 and 2026.01, run on both: a wrong password tried four times is a ClientError, not an AuthError;
an exhausted transaction memory is a TransientError, which the driver would retry for half a minute; a missing
function is a syntax error, a missing procedure is not.
"""

from typing import Final

from linkage.errors import (
    GraphCorrupt,
    GraphDenied,
    GraphOutOfMemory,
    GraphProcedureMissing,
    GraphTimeout,
    GraphUnavailable,
    GraphUnreachable,
    LinkageError,
    SettingsError,
)

_MEMORY: Final = (GraphOutOfMemory, "The work does not fit into the server's memory; raise its heap or memory limits.")
_SLOW: Final = (GraphTimeout, "The server took longer than allowed; ask for less, or raise graph.timeout_seconds.")
_TAKEN: Final = (
    GraphCorrupt,
    "The database holds two things under one id; delete one of them, or publish into an empty database.",
)
_NO_GDS: Final = (
    GraphProcedureMissing,
    "The server lacks a procedure of Graph Data Science; install the plugin and allow gds.*.",
)

_BY_CODE: Final[dict[str, tuple[type[LinkageError], str]]] = {
    "ClientError.Security.Unauthorized": (
        GraphDenied,
        "The server refuses the user or the password; set graph.user and graph.password.",
    ),
    "ClientError.Security.AuthenticationRateLimit": (
        GraphDenied,
        "The server refuses further tries after several wrong passwords; wait a few seconds, then give the right one.",
    ),
    "ClientError.Security.CredentialsExpired": (
        GraphDenied,
        "The server wants its initial password changed first; change it with cypher-shell or the Browser.",
    ),
    "ClientError.Security.Forbidden": (GraphDenied, "The server does not allow this user to do that."),
    "ClientError.Procedure.ProcedureNotFound": _NO_GDS,
    "ClientError.Schema.ConstraintValidationFailed": _TAKEN,
    "ClientError.Schema.ConstraintViolation": _TAKEN,
    "DatabaseError.Schema.ConstraintCreationFailed": _TAKEN,
    "ClientError.Transaction.TransactionTimedOut": _SLOW,
    "ClientError.Transaction.TransactionTimedOutClientConfiguration": _SLOW,
    "ClientError.Transaction.LockClientStopped": _SLOW,
    "TransientError.Transaction.LockClientStopped": _SLOW,
    "TransientError.Transaction.LockAcquisitionTimeout": _SLOW,
    "TransientError.General.MemoryPoolOutOfMemoryError": _MEMORY,
    "TransientError.General.OutOfMemoryError": _MEMORY,
    "DatabaseError.General.OutOfMemoryError": _MEMORY,
    "ClientError.Database.DatabaseNotFound": (
        SettingsError,
        "The server has no database of that name; set graph.database to one it has.",
    ),
    "TransientError.General.DatabaseUnavailable": (
        GraphUnreachable,
        "The database is not running yet; wait until the server has started it.",
    ),
}


def fault(code: str | None, message: str | None) -> LinkageError:
    """Return the error of ours for a code of the server (`Neo.…`) and its message."""
    short = (code or "").removeprefix("Neo.")
    text = message or ""
    if short in _BY_CODE:
        kind, sentence = _BY_CODE[short]
        return kind(sentence)
    if short == "ClientError.Statement.SyntaxError" and "Unknown function 'gds." in text:
        return _NO_GDS[0](_NO_GDS[1])
    if short == "ClientError.Procedure.ProcedureCallFailed" and "memory" in text.lower():
        return _MEMORY[0](_MEMORY[1])
    return GraphUnavailable(f"The server failed with {code or 'no code'}; see its log.")


def is_transient(code: str | None) -> bool:
    """Return whether the same transaction may succeed when it is run again at once (a deadlock, say)."""
    short = (code or "").removeprefix("Neo.")
    return short.startswith("TransientError.") and short not in _BY_CODE
