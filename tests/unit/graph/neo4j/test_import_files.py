"""Findings become files for the import tool that lose nothing: ids with their space, numbers whole, lists as lists."""

import csv
from pathlib import Path

import polars as pl

from linkage.graph.neo4j import import_files
from linkage.graph.neo4j.server.imports import arguments
from linkage.graph.schema import IDENTIFIER_LABELS, NODES, RELATIONSHIPS
from tests.small_world import INFO, account, findings_of, link, small_world

NO_DECISIONS = pl.DataFrame(schema=import_files.DECISIONS)


def written(folder: Path, name: str) -> list[list[str]]:
    """Return the rows of a file, its header first."""
    with (folder / f"{name}.csv").open(newline="") as file:
        return list(csv.reader(file))


def test_every_node_and_relationship_has_the_properties_of_the_schema(tmp_path: Path) -> None:
    files = import_files.write(small_world(), INFO, "digest", NO_DECISIONS, tmp_path)
    for nodes in files.nodes:
        header = written(tmp_path, nodes.files[0].stem)[0]
        assert {column.partition(":")[0] for column in header} <= set(NODES[nodes.labels[-1]])
    for relationships in files.relationships:
        header = written(tmp_path, relationships.files[0].stem)[0]
        own = [column.partition(":")[0] for column in header]
        assert set(own) - {""} == set(RELATIONSHIPS[relationships.type].properties)
        assert own.count("") == 2
    assert {nodes.labels for nodes in files.nodes if "Identifier" in nodes.labels} == {
        ("Identifier", label) for label in IDENTIFIER_LABELS.values()
    }
    assert arguments(files.nodes, files.relationships, tmp_path / "report", files.multiline)


def test_numbers_lists_and_texts_are_written_whole(tmp_path: Path) -> None:
    world = findings_of(
        accounts=[account("a", plan="", programme=None, risk_score=0.1 + 0.2), account("b", plan="two\nlines")],
        links=[link("a", "b", ["ip", "device"], net=0.1)],
    )
    files = import_files.write(world, INFO, "digest", NO_DECISIONS, tmp_path)
    assert files.multiline == (tmp_path / "accounts.csv",)
    text = (tmp_path / "accounts.csv").read_text()
    assert 'a,1749945600,"",,FR' in text
    assert "0.30000000000000004" in text
    header, only = written(tmp_path, "links")
    found = dict(zip(header, only, strict=True))
    assert found["kinds:string[]"] == "ip\x1fdevice"
    # What publishing sends is the double that the 32-bit number is.
    assert float(found["net_bits:double"]) == world.links["net_bits"].cast(pl.Float64)[0]


def test_decisions_are_counted_from_the_last_one(tmp_path: Path) -> None:
    decisions = pl.DataFrame(
        [("campaign", "c", "allowed", "", "me", 5, 7, None)], schema=import_files.DECISIONS, orient="row"
    )
    import_files.write(findings_of(), INFO, "digest", decisions, tmp_path)
    assert written(tmp_path, "decision_log") == [["id", "decisions:long"], ["linkage", "7"]]
