"""Where compiled kernels are kept: numba refuses to import them where it can write neither beside them nor at home.

An installation of root's, run by a service without a home or in a container whose file system is read-only, is such a
place. There they are kept in a folder of the temporary one, which is of this user alone: whoever else could write to it
would decide what runs here. They are compiled anew after the machine starts again, which takes a minute.

Source: numba's documentation of `NUMBA_CACHE_DIR` and of caching.
"""

import os
import stat
import tempfile
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"


def keep_kernels(environment: MutableMapping[str, str], package: Path) -> None:
    """Name a folder for compiled kernels in the environment, where numba would find none of its own.

    It is asked when numba is imported; what somebody said before stays.
    """
    home = _at_home(environment)
    if VARIABLE in environment or can_write(package / "__pycache__") or (home is not None and can_write(home)):
        return
    environment[VARIABLE] = str(own_folder(Path(tempfile.gettempdir())))


def can_write(folder: Path) -> bool:
    """Return whether a file can be made in a folder, which is made if it is not there: what numba asks too."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def own_folder(temporary: Path) -> Path:
    """Return a folder that nobody else can write to: the same one each time, or a new one where another made that."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = temporary / f"linkage-kernels-{user}"
    with suppress(OSError):  # a file, or a link to nowhere
        folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & 0o022:
        return folder
    return Path(tempfile.mkdtemp(prefix=folder.name, dir=temporary))


def _at_home(environment: Mapping[str, str]) -> Path | None:
    """Return the cache folder of a user, where the desktop's standard has it; None for a user without a home."""
    if cache := environment.get("XDG_CACHE_HOME"):
        return Path(cache) / "numba"
    try:
        return Path(environment.get("HOME") or "~").expanduser() / ".cache" / "numba"
    except RuntimeError:  # a user whom the machine does not know
        return None
