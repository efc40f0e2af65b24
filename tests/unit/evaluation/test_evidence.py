"""What is said of true pools, of a ledger that one can hold in one's head."""

import polars as pl

from linkage.detection import grounds_of
from linkage.evaluation.evidence import asserted_if_known, true_pools
from linkage.evaluation.truth import EVIDENCE, POOLS, Truth, accounts_of
from linkage.ledger.snapshot import Snapshot
from linkage.settings import Settings
from tests.hand_made_ledger import Ledger

SCHEMA = {"account_id": pl.String, "campaign_id": pl.String, "pool_id": pl.String}


def truth_of(snapshot: Snapshot, **campaigns: str) -> Truth:
    """Campaigns by the first letters of their accounts' names; each is one pool, and all others are honest."""
    rows = [
        (name, next((c for c, prefix in campaigns.items() if name.startswith(prefix)), None), None)
        for name in snapshot.accounts["account_id"]
    ]
    return Truth(
        accounts_of(pl.DataFrame(rows, SCHEMA, orient="row")),
        *(pl.DataFrame(schema=schema) for schema in (POOLS, EVIDENCE)),
    )


def test_evidence_is_there_against_accounts_that_share_in_hiding_and_not_against_such_as_share_nothing():
    ledger = Ledger().strangers(300).farm("farm", 14).clean_twins(14)
    for x in range(8):
        ledger.company(f"org{x}", 6)
    snapshot = ledger.snapshot()
    grounds = grounds_of(snapshot, Settings())
    said = asserted_if_known(snapshot, grounds, truth_of(snapshot, one="farm-", two="t-"), Settings())
    assert set(said["account_id"]) == {f"farm-{x:02d}" for x in range(14)}
    assert said["campaign_id"].n_unique() == 1


def test_true_pools_hold_the_farm_accounts_that_were_seen():
    ledger = Ledger().strangers(2).farm("farm", 2).farm("fern", 2)
    ledger.accounts.append({"account_id": "farm-unseen"})
    snapshot = ledger.snapshot()
    pools = dict(
        zip(
            snapshot.accounts["account_id"], true_pools(snapshot, truth_of(snapshot, a="farm-", b="fern-")), strict=True
        )
    )
    assert pools == {
        "farm-00": 0, "farm-01": 0, "farm-unseen": -1, "fern-00": 1, "fern-01": 1, "s-0000": -1, "s-0001": -1,
    }  # fmt: skip
