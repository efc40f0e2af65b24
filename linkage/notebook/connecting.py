"""Which graph a notebook asks."""

import warnings
from pathlib import Path

from linkage.errors import LinkageError
from linkage.graph import Graph, open_graph
from linkage.own_server import reached
from linkage.settings import read_settings


def connect(
    workspace: str | Path | None = None,
    graph: str | None = None,
    *,
    user: str | None = None,
    password: str | None = None,
) -> Graph:
    """Return the graph to ask: the files of a workspace's current run, or a Neo4j.

    It is asked once which run it serves, so that what is wrong shows here. Where this user may not read what people
    decided, a warning says so, and the answers are as if nobody had decided anything.

    What is not said comes from `LINKAGE_…` variables, `linkage.toml` and defaults, as for the command line.

    Args:
        workspace: folder of ledger and runs.
        graph: `embedded`, a Bolt address, or `neo4j` for the server that `linkage neo4j start` runs.
        user: user of a Neo4j.
        password: its password.

    Raises:
        SettingsError: a setting is unknown or out of bounds.
        RunNotFound: there is no such workspace, or nothing was detected yet.
        GraphUnavailable: no Neo4j answers there, it refuses, or the run's file is damaged.
    """
    said = {"uri": graph, "user": user, "password": password}
    overrides: dict[str, object] = {"graph": {name: value for name, value in said.items() if value is not None}}
    if workspace is not None:
        overrides["workspace"] = Path(workspace)
    found = open_graph(reached(read_settings(**overrides)), unread=lambda told: warnings.warn(told, stacklevel=2))
    try:
        found.run()
    except LinkageError:
        found.close()
        raise
    return found
