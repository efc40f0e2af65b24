"""Which error of ours a fault of the server is: told by its code, since classes of the driver mix several.

Facts of Neo4j 5.26 and 2026.01, run on both: a wrong password tried four times is a ClientError, not an AuthError;
an exhausted transaction memory is a TransientError, which the driver would retry for half a minute; a missing
function is a syntax error, a missing procedure is not.
"""

import ssl
from collections.abc import Iterator
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
    "The server lacks Graph Data Science, or does not allow it; install the plugin and allow gds.*.",
)
_READ_ONLY: Final = (
    GraphUnavailable,
    "The database is read-only, so nothing is written to it; let the server write (server.databases.read_only and "
    "server.databases.default_to_read_only in its neo4j.conf), or set graph.uri to another.",
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
    "ClientError.General.WriteOnReadOnlyAccessDatabase": _READ_ONLY,
    "ClientError.General.ForbiddenOnReadOnlyDatabase": _READ_ONLY,
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
        "The server has no database {database}; set graph.database to one it has.",
    ),
    "TransientError.General.DatabaseUnavailable": (
        GraphUnreachable,
        "The database is not running yet; wait until the server has started it.",
    ),
}


def fault(code: str | None, message: str | None, database: str | None = None) -> LinkageError:
    """Return the error of ours for a code of the server (`Neo.…`), its message, and the database that was asked for."""
    short = (code or "").removeprefix("Neo.")
    text = message or ""
    if short in _BY_CODE:
        kind, sentence = _BY_CODE[short]
        return kind(sentence.format(database="of that name" if database is None else repr(database)))
    if short == "ClientError.Statement.SyntaxError" and "Unknown function 'gds." in text:
        return _NO_GDS[0](_NO_GDS[1])
    if short == "ClientError.Procedure.ProcedureCallFailed" and "memory" in text.lower():
        return _MEMORY[0](_MEMORY[1])
    return GraphUnavailable(f"The server failed with {code or 'no code'}; see its log.")


def is_transient(code: str | None) -> bool:
    """Return whether the same transaction may succeed when it is run again at once (a deadlock, say)."""
    short = (code or "").removeprefix("Neo.")
    return short.startswith("TransientError.") and short not in _BY_CODE


def unreached(uri: str, error: BaseException) -> str:
    """Return why nobody answers at an address, in a sentence: who speaks something else there does run."""
    causes = list(_causes(error))
    scheme, _, place = uri.partition("://")
    plain = scheme.partition("+")[0]
    if any("looks like HTTP" in str(cause) for cause in causes):
        return f"HTTP answers at {uri}, and no Bolt; give the Bolt port of that server, which is usually 7687."
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        trusting = f"{plain}+ssc://{place}"
        return f"The certificate of {uri} is not one that this machine trusts; {trusting} takes any certificate."
    if any("establish encrypted" in str(cause) for cause in causes):
        return f"What answers at {uri} does not speak TLS; give {plain}://{place}, or the right port."
    if any("handshake response" in str(cause) for cause in causes):
        return f"What answers at {uri} does not speak Bolt; give the Bolt port, or {plain}+s:// if it wants TLS."
    return f"No Neo4j answers at {uri}; start it, or set graph.uri."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and all that it came of; with routing the driver gathers several."""
    if error is not None:
        yield error
        yield from _causes(error.__cause__ or error.__context__)
        if isinstance(error, BaseExceptionGroup):
            for each in error.exceptions:
                yield from _causes(each)
