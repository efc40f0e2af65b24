"""SQLite files that this user may read and perhaps not write, as of a workspace that is another user's."""

import sqlite3
from pathlib import Path
from typing import Final

from linkage.errors import WorkspaceError

_PATIENCE_SECONDS: Final = 30.0


def is_there(path: Path) -> bool:
    """Return whether there is such a file.

    Raises:
        WorkspaceError: its folder may not be looked into.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from None
    return True


def unreadable(path: Path, reason: str) -> WorkspaceError:
    """Return the error that says that a file may not be read, and what to do."""
    return WorkspaceError(
        f"{path} cannot be read ({reason}); run linkage as the user whose workspace it is, or let this one read there."
    )


def connected(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Return a connection, without transactions of its own, to a file that is there; where need be one that only reads.

    Args:
        path: the file.
        write: whether it is to be written, so that one that only reads is of no use.

    Raises:
        WorkspaceError: it may not be read.
        sqlite3.Error: it may not be written and is to be, or is damaged.
    """
    try:
        return _probed(path)
    except sqlite3.OperationalError as error:
        if write or "locked" in str(error):
            raise
    # SQLite reads a database in WAL mode only where it may make files beside it, unless told that nobody writes to it.
    beside = path.with_name(f"{path.name}-wal")
    alone = not (beside.exists() and beside.stat().st_size)
    try:
        return _probed(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}")
    except sqlite3.OperationalError as error:
        if "unable to open" in str(error):
            raise unreadable(path, str(error)) from None
        raise


def _probed(address: str | Path) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=isinstance(address, str), timeout=_PATIENCE_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA user_version")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
