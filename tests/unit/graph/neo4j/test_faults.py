"""What is said of a server's faults, and of an address at which no Neo4j answers."""

import socket
import ssl
from collections.abc import Iterator
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread

import pytest

from linkage.errors import GraphUnavailable, GraphUnreachable, SettingsError
from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.faults import fault, unreached
from linkage.graph.statements import statement
from linkage.settings import GraphSettings


class Http(BaseRequestHandler):
    """Answers whatever it is told as an HTTP server answers what it cannot read."""

    def handle(self) -> None:
        """Read a little, and refuse it."""
        self.request.recv(1024)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


class Silent(BaseRequestHandler):
    """Hears what is said first, and hangs up."""

    def handle(self) -> None:
        """Read a little and answer nothing."""
        self.request.recv(1024)


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a server that speaks something else than Bolt."""
    with TCPServer(("127.0.0.1", 0), request.param) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def asked(uri: str) -> str:
    """Return why the server at an address cannot be asked."""
    database = Database(GraphSettings(uri=uri))
    try:
        with pytest.raises(GraphUnreachable) as told:
            database.read(lambda transaction: transaction.run(statement("read/server")))
    finally:
        database.close()
    return str(told.value)


@pytest.mark.parametrize("code", ["WriteOnReadOnlyAccessDatabase", "ForbiddenOnReadOnlyDatabase"])
def test_a_database_that_is_read_only_is_said_to_be(code: str) -> None:
    told = fault(f"Neo.ClientError.General.{code}", "No write operations are allowed on this database.")
    assert type(told) is GraphUnavailable
    assert str(told).startswith("The database is read-only")
    assert "graph.uri" in str(told)


def test_a_database_that_is_not_there_is_named() -> None:
    told = fault("Neo.ClientError.Database.DatabaseNotFound", "Graph not found: nowhere", "{nowhere}")
    assert isinstance(told, SettingsError)
    assert str(told) == "The server has no database '{nowhere}'; set graph.database to one it has."


@pytest.mark.parametrize("port", [Http], indirect=True)
@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_port_of_http_is_said_to_be_one(port: int, scheme: str) -> None:
    told = asked(f"{scheme}://127.0.0.1:{port}")
    assert told.startswith(f"HTTP answers at {scheme}://127.0.0.1:{port}")
    assert "the Bolt port" in told


@pytest.mark.parametrize("port", [Http], indirect=True)
@pytest.mark.parametrize("scheme", ["bolt+s", "bolt+ssc", "neo4j+s"])
def test_a_server_without_tls_is_said_to_be_one(port: int, scheme: str) -> None:
    plain = scheme.partition("+")[0]
    told = asked(f"{scheme}://127.0.0.1:{port}")
    assert f"does not speak TLS; give {plain}://127.0.0.1:{port}," in told


@pytest.mark.parametrize("port", [Silent], indirect=True)
def test_a_server_that_hangs_up_may_want_tls(port: int) -> None:
    assert "or bolt+s:// if it wants TLS" in asked(f"bolt://127.0.0.1:{port}")


def test_a_certificate_that_nobody_vouches_for_is_told_from_a_server_that_is_not_there() -> None:
    told = unreached("bolt+s://graph.example", ssl.SSLCertVerificationError(1, "self-signed certificate"))
    assert told.startswith("The certificate of bolt+s://graph.example is not one that this machine trusts")


def test_where_nobody_listens_no_neo4j_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    assert (
        asked(f"bolt://127.0.0.1:{free}") == f"No Neo4j answers at bolt://127.0.0.1:{free}; start it, or set graph.uri."
    )
