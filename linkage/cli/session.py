"""What was asked for before the command: the global options, and the settings that come of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

if TYPE_CHECKING:  # settings bring pydantic, which `--help` must not wait for
    from linkage.graph.interface import Graph
    from linkage.settings import Settings


@dataclass(frozen=True, slots=True)
class Session:
    """The global options of one call."""

    workspace: Path | None = None
    graph: str | None = None
    quiet: bool = False
    debug: bool = False

    def settings(self, **sections: dict[str, object]) -> "Settings":
        """Return the settings: this session's options and `sections`, over environment, file and defaults.

        Raises:
            SettingsError: a setting is unknown or out of bounds.
        """
        from linkage import log
        from linkage.settings import read_settings

        overrides: dict[str, object] = {name: values for name, values in sections.items() if values}
        if self.workspace is not None:
            overrides["workspace"] = self.workspace
        if self.graph is not None:
            overrides["graph"] = {"uri": self.graph}
        settings = read_settings(**overrides)
        log.configure(settings.log.level, settings.log.format)
        return settings

    def pasteable(self, sentence: str, home: Path | None = None) -> str:
        """Return a sentence whose commands reach this session's workspace and graph, and that server's folder."""
        from linkage.own_server import pasteable

        return pasteable(sentence, self.workspace, home, self.graph)


def session(context: typer.Context) -> Session:
    """Return the session that the root command made."""
    return cast(Session, context.obj)


@contextmanager
def opened_graph(asked: Session, *, decisions_needed: bool = False) -> Iterator["Graph"]:
    """Open the graph that the session asks for, and close it at the end.

    Says so on stderr where the ledger is newer, where a server answers from another workspace's runs, and where
    decisions are left out that this user may not read; that is an error where they are `decisions_needed`.
    """
    from linkage.cli.show import say
    from linkage.graph import open_graph
    from linkage.own_server import reached

    settings = reached(asked.settings())
    graph = open_graph(settings, unread=None if decisions_needed else lambda told: say(told, quiet=asked.quiet))
    try:
        say_if_outdated(asked, settings, None if settings.graph.uri == "embedded" else graph)
        if settings.graph.uri != "embedded":
            _say_if_anothers(asked, settings, graph)
        yield graph
    finally:
        graph.close()


def say_if_outdated(asked: Session, settings: "Settings", server: "Graph | None" = None) -> None:
    """Say on stderr that the ledger has changed since the workspace's run, where that is the run that answers.

    Args:
        asked: what was asked for.
        settings: its settings.
        server: the graph that answers, where that is not the workspace's current run itself.
    """
    from linkage import runs
    from linkage.cli.show import say
    from linkage.ledger import Workspace

    run = runs.outdated(Workspace(settings.workspace))
    if run is None or (server is not None and _served(server) != run):
        return
    told = f"The ledger has changed since run {run}; `linkage detect` brings the results up to date."
    say(asked.pasteable(told), quiet=asked.quiet)


def _say_if_anothers(asked: Session, settings: "Settings", server: "Graph") -> None:
    from linkage.cli.show import say
    from linkage.graph.opening import of_another
    from linkage.ledger import Workspace

    other = of_another(server, Workspace(settings.workspace))
    if other is not None:
        replace = "`linkage neo4j publish --replace` would put this one's there"
        say(asked.pasteable(f"This Neo4j holds the runs of another workspace, {other}; {replace}."), quiet=asked.quiet)


def _served(graph: "Graph") -> str | None:
    info = graph.health().run
    return None if info is None else info.run
