"""What `linkage detect` says of a run."""

import pytest

from linkage.cli.detect import advice
from tests.small_world import campaign, findings_of


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["campaign", "insufficient"], "`linkage campaigns` lists them, the strongest first, and why."),
        (
            ["insufficient", "organisation"],
            "No group is called a campaign; `linkage campaigns` lists what they share all the same.",
        ),
    ],
)
def test_groups_that_are_no_campaign_are_not_called_one(verdicts: list[str], said: str) -> None:
    rows = [campaign(f"c-{number}", 50, "low", 3, verdict=verdict) for number, verdict in enumerate(verdicts)]
    assert advice(findings_of(campaigns=rows)) == said
