"""Free ports on loopback."""

import socket

from linkage.errors import UsageError


def is_free(port: int) -> bool:
    """Return whether a server could listen on that loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose(wanted: int | None, usual: int) -> int:
    """Return the port to listen on: `wanted` when it is given, else `usual` when it is free, else any free one.

    Port 0 asks for any free one.

    Raises:
        UsageError: `wanted` is taken.
    """
    if wanted:
        if not is_free(wanted):
            raise UsageError(f"Port {wanted} is taken by another program; stop it or choose another port.")
        return wanted
    if wanted is None and is_free(usual):
        return usual
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
