"""Whether a server answers and can run Graph Data Science."""

from pydantic import SecretStr

from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.server.home import USER
from linkage.graph.statements import statement
from linkage.settings import GraphSettings


def gds_version(uri: str, password: str) -> str:
    """Return the version of Graph Data Science that the server at `uri` runs.

    Raises:
        GraphUnreachable, GraphTimeout: it does not answer yet.
        GraphDenied: it refuses the password.
        GraphProcedureMissing: it has no Graph Data Science.
        GraphUnavailable: it answers with another fault.
    """
    database = Database(GraphSettings(uri=uri, user=USER, password=SecretStr(password), timeout_seconds=10))
    try:
        return str(database.read(lambda transaction: transaction.run(statement("server/gds")))[0][0])
    finally:
        database.close()
