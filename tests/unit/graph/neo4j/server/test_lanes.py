"""The shipped lists say exactly what a server is made of."""

import re
from xml.etree import ElementTree

import pytest

from linkage.errors import UsageError
from linkage.graph.neo4j.server.lanes import LANES, lane_named

lanes = pytest.mark.parametrize("lane", LANES.values(), ids=LANES)


@lanes
def test_the_pom_names_the_versions_of_the_lane(lane):
    pom = ElementTree.fromstring(lane.pom.read_text("utf-8"))
    assert pom.findtext("properties/neo4j.version") == lane.neo4j_version == pom.findtext("version")
    assert pom.findtext("properties/gds.version") == lane.gds_version


@lanes
def test_the_pom_has_no_address_in_it(lane):
    assert re.findall(r"https?://|schemaLocation|<repositor", lane.pom.read_text("utf-8")) == []


@lanes
def test_neo4j_comes_first_so_that_its_choice_of_versions_wins(lane):
    pom = ElementTree.fromstring(lane.pom.read_text("utf-8"))
    assert pom.findtext("dependencies/dependency/artifactId") == "neo4j"


@lanes
def test_every_jar_has_a_checksum_and_plugins_are_graph_data_science_alone(lane):
    sums = lane.checksums
    assert all(re.fullmatch(r"(lib|plugins)/[\w.+-]+\.jar", path) for path in sums)
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in sums.values())
    assert {path for path in sums if path.startswith("plugins/")} == {
        path for path in sums if "/org.neo4j.gds." in path
    }
    assert f"lib/org.neo4j.neo4j-{lane.neo4j_version}.jar" in sums
    assert f"plugins/org.neo4j.gds.proc-{lane.gds_version}.jar" in sums


def test_a_lane_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UsageError, match=r"'4\.4'.*5\.26, 2026"):
        lane_named("4.4")
