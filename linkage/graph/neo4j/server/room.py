"""A program that a full disk would let hang: Neo4j's import tool tries to write again for ever, and says nothing."""

import errno
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LITTLE_BYTES: Final = 65_536
_LOOK_SECONDS: Final = 1.0
_PATIENCE: Final = 5
"""Looks in a row that find no room before the program is ended; one that can tell of a full disk has done so then."""


def has_room(folder: Path) -> bool:
    """Return whether a little more can be written to a folder; what the system says of free space is not for all."""
    file = folder / ".room"
    try:
        file.write_bytes(bytes(_LITTLE_BYTES))
    except OSError as error:
        return error.errno not in (errno.ENOSPC, errno.EDQUOT)
    finally:
        file.unlink(missing_ok=True)
    return True


@contextmanager
def ended_when_full(program: subprocess.Popen[str], folder: Path) -> Iterator[threading.Event]:
    """Kill the program when its folder's disk stays full during the block; the yielded event says that it was."""
    is_done, was_full = threading.Event(), threading.Event()

    def watch() -> None:
        n_full = 0
        while n_full < _PATIENCE:
            if is_done.wait(_LOOK_SECONDS):
                return
            n_full = 0 if has_room(folder) else n_full + 1
        was_full.set()
        program.kill()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield was_full
    finally:
        is_done.set()
        watcher.join()
