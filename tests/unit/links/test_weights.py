"""What one shared identifier is worth."""

import numpy as np
import pytest

from linkage.links import identifier_bits


def test_an_identifier_that_two_of_1024_use_for_everything_is_worth_nine_bits():
    assert float(identifier_bits(1024, 2)) == 9.0


def test_half_the_traffic_of_both_halves_the_weight():
    assert float(identifier_bits(1024, 2, 0.5, 0.5)) == pytest.approx(4.5)


def test_what_one_account_alone_uses_is_worth_nothing():
    assert float(identifier_bits(1024, 1)) == 0.0


def test_a_hub_above_the_cap_is_worth_nothing_and_one_at_the_cap_something():
    assert identifier_bits(1024, np.array([16, 17]), degree_cap=16).tolist() == [6.0, 0.0]


def test_what_everyone_uses_is_never_worth_less_than_nothing():
    assert float(identifier_bits(4, 4)) == 0.0


def test_a_network_counts_half_of_an_address():
    assert float(identifier_bits(1024, 2, kind="network")) == float(identifier_bits(1024, 2, kind="ip")) / 2


def test_how_much_traffic_an_artifact_saw_does_not_matter():
    assert float(identifier_bits(1024, 2, 0.001, 0.001, kind="artifact")) == 9.0
