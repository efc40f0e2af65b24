"""Whether a server answers and can run Graph Data Science."""

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from linkage.errors import GraphDenied, GraphProcedureMissing


def gds_version(uri: str, user: str, password: str) -> str | None:
    """Return the version of Graph Data Science that the server at `uri` runs; None when it does not answer yet.

    Raises:
        GraphDenied: it refuses the password.
        GraphProcedureMissing: it has no Graph Data Science.
    """
    try:
        with (
            GraphDatabase.driver(uri, auth=(user, password), connection_timeout=5) as driver,
            driver.session() as session,
        ):
            return str(session.run("RETURN gds.version() AS version").single(strict=True)["version"])
    except AuthError:
        raise GraphDenied(f"The server at {uri} refuses the password of its home.") from None
    except Neo4jError as error:
        if error.code == "Neo.ClientError.Statement.SyntaxError":
            raise GraphProcedureMissing(f"The server at {uri} runs without Graph Data Science.") from None
        return None
    except DriverError:
        return None
