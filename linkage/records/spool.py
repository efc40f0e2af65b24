"""Input that is read twice, or from its end, and comes as a stream: held in a file of this process alone.

Such a file holds what was not hashed yet. So it has no name where the system can do without, and is gone with the
process however that ends; elsewhere it is removed when it is let go, and stays after a kill.

Source: open(2) of the Linux manual pages, `O_TMPFILE`, and proc(5), `/proc/self/fd`.
"""

import errno
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from linkage.errors import DiskFull

CHUNK_BYTES = 1 << 22


def spooled(read: Callable[[int], bytes]) -> tuple[Path, int, IO[bytes]]:
    """Return where to read what a stream gave, how many bytes that is, and what holds it there as long as it lives.

    Args:
        read: gives so many bytes of the stream, none at its end; what it raises passes through.

    Raises:
        DiskFull: the temporary folder has no space left.
    """
    held, place = _held()
    n_bytes = 0
    while part := read(CHUNK_BYTES):
        try:
            held.write(part)
            held.flush()
        except OSError as error:
            held.close()
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise DiskFull(
                    f"No space is left in {tempfile.gettempdir()}, where input that comes as a stream is held while it "
                    "is read; make room, or name another folder in TMPDIR, and load again."
                ) from None
            raise
        n_bytes += len(part)
    return place, n_bytes, held


def _held() -> tuple[IO[bytes], Path]:
    nameless = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the source
    place = Path(f"/proc/self/fd/{nameless.fileno()}")
    if place.exists():
        return nameless, place
    nameless.close()
    named = tempfile.NamedTemporaryFile(prefix="linkage-")  # noqa: SIM115 - lives as long as the source
    return named, Path(named.name)
