"""A member that its group only visited is a victim, one with nothing of its own a stranger; the others are members."""

from dataclasses import replace

import numpy as np

from linkage.campaigns.visitors import FEW_STOLEN, private_uses, strangers, visitors, without_visitors
from linkage.communities.affinity import Fits
from linkage.communities.ground import CONTEXT, CONTEXT_MAX_NATS, TIME
from linkage.communities.stage import Groups
from tests.hand_made_ledger import DAY, HOUR, N_DAYS, T0, Ledger

FARM = {"ip": ["172.16.0.1", "172.16.0.2"], "device_id": ["farm-dev"], "template_id": ["farm-tpl"]}
EVERY_DAY = [T0 + d * DAY for d in range(N_DAYS)]


def ledger_with(
    n_farm: int, visits: list[list[int]], machine: str | None = "thief", prompt: str | None = "farm-tpl"
) -> Ledger:
    """Farm accounts a00…, then one account for each list of moments at which the farm used it; all live two weeks.

    The farm came on a machine of its own, on that of the account (`own`), or on one that no request names; and with its
    prompt, or with none that is known.
    """
    ledger = Ledger()
    for x in range(n_farm):
        ledger.add(f"a{x:02d}", EVERY_DAY, FARM)
    for x, moments in enumerate(visits):
        own = {"ip": [f"10.0.0.{x}"]} | ({} if machine is None else {"user_agent": [f"own-{x}"]})
        ledger.add(f"b{x:02d}", EVERY_DAY, own)
        ledger.activity += [
            {"account_id": f"b{x:02d}", "at": at, "requests": 1, "ip": "172.16.0.1", "template_id": prompt}
            | ({} if machine is None else {"user_agent": f"{machine}-{x}"})
            for at in moments
        ]
    return ledger


def visited(
    n_farm: int, *visits: list[int], machine: str | None = "thief", prompt: str | None = "farm-tpl"
) -> list[bool]:
    snapshot = ledger_with(n_farm, list(visits), machine, prompt).snapshot()
    labels = np.zeros(snapshot.accounts.height, dtype=np.int32)
    return visitors(snapshot, private_uses(snapshot, labels), labels).tolist()


def test_an_account_that_the_group_used_for_a_day_of_its_two_weeks_is_a_visitor():
    assert visited(6, [T0 + 5 * DAY, T0 + 5 * DAY + 9 * HOUR]) == [False] * 6 + [True]


def test_a_visit_lasts_less_than_two_fifths_of_a_life_and_less_than_a_fifth_where_no_machine_is_known():
    assert visited(6, [T0 + 5 * DAY, T0 + 10 * DAY]) == [False] * 6 + [True]
    assert visited(6, [T0 + 5 * DAY, T0 + 11 * DAY]) == [False] * 7
    assert visited(6, [T0 + 5 * DAY, T0 + 7 * DAY], machine=None) == [False] * 6 + [True]
    assert visited(6, [T0 + 5 * DAY, T0 + 8 * DAY], machine=None) == [False] * 7


def test_an_account_that_shows_what_its_group_shares_for_a_day_on_its_usual_machine_is_a_member():
    assert visited(6, [T0 + 5 * DAY, T0 + 5 * DAY + 9 * HOUR], machine="own") == [False] * 7


def test_an_account_with_honest_traffic_mixed_in_to_the_last_day_is_none():
    assert visited(6, [T0 + DAY, T0 + 12 * DAY]) == [False] * 7


def beside(own_days: range, *, machine: str = "farm-dev", program_days: range | None = None) -> list[bool]:
    """Whether each of six of a farm is a visitor, and one that the farm uses from the fourth day to the last.

    That one's own machine is in use on `own_days`, with a program of its own, on `program_days` if those are others.
    """
    ledger = ledger_with(6, [])
    for day in own_days:
        own = {"user_agent": ["own"]} if program_days is None or day in program_days else {}
        ledger.add("b00", [T0 + day * DAY], own | {"device_id": ["own-dev"]})
    used = FARM | {"device_id": [machine], "user_agent": ["thief"]}
    ledger.add("b00", EVERY_DAY[4:], used)
    snapshot = ledger.snapshot()
    labels = np.zeros(snapshot.accounts.height, dtype=np.int32)
    return visitors(snapshot, private_uses(snapshot, labels), labels).tolist()


def test_an_account_that_goes_on_working_on_its_own_machine_beside_one_of_the_groups_is_a_visitor():
    assert beside(range(N_DAYS)) == [False] * 6 + [True]
    assert beside(range(N_DAYS), machine="thrown away") == [False] * 7


def test_an_account_that_changes_to_a_machine_of_the_groups_or_begins_with_it_is_a_member():
    assert beside(range(4)) == [False] * 7
    assert beside(range(3, N_DAYS)) == [False] * 7
    assert beside(range(5)) == [False] * 7, "a day more is no going on"


def test_an_account_that_keeps_its_machine_and_changes_to_the_groups_program_is_a_member():
    assert beside(range(N_DAYS), program_days=range(N_DAYS)) == [False] * 6 + [True]
    assert beside(range(N_DAYS), program_days=range(4)) == [False] * 7


def test_a_group_of_which_most_come_and_go_is_left_whole():
    short = [[T0 + 5 * DAY, T0 + 5 * DAY + HOUR]] * 6
    assert visited(5, *short) == [False] * 11
    assert visited(6, *short) == [False] * 6 + [True] * 6


def test_more_accounts_than_keys_are_stolen_of_are_members_where_they_sent_the_groups_own_prompt():
    short = [[T0 + 5 * DAY, T0 + 5 * DAY + HOUR]] * FEW_STOLEN
    assert visited(30, *short) == [False] * 30 + [True] * FEW_STOLEN
    assert visited(30, *short, short[0]) == [False] * (31 + FEW_STOLEN)
    assert visited(30, *short, short[0], prompt=None) == [False] * 30 + [True] * (1 + FEW_STOLEN), "buyers of accounts"


def test_an_account_that_lived_a_day_in_all_is_none():
    ledger = ledger_with(6, [])
    ledger.add("c", [T0, T0 + 20 * HOUR], {"ip": ["10.0.1.1"]})
    ledger.activity.append({"account_id": "c", "at": T0 + HOUR, "requests": 1, "ip": "172.16.0.1"})
    snapshot = ledger.snapshot()
    labels = np.zeros(snapshot.accounts.height, dtype=np.int32)
    assert not visitors(snapshot, private_uses(snapshot, labels), labels).any()


def groups_of(n: int) -> Groups:
    everyone = np.arange(n, dtype=np.int32)
    nats, sharers = np.zeros((n, 8), np.float32), np.zeros(n, np.float32)
    fits = Fits(np.zeros(n, np.int32), everyone, nats, sharers, np.ones(n, bool))
    return Groups(np.zeros(n, np.int32), np.zeros((n, 8), np.float32), fits, 1, 0)


def of_a_vpn(n_farm: int, n_others: int) -> Ledger:
    """Farm accounts, then members that share an exit and a prompt with forty accounts outside, and nothing else."""
    ledger = ledger_with(n_farm, [])
    for x in range(n_others + 40):
        name = f"c{x:02d}" if x < n_others else f"z{x:02d}"
        ledger.add(name, EVERY_DAY, {"ip": ["10.9.0.1"], "template_id": ["public"]})
    return ledger


def test_a_member_with_nothing_of_the_groups_own_is_a_stranger_unless_it_wakes_or_works_as_the_group_does():
    snapshot = of_a_vpn(6, 2).snapshot()
    groups = groups_of(8)
    labels = np.full(snapshot.accounts.height, -1, dtype=np.int32)
    labels[:8] = 0
    nats = np.zeros((labels.size, 8), np.float32)
    found = replace(groups, labels=labels, fit_nats=nats)
    assert np.flatnonzero(strangers(private_uses(snapshot, labels), found)).tolist() == [6, 7]
    nats[7, TIME] = 2.0
    nats[6, CONTEXT] = CONTEXT_MAX_NATS - 0.1
    assert np.flatnonzero(strangers(private_uses(snapshot, labels), found)).tolist() == [6]
    nats[6, CONTEXT] = CONTEXT_MAX_NATS
    assert not strangers(private_uses(snapshot, labels), found).any()


def test_a_group_of_which_most_have_nothing_of_its_own_is_left_whole():
    snapshot = of_a_vpn(4, 5).snapshot()
    labels = np.full(snapshot.accounts.height, -1, dtype=np.int32)
    labels[:9] = 0
    found = replace(groups_of(9), labels=labels, fit_nats=np.zeros((labels.size, 8), np.float32))
    assert not strangers(private_uses(snapshot, labels), found).any()


def test_a_visitor_is_in_no_group_and_stays_near_the_one_that_visited():
    snapshot = ledger_with(6, [[T0 + 5 * DAY]]).snapshot()
    n = snapshot.accounts.height
    before = replace(groups_of(n), fit_nats=np.ones((n, 8), np.float32))
    after = without_visitors(snapshot, before)
    assert after.labels.tolist() == [0] * 6 + [-1]
    assert after.fits.is_member.tolist() == [True] * 6 + [False]
    assert not after.fit_nats[6].any()
    assert after.fits.account.tolist() == before.fits.account.tolist()


def test_groups_keep_their_numbers_and_sizes_when_all_but_one_of_a_group_were_visitors():
    ledger = ledger_with(1, [[T0 + 5 * DAY]])
    for x in range(4):
        ledger.add(f"c{x}", EVERY_DAY, {"ip": ["172.16.9.1"], "template_id": ["other-farm"]})
    before = replace(groups_of(6), labels=np.array([0, 0, 1, 1, 1, 1], np.int32))
    before = replace(before, fits=replace(before.fits, group=before.labels))
    after = without_visitors(ledger.snapshot(), before)
    assert after.labels.tolist() == [0, -1, 1, 1, 1, 1]
    assert after.sizes().tolist() == [1, 4]
