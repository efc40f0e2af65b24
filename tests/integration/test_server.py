"""A real server: started once, known by its own process, stopped and started again without loss."""

import pytest
from neo4j import GraphDatabase

pytestmark = pytest.mark.neo4j


def test_the_session_s_server_answers_with_graph_data_science(neo4j_server):
    with GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        records, _, _ = driver.execute_query("RETURN gds.version() AS version")
    assert [record["version"] for record in records] == [neo4j_server.gds_version]
