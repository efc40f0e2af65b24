"""Rewritten prompts: who draws from the same few wordings is a seed, whole, and stands against the groups there are."""

import numpy as np
import pytest

from linkage.communities import affinity_of
from linkage.communities.affinity import Affinity
from linkage.communities.expansion import contested
from linkage.communities.fitting import FitCache
from linkage.communities.rewrites import FARMS, MAX_USERS, TEAMS, rewritten_seeds
from tests.linked import Use, incidence_of

N = 400
FARM = list(range(12))


def wordings(accounts: list[int], first: int = 0) -> list[Use]:
    """Each account uses two of as many wordings, as its neighbours on a ring do: few pairs have one in common."""
    return [(a, "template", first + (x + step) % len(accounts), 0.5) for x, a in enumerate(accounts) for step in (0, 1)]


def one_address(accounts: list[int], key: int) -> list[Use]:
    return [(a, "ip", key, 1.0) for a in accounts]


def of_their_own(accounts: range) -> list[Use]:
    return [(a, "template", 5000 + a, 1.0) for a in accounts]


def affinity(*uses: list[Use]) -> Affinity:
    return affinity_of(incidence_of(N, [use for part in uses for use in part]))


def labels_of(*groups: list[int]) -> np.ndarray:
    labels = np.full(N, -1, dtype=np.int32)
    for number, group in enumerate(groups):
        labels[group] = number
    return labels


def test_accounts_that_hang_together_by_wordings_are_one_seed_though_most_pairs_share_none() -> None:
    other = list(range(20, 32))
    addresses = one_address(FARM[:3], 1) + one_address(other[:4], 2)
    everyone = affinity(wordings(FARM), wordings(other, first=100), of_their_own(range(40, N)), addresses)
    assert [seed.tolist() for seed in rewritten_seeds(everyone, 7, [TEAMS])] == [other, FARM]


def test_hundreds_who_draw_from_dozens_of_wordings_are_one_seed_as_well() -> None:
    drawn = np.random.default_rng(5)
    farm = range(200)
    prompts: list[Use] = [(a, "template", int(x), 0.25) for a in farm for x in drawn.choice(36, 4, replace=False)]
    machines: list[Use] = [(a, "device", a // 8, 1.0) for a in range(80)]
    teams: list[Use] = [(a, "template", 100 + a // 4, 1.0) for a in range(200, 10 * N)]
    everyone = affinity_of(incidence_of(10 * N, prompts + machines + teams))
    assert [seed.tolist() for seed in rewritten_seeds(everyone, 7, [FARMS])] == [list(farm)]


def test_strangers_with_nothing_but_rare_prompts_in_common_are_no_seed() -> None:
    everyone = affinity(wordings(FARM), of_their_own(range(40, N)), one_address(FARM[:2], 1))
    assert rewritten_seeds(everyone, seed=7) == []


def test_a_prompt_that_many_use_makes_no_seed() -> None:
    crowd: list[Use] = [(a, kind, 1, 1.0) for a in range(MAX_USERS + 1) for kind in ("template", "ip")]
    assert rewritten_seeds(affinity(crowd, of_their_own(range(MAX_USERS + 1, N))), seed=7) == []


@pytest.mark.parametrize("n", [2, 3, 12, MAX_USERS])
def test_a_prompt_that_everybody_uses_makes_no_seed(n: int) -> None:
    uses: list[Use] = [(a, kind, 1, 1.0) for a in range(n) for kind in ("template", "ip")]
    assert rewritten_seeds(affinity_of(incidence_of(n, uses)), seed=7) == []


def test_a_ledger_without_prompts_has_no_such_seeds() -> None:
    assert rewritten_seeds(affinity([(a, "device", a // 8, 1.0) for a in range(N)]), seed=7) == []


def test_a_seed_takes_its_members_out_of_groups_that_explain_them_worse() -> None:
    everyone = affinity(
        [(a, kind, 1, 1.0) for a in FARM for kind in ("device", "template")],
        [(a, kind, 1000 + a, 1.0) for a in range(12, N) for kind in ("device", "template")],
        [(a, "client", a % 3, 1.0) for a in range(N)],
    )
    mixed = labels_of([*FARM[:6], *range(20, 40)], [*FARM[6:], *range(40, 60)])
    out = contested(mixed, [np.array(FARM, dtype=np.int32)], FitCache(everyone, None), None)
    assert np.unique(out[FARM]).size == 1
    assert out[FARM[0]] >= 0
    assert (out[FARM[0]] != out[20:60]).all()


def test_a_seed_that_is_a_group_already_changes_nothing() -> None:
    together = affinity(
        [(a, kind, 1, 1.0) for a in FARM for kind in ("device", "template")], of_their_own(range(12, N))
    )
    labels = labels_of(FARM)
    assert (contested(labels, [np.array(FARM[:11], dtype=np.int32)], FitCache(together, None), None) == labels).all()
