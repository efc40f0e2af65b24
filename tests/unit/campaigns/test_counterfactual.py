"""The least evidence without which a score would be in a lower band."""

from itertools import combinations
from unittest.mock import ANY

import numpy as np
import pytest

from linkage.campaigns.counterfactual import RESTS_ON, Fewest, fewest_families, fewest_reasons
from linkage.campaigns.signals import CAPPED, SIGNALS, under_ceilings
from linkage.campaigns.verdict import BAND_EDGES, sigmoid


def probability(link: dict[str, float], conduct: dict[str, float], open_share: float = 0.0) -> float:
    beside = under_ceilings({code: np.array(nats) for code, nats in conduct.items()}, np.array(open_share))
    return float(sigmoid(np.array(sum(link.values()))) * sigmoid(np.array(sum(map(float, beside.values())))))


def without(side: dict[str, float], codes: tuple[str, ...]) -> dict[str, float]:
    return {code: weight for code, weight in side.items() if code not in codes}


def smallest_by_trying_all(
    link: dict[str, float], conduct: dict[str, float], edge: float, open_share: float
) -> int | None:
    positive = [(which, code) for which, side in enumerate((link, conduct)) for code in side if side[code] > 0]
    for size in range(1, len(positive) + 1):
        for chosen in combinations(positive, size):
            gone = [tuple(code for side, code in chosen if side == which) for which in (0, 1)]
            if probability(without(link, gone[0]), without(conduct, gone[1]), open_share) < edge:
                return size
    return None


def sides(seed: int, codes: list[str]) -> tuple[dict[str, float], dict[str, float], float]:
    """Return random reasons of LINK and, with these codes, of CONDUCT, and the edge of a band."""
    rng = np.random.default_rng(seed)
    link = dict(zip(["start", *"abcde"], [-1.0, *np.round(rng.normal(1.2, 1.5, 5), 2).tolist()], strict=True))
    conduct = dict(zip(["start", *codes], [-2.0, *np.round(rng.normal(1.2, 1.5, len(codes)), 2).tolist()], strict=True))
    return link, conduct, float(rng.choice(list(BAND_EDGES.values())))


@pytest.mark.parametrize(
    ("codes", "open_share"),
    [([*"vwxyz"], 0.0), (sorted(CAPPED), 0.0), (sorted(CAPPED), 0.5)],
    ids=["no ceiling", "hidden", "open"],
)
@pytest.mark.parametrize("seed", range(20))
def test_no_smaller_set_of_reasons_would_do(seed: int, codes: list[str], open_share: float):
    link, conduct, edge = sides(seed, codes)
    found = fewest_reasons(link, conduct, edge, open_share=open_share)
    least = smallest_by_trying_all(link, conduct, edge, open_share)
    assert (None if found is None else len(found.link) + len(found.conduct)) == least
    if found is not None:
        left = probability(without(link, found.link), without(conduct, found.conduct), open_share)
        assert left < edge and found.probability == pytest.approx(left)


def test_what_says_the_same_as_a_reason_that_goes_gives_more_without_it():
    cards = {"hidden_payments": 1.75, "split_cards": 1.7, "concealment": 3.0}  # 2.5 together
    assert fewest_reasons({}, cards, 0.9, priors=(9.0, 0.0)) == Fewest((), ("concealment", "hidden_payments"), ANY)
    assert fewest_reasons({}, cards, 0.75, priors=(9.0, 0.0)) == Fewest(
        (), tuple(sorted(cards, key=cards.get)[::-1]), ANY
    )


def test_what_speaks_against_a_campaign_is_never_taken_away():
    found = fewest_reasons({"start": -1.0, "a": 9.0}, {"start": -4.5, "b": 9.0, "c": -1.0}, 0.7)
    assert found == Fewest((), ("b",), ANY)


def test_a_prior_is_no_evidence_even_where_it_speaks_for_a_campaign():
    assert fewest_reasons({"a": 2.0}, {"b": 2.0, "c": 1.0}, 0.75, priors=(4.0, 0.0)) == Fewest((), ("b",), ANY)
    assert fewest_reasons({"a": 2.0}, {"b": 0.1}, 0.2, priors=(4.0, 4.0)) is None
    assert fewest_reasons({}, {}, 0.2, priors=(3.0, 3.0)) is None


def test_a_score_that_no_reason_holds_up_has_no_counterfactual():
    assert fewest_reasons({"a": 5.0}, {"b": -0.5}, 0.2) == Fewest(("a",), (), ANY)
    assert fewest_reasons({"a": -0.1}, {"b": -0.1}, 0.2) is None


def test_an_account_leaves_its_group_without_the_fewest_heaviest_families():
    fit = {"net": 9.0, "device": 4.0, "template": 5.0, "context": -1.0}
    assert fewest_families(fit, 0.99, 0.9, stays_from=5.9) == ("net", "template")
    assert fewest_families(fit, 0.99, 0.9, stays_from=10.0) == ("net",)


def test_an_account_falls_with_its_band_where_it_would_still_stay():
    assert fewest_families({"net": 3.0, "device": 2.9}, 0.95, 0.7, stays_from=-9.0) == ("net",)
    assert fewest_families({"context": -2.0}, 0.95, 0.0, stays_from=-9.0) is None


def test_what_a_signal_rests_on_is_named_unless_it_is_conduct_or_a_lack():
    """Who adds a signal says what its value is made of, or here that nothing of it can be taken out of a ledger."""
    assert {signal.code for signal in SIGNALS} - RESTS_ON.keys() == {
        "alike_work",
        "disposable_mail",
        "few_accounts",
        "hard_share",
        "hours_per_day",
        "machines_alone",
        "nothing_open",
        "one_country",
        "one_place",
        "one_service",
        "openness",
        "output_tokens",
        "own_places",
        "quiet_share",
        "release_share",
        "several_names",
        "unexplained_limits",
    }
    assert RESTS_ON.keys() <= {signal.code for signal in SIGNALS}
