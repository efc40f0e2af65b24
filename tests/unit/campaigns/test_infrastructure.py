"""What campaigns rely on, and which others rely on the same, on groups that are made by hand."""

import numpy as np

from linkage.campaigns.infrastructure import relied_on
from tests.unit.campaigns.groups import evidence_of


def renting(n_groups: int, n_strangers: int = 400, **more: list[str]) -> list[tuple[object, ...]]:
    """Groups of three that all use one address; group 0 also what `more` says. The score of group g is g."""
    rows = [
        {"group": g, "uses": {"ip": ["192.0.2.1"], **(more if g == 0 else {})}} for g in range(n_groups) for _ in "abc"
    ]
    rows += [{"group": -1, "uses": {"ip": [f"198.51.100.{x}"]}} for x in range(n_strangers)]
    group = evidence_of(rows)
    ids = [f"c-{g:02d}" for g in range(n_groups)]
    table = relied_on(group.used, group.labels, ids, np.arange(n_groups, dtype=np.float64))
    return table.select("campaign_id", "key", "n_campaigns_outside", "also_by").rows()


def test_others_that_rely_on_the_same_are_named_by_score_and_never_the_campaign_itself() -> None:
    assert renting(3) == [
        ("c-00", "192.0.2.1", 2, ["c-02", "c-01"]),
        ("c-01", "192.0.2.1", 2, ["c-02", "c-00"]),
        ("c-02", "192.0.2.1", 2, ["c-01", "c-00"]),
    ]


def test_what_no_other_campaign_relies_on_names_nobody() -> None:
    assert ("c-00", "dev", 0, []) in renting(2, device=["dev"])


def test_of_many_others_ten_are_named_and_all_are_counted() -> None:
    best = [f"c-{g:02d}" for g in range(14, 3, -1)]
    told = renting(15)
    assert len(told) == 15
    for campaign, _, n_others, named in told:
        assert n_others == 14
        assert named == [one for one in best if one != campaign][:10]


def test_every_identifier_is_named_however_many_they_are() -> None:
    devices = [f"dev-{x:03d}" for x in range(300)]
    named = [key for campaign, key, *_ in renting(2, device=devices) if campaign == "c-00"]
    assert named == [*devices, "192.0.2.1"]
