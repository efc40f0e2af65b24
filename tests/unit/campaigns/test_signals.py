"""Which way each signal points: two groups that differ in one thing, and the side that the thing must speak for."""

import math
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linkage.campaigns.signals import SIGNALS
from linkage.campaigns.signals.bans import suspended_in_bursts
from linkage.campaigns.signals.openness import FEW_ACCOUNTS, VERY_FEW, country_bits, one_base, one_mail_domain
from linkage.campaigns.verdict import score
from tests.hand_made_ledger import DAY, HOUR, T0
from tests.unit.campaigns.groups import evidence_of

Row = dict[str, Any]
WEIGHED = {signal.code: signal for signal in SIGNALS}
RANGES = {
    "share": (0.0, 1.0),
    "nats": (-np.inf, np.inf),
    "kinds": (0.0, 7.0),
    "log units": (0.0, np.inf),
    "steps": (0.0, 3.0),
    "scales": (-3.0, 3.0),
}
"""Least and most value in each unit."""
N = 12


def plain(x: int) -> Row:
    """An account that shares nothing."""
    return {
        "about": {"country": f"C{x % 4}", "created_at": T0},
        "uses": {kind: [f"{kind}-{x}"] for kind in ("ip", "device", "payment", "template")},
    }


def nats(code: str, rows: list[Row], **fits: float) -> float:
    evidence = evidence_of([{**row, "group": 0} for row in rows], fits)
    return float(score(evidence).alone[code][0])


def using(kind: str, *, each: int, n: int = N) -> list[Row]:
    """Accounts of which every so many share an identifier of the kind, and nobody else does."""
    rows = [plain(x) for x in range(n)]
    for x, row in enumerate(rows):
        row["uses"][kind] = [f"shared-{x // each}"]
    return rows


def about(**same: Any) -> list[Row]:
    rows = [plain(x) for x in range(N)]
    for row in rows:
        row["about"] |= same
    return rows


APART = [plain(x) for x in range(N)]


@pytest.mark.parametrize(
    ("code", "shared"),
    [
        ("private_addresses", using("ip", each=2)),
        ("private_templates", using("template", each=N)),
        ("payment_clumps", using("payment", each=2)),
        ("hidden_addresses", using("ip", each=2)),
        ("hidden_payments", using("payment", each=2)),
        ("concealment", using("ip", each=2)),
        ("own_card_one_mind", using("template", each=N)),
    ],
)
def test_what_is_shared_in_hiding_speaks_for_coordination(code: str, shared: list[Row]):
    assert nats(code, shared) > max(nats(code, APART), 0.0)


@pytest.mark.parametrize(
    ("code", "open_"),
    [
        ("openness", about(organisation_id="acme")),
        ("openness", using("payment", each=N)),
        ("openness", using("ip", each=N)),
        ("one_place", using("ip", each=N)),
        ("own_card_one_mind", using("payment", each=N)),
    ],
)
def test_what_is_shared_openly_never_speaks_for_it(code: str, open_: list[Row]):
    assert nats(code, open_) <= min(nats(code, APART), 0.0)


@pytest.mark.parametrize(
    ("code", "family"),
    [("shared_devices", "device"), ("replayed_artifacts", "artifact"), ("hidden_replay", "artifact")],
)
def test_a_fit_by_what_is_hard_to_share_speaks_for_it(code: str, family: str):
    assert nats(code, APART, **{family: 5.0}, net=5.0) > max(nats(code, APART, net=5.0), 0.0)


@pytest.mark.parametrize("code", ["replayed_artifacts", "hidden_replay"])
def test_an_artifact_that_the_whole_group_presents_speaks_for_it_only_beside_other_ties(code: str):
    example = using("artifact", each=N)
    assert nats(code, example, artifact=5.0, net=5.0) == nats(code, APART)
    assert nats(code, example, artifact=5.0, template=5.0, net=5.0) == nats(code, APART), "a program's tests have both"
    assert nats(code, example, artifact=5.0, device=5.0, net=5.0) == nats(code, APART, artifact=5.0, net=5.0)
    assert nats(code, using("artifact", each=2), artifact=5.0, net=5.0) > 0.5 * nats(code, APART, artifact=5.0, net=5.0)


def test_more_families_and_a_better_fit_speak_for_it():
    assert nats("families", APART, net=2.0, device=2.0, template=2.0) > 0 > nats("families", APART, net=2.0)
    assert nats("fit", APART, net=6.0, device=6.0) > 0 > nats("fit", APART, net=1.0)


def test_context_alone_is_no_fit_and_no_family():
    for code in ("fit", "families"):
        assert nats(code, APART, context=9.0) == nats(code, APART)


@pytest.mark.parametrize("code", ["concealment", "hidden_addresses", "hidden_payments", "hidden_replay"])
def test_a_name_takes_concealment_away(code: str):
    rows = using("payment" if code == "hidden_payments" else "ip", each=2)
    named = [{**row, "about": {**row["about"], "organisation_id": "acme"}} for row in rows]
    assert nats(code, named, artifact=5.0, net=5.0) <= 0.0 < nats(code, rows, artifact=5.0, net=5.0)


def test_where_no_address_is_known_nobody_is_said_to_work_apart():
    card_by_three = using("payment", each=3)
    unseen = [{**row, "uses": {**row["uses"], "ip": []}} for row in card_by_three]
    assert nats("nothing_open", unseen) == 0.0 < nats("nothing_open", card_by_three)
    for code in ("concealment", "hidden_payments", "hidden_replay"):
        assert nats(code, unseen, artifact=5.0, net=5.0) < nats(code, card_by_three, artifact=5.0, net=5.0)
    half = [row if x % 2 else unseen[x] for x, row in enumerate(card_by_three)]
    assert nats("nothing_open", unseen) < nats("nothing_open", half) < nats("nothing_open", card_by_three)


def test_a_ledger_without_names_says_of_nobody_that_they_declared_none():
    def value(code: str, rows: list[Row], *, names: bool) -> float:
        evidence = evidence_of([{**row, "group": 0} for row in rows], {"device": 5.0}, names=names)
        return float(score(evidence).values[code][0])

    one_prompt = shared(using("payment", each=3), "template")
    assert (
        value("own_card_one_mind", one_prompt, names=False) == 0.0 < value("own_card_one_mind", one_prompt, names=True)
    )
    hidden, told = (value("concealment", one_prompt, names=names) for names in (False, True))
    assert 0.0 < hidden == pytest.approx(0.4 * told)
    staff = [{**row, "about": {"organisation_id": "acme"}} for row in one_prompt]
    assert value("concealment", staff, names=False) == 0.0, "theirs is a name as well"


def test_one_account_in_a_hundred_with_a_name_records_half_of_what_two_do():
    rows = [{**row, "group": 0} for row in APART]
    strangers = [{"group": -1} for _ in range(100 - N - 1)]
    assert evidence_of([*rows, *strangers]).unnamed == pytest.approx(0.5)
    assert evidence_of([*rows, *strangers], names=False).unnamed == 1.0
    named = {"group": -1, "about": {"email_domain": "elsewhere.example"}}
    assert evidence_of([*rows, *strangers[1:], named]).unnamed == 0.0, "a mail domain is a name too"


def test_a_place_in_common_says_two_fifths_where_a_name_is_common_too():
    named = [{**row, "about": {"organisation_id": "acme"}} for row in using("ip", each=N)]
    assert nats("one_place", named) == pytest.approx(0.4 * nats("one_place", using("ip", each=N)))
    assert nats("one_place", using("ip", each=2)) == 0.0


def seen_at(addresses_of: Callable[[int], list[str]], n: int = N) -> list[Row]:
    rows = [plain(x) for x in range(n)]
    for x, row in enumerate(rows):
        row["uses"]["ip"] = addresses_of(x)
    return rows


def some_exits(x: int) -> list[str]:
    return [f"exit-{(x + step) % 8}" for step in range(4)]


def test_many_addresses_that_each_serve_a_part_are_rented_exits_and_no_place():
    pool = seen_at(some_exits)
    sites = seen_at(lambda x: [f"site-{x % 2}"])
    campus = seen_at(lambda _: [f"gate-{y}" for y in range(8)])
    assert nats("one_place", pool) == nats("openness", pool) == 0.0
    assert nats("nothing_open", pool) > nats("nothing_open", sites), "a pool is nothing open"
    for place in (sites, campus):
        assert nats("one_place", place) < -0.8, "few addresses, or all of them everybody's, are a place"
    few = seen_at(some_exits, n=VERY_FEW - 1)
    assert nats("one_place", few) < 0.0, "one person's accounts move about together"


def test_exits_that_are_met_now_and_then_are_read_as_a_place_would_be():
    now_and_then = seen_at(lambda x: some_exits(x) + [f"own-{x}-{y}" for y in range(16)])
    assert one_base(evidence_of([{**row, "group": 0} for row in now_and_then]))[0] == pytest.approx(0.2)


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_one_contact_is_one_persons_of_few_accounts_and_says_nothing_of_many(kind: str):
    def in_touch(n: int, **uses: list[str]) -> float:
        rows = [plain(x) for x in range(n)]
        return nats("openness", [{**row, "uses": {**row["uses"], **uses}} for row in rows])

    contact = {kind: ["somebody@own.example" if kind == "email" else "+12025550123"]}
    assert in_touch(N, **contact) < 0.0 == in_touch(N)
    assert in_touch(FEW_ACCOUNTS, **contact) == 0.0, "many accounts behind one mailbox are no household"


def test_a_few_numbers_for_many_accounts_are_hidden_unless_a_name_is_declared_or_the_group_is_one_persons():
    def reachable(n: int, **same: str) -> float:
        rows = [plain(x) for x in range(n)]
        for x, row in enumerate(rows):
            row["uses"]["phone"] = [f"+120255501{x // 4:02d}"]
            row["about"] |= same
        return nats("hidden_contacts", rows)

    assert reachable(FEW_ACCOUNTS + 1) == 3.5
    assert reachable(FEW_ACCOUNTS + 1, organisation_id="acme") == reachable(FEW_ACCOUNTS - 1) == 0.0


@pytest.mark.parametrize(("code", "kind"), [("hidden_payments", "payment"), ("hidden_addresses", "ip")])
def test_a_third_of_a_large_group_is_a_site_with_a_card_of_its_own_and_not_a_few(code: str, kind: str):
    assert nats(code, using(kind, each=30, n=90)) == 0.0 < nats(code, using(kind, each=15, n=90))
    assert nats(code, using(kind, each=4)) > 0.0, "of a small group a third is a few"


def alike(value: float, rows: list[Row], **fits: float) -> float:
    evidence = evidence_of([{**row, "group": 0} for row in rows], fits)
    return float(score(replace(evidence, alike_work=np.array([value]))).alone["alike_work"][0])


def test_work_dealt_from_one_queue_speaks_for_it_and_less_where_nothing_else_ties():
    machines = using("device", each=2)
    assert alike(2.5, machines, device=5.0, template=5.0) > alike(1.5, machines, device=5.0) > 0.0
    assert (
        0.0 < alike(2.5, using("template", each=N), template=5.0) < 0.5 * alike(2.5, machines, device=5.0, template=5.0)
    )
    assert alike(np.nan, machines, device=5.0, template=5.0) == 0.0


def test_that_members_differ_speaks_against_it_as_far_as_groups_that_hide_are_alike():
    machines = using("device", each=2)
    rows = [{**row, "group": group} for group in range(6) for row in machines]
    for row in rows:
        row["uses"] = {kind: [f"{row['group']}-{key}" for key in keys] for kind, keys in row["uses"].items()}
    evidence = evidence_of(rows, {"device": 5.0, "template": 5.0})

    def differing(others: float) -> float:
        return float(score(replace(evidence, alike_work=np.array([-3.0] + [others] * 5))).alone["alike_work"][0])

    assert differing(2.5) < 2 * differing(-3.0) < 0.0
    assert np.log1p(-0.3 * 2 / 8) <= differing(-3.0) < 0.99 * np.log1p(-0.3 * 2 / 8), "a relay's customers differ too"


def test_the_countries_of_groups_give_the_same_bytes_every_time():
    rows = [{"group": g, "about": {"country": f"C{(x * x + 7 * g) % 23}"}} for g in range(400) for x in range(60)]
    evidence = evidence_of(rows)
    assert len({country_bits(evidence).tobytes() for _ in range(10)}) == 1


def test_a_programme_takes_a_part_of_concealment_away_and_a_name_all_of_it():
    rows = using("ip", each=2)
    enrolled, named = (
        [{**row, "about": {**row["about"], column: "one"}} for row in rows]
        for column in ("programme", "organisation_id")
    )
    values = [nats("concealment", each, artifact=5.0, net=5.0) for each in (rows, enrolled, named)]
    assert values[0] > values[1] > 0 >= values[2]


def test_a_mail_domain_of_their_own_is_openness_and_one_of_the_world_is_not():
    own = [{**row, "uses": {**row["uses"], "email_domain": ["acme.example"]}} for row in APART]
    strangers = [{"group": -1, "uses": {"email_domain": ["acme.example"]}} for _ in range(3 * N)]
    of_world = evidence_of([{**row, "group": 0} for row in own] + strangers)
    assert nats("openness", own) < 0 == float(score(of_world).alone["openness"][0])
    assert float(score(of_world).alone["disposable_mail"][0]) > 0 == nats("disposable_mail", own)


def test_a_mail_domain_is_the_less_theirs_the_more_others_than_members_are_under_it():
    mail = {"email_domain": ["acme.example"]}
    inside = [{**row, "group": 0, "uses": {**row["uses"], **mail}} for row in APART]
    shares = [
        float(one_mail_domain(evidence_of(inside + [{"group": -1, "uses": mail}] * (n * N)))[0]) for n in (0, 1, 2, 4)
    ]
    assert shares == pytest.approx([1.0, 1.0, 0.5, 0.25])


def test_a_mail_domain_of_accounts_that_are_strewn_over_machines_and_countries_is_nobodys():
    def of(machines: int, *, everywhere: bool = False, countries: int = 6, office: bool = False) -> float:
        """The share of thirty accounts that one domain has, on so many machines."""
        every = [f"m{n}" for n in range(machines)]
        uses = [
            {
                "device": every if everywhere else [every[x % machines]],
                "email_domain": ["acme.example"],
                "ip": ["office" if office else f"ip{x}"],
            }
            for x in range(30)
        ]
        rows = [{"group": 0, "about": {"country": f"C{x % countries}"}, "uses": uses[x]} for x in range(30)]
        fits = {} if machines == len(rows) else {"device": 9.0}
        return float(one_mail_domain(evidence_of(rows, fits))[0])

    assert of(3) == pytest.approx(0.0), "each machine carries a part of the accounts"
    assert of(30) == 1.0, "staff who work apart have a machine each"
    assert of(3, everywhere=True) == 1.0, "a lab's people use all of its machines"
    assert of(1) == 1.0, "a gateway is one machine"
    assert of(3, countries=2) == pytest.approx(1.0), "a company may have a branch"
    assert of(3, office=True) == 1.0, "in one office people share machines"


def test_that_nothing_open_ties_accounts_speaks_half_where_nothing_else_is_in_common():
    assert 0.0 < nats("nothing_open", APART) < nats("nothing_open", APART, artifact=5.0, net=5.0)
    for open_ in (about(organisation_id="acme"), using("payment", each=N), using("ip", each=N)):
        assert nats("nothing_open", open_, artifact=5.0, net=5.0) < nats("nothing_open", APART, artifact=5.0, net=5.0)
    assert nats("nothing_open", using("ip", each=N), artifact=5.0, net=5.0) == 0.0


def test_mail_of_the_world_says_less_at_one_place_and_where_nothing_else_is_in_common():
    def of_world(rows: list[Row], **fits: float) -> float:
        mail = {"email_domain": ["m.example"]}
        inside = [{**row, "group": 0, "uses": {**row["uses"], **mail}} for row in rows]
        evidence = evidence_of(inside + [{"group": -1, "uses": mail}] * (3 * N), fits)
        return float(score(evidence).values["disposable_mail"][0])

    assert of_world(using("ip", each=N), artifact=5.0, net=5.0) == 0.0
    assert of_world(APART, artifact=5.0, net=5.0) == pytest.approx(2 * of_world(APART))


def test_the_more_accounts_a_mail_domain_has_elsewhere_beyond_ten_times_the_groups_the_less_it_says():
    """It is a provider's, of which no list need know."""

    def of_a_domain(n_users: int) -> float:
        mail = {"email_domain": ["m.example"]}
        inside = [{**row, "group": 0, "uses": {**row["uses"], **mail}} for row in APART]
        evidence = evidence_of(inside + [{"group": -1, "uses": mail}] * (n_users - N))
        return float((score(evidence).values["disposable_mail"] / (1.0 - one_mail_domain(evidence)))[0])

    assert of_a_domain(10 * N) == pytest.approx(of_a_domain(5 * N))
    assert of_a_domain(40 * N) == pytest.approx(of_a_domain(10 * N) / 4)


def test_mail_of_the_world_from_one_country_is_not_disposable():
    rows = [{**row, "group": 0, "about": {"country": "C1"}, "uses": {"email_domain": ["m.example"]}} for row in APART]
    strangers = [{"group": -1, "uses": {"email_domain": ["m.example"]}} for _ in range(3 * N)]
    assert float(score(evidence_of(rows + strangers)).alone["disposable_mail"][0]) == 0.0


def test_cards_split_over_shared_machines_speak_for_it_under_any_name_and_one_card_does_not():
    named = [{**row, "about": {"organisation_id": "acme"}} for row in using("payment", each=3)]
    assert nats("split_cards", named, device=5.0) > 0
    assert nats("split_cards", named) == nats("split_cards", using("payment", each=N), device=5.0) == 0.0


def shared(rows: list[Row], kind: str) -> list[Row]:
    return [{**row, "uses": {**row["uses"], kind: [f"one-{kind}"]}} for row in rows]


def test_cards_split_behind_one_machine_at_one_place_are_those_of_a_gateways_clients():
    split = using("payment", each=3)
    gateway = shared(shared(split, "ip"), "device")
    machines = [
        {**row, "uses": {**row["uses"], "device": [f"d-{x // 4}"]}} for x, row in enumerate(shared(split, "ip"))
    ]
    assert nats("split_cards", gateway, device=5.0) == 0.0 < nats("split_cards", machines, device=5.0)
    everywhere = [{**row, "uses": {**row["uses"], "device": ["d-1", "d-2", "d-3"]}} for row in shared(split, "ip")]
    assert nats("split_cards", everywhere, device=5.0) == 0.0, "a service runs on all of its machines"
    assert nats("hidden_payments", gateway) < nats("hidden_payments", split)
    at_one_place = shared(split, "ip")
    assert nats("hidden_payments", at_one_place) < nats("hidden_payments", at_one_place, device=5.0)
    assert nats("hidden_replay", gateway, artifact=5.0, net=5.0) < nats("hidden_replay", split, artifact=5.0, net=5.0)


def test_cards_of_teams_say_a_quarter_where_nothing_else_of_their_own_is_in_common():
    teams = using("payment", each=3)
    for code in ("hidden_payments", "concealment"):
        least = nats(code, teams)
        assert 0.0 < least < nats(code, shared(teams, "template")), "a prompt"
        assert least < min(nats(code, teams, **{family: 5.0}, net=5.0) for family in ("device", "artifact"))


def test_one_device_that_all_have_ties_less_than_devices_of_a_few():
    image, several = shared(APART, "device"), using("device", each=3)
    assert 0.0 < nats("concealment", image, device=5.0, time=5.0) < nats("concealment", several, device=5.0, time=5.0)


def test_machines_of_anybody_conceal_nothing():
    several = using("device", each=3)
    assert nats("concealment", several, device=5.0, net=5.0) < 0.0 < nats("concealment", several, device=5.0, time=5.0)


def test_machines_with_nothing_else_in_common_are_strangers_unless_nobody_knows_their_prompts():
    """On a runner's image, or in a café, everybody does work of their own."""
    image = shared(APART, "device")
    assert nats("machines_alone", image, device=5.0, net=5.0) == -3.0
    for family in ("payment", "template", "artifact", "contact", "time"):
        assert nats("machines_alone", image, device=5.0, **{family: 5.0}) == 0.0
    unprompted = [{**row, "uses": {"device": row["uses"]["device"]}} for row in image]
    assert nats("machines_alone", unprompted, device=5.0) == 0.0
    assert nats("machines_alone", image[:9] + unprompted[9:], device=5.0) == pytest.approx(-1.5), "nine of twelve"


def banned(when: list[float | None]) -> list[Row]:
    rows = [plain(x) for x in range(len(when))]
    for row, at in zip(rows, when, strict=True):
        row["about"] |= {"status": "active"} if at is None else {"status": "suspended", "status_at": T0 + int(at * DAY)}
    return rows


def test_pools_that_are_banned_on_different_days_count_together_and_scattered_bans_do_not():
    half = nats("joint_suspension", banned([1] * 3 + [None] * 21))
    assert nats("joint_suspension", banned([1] * 3 + [5] * 3 + [None] * 18)) == pytest.approx(2 * half)
    assert nats("joint_suspension", banned([1, 1, 5, 5, 9, 9] + [None] * 12)) == 0.0
    assert half > 0 == nats("joint_suspension", banned([1] * 3 + [None] * 60)), "three of many are bound to meet"
    assert nats("joint_suspension", banned([1] * 18)) == 0.0, "a company can be banned as a whole, by mistake"
    assert nats("joint_suspension", banned([1.4] * 9 + [1.6] * 9)) == 0.0, "at noon as well"
    assert nats("joint_suspension", banned([1.0] + [1.4] * 9 + [1.6] * 8)) == 0.0, "whoever was banned before"
    assert nats("joint_suspension", banned([1] * 23 + [None] * 2)) == 0.0, "with two strangers beside it"
    assert nats("joint_suspension", banned([1] * 16 + [None] * 2)) == pytest.approx(12 * 16 / 18 * (2 / 18 - 0.1) / 0.1)
    assert nats("joint_suspension", banned([1] * 14 + [None] * 4)) > half


def test_a_burst_of_bans_is_over_after_half_a_day():
    half_a_day = 0.5 * DAY
    for last, n in ((half_a_day - 1, 3), (half_a_day, 0)):
        bans = banned([1, 1, 1 + last / DAY] + [None] * 3)
        assert suspended_in_bursts(evidence_of([{**row, "group": 0} for row in bans])).tolist() == [n / 6]


def test_a_ban_of_a_part_counts_half_where_the_group_is_openly_one():
    part = banned([5] * 4 + [None] * 20)
    named = [{**row, "about": {**row["about"], "organisation_id": "acme"}} for row in part]
    assert nats("joint_suspension", named) == pytest.approx(0.5 * nats("joint_suspension", part))


def test_bans_one_after_another_speak_for_it_beyond_one_and_beyond_what_is_usual_outside():
    one_by_one = banned([1, 5, 9] + [None] * 15)
    assert nats("scattered_suspension", one_by_one) > 0.0
    assert nats("scattered_suspension", banned([1] + [None] * 17)) == 0.0
    assert nats("scattered_suspension", banned([1] * 18)) == 0.0, "a company can be banned as a whole, by mistake"
    outside = [{**row, "group": -1} for row in banned([3, None, None, None])]
    usual = evidence_of([{**row, "group": 0} for row in one_by_one] + outside)
    assert float(score(usual).alone["scattered_suspension"][0]) == 0.0


def test_members_who_begin_soon_after_others_were_banned_speak_for_it_beyond_one_and_what_is_usual():
    def begun(at: list[int | None], outside: list[int]) -> float:
        rows = banned([3] * 4 + [None] * len(at))
        for row, day in zip(rows, [0] * 4 + at, strict=True):
            row["at"] = [T0 + day * DAY + HOUR]
        others = [{**plain(50 + x), "group": -1, "at": [T0 + day * DAY + HOUR]} for x, day in enumerate(outside)]
        return float(score(evidence_of([{"group": 0, **row} for row in rows + others])).values["succession"][0])

    assert begun([3, 4, 4, 0, 0, 0], outside=[0, 9]) == pytest.approx((3 - 1) / 10)
    assert begun([4, 0, 0, 0, 0, 0], outside=[0, 9]) == 0.0, "one is chance"
    assert begun([6, 6, 6, 2, 2, 2], outside=[0, 9]) == 0.0, "too late, and before"
    assert begun([3, 4, 4, 0, 0, 0], outside=[4, 4, 4, 0]) == 0.0, "so do others in those days"


def loaded(per_day: list[int]) -> list[Row]:
    rows = [plain(x) for x in range(len(per_day))]
    for row, n in zip(rows, per_day, strict=True):
        row["at"] = [T0 + d * DAY + h * HOUR // 4 for d in range(3) for h in range(n)]
    return rows


def test_the_same_load_on_all_members_speaks_for_it_and_people_differ():
    assert nats("uneven_load", loaded([8] * N)) > 0 > nats("uneven_load", loaded([1, 2, 4, 8, 16, 32] * 2))


def test_of_fewer_than_five_active_members_nobody_says_how_even_their_load_is():
    for n, told in ((1, 0.0), (4, 0.0), (5, 3.0)):
        assert nats("uneven_load", [*loaded([8] * n), *APART[n:]]) == told
    assert nats("uneven_load", [*loaded([8] * 5), *(plain(x) for x in range(5, 77))]) == 3.0, "five of however many"
    assert nats("unexplained_evenness", [*loaded([8] * 9), *APART[9:]]) == 0.0, "nine are even by chance"


def test_load_as_uneven_as_peoples_speaks_against_it_by_a_nat_at_most():
    assert nats("uneven_load", loaded([1, 2, 4, 8, 16, 32] * 2)) == -1.0, "not every farm deals evenly"


def test_without_activity_load_says_nothing():
    assert nats("uneven_load", APART) == 0.0


def test_even_load_speaks_once_more_where_nothing_open_and_no_prompt_of_its_own_explains_it():
    def even(rows: list[Row], n: int = N) -> float:
        at = loaded([8])[0]["at"]
        return nats("unexplained_evenness", [{**row, "at": at} for row in rows[:n]])

    assert even(APART) == 3.0
    for openly in (about(organisation_id="acme"), using("payment", each=N), using("ip", each=N)):
        assert even(openly) < 0.5
    assert even(using("template", each=N)) < even(APART)
    placeless = [{**row, "uses": {**row["uses"], "ip": []}} for row in APART]
    assert even(placeless) == 0.0, "nobody says that they have no office"
    assert even(APART, n=9) == 0.0, "few accounts are even by chance"
    assert nats("unexplained_evenness", loaded([1, 2, 4, 8, 16, 32] * 2)) == 0.0, "people differ"
    assert nats("unexplained_evenness", APART) == 0.0, "without activity it says nothing"


def test_even_load_of_one_private_prompt_is_a_services_where_it_is_openly_one():
    prompt = using("template", each=N)
    scheduled = [{**row, "at": even["at"]} for row, even in zip(prompt, loaded([8] * N), strict=True)]

    def under_a_name(rows: list[Row]) -> float:
        return nats("one_service", [{**row, "about": {"organisation_id": "acme"}} for row in rows])

    assert under_a_name(scheduled) < 0.0 == nats("one_service", scheduled), "in the open only"
    assert under_a_name(loaded([8] * N)) == 0.0, "with a prompt of its own only"
    uneven = loaded([1, 2, 4, 8, 16, 32] * 2)
    assert under_a_name([{**row, "at": un["at"]} for row, un in zip(prompt, uneven, strict=True)]) == 0.0
    assert under_a_name(prompt) == 0.0, "without activity it says nothing"


def test_members_of_one_country_speak_against_it_as_far_as_that_is_no_chance():
    def value(*groups: str) -> float:
        """`-` is a member of whom no country is known."""
        rows = [{"about": {"country": None if c == "-" else c}, "group": g} for g, of in enumerate(groups) for c in of]
        return float(score(evidence_of(rows)).alone["one_country"][0])

    others = ("ABCDABCD", "BCDEBCDE")
    assert value("AAAAAAAA", *others) < value("AAAAAAAB", *others) < 0.0
    assert value("ABCDABCD", "AAAAAAAA", "BBBBBBBB") == 0.0, "colleagues of many countries are not said to be strangers"
    assert value("AAAAA---", *others) == pytest.approx(value("AAAAAAAA", *others), rel=0.1)
    assert value("AA------", *others) == value("--------", *others) == 0.0, "two may agree by chance"
    assert 0.0 > value("AAAAAAAA", "AAAAAAAA", "AAAAAAAB") > 0.5 * value("AAAAAAAA", *others), "most are of it"
    assert value("AAAAAAAA", "AAAAAAAA") == value("--------", "--------") == 0.0


def test_one_country_explains_half_where_members_were_banned_in_bursts_or_one_after_another():
    others = [{"about": {"country": c}, "group": 1} for c in "ABCDEFGH" * 2]

    def value(when: list[int | None]) -> float:
        rows = [{**row, "group": 0} for row in banned(when)]
        for row in rows:
            row["about"] = {**row["about"], "country": "A"}
        return float(score(evidence_of([*rows, *others])).values["one_country"][0])

    free = value([None] * N)
    assert value([1] * 4 + [20] * 4 + [None] * 4) == pytest.approx(0.5 * free)
    assert value([x * 20 for x in range(6)] + [None] * 6) == pytest.approx(0.5 * free)
    assert value([5] + [None] * (N - 1)) == free > 0.5, "one ban may be a mistake"


def test_members_of_one_country_conceal_less():
    def concealed(country: Callable[[int], str]) -> float:
        shared_by_two = using("ip", each=2)
        rows = [{**row, "about": {"country": country(x)}, "group": 0} for x, row in enumerate(shared_by_two)]
        others = [{"about": {"country": c}, "group": 1} for c in "ABCDEFGH" * 2]
        return float(score(evidence_of([*rows, *others])).values["concealment"][0])

    assert concealed(lambda _: "A") == pytest.approx(0.7 * concealed(lambda x: f"C{x % 6}"), rel=0.05)


def test_a_missing_base_says_less_the_more_a_group_is_openly_one():
    card, domain = using("payment", each=N), [{**row, "about": {"email_domain": "acme.example"}} for row in APART]
    for open_ in (card, domain):
        assert (
            0.0
            < nats("nothing_open", open_, artifact=5.0, net=5.0)
            < 0.3 * nats("nothing_open", APART, artifact=5.0, net=5.0)
        )


def test_few_accounts_speak_against_it():
    assert nats("few_accounts", APART[:6]) < nats("few_accounts", APART[:9]) < 0 == nats("few_accounts", APART[:10])


@pytest.mark.parametrize("code", ["hours_per_day", "quiet_share", "output_tokens", "release_share", "hard_share"])
def test_more_of_what_machines_do_never_speaks_against_it(code: str):
    values = WEIGHED[code].nats(np.array([-3.0, -1.0, 0.0, 1.0, 3.0]))
    assert (np.diff(values) >= 0).all() and values[-1] > 0 > values[0]


def test_rate_limits_speak_for_it_less_where_members_run_one_private_prompt():
    def met(rows: list[Row]) -> float:
        evidence = evidence_of([{**row, "group": 0} for row in rows])
        deviations = {**evidence.deviations, "limited_share": np.full(evidence.labels.size, 2.0)}
        return float(score(replace(evidence, deviations=deviations)).alone["unexplained_limits"][0])

    assert met(APART) > met(using("template", each=N))
    assert met(APART) > met(using("ip", each=N)), "a gateway's clients meet its limits"
    assert met(APART) > 0


def test_a_reason_says_on_which_side_of_what_is_usual_it_is_without_a_sign():
    hours, moved = WEIGHED["hours_per_day"], WEIGHED["release_share"]
    usual = "a day than is usual for such accounts, by 0.4 of the usual spread"
    assert hours.says(0.4) == f"members are active longer {usual}"
    assert hours.says(-0.4) == f"members are active shorter {usual}"
    assert moved.neutral == 0.5
    assert moved.says(0.2).startswith("members moved to new models faster than is usual for such accounts, by 0.2 of ")
    assert moved.says(-0.2).startswith("members moved to new models slower than is usual for such accounts, by 0.2 of ")
    assert moved.says(0.2).endswith("(faster by 0.5 would say nothing)")


def test_how_far_loads_are_apart_is_said_as_a_factor():
    said = WEIGHED["uneven_load"].says(math.log(1.5))
    assert said == "members' daily loads differ by a factor of 1.5, typically"


def test_every_value_lies_in_the_range_of_its_unit():
    for evidence in (evidence_of([{**row, "group": 0} for row in rows]) for rows in (APART, using("ip", each=N))):
        for code, value in score(evidence).values.items():
            low, high = RANGES[WEIGHED[code].unit]
            assert np.isnan(value[0]) or low <= value[0] <= high, code


def starting(hours_of_day: list[list[int]]) -> list[Row]:
    """Accounts that all start in these hours of each day, some minutes apart."""
    rows = [plain(x) for x in range(N)]
    for x, row in enumerate(rows):
        row["at"] = [T0 + d * DAY + h * HOUR + 60 * x for d, hours in enumerate(hours_of_day) for h in hours]
    return rows


def test_waves_speak_for_it_half_where_nothing_else_is_in_common_and_not_at_one_place():
    def value(rows: list[Row], **fits: float) -> float:
        return float(score(evidence_of([{**row, "group": 0} for row in rows], fits)).values["hidden_waves"][0])

    waves = starting([[1, 9, 20], [4, 13, 17], [7, 11, 23], [2, 15, 21]])
    assert nats("hidden_waves", waves, artifact=5.0, net=5.0) == 1.75
    assert value(waves, artifact=5.0, net=5.0) == pytest.approx(2 * value(waves)), (
        "strangers share lessons and launches"
    )
    assert value(shared(waves, "ip"), artifact=5.0, net=5.0) == 0.0, "classes and services stand where they stand"
    assert nats("hidden_waves", starting([[9, 13, 17]] * 4)) == 0.0, "the same hours every day are a shift"
    assert nats("hidden_waves", APART) == 0.0


def living_at(*places: str) -> list[Row]:
    """Accounts that are each at these places, a day at each; `{x}` is the account's number."""
    at = [T0 + day * DAY for day in range(len(places))]
    return [plain(x) | {"uses": {}, "at": at, "places": [place.format(x=x) for place in places]} for x in range(N)]


def test_members_of_as_many_organisations_as_people_are_no_one_partys():
    """Whoever runs all of them declares one organisation, or none."""

    def of(*names: str | None) -> float:
        members = [{**plain(x), "group": 0, "about": {"organisation_id": name}} for x, name in enumerate(names)]
        world = [{**plain(100 + x), "group": -1, "about": {"organisation_id": "abcd"[x % 4]}} for x in range(16)]
        return float(score(evidence_of(members + world + [{"group": -1}] * 12, names=False)).alone["several_names"][0])

    few = [None] * 8
    assert of("v", "w", "x", "y", *few) == 0.0, "nobody else has their organisations, as where everybody has their own"
    assert of("a", "b", "c", "d", *few) == pytest.approx(-4.0)
    assert of("a", "a", "a", "a", *few) == of("a", "a", "b", "b", *few) == of(None, None, None, None, *few) == 0.0
    assert -4.0 < of("a", "b", "c", *([None] * 30)) < 0.0, "one in ten of a crowd that has three of them"


def test_names_across_which_machines_or_cards_are_in_common_are_several_on_paper():
    def of(across: int, kind: str = "device") -> float:
        """The nats of thirty members of three organisations, of whom so many share something across them in pairs."""
        members = [
            {"group": 0, "about": {"organisation_id": "abc"[x % 3]}}
            | {"uses": {kind: [f"m{x // 2}" if x < across else f"own{x}"], "template": ["one"]}}
            for x in range(30)
        ]
        world = [{**plain(100 + x), "group": -1, "about": {"organisation_id": "abcd"[x % 4]}} for x in range(16)]
        return float(score(evidence_of(members + world + [{"group": -1}] * 12, names=False)).alone["several_names"][0])

    assert of(0) == of(30, "template") == pytest.approx(-4.0), "strangers of three organisations share prompts as well"
    assert of(8) == of(8, "payment") == pytest.approx(0.0)
    assert -4.0 < of(4) < 0.0, "two pairs may be people who changed from one to another"


def test_names_that_have_nothing_to_do_with_who_shares_what_are_several_on_paper():
    def of(*cards: tuple[int, ...]) -> float:
        """The nats of sixty members of three organisations, of whom some share a card each."""
        card = {x: f"shared{number}" for number, members in enumerate(cards) for x in members}
        members = [
            {"group": 0, "about": {"organisation_id": "abc"[x % 3]}} | {"uses": {"payment": [card.get(x, f"own{x}")]}}
            for x in range(60)
        ]
        world = [{**plain(100 + x), "group": -1, "about": {"organisation_id": "abcd"[x % 4]}} for x in range(16)]
        return float(score(evidence_of(members + world + [{"group": -1}] * 12, names=False)).alone["several_names"][0])

    assert -2.0 < of((0, 1)) < 0.0, "one pair says something"
    assert of((0, 1), (3, 4), (6, 7), (9, 10), (12, 13), (15, 16)) == pytest.approx(0.0), "nobody shares with their own"
    assert of((0, 3), (1, 4), (6, 7)) == pytest.approx(-4.0), "a consultant among teams with a card each"
    assert of((0, 1, 3, 4)) == pytest.approx(-4.0 * (1 - (4 / 60 - 0.05) / 0.2)), "who shares it with their own as well"


def test_homes_speak_against_it_and_that_nobody_has_one_for_it():
    assert nats("own_places", living_at("home-{x}", "office", "home-{x}", "office", "home-{x}")) == -2.0
    rotating = living_at("a-{x}", "b-{x}", "c-{x}", "d-{x}", "e-{x}")
    assert nats("own_places", rotating) == pytest.approx(1.2 * 12 / 14)
    assert nats("own_places", [row | {"about": {"organisation_id": "acme"}} for row in rotating]) == pytest.approx(0.0)
    assert nats("own_places", APART) == 0.0, "where nothing is known of when, nothing is said"
    assert nats("own_places", rotating[:1] + APART[:11]) == pytest.approx(0.4), "one of twelve says little"


def replaying(n_artifacts: int, *, n_requests: int = 20, place: str = "home-{x}") -> list[Row]:
    """Accounts of so many requests each, which present so many artifacts, each of them with one other account."""
    at = [T0 + HOUR * hour for hour in range(n_requests)]
    return [
        plain(x)
        | {"uses": {"artifact": [f"blob-{x // 2}-{number}" for number in range(n_artifacts)]}}
        | {"at": at, "places": [place.format(x=x)] * n_requests}
        for x in range(N)
    ]


def test_work_that_is_replaying_speaks_for_it_and_a_session_that_goes_on_elsewhere_does_not():
    assert nats("replayed_work", replaying(6), artifact=5.0, net=5.0) == pytest.approx(3.0)
    assert nats("replayed_work", replaying(2), net=5.0) == pytest.approx(20.0 * (2 / 20 - 0.01))
    assert nats("replayed_work", replaying(1, n_requests=100), net=5.0) == 0.0
    assert nats("replayed_work", replaying(2, place="office"), net=5.0) == pytest.approx(20.0 * (1 / 20 - 0.01))
    assert nats("replayed_work", using("artifact", each=2), net=5.0) == 0.0, (
        "where no requests are known, nothing is said"
    )


@pytest.mark.parametrize("code", ["replayed_artifacts", "hidden_replay", "replayed_work"])
def test_artifacts_say_nothing_where_all_that_ties_a_group_may_have_been_published(code: str):
    """A lesson comes with its prompt, its artifacts and its device, and whoever takes it presents them all."""
    lesson, published = replaying(6), {"artifact": 5.0, "template": 5.0}
    assert nats(code, lesson, **published) == 0.0
    assert nats(code, shared(lesson, "device"), **published, device=5.0) == 0.0
    for family in ("net", "payment", "contact", "time", "device"):
        assert nats(code, lesson, **published, **{family: 5.0}) > 0.0, family
    nowhere = [{**row, "places": [None] * len(row["at"])} for row in lesson]
    assert nats(code, nowhere, **published) > 0.0, "of whom no address is known, nobody says that none is in common"


def test_artifacts_that_the_world_presents_as_well_are_no_work_of_the_group():
    rows = replaying(4)
    crowd = [row | {"group": -1} for row in replaying(4)]
    assert score(evidence_of([{**row, "group": 0} for row in rows] + crowd)).alone["replayed_work"][0] == 0.0


@pytest.mark.parametrize(("code", "kind"), [("hidden_addresses", "ip"), ("payment_clumps", "payment")])
def test_two_of_a_group_are_two_however_much_they_have_in_common(code: str, kind: str):
    def two_with(n_shared: int) -> list[Row]:
        rows = [plain(x) for x in range(N)]
        for row in rows[:2]:
            row["uses"][kind] = [f"shared-{number}" for number in range(n_shared)]
        return rows

    assert 0.0 < nats(code, two_with(1)) == nats(code, two_with(5))


def test_addresses_of_a_few_speak_half_where_nothing_else_is_in_common():
    few = using("ip", each=2)
    assert 0.0 < nats("hidden_addresses", few) < nats("hidden_addresses", few, artifact=5.0, net=5.0)


def test_hours_in_common_conceal_half_where_nothing_else_is_in_common():
    def concealed(rows: list[Row]) -> float:
        evidence = evidence_of([{**row, "group": 0} for row in rows])
        together = replace(evidence, timing_partners=np.ones_like(evidence.labels))
        return float(score(together).values["concealment"][0])

    assert concealed(APART) == pytest.approx(0.5), "a queue of tasks wakes strangers together"
    assert concealed(shared(using("payment", each=2), "template")) > 0.8


def test_evidence_that_was_scored_can_still_be_sent_to_another_process():
    evidence = evidence_of([{**row, "group": 0} for row in using("ip", each=2)])
    scored = score(evidence)
    assert score(pickle.loads(pickle.dumps(evidence))).conduct_nats == pytest.approx(scored.conduct_nats)
