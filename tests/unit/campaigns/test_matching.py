"""Like is compared with like."""

import numpy as np
import polars as pl

from linkage.campaigns.matching import CLIP, deviation, median_and_scale, strata


def test_a_value_is_read_against_its_own_stratum():
    stratum = np.repeat([0, 1], 40)
    values = np.concatenate([np.linspace(0, 2, 40), np.linspace(100, 102, 40)])
    out = deviation(values, stratum, np.ones(80, dtype=bool), 0.1)
    assert np.allclose(out[:40], out[40:])
    assert abs(np.median(out)) < 1e-9


def test_a_stratum_with_few_references_is_compared_with_all():
    values = np.append(np.linspace(0, 2, 40), 1.0)
    out = deviation(values, np.append(np.zeros(40, np.int64), 1), np.ones(41, dtype=bool), 0.1)
    assert abs(out[-1]) < 0.1


def test_deviations_are_clipped_and_the_unknown_stays_unknown():
    values = np.append(np.zeros(40), [1e9, -1e9, np.nan])
    out = deviation(values, np.zeros(43, np.int64), np.ones(43, dtype=bool), 1.0)
    assert out[40:42].tolist() == [CLIP, -CLIP]
    assert np.isnan(out[42])


def test_groups_do_not_vouch_for_themselves():
    values = np.append(np.zeros(40), np.full(60, 9.0))
    reference = np.arange(100) < 40
    assert (deviation(values, np.zeros(100, np.int64), reference, 1.0)[40:] == CLIP).all()


def test_against_fewer_than_thirty_others_nobody_deviates():
    values = np.append(np.linspace(0, 2, 40), 9.0)
    for n, known in ((0, False), (29, False), (30, True)):
        assert (~np.isnan(deviation(values, np.zeros(41, np.int64), np.arange(41) < n, 0.1))).all() == known


def test_where_nothing_is_known_nothing_deviates():
    assert np.isnan(deviation(np.full(3, np.nan), np.zeros(3, np.int64), np.ones(3, dtype=bool), 1.0)).all()


def test_strata_part_plans_and_volumes_and_an_empty_ledger_has_none():
    stratum = strata(pl.Series(["a", "a", "b", None]), np.array([1.0, 1000.0, 1.0, 1.0]))
    assert len(set(stratum.tolist())) == 4
    assert strata(pl.Series([], dtype=pl.String), np.zeros(0)).size == 0


def test_the_scale_of_values_of_which_half_are_within_one_of_the_median_is_that_of_a_normal_spread():
    assert median_and_scale(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 0.1) == (2.0, 1.4826)
