"""Groups that one link or one victim holds together part; the halves of one party stay."""

from itertools import combinations

import numpy as np

from linkage.communities import affinity_of
from linkage.communities.affinity import Fits, grouping_of
from linkage.communities.expansion import numbered
from linkage.communities.fitting import FitCache
from linkage.communities.parting import blocks_of, grown_together, parted, scattered
from linkage.links.incidence import COLUMNS, Links
from tests.linked import Use, incidence_of, links_of

N = 400
OFFICE, FARM = list(range(6)), list(range(10, 18))


def labels_of(*groups: list[int]) -> np.ndarray:
    labels = np.full(N, -1, dtype=np.int32)
    for number, group in enumerate(groups):
        labels[group] = number
    return labels


def crew(accounts: list[int], name: int) -> list[Use]:
    return [(a, kind, name, 1.0) for a in accounts for kind in ("device", "template")]


def strangers() -> list[Use]:
    return [(a, kind, 1000 + a, 1.0) for a in range(20, N) for kind in ("ip", "device", "template")]


def two_blocks(bridge_bits: float) -> Links:
    pairs = {pair: 12.0 for block in (OFFICE, FARM) for pair in combinations(block, 2)}
    return links_of(N, pairs | {(OFFICE[0], FARM[0]): bridge_bits})


def test_two_parties_that_one_link_joined_part() -> None:
    net = incidence_of(N, crew(OFFICE, 1) + crew(FARM, 2) + strangers())
    out = parted(labels_of(OFFICE + FARM), FitCache(affinity_of(net), None), two_blocks(12.0), None, seed=7)
    assert out.tolist() == labels_of(OFFICE, FARM).tolist()


def test_a_member_of_both_joins_no_two_parties() -> None:
    victim: list[Use] = [(OFFICE[0], kind, 2, 0.2) for kind in ("device", "template")]
    net = incidence_of(N, crew(OFFICE, 1) + crew(FARM, 2) + victim + strangers())
    out = parted(labels_of(OFFICE + FARM), FitCache(affinity_of(net), None), two_blocks(12.0), None, seed=7)
    assert len({out[a] for a in OFFICE[1:]}) == 1
    assert not {out[a] for a in OFFICE[1:]} & {out[a] for a in FARM}


def test_a_member_whom_no_links_tie_goes_with_the_block_that_it_fits_and_a_stranger_leaves() -> None:
    follower, stranger = 300, 301
    others = [use for use in strangers() if use[0] != follower]
    net = incidence_of(N, crew(OFFICE, 1) + crew(FARM, 2) + [(follower, "template", 2, 1.0)] + others)
    group = labels_of([*OFFICE, *FARM, follower, stranger])
    out = parted(group, FitCache(affinity_of(net), None), two_blocks(12.0), None, seed=7)
    assert out.tolist() == labels_of(OFFICE, [*FARM, follower]).tolist()


def growing(farm_that_fits: list[int], office_that_fits: list[int]) -> list[int]:
    """Which of two blocks of one group stay together when these members fit the other by a prompt."""
    groups = grouping_of(labels_of(OFFICE, FARM))
    fitting = [(0, a) for a in farm_that_fits] + [(1, a) for a in office_that_fits]
    nats = np.zeros((len(fitting), len(COLUMNS)), dtype=np.float32)
    nats[:, COLUMNS.index("template")] = 6.0
    fits = Fits(
        np.array([group for group, _ in fitting], dtype=np.int32),
        np.array([account for _, account in fitting], dtype=np.int32),
        nats,
        np.zeros(len(fitting), dtype=np.float32),
        np.zeros(len(fitting), dtype=np.bool_),
    )
    return grown_together(fits, groups, np.zeros(2, dtype=np.int32), N).tolist()


def test_a_company_of_which_one_key_was_stolen_parts_from_the_farm_that_fits_it_by_the_victim() -> None:
    assert growing(FARM, OFFICE[:1]) == [0, 1]
    assert growing(FARM, OFFICE[:2]) == [0, 0]


def test_halves_of_one_party_that_share_prompt_and_addresses_stay_together() -> None:
    shared: list[Use] = [(a, kind, 3, 1.0) for a in OFFICE + FARM for kind in ("template", "ip")]
    devices: list[Use] = [(a, "device", 1 if a in OFFICE else 2, 1.0) for a in OFFICE + FARM]
    net = incidence_of(N, shared + devices + strangers())
    out = parted(labels_of(OFFICE + FARM), FitCache(affinity_of(net), None), two_blocks(12.0), None, seed=7)
    assert out.tolist() == labels_of(OFFICE + FARM).tolist()


def test_a_group_of_which_links_tie_a_few_alone_is_not_cut_by_them() -> None:
    blocks = OFFICE[:3] + FARM[:3]
    group = blocks + list(range(100, 140))
    pairs = {pair: 12.0 for block in (OFFICE[:3], FARM[:3]) for pair in combinations(block, 2)}
    assert blocks_of(labels_of(group), links_of(N, pairs), seed=7) is None
    assert blocks_of(labels_of(blocks), links_of(N, pairs), seed=7) is not None


def test_a_group_of_one_block_is_left_whole() -> None:
    links = links_of(N, dict.fromkeys(combinations(FARM, 2), 12.0))
    assert blocks_of(labels_of(FARM), links, seed=7) is None


def test_groups_are_cut_by_themselves_however_much_else_there_is() -> None:
    crowd = dict.fromkeys(combinations(range(100, 140), 2), 500.0)
    few = two_blocks(12.0)
    pairs = {(int(a), int(b)): float(w) for a, b, w in zip(few.a, few.b, few.weight_bits, strict=True)}
    blocks = blocks_of(labels_of(OFFICE + FARM, list(range(100, 140))), links_of(N, pairs | crowd), seed=7)
    assert blocks is not None
    assert numbered(blocks)[:18].tolist() == [0] * 6 + [-1] * 4 + [1] * 8


MANY, WORDY, WORDINGS = 40_000, 1200, 300
"""A large ledger, and a party in it that words its prompt in hundreds of ways."""
ITS_WORDING = np.where(np.arange(MANY) < WORDY, np.arange(MANY) % WORDINGS, -1).astype(np.int32)


def of_many_wordings(*, wordings_each: int = 2, cards_of: int = 3) -> FitCache:
    """The fits of a ledger whose wordy party sends so many wordings each, and pays with cards of so many accounts."""
    rng = np.random.default_rng(5)
    uses: list[Use] = []
    for a in range(WORDY):
        others = rng.permutation(WORDINGS)[: wordings_each - 1].tolist()
        uses += [(a, "template", x, 1 / wordings_each) for x in {int(ITS_WORDING[a]), *others}]
        uses += [(a, "payment", a // cards_of, 1.0)]
    return FitCache(affinity_of(incidence_of(MANY, uses)), None)


def is_whole_again(cache: FitCache, *, largest: int = 1) -> bool:
    """Whether the wordy party, fallen to a block for each wording, is taken to be one; so many are the first block."""
    cut = np.where(largest > ITS_WORDING, np.minimum(ITS_WORDING, 0), ITS_WORDING)
    found = scattered(np.minimum(cut, 0), cut, cache, None)
    assert found[:WORDY].all() == found.any()
    return bool(found.any())


def test_a_party_of_many_wordings_is_whole_where_its_halves_fit_and_something_besides_prompts_holds_it() -> None:
    assert is_whole_again(of_many_wordings())
    assert not is_whole_again(of_many_wordings(wordings_each=1, cards_of=1))
    assert not is_whole_again(of_many_wordings(cards_of=1))


def test_a_party_of_which_one_block_is_more_than_a_quarter_did_not_fall_to_small_ones() -> None:
    cache = of_many_wordings()
    assert is_whole_again(cache, largest=WORDINGS // 4)
    assert not is_whole_again(cache, largest=WORDINGS // 4 + 1)


def test_parting_leaves_a_party_of_many_wordings_whole_and_takes_apart_one_that_prompts_alone_tie() -> None:
    same = (range(wording, WORDY, WORDINGS) for wording in range(WORDINGS))
    links = links_of(MANY, {pair: 12.0 for accounts in same for pair in combinations(accounts, 2)})
    group = np.minimum(ITS_WORDING, 0)
    assert parted(group, of_many_wordings(), links, None, seed=7).tolist() == group.tolist()
    assert parted(group, of_many_wordings(wordings_each=1, cards_of=1), links, None, seed=7).max() == WORDINGS - 1
