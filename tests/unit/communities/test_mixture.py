"""What a group's members share, and how much an account fits, on numbers that can be worked by hand."""

import numpy as np
import pytest

from linkage.communities import affinity_of
from linkage.communities.affinity import Grouping
from linkage.communities.mixture import learn_mixture
from linkage.communities.outsiders import bound_by_outsiders
from linkage.links.incidence import COLUMNS
from linkage.links.rows import Rows
from tests.linked import Use, incidence_of

N = 1500
SIX = range(6)


def test_what_others_of_a_group_use_as_often_as_the_world_does_leaves_its_part_at_a_half() -> None:
    # Two of three members use the machine: for each of the two, one of two others. Outside two of five accounts do,
    # and half a one more is taken to: 2.5 of 5. Inside and outside a half each, so no round of EM learns anything.
    uses = Rows(np.array([0, 1, 2, 2]), np.zeros(2, np.int32), np.ones(2, np.float32))
    inside, n_inside, total = np.array([2.0], np.float32), np.array([2], np.int32), np.array([4.0], np.float32)
    mix = learn_mixture(np.arange(3, dtype=np.int32), inside, n_inside, uses, np.zeros(1, np.int8), total, 5, 1)
    assert mix.tolist() == [pytest.approx(0.5, abs=1e-12)]


def test_what_one_member_alone_shares_with_an_account_counts_by_its_strongest_family_alone() -> None:
    # Of each member's machines and cards half are the group's and half its own, so each kind's part is a half, and
    # what one of six shares with an account and half a one of 1,500 outside says ln(.5 · (1/6) / (.5/1500) + .5).
    uses: list[Use] = [(a, kind, key, 0.5) for a in SIX for kind in ("device", "payment") for key in (100, a)]
    acquainted: list[Use] = [(6, "device", 0, 1.0), (6, "payment", 0, 1.0)]
    of_two: list[Use] = [(7, "device", 1, 1.0), (7, "payment", 2, 1.0)]
    affinity = affinity_of(incidence_of(N, [*uses, *acquainted, *of_two]), bounded=False)
    fits = affinity.fits(Grouping(np.array([0, 6]), np.arange(6, dtype=np.int32)))
    said = fits.nats[~fits.is_member][:, [COLUMNS.index("device"), COLUMNS.index("payment")]]
    assert fits.account[~fits.is_member].tolist() == [6, 7]
    assert said.tolist() == [
        pytest.approx([np.log(250.5), 0.0], abs=1e-3),
        pytest.approx([np.log(250.5), np.log(250.5)], abs=1e-3),
    ]


def test_a_fit_that_all_others_and_one_outsider_reach_is_worth_how_much_rarer_it_is_outside() -> None:
    # Of 200 accounts three are members. For a member both others reach it, and one outsider, one more being taken to:
    # ln(200 · (3/3) / 2). For that outsider all three members do, and nobody else outside: ln(200 · (4/4) / 1).
    nats = np.full((4, 1), 9.0, dtype=np.float32)
    bound_by_outsiders(nats, 3, np.ones(4, dtype=np.bool_), 4, 200, 0, np.zeros(4, dtype=np.float32))
    assert nats[:, 0].tolist() == pytest.approx([np.log(100.0)] * 3 + [np.log(200.0)])


def test_a_fit_that_no_other_member_reaches_is_worth_less_the_more_others_there_are() -> None:
    # One member of three has it, and nobody outside: ln(200 · (1/3) / 1).
    nats = np.array([[9.0], [0.0], [0.0]], dtype=np.float32)
    bound_by_outsiders(nats, 3, np.ones(3, dtype=np.bool_), 3, 200, 0, np.zeros(3, dtype=np.float32))
    assert nats[:, 0].tolist() == pytest.approx([np.log(200 / 3), 0.0, 0.0])
