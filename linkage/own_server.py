"""The Neo4j that `linkage neo4j start` runs for a workspace: where it is, and what `--graph` needs to reach it."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from linkage.errors import GraphUnreachable

if TYPE_CHECKING:
    from linkage.settings import Settings

SHORT_NAME = "neo4j"
"""What `--graph` calls it."""


_WORKSPACE = r"(?:--workspace (?:'[^']*'|\S+) )?"
_NEEDS_NO_GRAPH = _WORKSPACE + r"(?:load\b|simulate\b|evaluate\b|neo4j (?!publish))"
"""Commands that `--graph` says nothing to, as a pattern."""


def pasteable(sentence: str, workspace: Path | None, home: Path | None = None, graph: str | None = None) -> str:
    """Return a sentence whose commands, between backticks, reach that workspace, server's folder and graph when pasted.

    None stands for what a command finds by itself. A command that names a workspace or a graph already keeps it.
    """
    # The workspace last: its path may hold anything, and is then no part of a pattern.
    if home is not None:
        where = shlex.join(["--home", str(home)])
        command = rf"`linkage {_WORKSPACE}neo4j (?!publish)\w+"
        sentence = re.sub(command, lambda found: f"{found[0]} {where}", sentence)
    for option, value, others in (("--graph", graph, _NEEDS_NO_GRAPH), ("--workspace", workspace, "(?!)")):
        if value is not None:
            named = f"`linkage {shlex.join([option, str(value)])} ".replace("\\", r"\\")
            sentence = re.sub(rf"`linkage (?![^`]*{option} )(?!{others})", named, sentence)
    return sentence


def home_of(settings: "Settings") -> Path:
    """Return the folder of the workspace's server, whether it is there or not."""
    return settings.workspace / "neo4j"


def reached(settings: "Settings") -> "Settings":
    """Return the settings with the address and password of the workspace's server, where `--graph` means that one.

    It is meant by `neo4j`, and by its own address when no password is set.

    Raises:
        GraphUnreachable: `neo4j` is asked for and no server runs.
    """
    graph = settings.graph
    if graph.uri == "embedded" or (graph.uri != SHORT_NAME and graph.password is not None):
        return settings
    from pydantic import SecretStr

    from linkage.graph.neo4j import server

    found = server.status(home_of(settings))
    if not found.running or found.uri is None:
        if graph.uri == SHORT_NAME:
            told = f"No server runs in {found.home}; start it with `linkage neo4j start`."
            is_usual = settings.workspace == type(settings).model_fields["workspace"].default
            raise GraphUnreachable(pasteable(told, None if is_usual else settings.workspace))
        return settings
    if graph.uri not in (SHORT_NAME, found.uri, found.uri.replace("127.0.0.1", "localhost")):
        return settings
    password = SecretStr(found.password_file.read_text("utf-8").strip())
    changed = graph.model_copy(update={"uri": found.uri, "user": found.user, "password": password})
    return settings.model_copy(update={"graph": changed})
