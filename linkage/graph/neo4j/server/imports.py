"""A whole database from files, by the server's own import tool: many times faster than transactions, and offline.

The database is made aside (`replacing`) and must pass the tool's check before it takes the place of the one that is
served.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linkage.errors import GraphUnavailable, UsageError
from linkage.graph.neo4j.server.configuration import memory, total_memory_mb
from linkage.graph.neo4j.server.home import DATABASE
from linkage.graph.neo4j.server.offline import run_tool, succeeded
from linkage.graph.neo4j.server.replacing import Replacement
from linkage.graph.schema import ELEMENTS_APART

_NOT_PLAIN: Final = re.compile(r"[,*?+\[\](){}|^$\\\n]")
"""The tool reads a file's name as a regular expression, and a comma as the end of one."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Files of nodes: the header of the first names an `…:ID(space)` column and the properties."""

    labels: tuple[str, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Relationships:
    """Files of relationships: the header of the first names `:START_ID(space)`, `:END_ID(space)` and the properties."""

    type: str
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is."""

    step: int
    n_steps: int
    percent: int
    """Of the step."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import put into the database."""

    n_nodes: int
    n_relationships: int
    n_properties: int


def import_aside(
    new: Replacement,
    nodes: Sequence[Nodes],
    relationships: Sequence[Relationships],
    *,
    multiline: Sequence[Path] = (),
    heap_mb: int | None = None,
    progress: Callable[[ImportProgress], None] | None = None,
) -> Imported:
    """Return what was imported into the database that is made aside.

    Args:
        new: Where it is made.
        nodes: Files of nodes, as CSV; the elements of a list are parted by `ELEMENTS_APART`.
        relationships: Files of relationships, likewise.
        multiline: Those files in which a text goes over several lines; they are read more slowly.
        heap_mb: Heap of the tool; None takes a sixth of the machine's memory.
        progress: Is told how far the tool is.

    Raises:
        UsageError: there are no nodes, or a file's path cannot be given to the tool.
        DiskFull, GraphUnavailable: the import failed.
    """
    words = arguments(nodes, relationships, new.place.path / "logs" / "import.report", multiline)
    heap = memory(total_memory_mb(), heap_mb).heap_mb
    answer = run_tool(new.installed, new.aside, words, heap_mb=heap, on_line=Follower(progress))
    return imported(succeeded(answer, "The import", new.place))


def arguments(
    nodes: Sequence[Nodes],
    relationships: Sequence[Relationships],
    report: Path,
    multiline: Sequence[Path] = (),
) -> list[str]:
    """Return the arguments of a full import in which one bad row fails all.

    Raises:
        UsageError: there are no nodes, or a file's path has a sign that the tool would not take literally.
    """
    if not nodes:
        raise UsageError("An import needs at least one file of nodes.")
    for file in [
        *(file for group in nodes for file in group.files),
        *(f for group in relationships for f in group.files),
    ]:
        if _NOT_PLAIN.search(str(file)):
            raise UsageError(f"The import tool cannot take the path {file}; use one without commas and brackets.")
    return [
        *("database", "import", "full", DATABASE),
        "--input-type=csv",
        "--overwrite-destination=true",
        "--bad-tolerance=0",
        f"--report-file={report}",
        f"--array-delimiter=U+{ord(ELEMENTS_APART):04X}",
        *(["--multiline-fields-format=v2", f"--multiline-fields={_listed(multiline)}"] if multiline else []),
        *(f"--nodes={':'.join(group.labels)}={_listed(group.files)}" for group in nodes),
        *(f"--relationships={group.type}={_listed(group.files)}" for group in relationships),
    ]


def imported(output: str) -> Imported:
    """Return what the tool says it imported.

    Raises:
        GraphUnavailable: it does not say.
    """
    counts = re.findall(r"^\s*(\d+) (nodes|relationships|properties)\s*$", output, re.M)
    found = {name: int(number) for number, name in counts}
    if "nodes" not in found:
        raise GraphUnavailable("The import tool did not say what it imported; see logs/admin.log in the server's home.")
    return Imported(found["nodes"], found.get("relationships", 0), found.get("properties", 0))


class Follower:
    """Reads the tool's lines and tells how far it is, each time that changes."""

    def __init__(self, tell: Callable[[ImportProgress], None] | None) -> None:
        """Begin before the first step."""
        self._tell = tell
        self._step = 0
        self._n_steps = 0

    def __call__(self, line: str) -> None:
        """Take one line of the tool's output."""
        if step := re.match(r"\((\d+)/(\d+)\) ", line):
            self._step, self._n_steps = int(step[1]), int(step[2])
        elif self._step and self._tell and (share := re.match(r"[-. ]+\s(\d+)% ", line)):
            self._tell(ImportProgress(self._step, self._n_steps, int(share[1])))


def _listed(files: Sequence[Path]) -> str:
    return ",".join(str(file) for file in files)
