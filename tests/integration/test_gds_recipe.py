"""The textbook recipe of Graph Data Science, on a real server."""

import polars as pl
import pytest
from pydantic import SecretStr

from linkage.evaluation.gds_recipe import similarity_leiden
from linkage.ledger import build_snapshot
from linkage.settings import GraphSettings

pytestmark = pytest.mark.neo4j


def test_accounts_with_like_devices_are_found_and_strangers_are_not(neo4j_server):
    farms = [(f"{farm}{i}", "device", f"{farm}{j}") for farm in "ab" for i in range(6) for j in range(3)]
    strangers = [(f"s{i}", "device", f"own{i}") for i in range(20)]
    rows = pl.DataFrame(farms + strangers, schema=["account_id", "kind", "value"], orient="row")
    settings = GraphSettings(uri=neo4j_server.uri, user=neo4j_server.user, password=SecretStr(neo4j_server.password))
    found = similarity_leiden(build_snapshot(observations=rows), settings)
    groups = found.members.group_by("campaign_id").agg(pl.col("account_id").sort()).sort("account_id")
    assert groups["account_id"].to_list() == [[f"{farm}{i}" for i in range(6)] for farm in "ab"]
