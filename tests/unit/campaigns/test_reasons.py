"""What a reason rests on is named with it."""

import re

from linkage.campaigns.counterfactual import RESTS_ON
from linkage.campaigns.reasons import KINDS_OF_CODE, counting, identifiers_told
from linkage.campaigns.signals import SIGNALS
from linkage.identifiers.kinds import KINDS
from tests.unit.campaigns.groups import evidence_of


def test_every_signal_that_rests_on_identifiers_of_one_family_names_them():
    families = {kind.family for kind in KINDS.values()}
    resting = {code: set(names) for code, names in RESTS_ON.items() if len(names) == 1 and names[0] in families}
    assert {code: {KINDS[kind].family for kind in kinds} for code, kinds in KINDS_OF_CODE.items()} == resting


def test_a_reason_names_what_its_words_speak_of_and_not_what_is_merely_shared_by_more():
    """All ten send a prompt of the world and pay with a card of all; other prompts and cards of two are theirs."""
    members = [
        {
            "group": 0,
            "uses": {
                "template": ["everybodys", "rare", "rare", "own"] if x < 4 else ["everybodys", "own"],
                "payment": ["of-all", f"card-{x // 2}"],
            },
        }
        for x in range(10)
    ]
    others = [{"group": -1, "uses": {"template": ["everybodys"]}} for _ in range(9)]
    known = evidence_of([*members, *others])
    told = identifiers_told(known.used, known.size)

    def names(code: str, kind: str) -> list[object]:
        return [one["key"] for one in told[counting(code)].get((0, kind), [])]

    assert names("private_templates", "template") == names("own_card_one_mind", "template") == ["own", "rare"]
    assert set(names("hidden_payments", "payment")) == {f"card-{x}" for x in range(5)}
    assert all(one["accounts"] == 2 for one in told["few"][0, "payment"])
    assert {one["key"] for one in told["shared"][0, "template"]} == {"everybodys", "own", "rare"}


def test_whose_words_say_that_others_lack_something_names_only_that():
    hardly = re.compile(r"hardly anybody else|the group's own|a few at a time|a few of them|few members each")
    saying = {one.code for one in SIGNALS if one.code in KINDS_OF_CODE and hardly.search(one.text)}
    assert saying and all(counting(code) != "shared" for code in saying)
