"""The import tool is told exactly what to import, and what it says is understood."""

from pathlib import Path

import pytest

from linkage.errors import GraphUnavailable, UsageError
from linkage.graph.neo4j.server.imports import (
    Follower,
    Imported,
    ImportProgress,
    Nodes,
    Relationships,
    arguments,
    imported,
)

SAID = """\
(1/4) Node import 2026-11-25 21:25:30.477+0000
  Estimated number of nodes: 5.00
-......... .......... .......... .......... ..........   5% ∆1s 498ms [1s 498ms]
.......... .......... .......... .......... .......... 100% ∆0ms [1s 549ms]
Node import COMPLETED in 1s 596ms

(2/4) Relationship import 2026-11-25 21:25:32.074+0000
.......... .......... .......... .......... ..........  50% ∆236ms [236ms]

IMPORT DONE in 6s 147ms.
Imported:
  2 nodes
  1 relationships
  5 properties
Peak memory usage: 1.004GiB
"""


def test_labels_types_and_files_are_said_in_the_tool_s_words():
    words = arguments(
        [Nodes(("Identifier", "Device"), (Path("/d/a.csv"), Path("/d/b.csv")))],
        [Relationships("USED_DEVICE", (Path("/d/u.csv"),))],
        Path("/home/logs/report"),
    )
    assert words[:4] == ["database", "import", "full", "neo4j"]
    assert "--nodes=Identifier:Device=/d/a.csv,/d/b.csv" in words
    assert "--relationships=USED_DEVICE=/d/u.csv" in words
    assert {"--input-type=csv", "--bad-tolerance=0"} < set(words)


@pytest.mark.parametrize("name", ["a,b.csv", "a*.csv", "a[1].csv", "a(1).csv", "a+b.csv"])
def test_a_path_that_the_tool_would_read_as_a_pattern_is_refused(name):
    with pytest.raises(UsageError, match="without commas"):
        arguments([Nodes(("A",), (Path("/d") / name,))], [], Path("/r"))


def test_an_import_without_nodes_is_refused():
    with pytest.raises(UsageError, match="nodes"):
        arguments([], [], Path("/r"))


def test_what_was_imported_is_read():
    assert imported(SAID) == Imported(2, 1, 5)


def test_a_tool_that_does_not_say_is_not_believed():
    with pytest.raises(GraphUnavailable):
        imported("nothing of the kind")


def test_progress_is_told_by_step_and_share():
    told = []
    follow = Follower(told.append)
    for line in SAID.splitlines(keepends=True):
        follow(line)
    assert told == [ImportProgress(1, 4, 5), ImportProgress(1, 4, 100), ImportProgress(2, 4, 50)]
