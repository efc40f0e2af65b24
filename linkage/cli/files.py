"""Files that a user names: written whole or not at all, and never put in the place of what is no file."""

import os
import shutil
import sys
import uuid
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; a link stays one, and a pipe or a device is given the content.

    Raises:
        OSError: it cannot be written.
    """
    if _is_stdout(path):
        write_stdout(content)
        return
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    aside = target.with_name(f".linkage-{uuid.uuid4().hex}")
    try:
        aside.write_bytes(content)
        if target.exists():
            shutil.copymode(target, aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def write_stdout(content: bytes) -> None:
    """Write bytes to stdout."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def _is_stdout(path: Path) -> bool:
    """Return whether a name as `/dev/stdout` stands for stdout, which may be a file that has something in it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(1))
    except OSError:
        return False
