"""A world of twenty accounts that one can score by hand.

Two campaigns: `c1` of pools p1 (a0-a3) and p2 (a4, a5), successor of p1; `c2` of pool p3 (b0-b3). An office of five
(o0-o4), a carpool of three (g0-g2), two strangers (s0, s1).
"""

import polars as pl

from linkage.evaluation.truth import Truth, accounts_of

FARMS = [
    *((f"a{i}", "P1", "c1", "p1", "A2", "E0") for i in range(4)),
    *((f"a{i}", "P1", "c1", "p2", "A2", "E3") for i in (4, 5)),
    *((f"b{i}", "P2", "c2", "p3", "A4", "E4") for i in range(4)),
]
HONEST = [
    *((f"o{i}", "office", "company_office") for i in range(5)),
    *((f"g{i}", "host", "carpool") for i in range(3)),
    *((f"s{i}", f"stranger{i}", "individual") for i in range(2)),
]


def truth() -> Truth:
    farms = pl.DataFrame(
        FARMS, schema=["account_id", "party_id", "campaign_id", "pool_id", "archetype", "rung"], orient="row"
    )
    honest = pl.DataFrame(HONEST, schema=["account_id", "party_id", "honest_class"], orient="row")
    overlays = pl.Series([["cgnat"] if name == "s0" else [] for name in honest["account_id"]], dtype=pl.List(pl.String))
    accounts = pl.concat([farms, honest.with_columns(overlays=overlays)], how="diagonal")
    return Truth(
        accounts=accounts_of(accounts),
        pools=pl.DataFrame(
            [("p1", "c1", None), ("p2", "c1", "p1"), ("p3", "c2", None)],
            schema=["pool_id", "campaign_id", "successor_of"],
            orient="row",
        ),
        evidence=pl.DataFrame({"campaign_id": ["c1"], "pool_id": ["p1"], "kind": ["ip"], "key": ["192.0.2.1"]}),
    )


def members(**campaigns: str) -> pl.DataFrame:
    """Return `account_id, campaign_id` of campaigns given as names of accounts."""
    rows = [(account, name) for name, accounts in campaigns.items() for account in accounts.split()]
    return pl.DataFrame(rows, schema={"account_id": pl.String, "campaign_id": pl.String}, orient="row")
