"""Figures of a risk score, on rankings that one can walk by hand."""

import numpy as np
import pytest

from linkage.evaluation.ranking import average_precision, recall_at

FARM = np.array([True, False, True, False, False])


def test_average_precision_is_summed_by_hand():
    score = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    assert average_precision(score, FARM) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


def test_accounts_of_one_score_stand_or_fall_together():
    assert average_precision(np.ones(5), FARM) == pytest.approx(2 / 5)
    assert recall_at(np.ones(5), FARM, 0.5) == 0


def test_recall_is_that_of_the_last_threshold_within_the_rate():
    score = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    assert recall_at(score, FARM, 0.0) == 0.5
    assert recall_at(score, FARM, 0.33) == 0.5
    assert recall_at(score, FARM, 0.34) == 1.0


def test_the_order_of_accounts_does_not_matter():
    score = np.array([5.0, 5.0, 3.0, 2.0, 2.0])
    turned = slice(None, None, -1)
    assert average_precision(score, FARM) == average_precision(score[turned], FARM[turned])


def test_without_farms_there_is_nothing_to_rank():
    assert average_precision(np.ones(3), np.zeros(3, bool)) is None
    assert recall_at(np.zeros(0), np.zeros(0, bool), 0.1) is None
