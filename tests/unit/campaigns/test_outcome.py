"""What keeps a group from being accused, however high both of its numbers are."""

import numpy as np
import numpy.typing as npt
import pytest

from linkage.campaigns.outcome import Outcomes, outcomes
from linkage.campaigns.verdict import Scores
from linkage.settings import CampaignSettings
from tests.unit.campaigns.groups import Row, evidence_of

PLAIN, SMALL, DECLARED, HALF_DECLARED = range(4)


def members(group: int, n: int, n_declared: int = 0) -> list[Row]:
    about = {"organisation_id": "front"}
    return [{"group": group, "about": about if x < n_declared else {}, "at": [1_760_000_000]} for x in range(n)]


def judged(null_statistic: npt.NDArray[np.float64], max_q_value: float = 0.05) -> Outcomes:
    """Return the outcomes of four groups that score alike, near 100."""
    rows = [*members(PLAIN, 5), *members(SMALL, 4), *members(DECLARED, 5, 3), *members(HALF_DECLARED, 6, 3)]
    group = evidence_of(rows, {"net": 9.0, "device": 9.0})
    sure = np.full(group.n_groups, 10.0)
    scores = Scores(sure, sure, {}, {}, {}, np.zeros(group.n_groups))
    return outcomes(group, scores, null_statistic, CampaignSettings(max_q_value=max_q_value))


def test_few_accounts_and_a_declared_organisation_are_never_a_campaign():
    found = judged(np.zeros(0))
    assert found.verdict == ["campaign", "insufficient", "organisation", "campaign"]
    assert found.resembles == [None, None, "a declared organisation", None]
    assert found.band == ["high", "low", "none", "high"]


@pytest.mark.parametrize(("n_decoys", "campaigns"), [(0, 2), (200, 0)])
def test_what_a_shuffled_ledger_shows_as_well_is_no_discovery(n_decoys: int, campaigns: int):
    assert judged(np.full(n_decoys, 40.0)).verdict.count("campaign") == campaigns
