"""What a reason rests on is named with it."""

from linkage.campaigns.counterfactual import RESTS_ON
from linkage.campaigns.reasons import KINDS_OF_CODE
from linkage.identifiers.kinds import KINDS


def test_every_signal_that_rests_on_identifiers_of_one_family_names_them():
    families = {kind.family for kind in KINDS.values()}
    resting = {code: set(names) for code, names in RESTS_ON.items() if len(names) == 1 and names[0] in families}
    assert {code: {KINDS[kind].family for kind in kinds} for code, kinds in KINDS_OF_CODE.items()} == resting
