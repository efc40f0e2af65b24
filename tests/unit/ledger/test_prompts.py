"""Of the texts of prompts a load keeps how some begin, and nothing beside it."""

import polars as pl

from linkage.ledger.prompts import EXAMPLE_CHARACTERS, beginnings


def examples(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"account_id": ["a"] * len(texts), "prompt": range(len(texts)), "text": texts})


def test_beginnings_keep_nothing_of_the_batch_that_the_texts_were_in() -> None:
    texts = [f"{n} ändert {'sich nicht ' * 10_000}" for n in range(30)]
    kept = beginnings(examples(texts).head(3))
    assert all(
        text.startswith(one) and len(one) > EXAMPLE_CHARACTERS - 20
        for text, one in zip(texts[:3], kept["text"], strict=True)
    )
    buffers = kept["text"].to_arrow(compat_level=pl.CompatLevel.newest()).buffers()
    assert sum(buffer.size for buffer in buffers if buffer) < 10 * EXAMPLE_CHARACTERS


def test_a_beginning_is_of_whole_words_and_begins_with_one() -> None:
    texts = [f"{'=' * 3_000} Write {'unbelievable ' * 300}", f"{'x' * (EXAMPLE_CHARACTERS - 2)} \u0131y", "  short one"]
    texts.append("请" * 3_000)
    first, second, third, fourth = beginnings(examples(texts))["text"]
    assert first.startswith("Write unbelievable") and set(first.split()) == {"Write", "unbelievable"}
    assert second == "x" * (EXAMPLE_CHARACTERS - 2) + " "
    assert third == "short one"
    assert fourth == "请" * EXAMPLE_CHARACTERS, "each such sign is a word"
