"""Reasons are held against what was planted."""

import json

import polars as pl

from linkage.evaluation.counts import Count
from linkage.evaluation.reasons import planted_reasons
from linkage.findings import SCHEMAS, Findings
from tests.unit.evaluation.hand_made import members


def findings(*reasons: tuple[str, float, list[str]]) -> Findings:
    """Return findings with nothing but reasons: campaign, weight and the addresses that it names."""
    rows = [
        (campaign, "link", i, f"code{i}", "", 0.0, "", weight,
         json.dumps({"identifiers": [{"kind": "ip", "key": key} for key in keys]}))
        for i, (campaign, weight, keys) in enumerate(reasons)
    ]  # fmt: skip
    tables = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    return Findings(**tables | {"reasons": pl.DataFrame(rows, schema=SCHEMAS["reasons"], orient="row")})


PLANTED = pl.DataFrame({"kind": ["ip", "ip"], "key": ["good", "fine"]})
FARMS = pl.DataFrame({"account_id": ["a", "b", "c"]})
SAID = members(x="a b", y="c h i")


def test_a_reason_is_planted_when_it_names_something_planted():
    found = findings(("x", 3.0, ["good", "other"]), ("x", 2.0, ["other"]), ("x", 1.0, ["fine"]))
    assert planted_reasons(found, SAID, PLANTED, FARMS) == (Count(3, 2), Count(4, 2))


def test_reasons_without_identifiers_or_against_it_and_those_of_false_campaigns_do_not_count():
    found = findings(("x", 3.0, []), ("x", -2.0, ["good"]), ("y", 5.0, ["good"]), ("x", 1.0, ["good"]))
    assert planted_reasons(found, SAID, PLANTED, FARMS) == (Count(1, 1), Count(1, 1))


def test_only_the_five_heaviest_count():
    found = findings(*((("x", float(9 - i), ["good"] if i < 5 else ["other"])) for i in range(9)))
    assert planted_reasons(found, SAID, PLANTED, FARMS) == (Count(5, 5), Count(5, 5))
