"""Templates: keyed fingerprints, a dictionary that no order changes, ids that last, skeletons without rare words."""

import random

import numpy as np
import polars as pl
import pytest

from linkage.templates import Dictionary, Prints, assign, carried, fingerprints, learn, skeletons

KEY = b"k" * 32


def prints(*texts: str, key: bytes = KEY) -> Prints:
    return fingerprints(pl.Series(texts, dtype=pl.String), key)


def moulded(n_moulds: int, n_each: int, seed: int = 1) -> list[str]:
    """Prompts of moulds of 40 words with three words of slots; the vocabulary and moulds are always the same."""
    fixed, draw = random.Random(0), random.Random(seed)
    words = ["".join(fixed.choices("abcdefghijkl", k=6)) for _ in range(2000)]
    moulds = [fixed.choices(words, k=40) for _ in range(n_moulds)]
    return [" ".join([*mould[:9], *draw.choices(words, k=3), *mould[9:]]) for mould in moulds for _ in range(n_each)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grade THIS answer now", "grade this, answer: now!"),
        ("room 17 of floor b2 please", "room 4 of floor c99 please"),
        ("请 检查 这个", "请检查这个"),
    ],
)
def test_case_punctuation_digits_and_spaces_between_cjk_make_no_difference(one: str, other: str) -> None:
    found = prints(one, other)
    assert found.keys[0] == found.keys[1]
    assert found.starts[1] > 0
    assert found.values[: found.starts[1]].tolist() == found.values[found.starts[1] :].tolist()


def test_another_key_gives_fingerprints_that_match_nothing() -> None:
    texts = moulded(3, 3)
    assert not set(prints(*texts).values.tolist()) & set(prints(*texts, key=b"q" * 32).values.tolist())


def test_empty_and_tiny_prompts_have_a_key_and_no_fingerprint() -> None:
    found = prints("", "hi", "two words", "just three words")
    assert np.diff(found.starts).tolist() == [0, 0, 0, 1]
    assert len(set(found.keys.tolist())) == 4


def test_prints_and_dictionary_survive_a_frame() -> None:
    found = prints(*moulded(4, 10), "", "hi")
    again = Prints.from_frame(found.to_frame())
    assert [getattr(again, name).tolist() for name in ("keys", "starts", "values")] == [
        getattr(found, name).tolist() for name in ("keys", "starts", "values")
    ]
    learned = learn(found)
    assert Dictionary.from_frame(learned.to_frame()).to_frame().equals(learned.to_frame())


def test_each_mould_is_one_template_for_prompts_never_seen_and_strangers_have_none() -> None:
    learned = learn(prints(*moulded(6, 40)))
    assert len(learned.ids) == 6
    found = assign(prints(*moulded(6, 3, seed=2)), learned).reshape(6, 3)
    assert (found == found[:, :1]).all()
    assert len(set(found[:, 0].tolist())) == 6
    draw = random.Random(5)
    alone = [" ".join("".join(draw.choices("abcdefghijkl", k=6)) for _ in range(40)) for _ in range(20)]
    assert (assign(prints(*alone), learned) == -1).all()


def test_the_order_of_prompts_does_not_change_what_is_learned() -> None:
    texts = moulded(6, 12)
    shuffled = random.Random(3).sample(texts, len(texts))
    assert learn(prints(*texts)).to_frame().equals(learn(prints(*shuffled)).to_frame())


def test_a_giant_template_does_not_disappear_and_fewer_than_five_prompts_make_none() -> None:
    assert len(learn(prints(*moulded(1, 2000))).ids) == 1
    assert learn(prints(*moulded(1, 4))).ids == ()
    assert learn(prints()).ids == ()


def test_a_template_learned_again_keeps_its_id_and_a_new_one_gets_its_own() -> None:
    before, texts = learn(prints(*moulded(3, 10))), moulded(5, 10, seed=9)
    after = carried(learn(prints(*texts)), before)
    assert set(before.ids) < set(after.ids)
    assert len(set(after.ids)) == 5
    same = prints(*moulded(3, 2, seed=4))
    assert [before.ids[at] for at in assign(same, before)] == [after.ids[at] for at in assign(same, after)]


def test_a_skeleton_shows_only_words_of_enough_accounts() -> None:
    examples = pl.DataFrame(
        {
            "template": ["t"] * 6,
            "account_id": ["a", "b", "c", "d", "e", "e"],
            "prompt": pl.Series(range(6), dtype=pl.UInt64),
            "text": [f"Grade answer {n} of {who} Smith, slowly" for n, who in enumerate("uvwxyz")],
        }
    )
    assert skeletons(examples).rows() == [("t", "grade answer # of … smith slowly")]
    assert skeletons(examples.head(4)).rows() == []
