"""A client of Graph Data Science on the server of the settings, for `linkage.communities.gds`.

The client's own way to connect tries for a minute while no server is there, and says so on stderr; here the first
attempt decides, as everywhere else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from linkage.communities.gds_server import Client, faults
from linkage.graph.neo4j.database import driver_of
from linkage.graph.statements import statement
from linkage.settings import GraphSettings


@contextmanager
def connected(settings: GraphSettings) -> Iterator[Client]:
    """Give a client of Graph Data Science, and close it.

    Raises:
        SettingsError: the address is not one of Neo4j.
        GraphUnreachable: no server answers there.
        GraphDenied: it refuses user or password.
        GraphProcedureMissing: it lacks Graph Data Science.
    """
    with driver_of(settings) as driver:
        with faults():
            driver.verify_connectivity()
            client = _Client(driver, database=settings.database, arrow=False, show_progress=False)
        yield client


class _Client(Client):
    def terminate(self, name: str) -> None:
        self.run_cypher(statement("server/terminate").text, {"name": name})
