"""What a reason says of a group is what anybody counts who looks at the group."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from linkage.campaigns.evidence import GroupEvidence
from linkage.campaigns.signals import SIGNALS
from linkage.campaigns.verdict import facts, score
from linkage.links.incidence import COLUMNS
from tests.hand_made_ledger import DAY, HOUR, T0
from tests.unit.campaigns.groups import evidence_of

Row = dict[str, Any]
WORDS = {signal.code: signal for signal in SIGNALS}
N = 20
ON_MACHINES = range(9)
BANNED_AT_ONCE = range(9)
BANNED_LATER = {9: 4 * DAY, 10: 8 * DAY, 11: 12 * DAY}


def group_of_twenty() -> list[Row]:
    """Members of whom each thing holds for another number, partly under a name, so that hardly anything counts in full.

    Five begin after the nine that are suspended at once; eleven declare an organisation; all have one address.
    """
    rows: list[Row] = []
    for x in range(N):
        about: Row = {"country": None if x > 17 else f"C{max(x - 14, 0)}", "created_at": T0 - 9 * DAY}
        about |= {"organisation_id": "acme"} if x >= 9 else {}
        about |= {"created_at": T0 + 20 * HOUR} if x >= 15 else {}
        if x in BANNED_AT_ONCE or x in BANNED_LATER:
            about |= {"status": "suspended", "status_at": T0 + BANNED_LATER.get(x, x * 600)}
        uses = {
            "ip": [f"ip-{x // 2 if x < 10 else x}", "office"],
            "payment": [f"card-{x // 2 if x < 12 else x}"],
            "email": [f"mail-{x // 2 if x < 4 else x}"],
            "phone": [f"phone-{x // 2 if 10 <= x < 16 else x}"],
            "email_domain": ["theirs.example" if x < 14 else f"own-{x}.example"],
            "artifact": [f"artifact-{x // 2 if 6 <= x < 12 else x}"],
            "template": [f"prompt-{0 if x < 16 else x}"],
        }
        rows.append({"group": 0, "about": about, "uses": uses})
    return rows


def evidence() -> GroupEvidence:
    """The group, of which devices tie some members, artifacts six, and addresses all."""
    known = evidence_of([*group_of_twenty(), *({"group": -1, "about": {"country": f"D{x}"}} for x in range(30))])
    nats = known.fit_nats.copy()
    for family, members in {"device": ON_MACHINES, "artifact": range(6, 12), "net": range(N)}.items():
        nats[np.array(members), COLUMNS.index(family)] = 5.0
    return replace(known, fit_nats=nats)


def sharing(*kinds: str) -> set[int]:
    """Members with an identifier of some kinds that another has as well, but not all."""
    rows = group_of_twenty()
    users = Counter((kind, key) for row in rows for kind in kinds for key in row["uses"][kind])
    return {x for x, row in enumerate(rows) if any(1 < users[k, key] < N for k in kinds for key in row["uses"][k])}


BORN_IN_ONE = [row["about"]["country"] for row in group_of_twenty() if row["about"]["country"]]
COUNTED: dict[str, float] = {
    "joint_suspension": len(BANNED_AT_ONCE) / N,
    "scattered_suspension": len(BANNED_LATER) / N,
    "succession": 5 / N,
    "hidden_addresses": len(sharing("ip")) / N,
    "payment_clumps": len(sharing("payment")) / N,
    "hidden_payments": len(sharing("payment")) / N,
    "hidden_contacts": len(sharing("email", "phone")) / N,
    "disposable_mail": len(sharing("email_domain")) / N,
    "replayed_artifacts": len(sharing("artifact")) / N,
    "hidden_replay": len(sharing("artifact")) / N,
    "shared_devices": len(ON_MACHINES) / N,
    "one_country": BORN_IN_ONE.count("C0") / len(BORN_IN_ONE),
    "one_place": 0.5,
}


@pytest.mark.parametrize("code", COUNTED)
def test_the_share_that_a_reason_says_is_the_share_that_anybody_counts(code: str):
    known = evidence()
    value, fact = float(score(known).values[code][0]), facts(known).get(code)
    said = WORDS[code].says(value, None if fact is None else float(fact[0]))
    assert re.findall(r"\d+%", said)[0] == f"{COUNTED[code]:.0%}", said
    if value != pytest.approx(COUNTED[code], abs=0.005):
        assert f"(counts as {value:.0%}: " in said


def test_most_of_what_is_counted_in_that_group_counts_for_less():
    values = score(evidence()).values
    less = {code for code, share in COUNTED.items() if values[code][0] < share - 0.005}
    assert less >= set(COUNTED) - {"payment_clumps", "shared_devices"}
    assert all(values[code][0] > 0 for code in COUNTED if code not in ("one_place", "one_country"))


def test_prompts_are_counted_alike_by_all_reasons_that_speak_of_them():
    known = evidence()
    values, told = score(known).values, facts(known)
    assert values["own_card_one_mind"][0] < 0.8
    for code in ("private_templates", "own_card_one_mind"):
        fact = told.get(code, values[code])
        said = WORDS[code].says(float(values[code][0]), float(fact[0]))
        assert "for 100 requests a member sent on average 80 prompts" in said


def test_what_is_made_of_several_facts_does_not_pose_as_a_share():
    for code in (
        "openness",
        "several_names",
        "one_service",
        "nothing_open",
        "split_cards",
        "unexplained_evenness",
        "concealment",
    ):
        said = WORDS[code].says(0.62, 0.3)
        assert "%" not in said, code
        assert "strength" in said and "62" in said, code


def test_what_is_said_of_like_accounts_is_how_members_differ_from_them():
    """Below what speaks for a campaign, and yet above what is usual, they are said to do more, as they do."""
    for code in ("quiet_share", "output_tokens", "unexplained_limits", "release_share", "hard_share"):
        signal = WORDS[code]
        for value, sense in ((0.1, signal.senses[0]), (-0.1, signal.senses[1])):
            assert re.search(rf"{sense} (per request )?than is usual .*, by 0\.1 of", signal.says(value)), code
    limited = WORDS["unexplained_limits"].says(0.2, 0.7)
    assert "more often than is usual for such accounts, by 0.7 of" in limited
    assert "(counts as 0.2 of the usual spread: " in limited
    assert "more alike than is usual in a group, by 0.4 of" in WORDS["alike_work"].says(-0.3, 0.4)


def test_what_is_kept_from_a_group_is_not_said_of_it():
    """Where hardly anything is concealed a reason speaks against a campaign, and does not say that it is concealed."""
    assert WORDS["concealment"].says(0.6).startswith("what is hard to keep apart is shared")
    assert WORDS["concealment"].says(0.0).startswith("little is shared that is hard to keep apart, or it is shared")
