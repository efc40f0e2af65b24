"""Where the server binds and what it refuses."""

import asyncio
import socket

import pytest

from linkage.api.serve import address, bound, check_exposure
from linkage.errors import SettingsError
from linkage.settings import ApiSettings


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8"])
def test_loopback_needs_no_key(host: str) -> None:
    check_exposure(ApiSettings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_any_other_address_needs_a_key(host: str) -> None:
    with pytest.raises(SettingsError, match="LINKAGE_API__KEY"):
        check_exposure(ApiSettings(host=host))
    check_exposure(ApiSettings(host=host, key="x" * 16))  # type: ignore[arg-type]


def test_an_unknown_name_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="LINKAGE_API__HOST"):
        check_exposure(ApiSettings(host="no such host"))


def test_a_key_is_not_short() -> None:
    with pytest.raises(ValueError, match="16"):
        ApiSettings(key="short")  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["a key with spaces in it", "0123456789abcdef\n", "ключключключключ"])
def test_a_key_is_what_every_client_can_send(key: str) -> None:
    """A browser sends nothing beyond ASCII, and what stands around a header's value is no part of it."""
    with pytest.raises(ValueError, match="printable ASCII"):
        ApiSettings(key=key)  # type: ignore[arg-type]


def test_port_0_picks_a_free_port_and_a_taken_one_is_a_wrong_setting() -> None:
    with bound(ApiSettings(port=0)) as listener:
        port = listener.getsockname()[1]
        assert address(listener) == f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
        with pytest.raises(SettingsError, match="LINKAGE_API__PORT"):
            bound(ApiSettings(port=port))


def test_an_accepted_connection_sends_each_write_at_once() -> None:
    """With Nagle's algorithm the body waits until the client has acknowledged the headers, which it puts off."""

    async def accepted() -> int:
        option: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Told(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                option.set_result(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        with bound(ApiSettings(port=0)) as listener:
            async with await asyncio.get_running_loop().create_server(Told, sock=listener):
                with socket.create_connection(listener.getsockname(), timeout=5):
                    return await asyncio.wait_for(option, 5)

    assert asyncio.run(accepted())
