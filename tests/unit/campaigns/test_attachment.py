"""How a new account fits a campaign by what it uses."""

import math

import pytest

from linkage.campaigns.attachment import Sighting, fit_of, fits_of, habits_of

N = 20_000
HABITS = {"ip": 0.8, "device": 0.5, "payment": 0.0, "template": 1.0, "email_domain": 1.0}


def used(kind: str, n_inside: int, n_users: int, share: float = 1.0) -> Sighting:
    return Sighting(kind, share, n_inside, n_users)


def test_a_private_prompt_and_a_leftover_address_attach():
    fit = fit_of([used("template", 30, 31), used("ip", 3, 3)], HABITS, 30, N)
    assert fit.attaches
    assert set(fit.families) == {"template", "net"}
    assert fit.posterior_nats == pytest.approx(math.log(20 / N) + sum(fit.families.values()))


def test_addresses_alone_never_attach_however_private():
    fit = fit_of([used("ip", 25, 25)], {"ip": 1.0}, 25, 200)
    assert fit.posterior_nats > 0
    assert not fit.attaches


def test_what_others_use_as_much_says_nothing():
    fit = fit_of([used("template", 3, 2000), used("ip", 3, 2000)], HABITS, 30, N)
    assert all(abs(nats) < 0.7 for nats in fit.families.values())
    assert not fit.attaches


def test_a_card_of_its_own_does_not_speak_against_it_where_members_share_none():
    with_card = fit_of([used("template", 30, 31), used("payment", 0, 0)], HABITS, 30, N)
    without = fit_of([used("template", 30, 31)], HABITS, 30, N)
    assert with_card.posterior_nats == without.posterior_nats


def test_rarer_outside_never_weighs_less():
    nats = [fit_of([used("device", 5, 5 + x)], HABITS, 30, N).posterior_nats for x in (0, 1, 10, 100, 1000)]
    assert nats == sorted(nats, reverse=True)


def test_context_says_three_nats_at_most():
    assert fit_of([used("email_domain", 30, 30)], HABITS, 30, N).families == {"context": 3.0}


def test_habits_are_the_part_of_members_that_share_anything_of_a_kind():
    assert habits_of([("ip", 5), ("ip", 5), ("device", 10)], 10) == {"ip": 0.75, "device": 1.0}
    assert habits_of([], 10) == {}


def test_each_campaign_that_shares_something_is_fitted_and_no_other():
    places = {("device", "d"): 1.0, ("ip", "own"): 1.0}
    fits = fits_of(
        places, {("device", "d"): {"c-1": 4}, ("ip", "own"): {}}, {("device", "d"): 4}, {"c-1": 9, "c-2": 9},
        {"c-1": {"device": 0.9}}, N,
    )  # fmt: skip
    assert set(fits) == {"c-1"}
    assert set(fits["c-1"].families) == {"device", "net"}
