"""What a server's last words mean: log text in, one of our errors out."""

import errno
import re
from pathlib import Path
from typing import Final

from linkage.errors import DiskFull, GraphUnavailable, LinkageError, UnreadableFile

MEANINGS: Final[tuple[tuple[str, str], ...]] = (
    (r"Address already in use|Failed to bind", "another program took its port; start again or choose another port"),
    (
        r"Lock file has been locked|StoreLockException|FileLockException",
        "another server already works in this home; stop that one, or choose another home",
    ),
    (
        r"Could not reserve enough space|insufficient memory|Cannot allocate memory|OutOfMemoryError|GC overhead",
        "its memory does not suffice; give it another heap size, or free memory on this machine",
    ),
    (r"UnsupportedClassVersionError", "its Java is too old; set JAVA_HOME to a newer one"),
    (r"Unrecognized setting|Error evaluating value for setting", "its configuration has a setting it does not know"),
    (
        r"Permission denied|AccessDeniedException",
        "it may not write to its home; mend the folder's owner",
    ),
    (r"Active logical log detected", "the server did not end in order; start it, stop it, and try again"),
    (
        r"of a newer version than the current",
        "a newer Neo4j made it; name that one's lane with --lane, and a new home with --home",
    ),
    (
        r"not possible to downgrade|unsupported (log|store) version|UnknownLogVersion|UpgradeNotAllowed",
        "its home was made by another version; start it with that lane, or choose another home",
    ),
)

OF_THE_FILE: Final[tuple[tuple[str, str], ...]] = (
    (r"Not a valid Neo4j archive", "that file is no dump; name one that `linkage neo4j backup` wrote"),
    (
        r"Unable to load database: (Zstd|Zip|EOF)\w*",
        "that file is damaged, or not whole; copy it again from where it was made, or name another dump",
    ),
)
"""What is wrong with the file that a tool was given."""


def failure(log: str, where: Path, what: str = "Neo4j did not start") -> LinkageError:
    """Return the error that the last output of a server, or of a tool, tells of; its sentence names the log file."""
    if re.search(r"No space left on device|Disk quota exceeded", log):
        return DiskFull(
            f"Neo4j found no space on the disk that it writes to; make room and start again (log: {where})."
        )
    for kind, meanings in ((GraphUnavailable, MEANINGS), (UnreadableFile, OF_THE_FILE)):
        for pattern, meaning in meanings:
            if re.search(pattern, log, re.IGNORECASE):
                return kind(f"{what}: {meaning} (log: {where}).")
    last = next((line.strip() for line in reversed(log.splitlines()) if re.search(r"ERROR|Exception|Error", line)), "")
    said = f"its last complaint was “{last[:200]}”" if last else "it ended without a complaint"
    return GraphUnavailable(f"{what}: {said}; the whole log is {where}.")


def unusable(home: Path, error: OSError) -> LinkageError:
    """Return the error for a home that the system does not let us use."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(f"The disk of {home} is full; make room and start again.")
    where = f": {error.filename}" if error.filename not in (None, str(home)) else ""
    return GraphUnavailable(f"The server's home {home} cannot be used ({error.strerror}{where}); choose another.")


def tail(path: Path, n_bytes: int = 16_384) -> str:
    """Return the end of a log; empty when there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - n_bytes))
            return file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
