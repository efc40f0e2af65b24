"""What accounts do, as numbers."""

import numpy as np
import polars as pl
import pytest

from linkage.campaigns.features import features, releases
from tests.hand_made_ledger import DAY, HOUR, N_DAYS, T0, Ledger


def test_who_sleeps_has_quiet_hours_and_who_never_does_has_not():
    ledger = Ledger()
    ledger.add("machine", [T0 + d * DAY + h * HOUR for d in range(N_DAYS) for h in range(24)], {})
    ledger.add("person", [T0 + d * DAY + h * HOUR for d in range(N_DAYS) for h in range(9, 20)], {})
    known = features(ledger.snapshot())
    assert known.quiet_share.tolist() == [pytest.approx(0.25), 0.0]
    assert known.requests_per_day.tolist() == [24.0, 11.0]
    assert known.hours_per_day[0] > known.hours_per_day[1]


def test_tokens_of_a_bucket_belong_to_all_of_its_requests():
    ledger = Ledger()
    ledger.accounts = [{"account_id": "a"}]
    ledger.activity = [
        {"account_id": "a", "at": T0, "requests": 3, "input_tokens": 30, "output_tokens": 300, "status": "ok"},
        {
            "account_id": "a",
            "at": T0 + 1,
            "requests": 1,
            "input_tokens": 10,
            "output_tokens": 500,
            "status": "rate_limited",
        },
    ]
    known = features(ledger.snapshot())
    assert known.output_tokens.tolist() == [200.0]
    assert known.limited_share.tolist() == [0.25]


def test_a_place_of_ones_own_serves_half_of_ones_life_and_nobody_else():
    ledger = Ledger()
    days = range(8)
    homes = {
        "resident": ["home"] * 8,
        "commuter": ["flat", "office", "flat", "office", "flat", "office", "office", "office"],
        "colleague": ["office"] * 8,
        "tenant": [f"exit-{d // 2}" for d in days],
        "mover": ["first"] * 4 + ["second"] * 4,
        "guest": ["hotel"] * 2,
    }
    for name, places in homes.items():
        for day, place in enumerate(places):
            ledger.add(name, [T0 + day * DAY, T0 + day * DAY + HOUR], {"ip": [place]})
    known = dict(zip(sorted(homes), features(ledger.snapshot()).own_place.tolist(), strict=True))
    assert known == {
        "resident": 1.0, "commuter": 1.0, "colleague": 0.0, "tenant": 0.0, "mover": 0.0,
        "guest": pytest.approx(np.nan, nan_ok=True),
    }  # fmt: skip


@pytest.mark.parametrize(("n_addresses", "count"), [(1, 1), (2, 1), (2, 5)])
def test_addresses_that_are_known_without_times_say_nothing_of_where_one_lives(n_addresses: int, count: int):
    ledger = Ledger()
    ledger.add("a", [T0, T0 + 5 * DAY], {})
    for x in range(n_addresses):
        ledger.observations.append({"account_id": "a", "kind": "ip", "value": f"198.51.100.{x}", "count": count})
    assert np.isnan(features(ledger.snapshot()).own_place).all()


def test_an_account_without_activity_shows_nothing():
    ledger = Ledger()
    ledger.accounts = [{"account_id": "a", "created_at": T0, "status": "suspended", "status_at": T0 + DAY}]
    known = features(ledger.snapshot())
    assert known.n_requests.tolist() == [0.0]
    for name in ("requests_per_day", "hours_per_day", "quiet_share", "output_tokens", "limited_share", "hard_share"):
        assert np.isnan(getattr(known, name)).all(), name
    assert known.created_at.tolist() == [T0]
    assert known.suspended_at.tolist() == [T0 + DAY]


def test_an_account_that_is_closed_was_not_banned():
    ledger = Ledger()
    ledger.accounts = [{"account_id": "a", "created_at": T0, "status": "closed", "status_at": T0 + DAY}]
    assert np.isnan(features(ledger.snapshot()).suspended_at).all()


def test_a_model_is_released_when_it_appears_within_the_window_and_who_moves_at_once_has_all_of_it():
    ledger = Ledger()
    ledger.accounts = [{"account_id": "fast"}, {"account_id": "slow"}]
    new = T0 + 5 * DAY
    ledger.activity = [
        {"account_id": name, "at": at, "model": model}
        for name, at, model in [
            ("fast", T0, "old"), ("slow", T0, "old"), ("fast", new, "new"), ("slow", new + HOUR, "old"),
            ("slow", new + 9 * DAY, "new"),
        ]
    ]  # fmt: skip
    snapshot = ledger.snapshot()
    assert releases(snapshot.activity) == {"new": new}
    assert features(snapshot).release_share.tolist() == [1.0, 0.0]
    assert releases(pl.DataFrame(schema=snapshot.activity.schema)) == {}
