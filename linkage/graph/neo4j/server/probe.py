"""Whether a server answers and can run Graph Data Science."""

from linkage.graph.neo4j.database import Database
from linkage.graph.statements import statement
from linkage.settings import GraphSettings


def gds_version(settings: GraphSettings) -> str:
    """Return the version of Graph Data Science that a server runs.

    Raises:
        GraphUnreachable, GraphTimeout: it does not answer yet.
        GraphDenied: it refuses the password.
        GraphProcedureMissing: it has no Graph Data Science.
        GraphUnavailable: it answers with another fault.
    """
    database = Database(settings)
    try:
        return str(database.read(lambda transaction: transaction.run(statement("server/gds")))[0][0])
    finally:
        database.close()
