"""Starting the server: where it binds, what it refuses, how it ends."""

import ipaddress
import signal
import socket
import sys
from types import FrameType
from typing import Final

import uvicorn

from linkage.api.app import create_app
from linkage.errors import SettingsError
from linkage.graph import open_graph
from linkage.ledger import Workspace
from linkage.ledger.identify import WorkspaceIdentify
from linkage.settings import ApiSettings, Settings

GRACE_SECONDS: Final = 10
"""How long requests that are under way may take when the server is told to end."""


def serve(settings: Settings) -> None:
    """Serve the API until SIGTERM or SIGINT; requests under way are answered first.

    Writes one line to stdout when connections are taken: `linkage serves http://…`.

    Raises:
        SettingsError: the address is not loopback and no key is set, or it cannot be bound.
        GraphUnavailable: the graph that the settings name refuses.
        KeyboardInterrupt: after SIGINT.
    """
    check_exposure(settings.api)
    with bound(settings.api) as listener:
        identify = WorkspaceIdentify(Workspace(settings.workspace), settings.load)
        app = create_app(open_graph(settings), settings, identify=identify)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        before = signal.signal(signal.SIGTERM, _end_well)
        try:
            sys.stdout.write(f"linkage serves {address(listener)}\n")
            sys.stdout.flush()
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            signal.signal(signal.SIGTERM, before)


def check_exposure(settings: ApiSettings) -> None:
    """Refuse to be reached from elsewhere without a key.

    Raises:
        SettingsError: `host` is not loopback, or unknown, and no key is set.
    """
    if settings.key is None and not all(ipaddress.ip_address(one).is_loopback for one in _addresses(settings)):
        raise SettingsError(
            f"{settings.host} can be reached from other machines: set a key in LINKAGE_API__KEY, or bind 127.0.0.1."
        )


def bound(settings: ApiSettings) -> socket.socket:
    """Return a listening socket at the settings' address; port 0 picks a free port.

    Raises:
        SettingsError: the address cannot be bound.
    """
    host = _addresses(settings)[0]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it an answer of two writes waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Cannot bind {settings.host} port {settings.port} ({error.strerror}); choose another in LINKAGE_API__PORT."
        ) from None
    return listener


def address(listener: socket.socket) -> str:
    """Return the URL at which a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _addresses(settings: ApiSettings) -> list[str]:
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise SettingsError(f"{settings.host!r} is no address of this machine; mend LINKAGE_API__HOST.") from None
    return [str(one[4][0]).partition("%")[0] for one in found]


def _end_well(signum: int, frame: FrameType | None) -> None:
    """Take the signal that uvicorn hands on once it has ended gracefully: that is success."""
