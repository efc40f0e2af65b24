"""Pairwise and B-cubed agreement, on labellings that one can check by hand."""

from itertools import combinations

import numpy as np
import pytest

from tests.agreement import Agreement, b_cubed, overlaps, pairwise

TRUE = np.array([0, 0, 0, 1, 1, 2])
FOUND = np.array([5, 5, 6, 6, 6, 7])


def test_pairs_are_counted_by_hand():
    assert pairwise(FOUND, TRUE) == Agreement(2 / 4, 2 / 4)


def test_b_cubed_is_counted_by_hand():
    precision = (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 6
    recall = (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6
    agreement = b_cubed(FOUND, TRUE)
    assert (agreement.precision, agreement.recall) == pytest.approx((precision, recall))


@pytest.mark.parametrize("measure", [pairwise, b_cubed])
def test_the_truth_agrees_with_itself_under_any_names(measure):
    assert measure(TRUE * 7 + 3, TRUE) == Agreement(1.0, 1.0)


@pytest.mark.parametrize("measure", [pairwise, b_cubed])
def test_swapping_found_and_true_swaps_precision_and_recall(measure):
    rng = np.random.default_rng(1)
    found, true = rng.integers(0, 5, 40), rng.integers(0, 7, 40)
    one, other = measure(found, true), measure(true, found)
    assert (one.precision, one.recall) == pytest.approx((other.recall, other.precision))


def test_both_agree_with_counting_one_by_one():
    rng = np.random.default_rng(2)
    found, true = rng.integers(0, 6, 50), rng.integers(0, 6, 50)
    pairs = [(found[i] == found[j], true[i] == true[j]) for i, j in combinations(range(50), 2)]
    both = sum(f and t for f, t in pairs)
    assert pairwise(found, true) == Agreement(both / sum(f for f, _ in pairs), both / sum(t for _, t in pairs))
    precision = np.mean([np.mean(true[found == found[i]] == true[i]) for i in range(50)])
    recall = np.mean([np.mean(found[true == true[i]] == found[i]) for i in range(50)])
    agreement = b_cubed(found, true)
    assert (agreement.precision, agreement.recall) == pytest.approx((precision, recall))


def test_everyone_alone_is_precise_and_recalls_nothing():
    alone = pairwise(np.arange(6), TRUE)
    assert (alone.precision, alone.recall, alone.f1) == (1.0, 0.0, 0.0)


def test_no_accounts_are_in_agreement():
    none = np.empty(0, dtype=np.int64)
    assert pairwise(none, none) == b_cubed(none, none) == Agreement(1.0, 1.0)


def test_labellings_of_different_accounts_are_refused():
    with pytest.raises(ValueError, match="3 found labels for 2"):
        overlaps(np.arange(3), np.arange(2))
