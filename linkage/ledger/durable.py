"""Writing so that a kill or a power cut leaves the old state or the new one, and a full disk is told as such."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import polars as pl

from linkage.errors import DiskFull, WorkspaceBusy, WorkspaceError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LITTLE_BYTES: Final = 1 << 20


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Turn what the system says about writing in the block to `path` into errors of the workspace.

    Raises:
        DiskFull: no space, or none that we may use, is left.
        WorkspaceBusy: another process holds the manifest.
        WorkspaceError: `path` cannot be written, or its manifest is damaged.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, path) from None
    except OSError as error:
        if says_full(error):
            raise full(path) from None
        raise _unwritable(path, error.strerror or str(error)) from None
    except pl.exceptions.PolarsError as error:
        if says_full(error):
            raise full(path) from None
        raise


def _of_sqlite(error: sqlite3.Error, path: Path) -> WorkspaceError:
    text = str(error)
    if "full" in text:
        return full(path)
    if "disk I/O" in text:
        # SQLite says no more when its shared memory cannot grow.
        if _bytes_free(path) < _LITTLE_BYTES:
            return full(path)
        return WorkspaceError(f"The manifest of {path} cannot be read or written ({text}); check the disk and limits.")
    if "locked" in text or "busy" in text:
        return WorkspaceBusy(f"Another process is writing to {path}; wait until it is done and try again.")
    if "readonly" in text or "unable to open" in text:
        return _unwritable(path, text)
    return WorkspaceError(
        f"The manifest of {path} is damaged ({text}); restore ledger/manifest.sqlite from a backup, "
        "or load the files into a new workspace."
    )


def _unwritable(path: Path, reason: str) -> WorkspaceError:
    return WorkspaceError(
        f"{path} cannot be written ({reason}); run linkage as the user whose workspace it is, let this one write "
        "there, or name another workspace with --workspace."
    )


def _bytes_free(path: Path) -> int:
    try:
        status = os.statvfs(path)
    except OSError:
        return 0
    return status.f_bavail * status.f_frsize


def says_full(error: Exception) -> bool:
    """Return whether an error says that no space, or none that we may use, is left; libraries say it in words."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    text = str(error)
    return any(f"os error {code}" in text or os.strerror(code) in text for code in _FULL)


def full(path: Path) -> DiskFull:
    """Return the error that says that `path` has no room, and what to do."""
    return DiskFull(f"No space is left at {path}; make some and run the same command again, nothing is lost.")


def replace_file(path: Path, data: bytes) -> None:
    """Make `data` the content of `path`, whole or not at all, and survive a power cut after returning."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """Return when the content of a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
