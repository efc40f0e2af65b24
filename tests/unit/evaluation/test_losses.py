"""Every farm account ends in one stage."""

import polars as pl

from linkage.evaluation.losses import STAGES, losses
from linkage.findings import SCHEMAS, Findings
from tests.unit.evaluation.hand_made import members, truth


def test_each_farm_account_is_counted_where_it_was_lost():
    judged = [
        ("v", "campaign", "high"),
        ("w", "campaign", "low"),
        ("x", "organisation", "none"),
        ("y", "insufficient", "none"),
        ("z", "organisation", "none"),
    ]
    campaigns = pl.DataFrame(judged, schema=["campaign_id", "verdict", "band"], orient="row")
    tables = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    said = members(v="a0 s0", w="a1 a2", x="a4", y="b0 b1", z="b2 o0 o1")
    found = losses(Findings(**tables | {"members": said, "campaigns": campaigns}), truth().accounts)
    ends = {rung: {stage: n for stage, n in stages.items() if n} for rung, stages in found.items()}
    assert ends == {
        "E0": {"flagged": 1, "below medium": 2, "alone": 1},
        "E3": {"like an organisation": 1, "alone": 1},
        "E4": {"not enough evidence": 2, "in others' group": 1, "alone": 1},
    }
    assert all(tuple(stages) == STAGES for stages in found.values())
