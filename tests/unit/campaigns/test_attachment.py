"""How a new account fits a campaign by what it uses."""

import math
from dataclasses import replace

import numpy as np
import pytest

from linkage.campaigns.attachment import Sighting, fit_of, fits_of, habits_of
from linkage.communities import affinity_of
from linkage.communities.affinity import Grouping
from linkage.communities.membership import LEAST_NATS, eligible, posterior_nats
from tests.linked import Use, incidence_of

N = 20_000
HABITS = {"ip": 0.8, "device": 0.5, "payment": 0.0, "template": 1.0, "email_domain": 1.0}


def used(kind: str, n_inside: int, n_users: int, share: float = 1.0) -> Sighting:
    return Sighting(kind, share, n_inside, n_users)


def test_a_private_prompt_and_a_leftover_address_attach():
    fit = fit_of([used("template", 30, 31), used("ip", 3, 3)], HABITS, 30, N)
    assert fit.attaches
    assert set(fit.families) == {"template", "net"}
    assert fit.posterior_nats == pytest.approx(math.log(30 / N) + sum(fit.families.values()))


def test_addresses_alone_never_attach_however_private():
    fit = fit_of([used("ip", 25, 25)], {"ip": 1.0}, 25, 200)
    assert fit.posterior_nats > 0
    assert not fit.attaches


def test_a_popular_prompt_alone_does_not_attach_where_it_is_less_likely_than_not():
    habits = {"template": 0.9}
    fewer, more = (fit_of([used("template", 30, n_users)], habits, 30, N) for n_users in (71, 51))
    assert -1.0 < fewer.posterior_nats < 0.0 < more.posterior_nats
    assert (fewer.attaches, more.attaches) == (False, True)


def test_what_others_use_as_much_says_nothing():
    fit = fit_of([used("template", 3, 2000), used("ip", 3, 2000)], HABITS, 30, N)
    assert all(abs(nats) < 0.7 for nats in fit.families.values())
    assert not fit.attaches


def test_a_card_of_its_own_does_not_speak_against_it_where_members_share_none():
    with_card = fit_of([used("template", 30, 31), used("payment", 0, 0)], HABITS, 30, N)
    without = fit_of([used("template", 30, 31)], HABITS, 30, N)
    assert with_card.posterior_nats == without.posterior_nats


def test_a_kind_of_which_a_campaign_shares_nothing_takes_back_nothing_that_another_of_its_family_says():
    stranger = used("email", 0, 1)
    habits = {"email": 0.9}
    against = fit_of([used("device", 5, 5), stranger], HABITS | habits, 30, N)
    assert against.families["contact"] < 0.0
    assert fit_of([used("device", 5, 5), stranger, used("phone", 0, 1)], HABITS | habits, 30, N) == against


def test_rarer_outside_never_weighs_less():
    nats = [fit_of([used("device", 5, 5 + x)], HABITS, 30, N).posterior_nats for x in (0, 1, 10, 100, 1000)]
    assert nats == sorted(nats, reverse=True)


def test_a_prompt_of_thousands_counts_for_as_many_members_as_use_it():
    habits = {"template": 0.9}
    few, many = (fit_of([used("template", n, n + n // 5)], habits, n, 100_000) for n in (40, 4000))
    assert many.attaches
    assert many.posterior_nats == pytest.approx(few.posterior_nats, abs=0.1)
    assert not fit_of([used("template", 4000, 40_000)], habits, 4000, 100_000).attaches


def test_a_card_of_few_among_thousands_counts_for_twenty():
    fit = fit_of([used("payment", 2, 30)], {"payment": 0.9}, 4000, 100_000)
    assert fit.posterior_nats == pytest.approx(math.log(20 / 100_000) + fit.families["payment"])


def test_places_and_what_is_hardly_used_count_for_twenty_as_well():
    address = fit_of([used("ip", 4000, 4400)], {"ip": 0.9}, 4000, 100_000)
    assert address.posterior_nats == pytest.approx(math.log(20 / 100_000) + address.families["net"])
    once = fit_of([replace(used("template", 4000, 4400), share=0.01)], {"template": 0.9}, 4000, 100_000)
    assert once.posterior_nats == pytest.approx(math.log(20 / 100_000) + once.families["template"])


def test_a_hub_speaks_of_the_campaigns_that_rely_on_it_and_of_no_other():
    hub, device = ("template", "hub"), ("device", "d")
    users = {hub: {"c-1": 4000}, device: {"c-1": 4, "c-2": 4}}
    habits = {"c-1": {"template": 0.9, "device": 0.5}, "c-2": {"template": 0.9, "device": 0.5}}
    fits = fits_of(
        {hub: 1.0, device: 1.0}, users, {hub: 4400, device: 8}, {"c-1": 5000, "c-2": 5000}, habits, 100_000, {hub}
    )  # fmt: skip
    assert fits["c-1"].families["template"] > 2
    assert set(fits["c-2"].families) == {"device"}


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
    assert set(fits["c-1"].families) == {"device"}, "of addresses it relies on none"


def mixed(account: int, share: float) -> list[Use]:
    """What an account uses that sends this share for a farm, and the rest of anything else."""
    own = [(account, kind, 1000 + account, 1.0 - share) for kind in ("device", "template") if share < 1.0]
    return [(account, "device", 1, share), (account, "template", 2, share), *own]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 1.0])
def test_an_account_attaches_on_what_makes_a_member_of_it_in_detection(share: float):
    n_members, n, new = 30, 2000, 30
    others: list[Use] = [(a, kind, 1000 + a, 1.0) for a in range(31, n) for kind in ("device", "template")]
    net = incidence_of(n, [use for a in range(n_members + 1) for use in mixed(a, share)] + others)
    farm = Grouping(np.array([0, n_members], dtype=np.int64), np.arange(n_members, dtype=np.int32))
    fits = affinity_of(net).fits(farm)
    row = fits.account == new
    assert (eligible(fits) & (posterior_nats(fits, farm.sizes(), n) >= LEAST_NATS))[row].tolist() == [True]
    inside = {1: n_members, 2: n_members}
    seen = [used(kind, inside.get(key, 0), inside.get(key, 0) + 1, part) for _, kind, key, part in mixed(new, share)]
    assert fit_of(seen, {"device": 1.0, "template": 1.0}, n_members, n).attaches
