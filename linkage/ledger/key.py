"""The workspace's key: made once, kept in one file that only its owner may read, and known elsewhere by an id."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from linkage.errors import WorkspaceError
from linkage.ledger.durable import sync

KEY_BYTES: Final = 32


def key_id(key: bytes) -> str:
    """Return the id of a key: 16 hex digits of a hash that gives nothing of it away."""
    return hashlib.blake2b(key, person=b"linkage-key-id", digest_size=8).hexdigest()


def make_key(path: Path) -> bytes:
    """Return a new key after writing it to `path` with mode 0600, or the one that is there already."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(aside)
        sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)
    return _read(path)


def read_key(path: Path, expected_id: str) -> bytes:
    """Return the key in `path`.

    Raises:
        WorkspaceError: it is not there, cannot be read, or is not the one whose id is `expected_id`.
    """
    key = _read(path)
    if key_id(key) != expected_id:
        raise WorkspaceError(
            f"{path} is not the key that this workspace was made with (its id is not {expected_id}); "
            "restore the right file from a backup, since identifiers hashed with another key match nothing."
        )
    return key


def _read(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except PermissionError:
        raise WorkspaceError(
            f"The workspace's key {path} may be read by its owner alone; run linkage as that user."
        ) from None
    except FileNotFoundError:
        reason = "is lost"
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({error.strerror})" if isinstance(error, OSError) else "is damaged"
    raise WorkspaceError(
        f"The workspace's key {path} {reason}; restore it from a backup, or load the files into a new workspace."
    )
