"""The recipes that linkage is compared with find what they are meant to find."""

import polars as pl
import pytest

from linkage.evaluation.baselines import small_identifiers, weighted_leiden
from linkage.evaluation.score import Found
from linkage.ledger import Snapshot, build_snapshot


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Six accounts in a chain of devices, four that share a card, 500 strangers; all on one address."""
    chain = [(f"c{i}", "device", f"d{j}") for i in range(6) for j in (i, i + 1)]
    card = [(f"p{i}", "payment", "card") for i in range(4)]
    everybody = [*(f"c{i}" for i in range(6)), *(f"p{i}" for i in range(4)), *(f"s{i}" for i in range(500))]
    rows = [*chain, *card, *((name, "ip", "192.0.2.1") for name in everybody)]
    return build_snapshot(observations=pl.DataFrame(rows, schema=["account_id", "kind", "value"], orient="row"))


def said(found: Found) -> list[list[str]]:
    return found.members.group_by("campaign_id").agg(pl.col("account_id").sort())["account_id"].sort().to_list()


def test_small_identifiers_join_a_chain_and_flag_groups_of_five(snapshot: Snapshot):
    assert said(small_identifiers(snapshot)) == [[f"c{i}" for i in range(6)]]


def test_weights_leave_out_what_everybody_shares(snapshot: Snapshot):
    groups = weighted_leiden(snapshot)
    assert not groups.members["account_id"].str.starts_with("s").any()
    assert weighted_leiden(snapshot).members.equals(groups.members)
