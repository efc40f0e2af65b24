"""The two numbers, their bands and their rates of false discovery."""

import numpy as np
import pytest

from linkage.campaigns.signals import CAPPED, CEILINGS, PRIOR_NATS, SIGNALS, under_ceilings
from linkage.campaigns.verdict import LEAST_Q_VALUE, bands, conduct_weights, logit, q_values, sigmoid


def test_log_odds_and_probability_are_each_others_inverse():
    p = np.array([0.001, 0.3, 0.5, 0.97])
    assert sigmoid(logit(p)) == pytest.approx(p)


def test_a_band_begins_at_its_edge():
    assert bands(np.array([0.0, 0.19, 0.2, 0.74, 0.75, 0.89, 0.9, 1.0])) == [
        "none", "none", "low", "low", "medium", "medium", "high", "high"
    ]  # fmt: skip


@pytest.mark.parametrize("n_decoys", [0, 1, 40])
def test_a_q_value_is_in_0_1_and_never_rises_with_the_statistic(n_decoys: int):
    rng = np.random.default_rng(n_decoys)
    statistic = rng.normal(5, 6, 60)
    q = q_values(statistic, rng.normal(1, 2, n_decoys))
    assert ((q > 0) & (q <= 1)).all()
    assert (np.diff(q[np.argsort(statistic)]) <= 0).all()


def test_groups_like_those_of_a_shuffled_ledger_are_no_discovery_and_far_ones_are():
    decoys = np.linspace(0, 3, 30)
    q = q_values(np.concatenate([decoys, [60.0]]), decoys)
    assert q[:-1].min() > 0.5
    assert q[-1] < 0.01


def test_of_discoveries_at_a_rate_of_a_twentieth_about_a_twentieth_are_false():
    """A rate that is stated far too high keeps farms out; one that is stated too low accuses strangers."""
    rng = np.random.default_rng(11)
    false = []
    for _ in range(300):
        chance, decoys = rng.gamma(5.0, 1.4, 40), rng.gamma(5.0, 1.4, 40)
        found = q_values(np.concatenate([chance, rng.normal(25, 6, 80)]), decoys) <= 0.05
        false.append(found[:40].sum() / max(found.sum(), 1))
    assert 0.02 < np.mean(false) < 0.06


def test_a_weak_statistic_is_no_discovery_even_where_nothing_was_found_by_chance():
    """Chance meets a likelihood ratio of s nats once in exp(s) groups, whatever one shuffle happened to show."""
    statistic = np.array([1.0, 1.0, 12.0])
    assert q_values(statistic, np.zeros(0)) == pytest.approx([np.exp(-1), np.exp(-1), LEAST_Q_VALUE])


def test_decoys_that_are_all_alike_still_have_a_tail_of_a_nat():
    """Four at 2: at 5 there would be four times e^-3, beside the e^-5 that chance always may."""
    assert q_values(np.array([5.0]), np.full(4, 2.0)) == pytest.approx([4 * np.exp(-3) + np.exp(-5)])


def test_without_groups_there_are_no_rates():
    assert q_values(np.zeros(0), np.ones(3)).size == 0
    assert q_values(np.zeros(0), np.ones(3), conduct_weights(np.zeros(0), np.zeros(0))).size == 0


def test_weights_share_the_chance_out_and_add_nothing_to_it():
    """A mean above 1 would be more false discoveries than are stated; a lone suspect must not get it all."""
    for probability in (np.zeros(40), np.full(40, 0.9), np.eye(40)[0], np.linspace(0, 1, 40)):
        weights = conduct_weights(probability, np.full(40, 12.0))
        assert weights.mean() <= 1.0 + 1e-12
        assert (np.diff(weights[np.argsort(probability, kind="stable")]) >= 0).all()
        assert 0.5 <= weights.min() <= weights.max() <= 10.5


def test_what_few_accounts_do_gives_them_no_more_of_the_chance():
    weights = conduct_weights(np.array([0.9, 0.9, 0.0]), np.array([9.0, 10.0, 30.0]))
    assert weights[0] == weights[2] == 0.5 < weights[1]


def test_equal_weights_leave_the_rates_as_they_are():
    rng = np.random.default_rng(3)
    statistic, decoys = rng.normal(5, 6, 60), rng.normal(1, 2, 40)
    assert q_values(statistic, decoys, np.ones(60)) == pytest.approx(q_values(statistic, decoys))


def test_weights_that_know_nothing_of_chance_keep_the_rate_and_those_that_know_the_true_groups_find_more():
    rng = np.random.default_rng(12)
    false, found, without = [], 0, 0
    for _ in range(300):
        chance, decoys = rng.gamma(5.0, 1.4, 200), rng.gamma(5.0, 1.4, 200)
        statistic = np.concatenate([chance, rng.normal(16, 4, 40)])
        conduct = np.concatenate([rng.beta(0.3, 3.0, 200), rng.beta(3.0, 0.5, 40)])
        found_here = q_values(statistic, decoys, conduct_weights(conduct, np.full(240, 12.0))) <= 0.05
        false.append(found_here[:200].sum() / max(found_here.sum(), 1))
        found += int(found_here[200:].sum())
        without += int((q_values(statistic, decoys) <= 0.05)[200:].sum())
    assert np.mean(false) < 0.05
    assert found > 1.1 * without


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.code)
def test_a_signal_stays_within_its_caps_says_nothing_at_neutral_and_of_the_unknown(signal):
    values = np.array([-1e6, signal.neutral, 1e6, np.nan])
    low, neutral, high, unknown = signal.nats(values)
    assert {low, high} == {signal.least, signal.most}
    assert (high > low) == (signal.weight > 0)
    assert neutral == unknown == 0.0


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.code)
def test_the_words_of_a_signal_can_be_said(signal):
    said = signal.says(0.25)
    assert said and "{" not in said


def test_codes_are_used_once_and_no_single_signal_overcomes_the_prior_of_conduct():
    assert len({signal.code for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.most + PRIOR_NATS["conduct"] < 0 for signal in SIGNALS if signal.side == "conduct")


def test_a_ceiling_names_signals_of_conduct_and_binds_below_what_they_may_give_alone():
    most = {signal.code: signal.most for signal in SIGNALS if signal.side == "conduct"}
    assert all(ceiling.codes <= set(most) for ceiling in CEILINGS)
    assert all(sum(most[code] for code in ceiling.codes) > ceiling.most for ceiling in CEILINGS)


def random_nats(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {signal.code: rng.uniform(signal.least, signal.most, 40) for signal in SIGNALS if signal.side == "conduct"}


@pytest.mark.parametrize("seed", range(10))
def test_signals_of_one_fact_give_no_more_than_its_ceiling_and_what_speaks_against_stays(seed: int):
    alone = random_nats(seed)
    beside = under_ceilings(alone, np.full(40, 1.0))
    assert list(beside) == list(alone)
    for ceiling in CEILINGS:
        assert (sum(np.maximum(beside[code], 0.0) for code in ceiling.codes) <= ceiling.most + 1e-9).all()
    for code, nats in alone.items():
        assert (beside[code] == nats).all() if code not in CAPPED else (beside[code] <= nats).all()
        assert (beside[code][nats < 0] == nats[nats < 0]).all()
        assert (beside[code][nats >= 0] >= 0).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_signal_more_never_makes_a_score_less_whatever_the_order_in_which_they_are_given(seed: int):
    alone = random_nats(seed)
    openness = np.linspace(0.0, 1.0, 40)
    whole = sum(under_ceilings(alone, openness).values())
    assert sum(under_ceilings(dict(reversed(alone.items())), openness).values()) == pytest.approx(whole)
    for code, nats in alone.items():
        rest = sum(under_ceilings({other: alone[other] for other in alone if other != code}, openness).values())
        assert (rest[nats >= 0] <= whole[nats >= 0] + 1e-9).all()


def test_a_signal_beside_no_other_of_its_fact_gives_what_it_gives_alone():
    for code in CAPPED:
        most = next(signal.most for signal in SIGNALS if signal.code == code)
        ceiling = min(ceiling.most for ceiling in CEILINGS if code in ceiling.codes)
        assert under_ceilings({code: np.array([0.5, most])}, np.ones(2))[code] == pytest.approx(
            [0.5, min(most, ceiling)]
        )


def test_evenness_a_prompt_and_the_contrast_say_more_together_where_nothing_open_explains_them():
    alone = {"uneven_load": np.full(3, 3.0), "own_card_one_mind": np.full(3, 1.0), "concealment": np.full(3, 2.0)}
    hidden, between, open_ = sum(under_ceilings(alone, np.array([0.0, 0.4, 0.8])).values())
    assert 6.0 > hidden > between > open_


def test_cards_of_a_few_and_the_contrast_say_more_together_where_nothing_open_explains_them():
    alone = {"hidden_payments": np.full(3, 1.0), "split_cards": np.full(3, 1.5), "concealment": np.full(3, 2.0)}
    hidden, between, open_ = sum(under_ceilings(alone, np.array([0.0, 0.4, 0.8])).values())
    assert (hidden, between, open_) == pytest.approx((4.5, 3.5, 2.5))
