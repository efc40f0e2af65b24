"""The least evidence without which a score would be in a lower band."""

from itertools import combinations

import numpy as np
import pytest

from linkage.campaigns.counterfactual import RESTS_ON, fewest_families, fewest_reasons
from linkage.campaigns.signals import SIGNALS
from linkage.campaigns.verdict import BAND_EDGES, sigmoid


def probability(link: list[float], conduct: list[float]) -> float:
    return float(sigmoid(np.array(sum(link))) * sigmoid(np.array(sum(conduct))))


def without(side: list[float], places: tuple[int, ...]) -> list[float]:
    return [weight for x, weight in enumerate(side) if x not in places]


def smallest_by_trying_all(link: list[float], conduct: list[float], edge: float) -> int | None:
    everything = [(0, x) for x in range(len(link))] + [(1, x) for x in range(len(conduct))]
    positive = [(side, x) for side, x in everything if (link, conduct)[side][x] > 0]
    for size in range(1, len(positive) + 1):
        for chosen in combinations(positive, size):
            gone = [tuple(x for side, x in chosen if side == which) for which in (0, 1)]
            if probability(without(link, gone[0]), without(conduct, gone[1])) < edge:
                return size
    return None


@pytest.mark.parametrize("seed", range(30))
def test_no_smaller_set_of_reasons_would_do(seed: int):
    rng = np.random.default_rng(seed)
    link = [-1.0, *np.round(rng.normal(1.2, 1.5, 5), 2).tolist()]
    conduct = [-2.0, *np.round(rng.normal(1.2, 1.5, 5), 2).tolist()]
    edge = float(rng.choice(list(BAND_EDGES.values())))
    found = fewest_reasons(link, conduct, edge)
    least = smallest_by_trying_all(link, conduct, edge)
    assert (None if found is None else len(found[0]) + len(found[1])) == least
    if found is not None:
        assert probability(without(link, found[0]), without(conduct, found[1])) < edge


def test_what_speaks_against_a_campaign_is_never_taken_away():
    assert fewest_reasons([-1.0, 9.0], [-4.5, 9.0, -1.0], 0.7) == ((), (1,))


def test_a_prior_is_no_evidence_even_where_it_speaks_for_a_campaign():
    assert fewest_reasons([2.0], [2.0, 1.0], 0.75, priors=(4.0, 0.0)) == ((), (0,))
    assert fewest_reasons([2.0], [0.1], 0.2, priors=(4.0, 4.0)) is None
    assert fewest_reasons([], [], 0.2, priors=(3.0, 3.0)) is None


def test_a_score_that_no_reason_holds_up_has_no_counterfactual():
    assert fewest_reasons([5.0], [-0.5], 0.2) == ((0,), ())
    assert fewest_reasons([-0.1], [-0.1], 0.2) is None


def test_an_account_leaves_its_group_without_the_fewest_heaviest_families():
    fit = {"net": 9.0, "device": 4.0, "template": 5.0, "context": -1.0}
    assert fewest_families(fit, 0.99, 0.9, stays_from=5.9) == ("net", "template")
    assert fewest_families(fit, 0.99, 0.9, stays_from=10.0) == ("net",)


def test_an_account_falls_with_its_band_where_it_would_still_stay():
    assert fewest_families({"net": 3.0, "device": 2.9}, 0.95, 0.7, stays_from=-9.0) == ("net",)
    assert fewest_families({"context": -2.0}, 0.95, 0.0, stays_from=-9.0) is None


def test_evidence_is_named_of_signals_that_there_are():
    assert set(RESTS_ON) <= {signal.code for signal in SIGNALS}
